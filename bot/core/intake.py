"""Is this upload a picture we can take, and what is it called?"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.core.refusal import Refusal
from engine.errors import Busy, Fact, PictureError, PictureTooLarge, PictureTooSmall
from engine.messages import PictureInfo
from engine.processes.pool import PicturePool

MAX_NAME: Final = 100
FALLBACK_NAME: Final = "picture"


async def inspect_all(
    pool: PicturePool, pictures: Sequence[bytes], max_bytes: int, caller: str
) -> PictureInfo:
    """Look at what a person sent, the content image first; returns what is known of that one.

    Raises `Refusal` (`busy`, `not_a_picture`, `picture_too_large`, `picture_too_small`), field `content` or `style`.
    """
    content = await inspect_one(pool, pictures[0], "content", max_bytes, caller)
    for style in pictures[1:]:
        await inspect_one(pool, style, "style", max_bytes, caller)
    return content


async def inspect_one(pool: PicturePool, data: bytes, field: str, max_bytes: int, caller: str) -> PictureInfo:
    """Look at one picture when it is `caller`'s turn.

    Raises `Refusal` with the field, and with what the picture pool found wrong.
    """
    if len(data) > max_bytes:
        raise Refusal("picture_too_large", field, detail=too_many_bytes(len(data), max_bytes))
    try:
        return await pool.inspect(data, field, caller=caller)
    except Busy as error:
        raise Refusal("busy", field) from error
    except PictureTooLarge as error:
        raise Refusal.because("picture_too_large", error, field) from error
    except PictureTooSmall as error:
        raise Refusal.because("picture_too_small", error, field) from error
    except PictureError as error:
        raise Refusal.because("not_a_picture", error, field) from error


def too_many_bytes(size: int, limit: int) -> Fact:
    """That a file of `size` bytes is larger than `limit` bytes."""
    got, most = round(size / 1e6, 1), round(limit / 1e6)
    return Fact("too-many-bytes", f"{got} MB; at most {most} MB", {"got": got, "most": most})


def tidy_file_name(name: str) -> str:
    """A stranger's file name made harmless: no folders, no control or direction characters, not long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    return visible.strip(" .")[:MAX_NAME] or FALLBACK_NAME
