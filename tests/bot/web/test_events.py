"""A job's life as server-sent events."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

from tests.bot.web.world import World, events, listen, picture, submitted
from tests.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_end_comes_last_and_once(world: World, visitor: ClientSession) -> None:
    names = [name for name, _ in await events(visitor, await submitted(visitor))]
    assert names[-1] == "done"
    assert set(names[:-1]) <= {"queued", "progress", "preview"}


async def test_a_job_waits_is_painted_and_done(world: World, visitor: ClientSession) -> None:
    first = await world.being_painted(visitor)
    second = await submitted(visitor, content=png(seed=5))
    names = []
    async for name, data in listen(visitor, second):
        names.append(name)
        if name == "queued" and data["position"] == 1:
            world.painter.go_on()
    assert names == sorted(names, key=["queued", "progress", "preview", "done"].index) or "progress" in names
    assert (names[0], names[-1]) == ("queued", "done")
    assert (await events(visitor, first))[-1][0] == "done"


async def test_a_preview_can_be_fetched_where_it_is_said_to_be(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    async for name, data in listen(visitor, job_id):
        if name == "preview":
            assert (await picture(visitor, data["url"])).format == "JPEG"
            return
    pytest.fail("no preview came")


async def test_a_late_listener_gets_the_present_state_at_once(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor, iterations=9)
    async for name, data in listen(visitor, job_id):
        assert (name, data["step"], data["steps"]) == ("progress", 0, 9)
        break


async def test_a_listener_after_the_end_gets_the_end(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    assert [name for name, _ in await events(visitor, job_id)] == ["done"]


async def test_the_end_says_where_the_picture_is(world: World, visitor: ClientSession) -> None:
    _, data = (await events(visitor, await submitted(visitor)))[-1]
    assert data["state"] == "done"
    assert (await picture(visitor, data["result"])).size == (data["width"], data["height"])


async def test_a_cancelled_job_ends_so(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    names = []
    async for name, _ in listen(visitor, job_id):
        if not names:
            await visitor.delete(f"/api/jobs/{job_id}")
        names.append(name)
    assert names[-1] == "cancelled"


async def test_two_listeners_hear_the_same_end(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    one, other = listen(visitor, job_id), listen(visitor, job_id)
    await anext(one), await anext(other)
    world.painter.go_on()
    assert [[name async for name, _ in each][-1] for each in (one, other)] == ["done", "done"]


async def test_streams_are_not_cached_nor_buffered(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    async with visitor.get(f"/api/jobs/{job_id}/events") as response:
        assert response.content_type == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["X-Accel-Buffering"] == "no"
