"""Buttons' data and updates that nobody meant: the next person is served as if there had been none."""

from __future__ import annotations

import logging
import os
import random
import time
from copy import deepcopy
from typing import Any

import pytest

from tests.bot.telegram.world import World, results

pytestmark = pytest.mark.asyncio(loop_scope="session")

FEW = 30
MANY = int(os.environ.get("FUZZ_EXAMPLES", "2000"))
LONGEST_DATA = 64
"""Bytes of a button's data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""
AT_ONCE = 50
log = logging.getLogger(__name__)
VALUES: tuple[Any, ...] = (None, True, -1, 0, 2**63, 1e300, "", "\0", "🖼" * 40, [], {}, [[]], {"id": "x"})


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
async def test_whatever_a_button_says_is_answered_and_touches_no_others_picture(
    world: World, count: int
) -> None:
    ann, chat = world.person("Ann")
    await world.asked(chat, ann)
    message = await world.result(chat)
    (job,) = await world.jobs(ann)
    real = [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
    stranger, _ = world.person("Mallory")
    dice, slowest = random.Random(count), 0.0
    for done in range(0, count, AT_ONCE):
        began = time.monotonic()
        presses = [
            world.telegram.press_data(stranger, message, data(dice, real, job.id))
            for _ in range(min(AT_ONCE, count - done))
        ]
        await world.until(lambda these=presses: all(each.answer for each in these), "every press answered")
        slowest = max(slowest, time.monotonic() - began)
    log.info("%d presses, %d at once answered within %.2f s", count, AT_ONCE, slowest)
    await world.quiet()
    assert (await world.studio.records.job(job.id)).result == job.result
    assert message["message_id"] in {each["message_id"] for each in results(chat)}


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
async def test_whatever_an_update_looks_like_the_next_one_is_taken(world: World, count: int) -> None:
    ann, chat = world.person("Ann")
    await world.asked(chat, ann)
    message = await world.result(chat)
    world.telegram.press(ann, message, "📎")
    await world.quiet()
    good = list(world.telegram.updates.confirmed)
    dice = random.Random(count)
    for _ in range(count):
        update = damaged(dice, dice.choice(good)) | {"update_id": next(world.telegram.updates.numbers)}
        world.telegram.updates.waiting.append(update)
    world.telegram.updates.changed.set()
    ben, room = world.person("Ben")
    await world.asked(room, ben)
    await world.result(room)
    await world.until(lambda: not world.telegram.updates.waiting, "every update fetched")
    log.info("%d damaged updates", count)
    world.telegram.violations.clear()  # a number that makes no sense comes back in the answer to it


def data(dice: random.Random, real: list[str], job_id: str) -> str:
    """What a button of ours might carry, changed, cut or made up."""
    known = dice.choice(real)
    made = dice.choice(
        [
            known,
            known[: dice.randrange(len(known))],
            known.replace(job_id, text(dice, 12)),
            f"{text(dice, 10)}:{job_id}",
            f"{known}:{text(dice, 10)}",
            ":".join(text(dice, 8) for _ in range(dice.randrange(1, 6))),
        ]
    )
    return made.encode()[:LONGEST_DATA].decode(errors="ignore") or ":"


def text(dice: random.Random, longest: int) -> str:
    return "".join(chr(dice.choice([dice.randrange(32, 127), 0x1F5BC, 0xE9, 0]))[:1] for _ in range(longest))


def damaged(dice: random.Random, update: dict[str, Any]) -> dict[str, Any]:
    """A copy in which some fields are gone or hold something else."""
    update = deepcopy(update)
    for _ in range(dice.randrange(1, 4)):
        place: Any = update
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            keys = [key for key in keys if key != "update_id"]
            if not keys:
                break
            key = dice.choice(keys)
            if isinstance(place[key], (dict, list)) and place[key] and dice.random() < 0.8:
                place = place[key]
                continue
            if dice.random() < 0.3:
                del place[key]
            else:
                place[key] = dice.choice(VALUES)
            break
    return update
