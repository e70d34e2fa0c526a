"""`/stylize` from command to picture, over real sockets."""

from __future__ import annotations

import pytest

from tests.bot.discord.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_picture_arrives(world: World) -> None:
    ann = world.person()
    await world.stylize(ann)
    message = await world.result()
    assert len(message.attachments) == 1
