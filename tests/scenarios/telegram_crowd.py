"""How long an answer waits on Telegram while many chats are shown progress, inside the flood limits.

`python -m tests.scenarios.telegram_crowd` has 300 people's pictures painted at once, each with a status message that
wants to be edited every second, and lets people in the midst of it give commands. It prints how long the answers took,
whether they came in order, and whether our own Telegram saw a flood.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.config import LimitSettings, Settings, TelegramSettings
from bot.core.store import open_store
from bot.core.studio import open_studio
from bot.core.texts import load_texts
from bot.telegram.app import open_telegram
from engine.messages import Progress, StyleRequest, Update
from engine.processes.pool import open_picture_pool
from engine.processes.supervisor import DeviceStatus
from tests.fakes.telegram import Chat, FakeTelegram, User, text_of
from tests.pictures import png

STEP_SECONDS = 1.0
SIZE = (96, 64)
COMMANDS = ("/queue", "/help")


class Everlasting:
    """An executor that is never done: every picture is always being painted."""

    ready = True
    devices = (DeviceStatus("cpu", ready=True),)

    def __init__(self, slots: int) -> None:
        self.slots = slots

    async def run(self, request: StyleRequest, *, keep: asyncio.Event | None = None) -> AsyncIterator[Update]:
        for step in itertools.count():
            yield Progress(step, 10_000, 1.0, 600.0, *SIZE, None)
            await asyncio.sleep(STEP_SECONDS)


@dataclass(frozen=True)
class Asked:
    """A command, and when it was given (monotonic seconds)."""

    chat: Chat
    message_id: int
    at: float


async def main(chats: int, seconds: float, pairs_a_second: float) -> int:
    async with FakeTelegram() as telegram:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(
                data_dir=Path(folder),
                telegram=TelegramSettings(token=SecretStr(telegram.token), api_base=telegram.url),
                limits=LimitSettings(queue=2 * chats),
            )
            async with (
                open_picture_pool() as pool,
                open_store(settings.data_dir) as store,
                open_studio(store, pool, Everlasting(chats), settings) as studio,
                open_telegram(studio, load_texts(), settings) as surface,
            ):
                studio.notifier.attach(surface)
                people = await _all_busy(telegram, chats)
                asked = await _talk(telegram, people, seconds, pairs_a_second)
                waits = _waits(telegram, asked)
                edits = sum(call.method.startswith("editMessage") for call in telegram.made())
    waits.sort()
    sys.stdout.write(
        f"{chats} busy chats, {len(asked)} commands in {seconds:.0f} s, {edits} edits in all: answers after "
        f"{statistics.median(waits):.2f} s in the middle, p99 {waits[int(len(waits) * 0.99) - 1]:.2f} s, "
        f"at most {waits[-1]:.2f} s; unanswered {len(asked) - len(waits)}, out of order {_disorder(telegram, asked)}, "
        f"floods {len(telegram.floods)}\n"
    )
    return 1 if telegram.floods or telegram.violations or len(waits) < len(asked) else 0


async def _all_busy(telegram: FakeTelegram, chats: int) -> list[tuple[User, Chat]]:
    """Everybody's picture is being painted, and its status message is there."""
    people = []
    photo, painting = png(*SIZE, seed=1), png(64, 64, seed=2)
    for number in range(chats):
        user = telegram.user(f"guest {number}")
        chat = telegram.private(user)
        for picture in (photo, painting):
            chat.photo(user, picture, album=f"album {number}")
        people.append((user, chat))
        await asyncio.sleep(0.05)
    await telegram.until(lambda: all(chat.from_bot() for _, chat in people), "everybody served", 600)
    return people


async def _talk(
    telegram: FakeTelegram, people: list[tuple[User, Chat]], seconds: float, pairs_a_second: float
) -> list[Asked]:
    """Somebody gives two commands in a row, again and again; returns when the last could be answered."""
    chance, asked = random.Random(7), []
    order = [chance.choice(people) for _ in range(round(seconds * pairs_a_second))]
    for user, chat in order:
        for command in COMMANDS:
            message: dict[str, Any] = chat.say(user, command)
            asked.append(Asked(chat, message["message_id"], time.monotonic()))
        await asyncio.sleep(1 / pairs_a_second)
    await asyncio.sleep(20)
    return asked


def _answers(telegram: FakeTelegram) -> dict[tuple[int, int], float]:
    """When each message was answered, by chat and message."""
    found: dict[tuple[int, int], float] = {}
    for call in telegram.made("sendMessage"):
        reply = call.params.get("reply_parameters")
        if reply and call.chat_id is not None and text_of(call.params):
            found.setdefault((call.chat_id, reply["message_id"]), call.at)
    return found


def _waits(telegram: FakeTelegram, asked: list[Asked]) -> list[float]:
    answers = _answers(telegram)
    keys = [((each.chat.id, each.message_id), each.at) for each in asked]
    return [answers[key] - at for key, at in keys if key in answers]


def _disorder(telegram: FakeTelegram, asked: list[Asked]) -> int:
    """How many second commands were answered before the first."""
    answers = _answers(telegram)
    times = [answers.get((each.chat.id, each.message_id), float("inf")) for each in asked]
    return sum(second < first for first, second in zip(times[::2], times[1::2], strict=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pairs", type=float, default=2.0, help="pairs of commands a second")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.chats, given.seconds, given.pairs)))
