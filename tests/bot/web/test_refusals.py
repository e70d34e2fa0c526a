"""Every refusal, with its status, code and field."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from aiohttp import ClientSession, FormData

from engine.processes.pool import PicturePool
from tests.bot.web.world import World, error, form, open_world, submit, submitted
from tests.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")


def bomb() -> bytes:
    """A PNG of 30000 x 30000 pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"content": None}, (400, "content_missing", "content")),
        ({"style": None}, (400, "style_missing", "style")),
        ({"strength": 900}, (400, "bad_option", "strength")),
        ({"quality": "best"}, (400, "bad_option", "quality")),
        ({"style_layers": "relu9_9"}, (400, "bad_option", "style_layers")),
        ({"colour": "keep"}, (400, "bad_option", "colour")),
        ({"size": 512, "width": 512}, (400, "bad_option", "width")),
        ({"weights": "/etc/passwd"}, (400, "owner_only", "weights")),
        ({"init": "/etc/passwd"}, (400, "owner_only", "init")),
        ({"style": None, "preset": "nosuch"}, (400, "unknown_preset", "preset")),
        ({"preset": "mosaic"}, (422, "bad_combination", "preset")),
        ({"style_blend": "1,2,3"}, (422, "blend_mismatch", "style_blend")),
        ({"size": 4096}, (422, "size_not_allowed", "size")),
        ({"iterations": 9999}, (422, "iterations_not_allowed", "iterations")),
        ({"content": b"no picture at all"}, (415, "not_a_picture", "content")),
        ({"style": b"GIF89a, but no more"}, (415, "not_a_picture", "style")),
        ({"content": png()[:-600]}, (415, "not_a_picture", "content")),
        ({"content": png(8, 8)}, (422, "picture_too_small", "content")),
        ({"content": bomb()}, (413, "picture_too_large", "content")),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
async def test_a_form_that_cannot_be_taken(
    visitor: ClientSession, fields: dict[str, object], refused: tuple[int, str, str | None]
) -> None:
    async with await submit(visitor, **fields) as response:
        assert await error(response) == refused


async def test_a_quality_beyond_the_cap(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, max_quality="draft") as world,
        world.visitor() as visitor,
        await submit(visitor, quality="fine") as response,
    ):
        assert await error(response) == (422, "quality_not_allowed", "quality")


async def test_too_many_of_mine(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, jobs_per_person=1) as world, world.visitor() as visitor:
        await world.being_painted(visitor)
        async with await submit(visitor, content=png(seed=5)) as response:
            assert await error(response) == (429, "too_many_of_yours", None)
            assert int(response.headers["Retry-After"]) > 0


async def test_anothers_jobs_are_not_mine(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, jobs_per_person=1) as world,
        world.visitor() as one,
        world.visitor() as other,
    ):
        await world.being_painted(one)
        async with await submit(other, content=png(seed=5)) as response:
            assert response.status == 202


async def test_queue_full(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, queue=1) as world, world.visitor() as one, world.visitor() as other:
        await world.being_painted(one)
        async with await submit(other, content=png(seed=5)) as response:
            assert await error(response) == (429, "queue_full", None)
            assert int(response.headers["Retry-After"]) > 0


async def test_the_cooldown_says_how_long(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, cooldown=1000) as world, world.visitor() as visitor:
        await submitted(visitor)
        async with await submit(visitor, content=png(seed=5)) as response:
            assert await error(response) == (429, "cooldown", None)
            assert 990 <= int(response.headers["Retry-After"]) <= 1000


async def test_a_blocked_visitor(pool: PicturePool, tmp_path: Path) -> None:
    name = "b" * 22
    async with open_world(pool, tmp_path, blocked=(f"web:{name}",)) as world, world.visitor() as visitor:
        visitor.cookie_jar.update_cookies({"impasto_visitor": name})
        async with await submit(visitor) as response:
            assert await error(response) == (403, "blocked", None)


@pytest.mark.parametrize("path", ["", "/events", "/preview", "/result", "/content", "/style", "/timelapse"])
@pytest.mark.parametrize("job_id", ["AAAAAAAAAAAAAAAAAAAAAA", "1", "..%2F..%2Fetc"])
async def test_an_unknown_job(visitor: ClientSession, job_id: str, path: str) -> None:
    async with visitor.get(f"/api/jobs/{job_id}{path}") as response:
        assert await error(response) == (404, "no_such_job", None)


async def test_another_surfaces_job_is_unknown_here(world: World, visitor: ClientSession) -> None:
    from bot.core.jobs import Owner
    from engine.messages import StyleRequest

    job = await world.studio.submit(Owner("discord", "1"), {}, StyleRequest(png(), (png(seed=2),)))
    async with visitor.get(f"/api/jobs/{job.id}") as response:
        assert await error(response) == (404, "no_such_job", None)


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("result?format=bmp", (400, "bad_option", "format")),
        ("result?side=9999", (400, "bad_option", "side")),
        ("content?side=-1", (400, "bad_option", "side")),
    ],
)
async def test_a_picture_in_a_form_there_is_not(
    world: World, visitor: ClientSession, path: str, refused: tuple[int, str, str]
) -> None:
    job_id = await world.painted(visitor)
    async with visitor.get(f"/api/jobs/{job_id}/{path}") as response:
        assert await error(response) == refused


async def test_a_path_there_is_not(visitor: ClientSession) -> None:
    async with visitor.get("/api/nothing") as response:
        assert await error(response) == (404, "not_found", None)


async def test_a_method_there_is_not(visitor: ClientSession) -> None:
    async with visitor.put("/api/jobs") as response:
        assert (await error(response))[0] == 405
        assert "POST" in response.headers["Allow"]


async def test_a_form_that_is_none(visitor: ClientSession) -> None:
    async with visitor.post("/api/jobs", json={"content": "x"}) as response:
        assert await error(response) == (415, "not_multipart", "body")


async def test_a_field_sent_twice(visitor: ClientSession) -> None:
    data = form(strength=10)
    data.add_field("strength", "20")
    async with visitor.post("/api/jobs", data=data) as response:
        assert await error(response) == (400, "bad_request", "strength")


async def test_two_photos(visitor: ClientSession) -> None:
    data = form()
    data.add_field("content", png(seed=4), filename="second.png")
    async with visitor.post("/api/jobs", data=data) as response:
        assert await error(response) == (400, "bad_request", "content")


async def test_more_paintings_than_can_be_mixed(visitor: ClientSession) -> None:
    data = form()
    for seed in range(5):
        data.add_field("style", png(seed=seed), filename="painting.png")
    async with visitor.post("/api/jobs", data=data) as response:
        assert await error(response) == (422, "too_many_styles", "style")


async def test_a_form_cut_short(visitor: ClientSession) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\nabc'
    async with visitor.post("/api/jobs", data=body, headers=headers) as response:
        assert (await error(response))[0] == 400


async def test_a_thousand_fields(visitor: ClientSession) -> None:
    data = FormData(default_to_multipart=True)
    for number in range(1000):
        data.add_field(f"f{number}", "1")
    async with visitor.post("/api/jobs", data=data) as response:
        assert await error(response) == (400, "bad_request", "body")


async def test_a_shutting_down_studio_takes_nothing(world: World, visitor: ClientSession) -> None:
    await world.studio.drain()
    async with await submit(visitor) as response:
        assert await error(response) == (503, "shutting_down", None)
        assert int(response.headers["Retry-After"]) > 0
