"""What in a message is a picture, and its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from telegram import Document, Message, PhotoSize
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot

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
FIRST_PAUSE: Final = 1.0


class TooBigToFetch(Exception):
    """Telegram does not hand a bot a file of this size. `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"over {limit} bytes")
        self.limit = limit


@dataclass(frozen=True)
class Picture:
    """A picture in a message, not yet fetched. `size` is in bytes, 0 where Telegram does not say."""

    file_id: str
    message_id: int
    name: str = ""
    size: int = 0

    @classmethod
    def of(cls, message: Message | None) -> Self | None:
        """The best picture in a message: the lossless file, the largest photo, or the first frame of what moves."""
        if message is None:
            return None
        if message.photo:
            return cls._from(
                max(message.photo, key=lambda size: size.width * size.height), message, "photo.jpg"
            )
        if message.animation:
            return cls._from(message.animation.thumbnail, message, "animation.jpg")
        if message.sticker:
            moving = message.sticker.is_animated or message.sticker.is_video
            still = message.sticker.thumbnail if moving else message.sticker
            return cls._from(still, message, "sticker.webp")
        if message.document and _holds_picture(message.document):
            return cls._from(message.document, message, message.document.file_name or "picture")
        return None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """For a note."""
        return asdict(self)

    @classmethod
    def _from(cls, file: Any, message: Message, name: str) -> Self | None:
        if file is None:
            return None
        assert isinstance(file, PhotoSize | Document) or hasattr(file, "file_id")
        return cls(file.file_id, message.message_id, name, file.file_size or 0)


async def fetch(bot: ExtBot[Any], picture: Picture, limit: int) -> bytes:
    """The picture's bytes, at most `limit` of them; tried for minutes while the network is down.

    Raises `TooBigToFetch`, and the library's errors for what does not pass.
    """
    if picture.size > limit:
        raise TooBigToFetch(limit)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + NETWORK_PATIENCE
    pause = FIRST_PAUSE
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
            await asyncio.sleep(pause)
            pause = min(2 * pause, 30.0)


def _holds_picture(document: Document) -> bool:
    kind = (document.mime_type or "").lower()
    return kind.startswith(IMAGE) or (document.file_name or "").lower().endswith(SUFFIXES)
