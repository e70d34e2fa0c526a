"""The page and somebody else's photo."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.bot.web.world import World, error, events, submitted

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(world: World) -> AsyncIterator[ClientSession]:
    """Somebody else, known to the page by a job of their own."""
    async with world.visitor() as session:
        await events(session, await submitted(session))
        yield session


async def varied(world: World, visitor: ClientSession, stranger: ClientSession) -> str:
    """The stranger's *Again* on the visitor's picture, done."""
    job_id = await world.painted(visitor)
    async with stranger.post(f"/api/jobs/{job_id}/again", json={"seed": 7}) as response:
        copy = str((await response.json())["id"])
    await events(stranger, copy)
    return copy


@pytest.mark.parametrize("which", ["content", "style"])
async def test_nobody_gets_the_photo_by_way_of_again(
    world: World, visitor: ClientSession, stranger: ClientSession, which: str
) -> None:
    """The steps of the leak."""
    copy = await varied(world, visitor, stranger)
    async with stranger.get(f"/api/jobs/{copy}/{which}") as response:
        assert (await error(response))[:2] == (403, "not_yours")


async def test_what_a_stranger_had_made_is_theirs(
    world: World, visitor: ClientSession, stranger: ClientSession
) -> None:
    copy = await varied(world, visitor, stranger)
    async with stranger.get(f"/api/jobs/{copy}/result") as response:
        assert response.status == 200


async def test_a_stranger_may_not_ask_for_less_paint(
    world: World, visitor: ClientSession, stranger: ClientSession
) -> None:
    job_id = await world.painted(visitor)
    async with stranger.post(f"/api/jobs/{job_id}/again", json={"change": "softer"}) as response:
        assert (await error(response))[:2] == (403, "not_your_photo")


async def test_after_the_owners_delete_a_stranger_has_nothing_to_vary(
    world: World, visitor: ClientSession, stranger: ClientSession
) -> None:
    job_id = await world.painted(visitor)
    async with stranger.post(f"/api/jobs/{job_id}/again", json={"seed": 7}) as response:
        copy = (await response.json())["id"]
    await events(stranger, copy)
    async with visitor.delete(f"/api/jobs/{job_id}?forget=1") as response:
        assert response.status == 204
    async with stranger.post(f"/api/jobs/{copy}/again", json={"seed": 8}) as response:
        assert (await error(response))[1] == "pictures_gone"
