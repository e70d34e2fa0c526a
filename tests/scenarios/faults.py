"""Faults below the program during traffic on three surfaces: nothing accepted is lost or doubled, all come back.

`python -m tests.scenarios.faults --seconds 600` prints what was broken, what became of each job, and how long each
surface took to come back; exit status 1 if a job was lost or doubled, or a surface was away for more than a minute.
The disk is made full by the kernel's limit on file sizes, the database locked by another connection; processes are
killed; the platforms answer through a proxy that breaks. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil  # type: ignore[import-untyped]
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData

from tests.bot.web.program import free_port
from tests.fakes.discord import Account, FakeDiscord, open_discord
from tests.fakes.telegram import FakeTelegram
from tests.patience import PATIENCE
from tests.scenarios.between import FAULTS, Between, open_between
from tests.scenarios.drivers import eventually
from tests.scenarios.pictures import painting, photo
from tests.scenarios.program import Program, tail

SIDE, ITERATIONS = 64, 4
BACK_SECONDS = 60.0
LOOK_SECONDS = 0.25
CALM_SECONDS = 2.0
PAUSE_SECONDS = 15.0
ANSWER_SECONDS = 10.0
"""After these a person on Discord waits no more, and tries again."""
END_SECONDS = 600.0
TOKENS = ("fake-token", "123456:fake-token")
"""Of Discord and of Telegram."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass
class Outcome:
    """What was done and what became of it. `back` are the slowest returns, in seconds, by fault and surface."""

    faults: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)
    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    back: dict[tuple[str, str], float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def say(self) -> str:
        """The figures, a line each."""
        slowest = sorted(self.back.items(), key=lambda each: -each[1])[:5]
        return "\n".join(
            (
                f"faults    {_counted(self.faults)}",
                f"accepted  {len(self.accepted)}",
                f"ended     {_counted(self.fates)}",
                f"reasons   {_counted(self.reasons) or 'none failed'}",
                *(f"back      {surface} {took:.1f} s after {fault}" for (fault, surface), took in slowest),
                *(f"WRONG     {each}" for each in self.wrong),
            )
        )


class House:
    """The program with its three surfaces, and the means to break what it stands on."""

    def __init__(
        self,
        folder: Path,
        program: Program,
        discord: FakeDiscord,
        telegram: FakeTelegram,
        platforms: dict[str, Between],
        web: ClientSession,
    ) -> None:
        self.folder = folder
        self.program = program
        self.discord = discord
        self.telegram = telegram
        self.platforms = platforms
        self.web = web
        guild = discord.world.add_guild("Atelier", Account(discord, "owner").id)
        self._channel = discord.world.add_channel(guild, "general")
        self._people = 0

    # -- people

    async def ask_on_web(self) -> bool:
        """Somebody uploads two pictures; whether they were accepted."""
        form = FormData({"size": str(SIDE), "iterations": str(ITERATIONS)})
        form.add_field("content", photo(SIDE, SIDE, self._number()), filename="photo.png")
        form.add_field("style", painting(self._number(), SIDE), filename="painting.png")
        try:
            async with self.web.post("/api/jobs", data=form) as response:
                return response.status == 202
        except (ClientError, TimeoutError):
            return False

    async def ask_on_telegram(self) -> bool:
        """Somebody sends an album; whether it was answered is seen later."""
        user = self.telegram.user(f"tina{self._number()}")
        chat = self.telegram.private(user)
        options = f"/stylize size={SIDE} iterations={ITERATIONS}"
        chat.photo(user, photo(SIDE, SIDE, self._number()), options, album=str(user.id))
        chat.photo(user, painting(self._number(), SIDE), None, album=str(user.id))
        return True

    async def ask_on_discord(self, patience: float = ANSWER_SECONDS) -> bool:
        """Somebody gives a command; whether it was acknowledged in `patience` seconds."""
        pictures = {"content": photo(SIDE, SIDE, self._number()), "style": painting(self._number(), SIDE)}
        return await self._slash("stylize", patience, size=SIDE, quality="draft", **pictures)

    async def answers_on_telegram(self) -> bool:
        """Somebody asks for help, and gets it."""
        user = self.telegram.user(f"tom{self._number()}")
        chat = self.telegram.private(user)
        chat.say(user, "/help")
        await eventually(chat.from_bot, "help")
        return True

    async def answers_on_discord(self) -> bool:
        """Somebody asks for the queue; whether it was acknowledged."""
        return await self._slash("queue", ANSWER_SECONDS)

    async def _slash(self, command: str, patience: float, **options: Any) -> bool:
        try:
            async with asyncio.timeout(patience):
                await Account(self.discord, f"dora{self._number()}").slash(self._channel, command, **options)
        except (AssertionError, TimeoutError):
            return False
        return True

    def _number(self) -> int:
        self._people += 1
        return self._people

    # -- faults

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """No file may grow."""
        process = psutil.Process(self.program.pid)
        process.rlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            process.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    @contextmanager
    def locked_database(self) -> Iterator[None]:
        """Another program holds the database."""
        other = sqlite3.connect(self.folder / "impasto.sqlite3", isolation_level=None, timeout=30)
        try:
            other.execute("BEGIN IMMEDIATE")
            yield
        finally:
            other.close()

    @contextmanager
    def killed(self, module: str) -> Iterator[None]:
        """Every process of this module is killed, once."""
        for child in psutil.Process(self.program.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if module in child.cmdline():
                    child.kill()
        yield

    @contextmanager
    def broken(self, platform: str, fault: str) -> Iterator[None]:
        """The platform is out of order."""
        self.platforms[platform].breaks(fault)
        try:
            yield
        finally:
            self.platforms[platform].breaks(None)

    def faults(self) -> dict[str, Callable[[], contextlib.AbstractContextManager[None]]]:
        """All there are, by name."""
        below = {
            "disk full": self.full_disk,
            "database locked": self.locked_database,
            "worker killed": lambda: self.killed("engine.processes.worker"),
            "pool killed": lambda: self.killed("engine.processes.pool"),
        }
        platforms = {
            f"{platform} {fault}": lambda platform=platform, fault=fault: self.broken(platform, fault)
            for platform in self.platforms
            for fault in FAULTS
        }
        return below | platforms


async def run(
    seconds: float,
    fault_seconds: float,
    folder: Path,
    seed: int,
    say: Callable[[str], object] = lambda line: None,
    back_seconds: float = BACK_SECONDS,
) -> Outcome:
    """Traffic for so long, one fault after the other; then wait until every accepted job is over.

    A surface that is not back `back_seconds` after a fault is wrong.
    """
    outcome, dice = Outcome(), random.Random(seed)
    async with open_house(folder) as house:
        await _everywhere(house, outcome, "start", PATIENCE)
        ends = time.monotonic() + seconds
        traffic = [asyncio.create_task(_traffic(ask, ends)) for ask in _asking(house)]
        waiting: list[str] = []
        while time.monotonic() < ends:
            waiting = waiting or dice.sample(list(house.faults()), len(house.faults()))
            name = waiting.pop()
            outcome.faults[name] += 1
            with house.faults()[name]():
                during = [asyncio.create_task(_ask(ask)) for ask in _asking(house)]
                await asyncio.sleep(fault_seconds)
            await asyncio.gather(*during)
            await _everywhere(house, outcome, name, back_seconds)
            back = (
                f"{surface} {took:.1f} s" for (fault, surface), took in outcome.back.items() if fault == name
            )
            say(f"{name}: back on {', '.join(back)}\n")
            await asyncio.sleep(min(CALM_SECONDS, fault_seconds))
        await asyncio.gather(*traffic)
        await _judge(house, outcome)
    return outcome


@asynccontextmanager
async def open_house(
    folder: Path, tokens: tuple[str, str] = TOKENS, more: Mapping[str, str] = NOTHING
) -> AsyncIterator[House]:
    """Everything started, with `more` settings; the program's model may still be loading."""
    port = free_port()
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(open_discord(tokens[0]))
        discord.world.acknowledge_seconds = PATIENCE
        telegram = await stack.enter_async_context(FakeTelegram(token=tokens[1]))
        platforms = {
            "discord": await stack.enter_async_context(open_between(discord.world.origin)),
            "telegram": await stack.enter_async_context(open_between(telegram.url)),
        }
        settings = {
            "IMPASTO_WEB__ENABLED": "true",
            "IMPASTO_WEB__PORT": str(port),
            "IMPASTO_DISCORD__TOKEN": discord.token,
            "IMPASTO_DISCORD__API_BASE": discord.api_base.replace(
                discord.world.origin, platforms["discord"].url
            ),
            "IMPASTO_TELEGRAM__TOKEN": telegram.token,
            "IMPASTO_TELEGRAM__API_BASE": platforms["telegram"].url,
            "IMPASTO_TELEGRAM__ALBUM_SECONDS": "0.5",
            **more,
        }
        data = folder / "data"
        program = PipedProgram(data, settings)
        web = await stack.enter_async_context(
            ClientSession(
                f"http://127.0.0.1:{port}", cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=15)
            )
        )
        await program.start()
        stack.push_async_callback(program.stop)
        yield House(data, program, discord, telegram, platforms, web)


class PipedProgram(Program):
    """Its log goes through a pipe: a full disk is its own trouble, not its log's."""

    async def start(self) -> None:
        reader, writer = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        await self.start_with(stdout=reader, stderr=writer)
        self._draining = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        stream = self._running().stdout
        assert stream is not None
        with self.log.open("ab", buffering=0) as log:
            while chunk := await stream.read(2**16):
                log.write(chunk)


def _asking(house: House) -> tuple[Callable[[], Awaitable[bool]], ...]:
    return house.ask_on_web, house.ask_on_discord, house.ask_on_telegram


async def _ask(ask: Callable[[], Awaitable[bool]]) -> None:
    await ask()


async def _traffic(ask: Callable[[], Awaitable[bool]], ends: float) -> None:
    while time.monotonic() < ends:
        await ask()
        await asyncio.sleep(min(PAUSE_SECONDS, max(0.0, ends - time.monotonic())))


async def _everywhere(house: House, outcome: Outcome, fault: str, patience: float) -> None:
    """How long until each surface serves again."""
    serves = {
        "web": house.ask_on_web,
        "discord": house.answers_on_discord,
        "telegram": house.answers_on_telegram,
    }

    async def back(surface: str) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience):
                while not await serves[surface]():  # noqa: ASYNC110 - as a person tries again
                    await asyncio.sleep(LOOK_SECONDS)
        except (TimeoutError, AssertionError):
            outcome.wrong.append(
                f"{surface} was not back {patience:.0f} s after {fault}\n{tail(house.program)}"
            )
        took = time.monotonic() - began
        if fault != "start":
            outcome.back[fault, surface] = max(took, outcome.back.get((fault, surface), 0.0))

    await asyncio.gather(*(back(surface) for surface in serves))


