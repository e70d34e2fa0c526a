"""What in a message is a picture, and its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from telegram import Document, ExternalReplyInfo, Message
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.core.backoff import Backoff
from bot.telegram.flood import NETWORK_PATIENCE, seconds_of
from bot.telegram.limits import DOWNLOAD_BYTES

IMAGE: Final = "image/"
SUFFIXES: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".avif",
    ".heic",
    ".heif",
    ".tif",
    ".tiff",
    ".bmp",
    ".gif",
)
AGAIN: Final = Backoff(1.0, 30.0)


class TooBigToFetch(Exception):
    """Telegram does not hand a bot a file of this size. `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"over {limit} bytes")
        self.limit = limit


@dataclass(frozen=True)
class Picture:
    """A picture in a message, not yet fetched. `size` is in bytes, 0 where Telegram does not say.

    A `spoiler` was sent covered.
    """

    file_id: str
    message_id: int
    name: str = ""
    size: int = 0
    spoiler: bool = False

    @classmethod
    def of(cls, message: Message | None) -> Self | None:
        """The best picture in a message: the lossless file, the largest photo, or the first frame of what moves."""
        return cls._in(message, message.message_id) if message else None

    @classmethod
    def answered(cls, message: Message) -> Self | None:
        """The picture in what a message answers, in this chat or topic or in another."""
        if message.external_reply:
            return cls._in(message.external_reply, message.message_id)
        return cls.of(message.reply_to_message)

    @classmethod
    def _in(cls, source: Message | ExternalReplyInfo, number: int) -> Self | None:
        covered = bool(source.has_media_spoiler)
        if source.photo:
            largest = max(source.photo, key=lambda size: size.width * size.height)
            return cls._from(largest, number, "photo.jpg", covered)
        if source.animation:
            return cls._from(source.animation.thumbnail, number, "animation.jpg", covered)
        if source.sticker:
            moving = source.sticker.is_animated or source.sticker.is_video
            still = source.sticker.thumbnail if moving else source.sticker
            return cls._from(still, number, "sticker.webp", covered)
        if source.document and _holds_picture(source.document):
            return cls._from(source.document, number, source.document.file_name or "picture", covered)
        return None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """For a note."""
        return asdict(self)

    @classmethod
    def _from(cls, file: Any, number: int, name: str, spoiler: bool) -> Self | None:
        if file is None:
            return None
        return cls(file.file_id, number, name, file.file_size or 0, spoiler)


async def fetch(bot: ExtBot[Any], picture: Picture, limit: int) -> bytes:
    """The picture's bytes, at most `limit` of them; tried for minutes while the network is down.

    Raises `TooBigToFetch`, and the library's errors for what does not pass.
    """
    if picture.size > limit:
        raise TooBigToFetch(limit)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + NETWORK_PATIENCE
    pauses = AGAIN.pauses()
    while True:
        try:
            file = await bot.get_file(picture.file_id)
            return bytes(await file.download_as_bytearray())
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise TooBigToFetch(min(limit, DOWNLOAD_BYTES)) from error
            raise
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except NetworkError:
            if loop.time() > deadline:
                raise
            await asyncio.sleep(next(pauses))


def _holds_picture(document: Document) -> bool:
    kind = (document.mime_type or "").lower()
    return kind.startswith(IMAGE) or (document.file_name or "").lower().endswith(SUFFIXES)
