"""Uploads are let go of the moment they are too much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.web.errors import errors_as_json
from bot.web.uploads import Form, Limits, Uploads
from engine.processes.pool import PicturePool
from tests.bot.web.world import error, form, open_world

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMIT = 100_000
HEAD = b'--x\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\n'
HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}


async def test_a_picture_over_the_limit_is_named(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, upload_bytes=LIMIT) as world,
        world.visitor() as visitor,
        visitor.post("/api/jobs", data=form(style=bytes(LIMIT + 1))) as response,
    ):
        assert await error(response) == (413, "picture_too_large", "style")


async def test_a_form_over_the_limit_is_refused_by_its_length(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, upload_bytes=LIMIT) as world,
        world.visitor() as visitor,
        visitor.post("/api/jobs", data=form(content=bytes(3 * LIMIT))) as response,
    ):
        assert await error(response) == (413, "upload_too_large", "content")


async def test_many_small_pictures_are_too_much_together(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, upload_bytes=LIMIT) as world, world.visitor() as visitor:
        data = form(style=bytes(LIMIT - 1000))
        data.add_field("style", bytes(LIMIT - 1000), filename="second")
        body = data()
        headers = {"Content-Type": body.headers["Content-Type"]}
        whole = await body.as_bytes()

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(whole), 50_000):
                yield whole[start : start + 50_000]

        async with visitor.post("/api/jobs", data=pieces(), headers=headers) as response:
            assert await error(response) == (413, "upload_too_large", "content")


async def test_an_endless_upload_is_refused_while_it_streams(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, upload_bytes=LIMIT) as world:
        reader, writer = await asyncio.open_connection(*world.address.removeprefix("http://").split(":"))
        writer.write(
            b"POST /api/jobs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        for chunk in (HEAD, *[bytes(10_000)] * 30):
            writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        await writer.drain()
        assert b" 413 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_a_long_option_is_refused(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path) as world,
        world.visitor() as visitor,
        visitor.post("/api/jobs", data=form(style_layers="relu1_1," * 1000)) as response,
    ):
        assert await error(response) == (400, "bad_option", "style_layers")


class Reader:
    """A server that only reads forms."""

    def __init__(self, limits: Limits) -> None:
        self.uploads = Uploads(limits)
        self.forms: list[Form] = []

    async def read(self, request: web.Request) -> web.Response:
        self.forms.append(await self.uploads.read(request))
        return web.Response()

    async def start(self) -> tuple[web.AppRunner, ClientSession]:
        app = web.Application(middlewares=[errors_as_json])
        app.add_routes([web.post("/", self.read)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}")


async def test_all_visitors_together_have_a_limit() -> None:
    runner, session = await Reader(Limits(file=LIMIT, form=LIMIT, held=LIMIT)).start()
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield HEAD + bytes(LIMIT - 1000)
        arrived.set()
        await go_on.wait()
        yield b"\r\n--x--\r\n"

    first = asyncio.create_task(session.post("/", data=slow(), headers=HEADERS))
    await arrived.wait()
    while True:
        async with session.post("/", data=HEAD + bytes(90_000) + b"\r\n--x--\r\n", headers=HEADERS) as second:
            if second.status != 200:
                assert await error(second) == (503, "busy", None)
                break
    go_on.set()
    assert (await first).status == 200
    await session.close()
    await runner.cleanup()


async def test_what_was_held_is_given_back() -> None:
    reader = Reader(Limits(file=LIMIT, form=LIMIT, held=LIMIT))
    runner, session = await reader.start()
    for _ in range(3):
        async with session.post("/", data=form(content=bytes(LIMIT - 1000), style=None)) as response:
            assert response.status == 200
    await session.close()
    await runner.cleanup()
    assert [len(each.content or b"") for each in reader.forms] == [LIMIT - 1000] * 3
