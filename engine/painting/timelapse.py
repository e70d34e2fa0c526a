"""The picture growing, as an animation."""

from __future__ import annotations

import io
from typing import Final, Literal

from PIL import Image, ImageSequence

from engine.painting.transfer import Step

SIDE: Final = 384
"""Pixels of the longest side; an animation is for looking at on a phone."""

MOST_FRAMES: Final = 60
FRAME_MILLISECONDS: Final = 80
LAST_FRAME_MILLISECONDS: Final = 2000
QUALITY: Final = 75

Kind = Literal["webp", "gif"]


class Timelapse:
    """Collects frames, evenly over the steps, in bounded memory."""

    def __init__(self, width: int, height: int) -> None:
        scale = min(1.0, SIDE / max(width, height))
        self._size = (round(width * scale), round(height * scale))
        self._frames: list[Image.Image] = []

    def add(self, step: Step) -> None:
        """Takes the step's picture if its turn has come."""
        if step.step * MOST_FRAMES >= len(self._frames) * step.steps:
            self._frames.append(step.image().resize(self._size, Image.Resampling.LANCZOS))

    def encode(self, last: Image.Image) -> bytes:
        """An animated WebP that rests on `last`."""
        return _animation([*self._frames, last.resize(self._size, Image.Resampling.LANCZOS)], "webp")


def converted(webp: bytes, kind: Kind) -> bytes:
    """An animated WebP of ours in another format."""
    if kind == "webp":
        return webp
    with Image.open(io.BytesIO(webp)) as animation:
        return _animation([frame.convert("RGB") for frame in ImageSequence.Iterator(animation)], kind)


def _animation(frames: list[Image.Image], kind: Kind) -> bytes:
    buffer = io.BytesIO()
    durations = [FRAME_MILLISECONDS] * (len(frames) - 1) + [LAST_FRAME_MILLISECONDS]
    frames[0].save(
        buffer, kind, save_all=True, append_images=frames[1:], duration=durations, loop=0, quality=QUALITY
    )
    return buffer.getvalue()
