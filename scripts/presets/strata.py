"""Strata: a landscape of contour lines in stacked sheets of tinted paper, each casting its shadow."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .color import Colors, mix, palette, ramp
from .fields import Field, Size, blur, equalize, noise, smoothstep, warp
from .paint import grain

TINTS = palette("10324a", "1c6a78", "4aa38c", "c9d39a", "f3dca0", "eda65a", "cf5f3c", "8c2f3c", "4a1c3a")
SHEETS = 13


def draw(size: Size, rng: Generator) -> Colors:
    """Cut the height into sheets; draw fine contour lines on each between one edge and the next."""
    height = equalize(noise(size, rng, 170, 3) + 0.04 * noise(size, rng, 26, 2))
    level = height * SHEETS
    sheet = np.floor(level).clip(0, SHEETS - 1)
    canvas = ramp(TINTS, (sheet / (SHEETS - 1)).astype(np.float32))
    gy, gx = np.gradient(level)
    slope = np.hypot(gx, gy) + 1e-4
    for part, width, depth in ((1, 1.5, 0.5), (3, 0.9, 0.2)):
        phase = level * part
        away = np.abs(phase - np.rint(phase)) / (slope * part)
        canvas = canvas * (1 - depth * smoothstep(width + 0.7, width - 0.5, away))[..., None]
    above = np.clip(_shifted(blur(sheet, 4), 6) - sheet, 0, 1.5)
    canvas = canvas * (1 - 0.5 * smoothstep(0, 1.0, above))[..., None]
    edge = np.clip(sheet - _shifted(sheet, 2), 0, 1)
    canvas = mix(canvas, np.ones_like(canvas), 0.45 * blur(edge.astype(np.float32), 0.8))
    return np.clip(canvas * (1 + 0.04 * grain(size, rng, 2.5))[..., None], 0, 1)


def _shifted(values: Field, pixels: int) -> Field:
    """Move a field right and down."""
    back = np.full_like(values, -pixels)
    return warp(values, back, back)
