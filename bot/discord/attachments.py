"""Fetching attachments: from the platform's own file hosts only, never more bytes than allowed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import discord

from bot.core.refusal import Refusal
from bot.discord.limits import API, CDN_HOSTS

SECONDS: Final = 60.0
CHUNK: Final = 64 * 1024

Fetch = Callable[[str, int], Awaitable[bytes]]
"""`fetch(url, limit)` -> bytes. Raises `TooManyBytes`, `OSError`, `aiohttp.ClientError`, `TimeoutError`."""


class TooManyBytes(Exception):
    """The file is longer than the limit."""


class Downloads:
    """Reads attachments. `limit` in bytes."""

    def __init__(self, fetch: Fetch, limit: int, api_base: str = API) -> None:
        self._fetch = fetch
        self._limit = limit
        own = urlsplit(api_base)
        self._own_host = own.hostname if api_base != API else None

    async def read(self, attachment: discord.Attachment, field: str) -> bytes:
        """The attachment's bytes. Raises `Refusal`: `picture_too_large`, `not_fetched`."""
        if attachment.size > self._limit:
            raise self._too_large(attachment.size, field)
        if not self._trusted(attachment.url):
            raise Refusal("not_fetched", field)
        try:
            return await self._fetch(attachment.url, self._limit)
        except TooManyBytes:
            raise self._too_large(self._limit + 1, field) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Refusal("not_fetched", field) from error

    async def read_all(self, wanted: list[tuple[discord.Attachment, str]]) -> list[bytes]:
        """Several at once; the first refusal ends all."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self.read(attachment, field)) for attachment, field in wanted]
        except* Refusal as refusals:
            raise refusals.exceptions[0] from None
        return [task.result() for task in tasks]

    def _trusted(self, url: str) -> bool:
        parts = urlsplit(url)
        if self._own_host is not None and parts.hostname == self._own_host:
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and parts.hostname in CDN_HOSTS

    def _too_large(self, size: int, field: str) -> Refusal:
        detail = f"{size / 1e6:.1f} MB; at most {self._limit / 1e6:.0f} MB"
        return Refusal("picture_too_large", field, detail=detail)


@asynccontextmanager
async def open_fetch() -> AsyncIterator[Fetch]:
    """A `Fetch` over HTTP that follows no redirects and stops reading at the limit."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def fetch(url: str, limit: int) -> bytes:
            async with session.get(url, allow_redirects=False) as response:
                if response.status != 200:
                    raise aiohttp.ClientPayloadError(f"status {response.status}")
                data = bytearray()
                async for chunk in response.content.iter_chunked(CHUNK):
                    data += chunk
                    if len(data) > limit:
                        raise TooManyBytes
                return bytes(data)

        yield fetch
