"""Impasto: thick oil strokes that swirl about warm whorls in a cool ground."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .color import Colors, palette, ramp, shake
from .fields import Size, along, at, coordinates, equalize, noise, scatter, smoothstep, streamlines, whorls
from .paint import Easel

COOL = palette("0a1538", "14307a", "1f5fb0", "2f9bb8", "8fd3c8", "e6f3dc")
WARM = palette("5a1020", "b5281e", "e8641b", "f7a823", "fde08a")


def draw(size: Size, rng: Generator) -> Colors:
    """Paint from broad dark strokes to small light ones, all along the level curves of one potential."""
    potential, centres = whorls(size, rng, 6)
    angle = along(potential)
    x, y = coordinates(size)
    core = np.min([np.hypot(x - cx, y - cy) for cx, cy in centres], axis=0)
    bands = equalize(np.sin(potential * 9) + 0.8 * noise(size, rng, 120))
    warmth = smoothstep(150, 40, core + 35 * noise(size, rng, 90)) + 0.7 * smoothstep(0.80, 0.97, bands)
    light = np.clip(0.75 * bands + 0.25 * smoothstep(120, 20, core), 0, 1)
    easel = Easel(size, COOL[0])
    for width, length, spacing, lift in ((24, 150, 16, -0.12), (14, 100, 9, 0.0), (9, 60, 11, 0.12)):
        starts = scatter(size, spacing, rng)
        tone = np.clip(at(light, starts[:, 0], starts[:, 1]) + lift + rng.normal(0, 0.13, len(starts)), 0, 1)
        warm = rng.random(len(starts)) < np.clip(at(warmth, starts[:, 0], starts[:, 1]), 0.03, 0.95)
        colors = shake(np.where(warm[:, None], ramp(WARM, tone), ramp(COOL, tone)), rng, 0.03, 0.012)
        for path, color in zip(streamlines(angle, starts, length, 4), colors, strict=True):
            easel.stroke(path, width * rng.uniform(0.75, 1.2), color, rng)
    return easel.finish(0.045, 0.3, 0.9)
