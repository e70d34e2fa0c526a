"""A sheet to choose from, and what is chosen is painted."""

from __future__ import annotations

import pytest

from tests.bot.discord.world import PRESET, World, picture
from tests.fakes.discord import Account, Asked, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sheet(world: World, asked: Asked) -> Message:
    """The sheet, once it is drawn."""
    return await world.until(lambda: asked.message and asked.message.menus and asked.message, "the sheet")


async def test_every_style_is_tried_and_the_chosen_one_painted(world: World) -> None:
    ann = world.person()
    shown = await sheet(world, await ann.slash(world.channel, "styles", content=picture(90, 70)))
    assert shown.ephemeral
    assert len(shown.menus[shown.menu("pick:style")]) == len(world.studio.presets.list(None))
    await ann.choose(shown, "pick:style", PRESET)
    message = await world.result()
    assert "90×70" in message.text
    assert not message.ephemeral
    assert (await world.jobs(ann))[0].preset == PRESET


async def test_a_private_choice_is_painted_in_private(world: World) -> None:
    ann = world.person()
    shown = await sheet(world, await ann.slash(world.channel, "styles", content=picture(), private=True))
    await ann.choose(shown, "pick:style", PRESET)
    await world.told(ann)
    assert all(m.ephemeral for m in world.channel.messages.values())


async def test_a_sheet_outlives_a_restart(world: World) -> None:
    ann = world.person()
    shown = await sheet(world, await ann.slash(world.channel, "styles", content=picture()))
    await world.stop()
    await world.start()
    await ann.choose(shown, "pick:style", PRESET)
    assert await world.result()


async def test_another_style_for_a_finished_picture(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann, content=picture(90, 70))
    shown = await sheet(world, await ann.click(message, "styles"))
    await ann.choose(shown, "other-style", f"preset={PRESET}")
    assert "90×70" in (await world.result(number=2)).text
    assert (await world.jobs(ann))[0].preset == PRESET


async def test_a_variation_is_painted_as_chosen(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann, preset=PRESET)
    shown = await sheet(world, await ann.click(message, "variations"))
    value = shown.menus[shown.menu("variation")][-1]
    await ann.choose(shown, "variation", value)
    await world.result(number=2)
    assert value == f"strength={world.painter.requests[-1].options.strength}"


async def test_the_sheet_of_a_private_copy_leads_to_something_private(world: World) -> None:
    ann = world.person()
    await world.finished(ann, preset=PRESET)
    await world.told(ann)
    asked = await ann.slash(world.channel, "history")
    listed: Message = await world.until(lambda: asked.message and asked.message.buttons and asked.message)
    fetched = await ann.click(listed, "fetch")
    copy: Message = await world.until(
        lambda: fetched.message and fetched.message.attachments and fetched.message
    )
    shown = await sheet(world, await ann.click(copy, "variations"))
    picked = await ann.choose(shown, "variation", shown.menus[shown.menu("variation")][0])
    await world.until(lambda: picked.message and picked.message.attachments, "the picture")
    assert picked.message is not None
    assert picked.message.ephemeral


async def test_titles_are_in_the_persons_language(world: World) -> None:
    hans = Account(world.fake, "hans", locale="de")
    choices = await hans.autocomplete(world.channel, "stylize", "preset", "")
    titles = {preset.title_in("de") for preset in world.studio.presets.list(None)}
    assert {choice["name"] for choice in choices} == titles
