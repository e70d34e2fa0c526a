"""The instant picture, and the links with which others may look."""

from __future__ import annotations

import asyncio
import re
from io import BytesIO

import pytest
from aiohttp import ClientSession
from PIL import Image

from tests.bot.web.world import World, error, form, picture
from tests.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_sketch_comes_at_once_and_nothing_is_kept(world: World, visitor: ClientSession) -> None:
    data = form(style=None, preset="mosaic", side=96)
    async with visitor.post("/api/sketches", data=data) as response:
        assert response.status == 200
        assert max(Image.open(BytesIO(await response.read())).size) == 96
    assert world.painter.requests == []
    assert await world.studio.store.jobs.live() == []


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"content": None}, (400, "content_missing", "content")),
        ({"side": 9999}, (400, "bad_option", "side")),
        ({"content": b"no picture"}, (415, "not_a_picture")),
    ],
)
async def test_a_sketch_that_cannot_be_drawn(
    visitor: ClientSession, fields: dict[str, object], refused: tuple[object, ...]
) -> None:
    async with visitor.post("/api/sketches", data=form(**fields)) as response:
        assert (await error(response))[: len(refused)] == refused


async def test_of_one_visitor_the_latest_sketch_wins(
    world: World, visitor: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_draw, drawing = asyncio.Event(), asyncio.Event()

    async def slowly(*args: object) -> bytes:
        drawing.set()
        await may_draw.wait()
        return png()

    monkeypatch.setattr(world.studio.pool, "stylize_preview", slowly)
    await visitor.get("/")
    first = asyncio.create_task(visitor.post("/api/sketches", data=form()))
    await drawing.wait()
    second = asyncio.create_task(visitor.post("/api/sketches", data=form()))
    third: asyncio.Task[object] | None = None
    while not second.done():
        third = third or asyncio.create_task(visitor.post("/api/sketches", data=form()))
        await asyncio.wait((second, third), timeout=0.05)
    may_draw.set()
    assert (await error(await second))[:2] == (409, "superseded")
    assert (await first).status == 200
    assert third is not None
    await third


async def shared(visitor: ClientSession, job_id: str) -> str:
    async with visitor.post(f"/api/jobs/{job_id}/share") as response:
        assert response.status == 200
        return str((await response.json())["url"])


async def test_a_shared_link_shows_the_result_and_nothing_else(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    url = await shared(visitor, job_id)
    async with world.visitor() as other:
        async with other.get(url) as response:
            page = await response.text()
        assert job_id not in page
        assert (await picture(other, f"{url}/image")).format == "JPEG"
        token = url.rsplit("/", 1)[-1]
        async with other.delete(f"/api/jobs/{token}?forget=1") as response:
            assert response.status == 404


async def test_a_link_preview_finds_the_picture(world: World, visitor: ClientSession) -> None:
    url = await shared(visitor, await world.painted(visitor))
    async with visitor.get(url) as response:
        page = await response.text()
    found = re.search(r'property="og:image" content="([^"]+)"', page)
    assert found
    async with visitor.get(found[1]) as response:
        assert response.content_type == "image/jpeg"


async def test_a_deleted_picture_is_shared_no_more(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    url = await shared(visitor, job_id)
    await visitor.delete(f"/api/jobs/{job_id}?forget=1")
    async with visitor.get(f"{url}/image") as response:
        assert (await error(response))[:2] == (404, "no_such_job")


async def test_a_link_that_was_not_given_out(world: World, visitor: ClientSession) -> None:
    from bot.web.sharing import token_of

    job_id = await world.painted(visitor)
    async with visitor.get(f"/s/{token_of(job_id)}") as response:
        assert response.status == 404


async def test_a_visitor_is_forgotten(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    async with visitor.get("/api/visitor") as response:
        assert (await response.json())["jobs"] == 1
    async with visitor.delete("/api/visitor") as response:
        assert (await response.json())["jobs"] == 1
    async with visitor.get(f"/api/jobs/{job_id}") as response:
        assert response.status == 404