async def _judge(house: House, outcome: Outcome) -> None:
    """Wait until every job is over and told, and count how it ended and how often its picture was handed over."""
    database = sqlite3.connect(f"file:{house.folder / 'impasto.sqlite3'}?mode=ro", uri=True, timeout=30)
    with contextlib.closing(database):
        untold = "SELECT count(*) FROM jobs WHERE told = 0"
        try:
            await eventually(lambda: database.execute(untold).fetchone() == (0,), "all told", END_SECONDS)
        except AssertionError:
            outcome.wrong.append(f"jobs whose end was never told\n{tail(house.program)}")
        jobs = "SELECT id, surface, state, json_extract(body, '$.error_code') FROM jobs"
        for job_id, surface, state, code in database.execute(jobs):
            outcome.accepted.add(job_id)
            outcome.fates[state] += 1
            if code:
                outcome.reasons[code] += 1
            if state not in ("delivered", "failed") or (state == "failed" and not code):
                outcome.wrong.append(f"{job_id} on {surface} ended as {state} without a reason")
            handed = {"discord": _on_discord, "telegram": _on_telegram}.get(surface)
            if handed and state == "delivered" and handed(house, job_id) != 1:
                times, said = handed(house, job_id), "\n".join(_lines_about(house, job_id))
                outcome.wrong.append(f"{job_id} was handed over {times} times on {surface}\n{said}")


