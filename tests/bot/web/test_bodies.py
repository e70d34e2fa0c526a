"""What cannot be read is the sender's fault, named, and in time; what we cannot take now is said to be for now."""

from __future__ import annotations

import asyncio
import errno
import json
import sqlite3
import zlib
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot.core.database import StorageFull, StoreError
from bot.web.errors import errors_as_json
from bot.web.server import serve
from bot.web.uploads import Limits, Uploads
from tests.bot.web.world import World, error

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="strength"\r\n'


@pytest.mark.parametrize(
    "body",
    [
        PART + b"X: y\r\n" * 5000 + b"\r\n1\r\n--x--\r\n",
        PART + b"X" * 100_000 + b": y\r\n\r\n1\r\n--x--\r\n",
        PART + b"no colon here\r\n\r\n1\r\n--x--\r\n",
        PART + b"Content-Transfer-Encoding: sideways\r\n\r\n1\r\n--x--\r\n",
        PART + b"Content-Encoding: gzip\r\n\r\nnot gzip\r\n--x--\r\n",
        PART + b"\r\n\xff\xfe\r\n--x--\r\n",
        b"no boundary anywhere",
        b"",
    ],
    ids=[
        "many headers",
        "long header",
        "no header",
        "transfer",
        "encoding",
        "not UTF-8",
        "no boundary",
        "empty",
    ],
)
async def test_a_broken_form_is_the_senders_fault(visitor: ClientSession, body: bytes) -> None:
    async with visitor.post("/api/jobs", data=body, headers=HEADERS) as response:
        status, _, field = await error(response)
    assert 400 <= status < 500
    assert field


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, b"not gzip at all"),
        ({}, b'{"a":' * 50_000),
        ({}, b"\xff\xfe{}"),
        ({}, b"{" + b" " * 70_000 + b"}"),
    ],
    ids=["gzip", "deep", "not UTF-8", "long"],
)
async def test_a_broken_change_is_the_senders_fault(
    world: World, visitor: ClientSession, headers: dict[str, str], body: bytes
) -> None:
    job_id = await world.painted(visitor)
    async with visitor.post(f"/api/jobs/{job_id}/again", data=body, headers=headers) as response:
        status, _, field = await error(response)
    assert 400 <= status < 500
    assert field == "changes"


async def test_a_truncated_compressed_body_is_refused_with_one_line(
    visitor: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    body = zlib.compress(PART + b"\r\n1\r\n--x--\r\n")[:-5]
    with capture_logs() as lines:
        async with visitor.post(
            "/api/jobs", data=body, headers={**HEADERS, "Content-Encoding": "deflate"}
        ) as response:
            assert await error(response) == (415, "encoded", "body")
    assert [line["log_level"] for line in lines] == ["info"]
    assert not [record for record in caplog.records if record.name == "aiohttp.server"]


CHUNKED = (
    b"POST /api/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    b"Transfer-Encoding: chunked"
)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"PAINT ME\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"POST /api/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        CHUNKED + b"\r\n\r\nmany\r\n",
        CHUNKED + b"\r\n\r\n5\r\n--x\r\n\r\nmany\r\n",
    ],
    ids=["TLS", "request line", "header", "header bytes", "long header", "length", "chunk", "second chunk"],
)
async def test_what_is_no_http_is_refused_as_everything_else(
    world: World, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    url = urlsplit(world.address)
    with capture_logs() as lines:
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(sent)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    refusal = json.loads(body)["error"]
    assert b" 400 " in head.splitlines()[0]
    assert (refusal["code"], bool(refusal["message"]), refusal["field"]) == ("bad_request", True, "request")
    assert [line["log_level"] for line in lines] == ["info"]
    assert not [record for record in caplog.records if record.name == "aiohttp.server"]


async def test_who_stops_in_the_middle_is_told_and_leaves_one_line() -> None:
    uploads = Uploads(Limits(file=1000, form=1000, held=1000, stall=0.05))

    async def read(request: web.Request) -> web.Response:
        await uploads.read(request)
        return web.Response()

    app = web.Application(middlewares=[errors_as_json])
    app.add_routes([web.post("/", read)])
    async with serve(app, "127.0.0.1", 0) as address:
        with capture_logs() as lines:
            url = urlsplit(address)
            reader, writer = await asyncio.open_connection(url.hostname, url.port)
            writer.write(
                b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n"
                b"Content-Type: multipart/form-data; boundary=x\r\n\r\n" + PART
            )
            assert b" 408 " in await reader.readline()
            writer.close()
            await writer.wait_closed()
    assert [line["log_level"] for line in lines] == ["info"]
    assert uploads._held == 0


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "storage_full"),
        (sqlite3.OperationalError("database or disk is full"), "storage_full"),
        (sqlite3.OperationalError("database is locked"), "busy"),
        (StorageFull("the disk is full"), "storage_full"),
        (StoreError("another program holds the database"), "storage_busy"),
    ],
)
async def test_a_store_in_trouble_is_for_now(
    world: World, visitor: ClientSession, monkeypatch: pytest.MonkeyPatch, trouble: Exception, code: str
) -> None:
    async def fail(job_id: str) -> None:
        raise trouble

    monkeypatch.setattr(world.studio.records, "job", fail)
    async with visitor.get("/api/jobs/" + "A" * 22) as response:
        assert await error(response) == (503, code, None)
        assert int(response.headers["Retry-After"]) > 0


async def test_a_refusal_is_in_the_visitors_language(visitor: ClientSession) -> None:
    headers = {"Accept-Language": "xx, de-AT;q=0.9, en;q=0.5"}
    async with visitor.get("/api/jobs/" + "A" * 22, headers=headers) as response:
        said = (await response.json())["error"]["message"]
    async with visitor.get("/api/jobs/" + "A" * 22) as response:
        assert said != (await response.json())["error"]["message"]
