"""Every style at a glance, four ways of one picture; a touch, and the chosen one is painted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.telegram.world import World, labels, picture
from tests.fakes.telegram import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sheet(world: World, chat: Chat, label: str) -> dict[str, Any]:
    """The picture with a button of that name."""

    def found() -> dict[str, Any] | None:
        return next((each for each in chat.from_bot() if "photo" in each and label in labels(each)), None)

    return await world.until(found, "a sheet")


async def test_a_photo_is_shown_in_every_style_and_the_chosen_one_painted(world: World) -> None:
    user, chat = world.person()
    preset = world.studio.presets.list()[3]
    chat.photo(user, picture(128, 64), "/styles")
    shown = await sheet(world, chat, preset.title_in("en"))
    world.telegram.press(user, shown, preset.title_in("en"))
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.preset, job.width, job.height) == (preset.name, 128, 64)


async def test_styles_in_reply_to_a_photo_takes_that_photo(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, "/styles", reply_to=group.photo(ann, picture()))
    assert await sheet(world, group, world.studio.presets.list()[0].title_in("en"))


async def test_a_painting_in_answer_to_the_sheet_is_taken(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64), "/styles")
    await sheet(world, chat, world.studio.presets.list()[0].title_in("en"))
    chat.photo(user, picture(64, 64))
    await world.result(chat)
    assert (await world.jobs(user))[0].width == 128


async def test_styles_without_a_photo_says_what_it_needs(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/styles")
    assert await world.said(chat, "caption /styles")


async def test_another_style_of_a_result(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    result = await world.result(chat)
    preset = world.studio.presets.list()[2]
    world.telegram.press(user, result, "Another style")
    shown = await sheet(world, chat, preset.title_in("en"))
    for _ in range(2):
        world.telegram.press(user, shown, preset.title_in("en"))
    await world.result(chat, 2)
    await world.quiet()
    child, parent = await world.jobs(user)
    assert (child.preset, child.content, child.parent) == (preset.name, parent.content, parent.id)


async def test_a_variation_of_a_result(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    result = await world.result(chat)
    world.telegram.press(user, result, "Variations")
    shown = await world.said(chat, "Four ways")
    label = min(labels(shown))
    await world.restart()
    world.telegram.press(user, shown, label)
    await world.result(chat, 2)
    child, parent = await world.jobs(user)
    assert child.options.strength != parent.options.strength
