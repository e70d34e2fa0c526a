"""Pictures that move, in the formats that chats and browsers play."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageSequence

from engine.messages import AnimationFormat

FRAME_MILLISECONDS: Final = 80
LAST_FRAME_MILLISECONDS: Final = 2000
QUALITY: Final = 75


def animation(frames: Sequence[Image.Image], kind: AnimationFormat) -> bytes:
    """The frames one after the other, resting on the last, for ever."""
    buffer = io.BytesIO()
    durations = [FRAME_MILLISECONDS] * (len(frames) - 1) + [LAST_FRAME_MILLISECONDS]
    frames[0].save(
        buffer,
        kind,
        save_all=True,
        append_images=list(frames[1:]),
        duration=durations,
        loop=0,
        quality=QUALITY,
    )
    return buffer.getvalue()


def converted(webp: bytes, kind: AnimationFormat) -> bytes:
    """An animated WebP of ours in another format."""
    if kind == "webp":
        return webp
    with Image.open(io.BytesIO(webp)) as opened:
        return animation([frame.convert("RGB") for frame in ImageSequence.Iterator(opened)], kind)
