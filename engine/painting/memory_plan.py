"""What a picture takes in memory at the most, known before it is begun: painted whole, in tiles, or refused.

The model is linear, its numbers fitted to measured peaks of whole processes (`python -m benchmarks.memory`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import torch

from engine.errors import OutOfMemory
from engine.options import MAX_SIDE, MIN_SIDE, Colors
from engine.painting.lbfgs import HISTORY
from engine.painting.precision import Precision
from engine.painting.tiles import HALO, WHOLE, Tiling

BASE: Final = 1_010_000_000
"""Bytes: the interpreter, torch, the network, what its kernels keep, and its weights packed for both ways (50 MB)."""

SEEN: Final = {torch.bfloat16: 1400, torch.float32: 2800}
"""Bytes a pixel that the network sees at once: activations, and gradients on their way back."""

KEPT: Final = 1.36
"""Times as much for a whole picture: there the C library keeps for later what was freed, see `heap`."""

PAINTED: Final = 200
"""Bytes a pixel of the picture: its parameters, the best ones, gradients, and what a checkpoint copies."""

PAIR: Final = 12
"""Bytes a pixel for each pair of L-BFGS: two times three channels in bfloat16."""

CHROMA: Final = 200
"""Bytes a pixel more when the photo's colours are kept, reckoned and not measured: CIELAB in float64."""

SOURCE: Final = 4
"""Bytes a pixel of the pictures that came in, as Pillow holds them."""

SIDES: Final = (1024, 768, 512, 384, 256)
"""Pixels of a tile's side, most wanted first: a smaller one sees more of its neighbours for what it answers for."""

CAREFUL: Final = 0.85
"""Share of the room that may be planned with: the model was within 10 % of what it was fitted to."""


@dataclass(frozen=True)
class Work:
    """A picture to be painted, in pixels; `pairs` of L-BFGS at the most; `sources` are the pixels that came in."""

    width: int
    height: int
    precision: Precision
    pairs: int
    colors: Colors
    sources: int

    @property
    def pixels(self) -> int:
        """Of the finest level."""
        return self.width * self.height


def peak(work: Work, side: int = 0) -> int:
    """Bytes of the whole process at the most, if the network sees tiles of `side` pixels; 0: the whole picture."""
    seen = min(work.pixels, (side + 2 * HALO) ** 2) if side else KEPT * work.pixels
    return int(_fixed(work) + seen * SEEN[work.precision.convolutions] + work.pixels * _painted(work))


def most_needed(precision: Precision) -> int:
    """Bytes of room for the largest picture, 4 x 3, in the smallest tiles."""
    largest = Work(MAX_SIDE, MAX_SIDE * 3 // 4, precision, HISTORY, "style", sources=2 * MAX_SIDE**2)
    return int(peak(largest, SIDES[-1]) / CAREFUL)


def tiling_for(work: Work, room: int) -> Tiling:
    """How to paint it in `room` bytes. Raises `OutOfMemory` with what would fit."""
    planned = room * CAREFUL
    seen = SEEN[work.precision.convolutions]
    if peak(work) <= planned:
        return WHOLE
    for side in SIDES:
        if peak(work, side) <= planned:
            whole = (planned - _fixed(work)) / (KEPT * seen + _painted(work))
            return Tiling(int(whole), side)
    left = planned - _fixed(work) - (SIDES[-1] + 2 * HALO) ** 2 * seen
    fits = int(max(work.width, work.height) * math.sqrt(max(0.0, left / _painted(work) / work.pixels)))
    raise _refused(work, room, fits)


def _fixed(work: Work) -> int:
    return BASE + work.sources * SOURCE


def _painted(work: Work) -> int:
    return PAINTED + PAIR * work.pairs + (CHROMA if work.colors == "keep" else 0)


def _refused(work: Work, room: int, fits: int) -> OutOfMemory:
    needed, free = peak(work, SIDES[-1]) / CAREFUL / 1e9, room / 1e9
    advice = f"{fits} px would fit" if fits >= MIN_SIDE else "free some memory and try again"
    return OutOfMemory(
        f"size: {work.width} x {work.height} px take {needed:.1f} GB of memory, even in tiles, and there are "
        f"{free:.1f} GB; {advice}",
        field="size",
        width=work.width,
        height=work.height,
        fits=fits,
    )
