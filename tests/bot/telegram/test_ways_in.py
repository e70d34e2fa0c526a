"""Every way to ask."""

from __future__ import annotations

import pytest

from tests.bot.telegram.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_album_in_a_private_chat_becomes_a_picture(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    assert (await world.result(chat))["photo"]
