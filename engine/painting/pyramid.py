"""Coarse to fine: which sizes the picture goes through, and how many steps it takes at each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.options import Quality

COARSEST_SIDE: Final = 128
"""Pixels of the longest side. Below, VGG-19's deep layers see too little of the photo to keep it."""

SHORTEST_SIDE: Final = 32
"""Pixels. relu5_1 is 16 times smaller than the picture and needs more than one position."""

STEPS: Final[dict[Quality, tuple[int, ...]]] = {
    "draft": (40, 25, 15, 10),
    "standard": (80, 60, 55, 40),
    "fine": (150, 120, 100, 80),
}
"""Steps at each size, coarsest first; sizes beyond the fourth take as many as the fourth.

Each size costs four times as much a step as the one before, and has less left to do.
"""


@dataclass(frozen=True)
class Level:
    """One size of the pyramid, in pixels, and its steps."""

    width: int
    height: int
    steps: int

    @property
    def pixels(self) -> int:
        """Of the picture at this level."""
        return self.width * self.height

    @property
    def cost(self) -> int:
        """Work, in pixel steps; VGG-19's time is proportional to it."""
        return self.pixels * self.steps


def plan(width: int, height: int, quality: Quality, iterations: int | None = None) -> tuple[Level, ...]:
    """The levels from coarse to `width` x `height`; their steps add up to `iterations` where that is given."""
    sizes = [(width, height)]
    while max(sizes[0]) // 2 >= COARSEST_SIDE and min(sizes[0]) // 2 >= SHORTEST_SIDE:
        sizes.insert(0, (round(sizes[0][0] / 2), round(sizes[0][1] / 2)))
    table = STEPS[quality]
    steps = [table[min(depth, len(table) - 1)] for depth in range(len(sizes))]
    if iterations is not None:
        steps = _scaled(steps, iterations)
    return tuple(Level(w, h, n) for (w, h), n in zip(sizes, steps, strict=True) if n)


def _scaled(steps: list[int], total: int) -> list[int]:
    """`steps` in the same proportions, `total` in all; what does not divide goes to the finest."""
    scaled = [number * total // sum(steps) for number in steps]
    scaled[-1] += total - sum(scaled)
    return scaled
