"""Small pictures for the stories; each person's has a shape of its own, so that a mix-up shows."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def photo(width: int, height: int, seed: int = 0) -> bytes:
    """A PNG with soft shapes and a little noise, never the same for two seeds."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 256, (4, 5, 3), dtype=np.uint8))
    return _png(coarse.resize((width, height), Image.Resampling.BICUBIC))


def painting(seed: int = 100, side: int = 96) -> bytes:
    """A PNG of coloured strokes."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 256, (side // 6, side // 2, 3), dtype=np.uint8))
    return _png(coarse.resize((side, side), Image.Resampling.NEAREST))


def noise(width: int, height: int, seed: int = 0) -> bytes:
    """A PNG that no codec makes much smaller."""
    random = np.random.default_rng(seed)
    return _png(Image.fromarray(random.integers(0, 256, (height, width, 3), dtype=np.uint8)))


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; raises if the bytes are no whole picture."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.size


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
