"""The picture growing, as an animation."""

from __future__ import annotations

from typing import Final

from PIL import Image

from engine.painting.transfer import Step
from engine.pictures.animations import animation

SIDE: Final = 384
"""Pixels of the longest side; an animation is for looking at on a phone."""

MOST_FRAMES: Final = 60


class Timelapse:
    """Collects frames, evenly over the steps, in bounded memory."""

    def __init__(self, width: int, height: int) -> None:
        scale = min(1.0, SIDE / max(width, height))
        self._size = (round(width * scale), round(height * scale))
        self._frames: list[Image.Image] = []

    def add(self, step: Step) -> None:
        """Takes the step's picture if its turn has come."""
        if step.step * MOST_FRAMES >= len(self._frames) * step.steps:
            self._frames.append(step.preview(SIDE).resize(self._size, Image.Resampling.LANCZOS))

    def encode(self, last: Image.Image) -> bytes:
        """An animated WebP that rests on `last`."""
        return animation([*self._frames, last.resize(self._size, Image.Resampling.LANCZOS)], "webp")
