"""Woodcut: black lines left standing between cuts, a sun and hills, over a second block in colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .color import Colors, mix, palette
from .fields import Field, Size, blur, coordinates, noise, smoothstep
from .paint import grain

PAPER, BLOCK, GOLD, BLACK = palette("f1e4c6", "c9482b", "e3a63e", "17130f")
LEANS = (0.3, -0.55, 0.75, -0.2)
"""Turns of the cuts against the crest, in radians, hill by hill."""


@dataclass(frozen=True)
class Region:
    """How the block is cut: `cuts` -1..1 across each line, `tone` 0..1, `outline`, and which second ink."""

    cuts: Field
    tone: Field
    outline: Field
    tint: NDArray[Any]


def draw(size: Size, rng: Generator) -> Colors:
    """Cut the sky in rays and every hill in its own furrows; print black over the coloured block."""
    block = _sky(size, rng)
    hills = 6
    for hill in range(hills):
        block = _with_hill(size, rng, block, hill, hill / (hills - 1))
    chips = 0.18 * noise(size, rng, 9, 2) + 0.3 * noise(size, rng, 34, 1)
    threshold = 1 - 2 * np.clip(block.tone, 0.07, 0.93)
    black = 1 - smoothstep(-0.16, 0.16, 0.9 * block.cuts + chips - 0.95 * threshold)
    black = np.maximum(black, block.outline)
    worn = smoothstep(-2.2, -1.4, grain(size, rng, 3))
    tint = np.stack([PAPER, BLOCK, GOLD])[block.tint]
    canvas = mix(np.broadcast_to(PAPER, tint.shape), tint, 0.9 * worn)
    canvas = mix(canvas, BLACK, black * (0.9 + 0.1 * worn))
    return np.clip(canvas * (1 + 0.02 * grain(size, rng)[..., None]), 0, 1)


def _sky(size: Size, rng: Generator) -> Region:
    """A ringed sun, its halo in the second ink, and rays that widen outwards."""
    x, y = coordinates(size)
    sun_x, sun_y = 0.66 * size[0], 0.22 * size[1]
    radius = np.hypot(x - sun_x, y - sun_y)
    around = np.arctan2(y - sun_y, x - sun_x)
    hand = noise(size, rng, 60, 2)
    rays = np.sin(around * 40 + 0.5 * noise(size, rng, 120, 2) + 0.2 * hand)
    rings = np.cos((radius + 2 * hand) * 2 * np.pi / 17)
    tone = np.where(radius < 58, 1.0, 0.66 - 0.42 * smoothstep(110, 460, radius) + 0.22 * np.sin(radius / 27))
    cuts = np.where(radius < 58, 3.0, np.where(radius < 118, rings, rays))
    return Region(cuts, tone, np.zeros_like(x), np.where(radius < 170, 2, 0))


def _with_hill(size: Size, rng: Generator, behind: Region, hill: int, depth: float) -> Region:
    """Cut one hill in front: bright at its crest, darker down its slope, furrowed at its own lean."""
    width, height = size
    x, y = coordinates(size)
    swell = np.interp(x[0], np.linspace(0, width, 7), rng.normal(0, 1, 7))
    rough = blur(swell[None, :].repeat(3, 0), 40)[0] * 52 * (0.6 + depth)
    below = y - (height * (0.36 + 0.56 * depth) + rough)[None, :] - 3 * noise(size, rng, 40, 2)
    inside = below > 0
    lean = LEANS[hill % len(LEANS)]
    along = x + 26 * np.sin(below / 50)
    across = below * np.cos(lean) + along * np.sin(lean) + 3.5 * noise(size, rng, 70, 2)
    cuts = np.cos(across * 2 * np.pi / rng.uniform(14, 19))
    tone = 0.85 - 0.75 * smoothstep(0, 100 + 60 * depth, below) + 0.2 * noise(size, rng, 110, 2)
    return Region(
        np.where(inside, cuts, behind.cuts),
        np.where(inside, tone, behind.tone),
        np.where(below > -3, smoothstep(5.5, 3.5, np.abs(below - 1)), behind.outline),
        np.where(inside, (hill + 1) % 3, behind.tint),
    )
