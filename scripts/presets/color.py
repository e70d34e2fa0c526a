"""Colours as float arrays (..., 3) in 0..1, sRGB; mixed in Oklab (Ottosson 2020), where they stay vivid."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

Colors: TypeAlias = NDArray[Any]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def palette(*codes: str) -> Colors:
    """Return the colours (N, 3) written as `rrggbb`."""
    return np.array([[int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)] for code in codes], np.float32)


def to_oklab(colors: Colors) -> Colors:
    """Convert sRGB to Oklab."""
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T, np.float32)


def from_oklab(lab: Colors) -> Colors:
    """Convert Oklab to sRGB, clipped to its gamut."""
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0, 1)
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(srgb, np.float32)


def ramp(colors: Colors, t: NDArray[Any]) -> Colors:
    """Blend through the palette (N, 3): t = 0 is its first colour, t = 1 its last."""
    stops = np.linspace(0, 1, len(colors))
    lab = to_oklab(colors)
    return from_oklab(np.stack([np.interp(t, stops, lab[:, c]) for c in range(3)], -1).astype(np.float32))


def pick(colors: Colors, t: NDArray[Any]) -> Colors:
    """Take the palette's nearest single colour for each t in 0..1, unblended."""
    index = np.clip((np.asarray(t) * len(colors)).astype(np.intp), 0, len(colors) - 1)
    return colors[index]


def shake(colors: Colors, rng: Generator, lightness: float = 0.04, hue: float = 0.02) -> Colors:
    """Vary each colour a little, as hand-mixed paint does."""
    lab = to_oklab(colors)
    lab = lab + rng.normal(0, 1, lab.shape).astype(np.float32) * np.array([lightness, hue, hue], np.float32)
    return from_oklab(lab)


def mix(below: Colors, above: Colors, opacity: NDArray[Any]) -> Colors:
    """Lay `above`, a canvas or one colour, over `below` with an opacity (H, W) in 0..1."""
    return np.asarray(below + (above - below) * opacity[..., None], np.float32)


def ink(colors: Colors) -> list[tuple[int, int, int]]:
    """Return the colours (N, 3) as Pillow takes them."""
    return [(int(r), int(g), int(b)) for r, g, b in np.clip(np.rint(colors * 255), 0, 255)]


def to_image(colors: Colors) -> Image.Image:
    """Return the canvas (H, W, 3) as a picture."""
    return Image.fromarray(np.clip(np.rint(colors * 255), 0, 255).astype(np.uint8), "RGB")


def from_image(image: Image.Image) -> Colors:
    """Return a picture as a canvas (H, W, 3), or (H, W) for a mask."""
    return np.asarray(image, np.float32) / 255
