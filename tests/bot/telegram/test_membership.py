"""The bot comes into a group and goes."""

from __future__ import annotations

import pytest

from tests.bot.telegram.world import World
from tests.fakes.telegram import text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_group_is_greeted_once_in_three_lines(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    for status in ("left", "member", "left", "member"):
        world.telegram.bot_is(group, status, ann)
        await world.quiet()
    (greeting,) = group.from_bot()
    assert len(text_of(greeting).splitlines()) == 3


async def test_a_group_is_greeted_in_the_language_of_who_added_the_bot(world: World) -> None:
    ann = world.telegram.user("Юлия", "ru")
    group = world.telegram.group("Painters", [ann])
    world.telegram.bot_is(group, "left", ann)
    world.telegram.bot_is(group, "member", ann)
    assert await world.said(group, "Здравствуйте")


async def test_a_right_given_to_the_bot_is_no_arrival(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    world.telegram.bot_is(group, "administrator", ann)
    await world.quiet()
    assert not group.from_bot()


async def test_what_belongs_to_a_group_that_was_left_waits_for_its_end(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    world.telegram.bot_is(group, "kicked", ann)
    await world.quiet()
    assert f"telegram:{group.id}" in await world.studio.store.notes("left_server")


async def test_a_group_the_bot_comes_back_to_keeps_its_things(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    world.telegram.bot_is(group, "kicked", ann)
    world.telegram.bot_is(group, "member", ann)
    await world.quiet()
    assert not await world.studio.store.notes("left_server")
