"""A multipart form from a stranger, read as it streams in and let go of the moment it is too much."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from aiohttp import BodyPartReader, web

from bot.web.bodies import STALL_SECONDS, in_time, refuse_encoded
from bot.web.errors import ApiError
from engine.options import MAX_STYLES

CHUNK_BYTES: Final = 2**16
FIELD_BYTES: Final = 4096
"""Of one written option; the longest, a list of sixteen weighted layers, has a tenth of it."""

MAX_PARTS: Final = 64
NAME_CHARACTERS: Final = 120
UPLOAD_SECONDS: Final = 120.0
"""For a whole form; 50 MB in that time are 3.3 Mbit/s."""

BODY: Final = "body"
"""The field that a refusal names when no single part is at fault."""


@dataclass(frozen=True)
class Limits:
    """In bytes: `file` for one picture, `form` for all parts together, `held` for all forms read at once.

    `stall` is the seconds for which a client may send nothing.
    """

    file: int
    form: int
    held: int
    stall: float = STALL_SECONDS


@dataclass(frozen=True)
class Form:
    """What was sent. `fields` holds the written ones as they are, empty ones left out; the names are the files'."""

    content: bytes | None = None
    styles: tuple[bytes, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    content_name: str = ""
    style_name: str = ""

    def digest(self) -> str:
        """Equal for two forms that ask for the same."""
        pictures = [hashlib.sha256(each or b"").hexdigest() for each in (self.content, *self.styles)]
        return f"{pictures} {sorted(self.fields.items())}"


class Uploads:
    """Reads forms. Never holds more than `limits.held` bytes, however many visitors send at once."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._held = 0

    async def read(self, request: web.Request) -> Form:
        """Raises `ApiError`: `bad_request`, `bad_option`, `not_multipart`, `encoded`, `picture_too_large`,
        `upload_too_large`, `upload_too_slow`, `busy`.
        """
        if not request.content_type.startswith("multipart/form-data"):
            raise ApiError(
                "not_multipart", "Send the pictures as multipart/form-data, as the page's form does.", BODY
            )
        refuse_encoded(request, BODY)
        if (request.content_length or 0) > self.limits.form:
            raise self._too_large()
        with self._tally() as tally:
            async with in_time(request, UPLOAD_SECONDS, BODY):
                return await self._read(request, tally)

    async def _read(self, request: web.Request, tally: _Tally) -> Form:
        content: bytes | None = None
        names: dict[str, str] = {}
        styles: list[bytes] = []
        fields: dict[str, str] = {}
        async for part in self._parts(request):
            match part.name or "":
                case "content" if content is not None:
                    raise ApiError("bad_request", "content: send one photo, not several.", "content")
                case "content":
                    content = await self._file(request, part, tally)
                    names["content"] = _file_name(part)
                case "style" if len(styles) == MAX_STYLES:
                    raise ApiError("bad_request", f"style: send {MAX_STYLES} paintings at most.", "style")
                case "style":
                    styles.append(await self._file(request, part, tally))
                    names.setdefault("style", _file_name(part))
                case written if written in fields:
                    raise ApiError("bad_request", f"{written}: sent twice; send it once.", written)
                case written:
                    fields[written] = await self._text(request, part, tally)
        return Form(
            content or None,
            tuple(style for style in styles if style),
            {key: value for key, value in fields.items() if value},
            names.get("content", ""),
            names.get("style", ""),
        )

    async def _parts(self, request: web.Request) -> AsyncIterator[BodyPartReader]:
        reader = await request.multipart()
        for _ in range(MAX_PARTS):
            async with in_time(request, self.limits.stall, BODY):
                part = await reader.next()
            if part is None:
                return
            if not isinstance(part, BodyPartReader) or not part.name:
                raise ApiError("bad_request", "Each part of the form needs a name.", BODY)
            yield part
        raise ApiError("bad_request", f"The form has more than {MAX_PARTS} parts.", BODY)

    async def _file(self, request: web.Request, part: BodyPartReader, tally: _Tally) -> bytes:
        what = ApiError(
            "picture_too_large",
            f"{part.name}: this file is larger than {_size(self.limits.file)}; choose or save a smaller one.",
            part.name,
        )
        return await self._bytes(request, part, self.limits.file, tally, what)

    async def _text(self, request: web.Request, part: BodyPartReader, tally: _Tally) -> str:
        name = (part.name or "")[:NAME_CHARACTERS]
        what = ApiError("bad_option", f"{name}: longer than {FIELD_BYTES} bytes.", name)
        data = await self._bytes(request, part, FIELD_BYTES, tally, what)
        try:
            return data.decode().strip()
        except UnicodeDecodeError:
            raise ApiError("bad_option", f"{name}: this is not UTF-8.", name) from None

    async def _bytes(
        self, request: web.Request, part: BodyPartReader, limit: int, tally: _Tally, too_large: ApiError
    ) -> bytes:
        data = bytearray()
        while True:
            async with in_time(request, self.limits.stall, (part.name or BODY)[:NAME_CHARACTERS]):
                chunk = await part.read_chunk(CHUNK_BYTES)
            if not chunk:
                return bytes(data)
            tally.add(len(chunk))
            if tally.bytes > self.limits.form:
                raise self._too_large()
            if len(data) + len(chunk) > limit:
                raise too_large
            data += chunk

    def _too_large(self) -> ApiError:
        return ApiError(
            "upload_too_large",
            f"The pictures are larger than {_size(self.limits.form)} together; send smaller ones.",
            "content",
        )

    @contextmanager
    def _tally(self) -> Iterator[_Tally]:
        tally = _Tally(self)
        try:
            yield tally
        finally:
            self._held -= tally.bytes

    def _hold(self, count: int) -> None:
        if self._held + count > self.limits.held:
            raise ApiError(
                "busy", "Many people are sending pictures right now; please try again in a moment."
            )
        self._held += count


class _Tally:
    """What one form has brought in so far, counted against what all may."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self.bytes = 0

    def add(self, count: int) -> None:
        self._uploads._hold(count)
        self.bytes += count


def _file_name(part: BodyPartReader) -> str:
    return PurePath(part.filename or "").name[:NAME_CHARACTERS]


def _size(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count} bytes"
