"""Pictures that lie on Discord: found in messages, fetched from its own file hosts only, never more than allowed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import discord

from bot.core.intake import too_many_bytes
from bot.core.refusal import Refusal
from bot.discord.limits import API, CDN_HOSTS

SECONDS: Final = 60.0
ALONE_AT_ONCE: Final = 2
"""Paintings for presets fetched at the same time: no job's admission counts their bytes."""
CHUNK: Final = 64 * 1024
LINK: Final = re.compile(r"https?://[^\s<>|)\"']+")
COVERED: Final = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
PICTURE_ENDINGS: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".ico"}
)
UNTYPED: Final = "application/octet-stream"

Fetch = Callable[[str, int], Awaitable[bytes]]
"""`fetch(url, limit)` -> bytes. Raises `TooManyBytes`, `OSError`, `aiohttp.ClientError`, `TimeoutError`."""


class TooManyBytes(Exception):
    """The file is longer than the limit."""


@dataclass(frozen=True)
class Attachment:
    """A file on Discord's hosts, as a command or a message names it. `size` in bytes; 0 where nobody said.

    `width` and `height` are pixels as Discord measured them; `kind` is the MIME type it guessed.
    """

    url: str
    name: str
    size: int = 0
    width: int | None = None
    height: int | None = None
    kind: str | None = None
    spoiler: bool = False

    @classmethod
    def of(cls, attachment: discord.Attachment) -> Attachment:
        """What discord.py says of an upload."""
        return cls(
            attachment.url,
            attachment.filename,
            attachment.size,
            attachment.width,
            attachment.height,
            attachment.content_type,
            attachment.is_spoiler(),
        )

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Attachment:
        """What Discord says of a file uploaded into a form."""
        return cls(
            payload["url"],
            payload["filename"],
            payload["size"],
            payload.get("width"),
            payload.get("height"),
            payload.get("content_type"),
            payload["filename"].startswith("SPOILER_"),
        )

    @property
    def pixels(self) -> int:
        """0 where nobody said."""
        return (self.width or 0) * (self.height or 0)

    @property
    def may_be_picture(self) -> bool:
        """Nothing says that it is something else. Names lie: what counts are the bytes, later."""
        return self.kind is None or self.kind.startswith("image/") or self.kind == UNTYPED

    def to_json(self) -> dict[str, Any]:
        """Plain values for the store; `Attachment(**values)` is the way back."""
        return asdict(self)


def pictures_in(message: discord.Message) -> list[Attachment]:
    """Every picture of a message: attached, forwarded, or linked on Discord's own hosts; each once."""
    found: dict[str, Attachment] = {}
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        for each in (*map(Attachment.of, part.attachments), *_linked(part.embeds, part.content)):
            if each.may_be_picture:
                found.setdefault(urlsplit(each.url).path, each)
    return list(found.values())


def _linked(embeds: Sequence[discord.Embed], text: str) -> Iterator[Attachment]:
    """Embeds first: their links are signed anew, those in the text may have run out."""
    hidden = {urlsplit(url).path for covered in COVERED.findall(text) for url in LINK.findall(covered)}
    for embed in embeds:
        for media in (embed.image, embed.thumbnail):
            url = next((each for each in (media.url, media.proxy_url) if each and _on_discord(each)), None)
            if url is not None:
                spoiler = urlsplit(url).path in hidden
                yield Attachment(url, _name(url), width=media.width, height=media.height, spoiler=spoiler)
    for url in LINK.findall(text):
        if _on_discord(url) and PurePosixPath(_name(url)).suffix.lower() in PICTURE_ENDINGS:
            yield Attachment(url, _name(url), spoiler=urlsplit(url).path in hidden)


def _name(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).name


def _on_discord(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname in CDN_HOSTS


class Downloads:
    """Reads attachments. `limit` in bytes."""

    def __init__(self, fetch: Fetch, limit: int, api_base: str = API) -> None:
        self._fetch = fetch
        self._limit = limit
        own = urlsplit(api_base)
        self._own_host = own.hostname if api_base != API else None
        self._alone = asyncio.Semaphore(ALONE_AT_ONCE)

    def check(self, attachment: Attachment, field: str) -> None:
        """What can be seen without fetching. Raises `Refusal`: `picture_too_large`, `no_image_file`, `not_fetched`."""
        if not attachment.may_be_picture:
            raise Refusal("no_image_file", field, name=attachment.name)
        if attachment.size > self._limit:
            raise self._too_large(attachment.size, field)
        if not self._trusted(attachment.url):
            raise Refusal("not_fetched", field)

    async def read(self, attachment: Attachment, field: str) -> bytes:
        """The attachment's bytes. Raises `Refusal`: those of `check`."""
        self.check(attachment, field)
        try:
            return await self._fetch(attachment.url, self._limit)
        except TooManyBytes:
            raise self._too_large(self._limit + 1, field) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Refusal("not_fetched", field) from error

    async def read_alone(self, attachment: Attachment, field: str) -> bytes:
        """`read` outside of any job, a few at once. Raises `Refusal`: those of `check`."""
        async with self._alone:
            return await self.read(attachment, field)

    async def read_all(self, wanted: Sequence[tuple[Attachment, str]]) -> list[bytes]:
        """Several at once; the first refusal ends all."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self.read(attachment, field)) for attachment, field in wanted]
        except ExceptionGroup as failures:  # `except*` of Python before 3.11.4 wraps what is raised in it
            refusals, others = failures.split(Refusal)
            if refusals is None or others is not None:
                raise
            raise refusals.exceptions[0] from None
        return [task.result() for task in tasks]

    def _trusted(self, url: str) -> bool:
        parts = urlsplit(url)
        if self._own_host is not None and parts.hostname == self._own_host:
            return parts.scheme in ("http", "https")
        return _on_discord(url)

    def _too_large(self, size: int, field: str) -> Refusal:
        return Refusal("picture_too_large", field, detail=too_many_bytes(size, self._limit))


@asynccontextmanager
async def open_fetch() -> AsyncIterator[Fetch]:
    """A `Fetch` over HTTP that follows no redirects and stops reading at the limit."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(
        timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
    ) as session:

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
