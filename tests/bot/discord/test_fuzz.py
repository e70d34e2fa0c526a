"""Components that nobody made: each press on one of ours is answered, and nobody's picture is touched."""

from __future__ import annotations

import asyncio
import logging
import os
import random
from typing import Any

import pytest

from bot.discord.buttons import PREFIX
from bot.discord.limits import CHOICE_NAME, CUSTOM_ID
from bot.discord.messages import Action, Choose
from tests.bot.discord.world import JobState, World, results
from tests.fakes.discord import Account, Message
from tests.fakes.discord.people import Asked

pytestmark = pytest.mark.asyncio(loop_scope="session")

FEW = 20
MANY = int(os.environ.get("FUZZ_EXAMPLES", "2000"))
AT_ONCE = 10
BUTTON, MENU = 2, 3
LETTERS = "abcXYZ019_-"
log = logging.getLogger(__name__)


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
async def test_whatever_a_component_is_called_it_is_answered_or_none_of_ours(
    world: World, count: int
) -> None:
    ann, mallory = world.person("ann"), world.person("mallory")
    message = await world.finished(ann)
    job = await world.told(ann)
    dice, slowest = random.Random(count), 0.0
    for _ in range(count // AT_ONCE):
        ours = [ours_pressed(mallory, message, dice, job.id) for _ in range(AT_ONCE)]
        mallory.press(message, button(any_text(dice, CUSTOM_ID)))
        answered = await asyncio.gather(*(asked.acknowledged() for asked in ours))
        slowest = max(slowest, *(asked.acknowledged_after for asked in answered))
        await world.until(
            lambda these=answered: not any(thinks(asked) for asked in these), "every press ended"
        )
    log.info("%d components of ours, the slowest acknowledged after %.2f s", count, slowest)
    assert (await world.studio.records.job(job.id)).result == job.result
    assert message.id in {each.id for each in results(world.channel)}
    ben = world.person("ben")
    await world.stylize(ben)
    assert (await world.told(ben)).state is JobState.DELIVERED


def ours_pressed(who: Account, message: Message, dice: random.Random, job_id: str) -> Asked:
    """A button or a menu of ours, of a job that there is or is not."""
    key = dice.choice([job_id, "".join(dice.choice(LETTERS) for _ in range(dice.randrange(1, 41)))])
    if dice.random() < 0.7:
        return who.press(message, button(f"{PREFIX}:{dice.choice(list(Action))}:{key}"))
    value = any_text(dice, CHOICE_NAME)
    menu = {
        "type": MENU,
        "custom_id": f"{PREFIX}-pick:{dice.choice(list(Choose))}:{key}",
        "options": [{"label": "?", "value": value}],
    }
    return who.press(message, menu, [value])


def thinks(asked: Asked) -> bool:
    return asked.message is not None and asked.message.loading


def button(custom_id: str) -> dict[str, Any]:
    return {"type": BUTTON, "style": 2, "label": "?", "custom_id": custom_id}


def any_text(dice: random.Random, longest: int) -> str:
    return "".join(chr(dice.randrange(32, 0x2FF)) for _ in range(dice.randrange(1, longest + 1)))