def _on_discord(house: House, job_id: str) -> int:
    messages = house.discord.world.messages()
    return sum(bool(each.attachments) and f"impasto:again:{job_id}" in each.buttons for each in messages)


def _on_telegram(house: House, job_id: str) -> int:
    return sum(
        any(job_id in data and not data.startswith("cancel") for data in _presses(message))
        for chat in house.telegram.chats.values()
        for message in chat.from_bot()
        if "photo" in message or "document" in message
    )


def _lines_about(house: House, job_id: str) -> list[str]:
    """What the log says of a job, and what Telegram was asked in its chat."""
    lines = [line for line in house.program.text().splitlines() if job_id in line]
    chats = {call.chat_id for call in house.telegram.calls if job_id in str(call.params)}
    calls = [call for call in house.telegram.calls if call.chat_id in chats]
    return [*lines, *(f"{call.status} {call.method} {str(call.params)[:300]}" for call in calls)]


def _presses(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button.get("callback_data", "") for row in rows for button in row]


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counter.items())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600.0, help="of traffic")
    parser.add_argument("--fault", type=float, default=6.0, help="seconds that each fault lasts")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(asked.seconds, asked.fault, Path(folder), asked.seed, sys.stdout.write))
    sys.stdout.write(outcome.say() + "\n")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
