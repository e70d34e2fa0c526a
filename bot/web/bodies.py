"""Reading what a stranger sends: in time, and with every way in which it can be unreadable told as their fault."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.errors import ApiError

STALL_SECONDS: Final = 20.0
"""A body of which nothing came for so long is given up."""

JSON_BYTES: Final = 2**16
"""Of a JSON body; every option written out has a thirtieth of it."""

DETAIL_CHARACTERS: Final = 160

UNREADABLE: Final = (
    HttpProcessingError,
    web.RequestPayloadError,
    ValueError,
    LookupError,
    RuntimeError,
    AssertionError,
    EOFError,
    zlib.error,
)
"""What aiohttp, the decoders and `json` raise over a body that is not what its headers say."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def in_time(request: web.Request, seconds: float, field: str) -> AsyncIterator[None]:
    """Raises `ApiError`: `upload_too_slow` after `seconds`, `bad_request` for what cannot be read."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        log.info("a client stopped in the middle of a body", method=request.method, path=request.path)
        raise ApiError(
            "upload_too_slow", f"{field}: nothing came for {seconds:g} s; send the request again.", field
        ) from None
    except UNREADABLE as error:
        raise ApiError("bad_request", f"{field}: cannot be read: {detail(error)}.", field) from None


def refuse_encoded(request: web.Request, field: str) -> None:
    """Raises `ApiError` with `field` for a compressed body: the server unpacks none, so that none is a bomb."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        log.info("a client sent a compressed body", method=request.method, path=request.path)
        raise ApiError("encoded", f"{field}: send it as it is, without Content-Encoding.", field)


async def json_object(request: web.Request, field: str) -> dict[str, Any]:
    """The JSON object that was sent, empty when nothing was. Raises `ApiError` with `field`."""
    refuse_encoded(request, field)
    if (request.content_length or 0) > JSON_BYTES:
        raise _too_long(field)
    async with in_time(request, STALL_SECONDS, field):
        data = bytearray()
        async for chunk in request.content.iter_chunked(JSON_BYTES):
            data += chunk
            if len(data) > JSON_BYTES:
                raise _too_long(field)
        value = json.loads(data or b"{}")
    if not isinstance(value, dict):
        raise ApiError("bad_request", f'{field}: send a JSON object, e.g. {{"strength": 70}}.', field)
    return value


def _too_long(field: str) -> ApiError:
    return ApiError("upload_too_large", f"{field}: longer than {JSON_BYTES} bytes.", field)


def detail(error: Exception) -> str:
    """What the parser says of it, in one line, without the full stop."""
    said = error.message if isinstance(error, HttpProcessingError) else str(error)
    return (" ".join(said.split()) or type(error).__name__)[:DETAIL_CHARACTERS].rstrip(".")
