"""Embroidery: satin stitches in silk that follow petals and scrolls, each thread catching the light."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .color import Colors, palette, pick, shake
from .fields import Size, along, at, equalize, noise, scatter, streamlines, whorls
from .paint import Easel

LINEN = palette("33231f")[0]
SILKS = palette("16213d", "1f4f6f", "1f7a72", "8db892", "f4e6c4", "efc15a", "dd7336", "b52f3a", "5e1a33")


def draw(size: Size, rng: Generator) -> Colors:
    """Stitch bands of flat silk colour along a swirling field, thread beside thread."""
    potential, _ = whorls(size, rng, 9, wander=0.3)
    angle = along(potential) + np.float32(0.5)
    band = equalize(np.sin(potential * 7) + 0.15 * noise(size, rng, 60))
    easel = Easel(size, LINEN)
    for spacing, length in ((11, 42), (11, 38)):
        starts = scatter(size, spacing, rng)
        tone = np.clip(at(band, *starts.T) + rng.normal(0, 0.02, len(starts)), 0, 0.999)
        colors = shake(pick(SILKS, tone), rng, 0.035, 0.012)
        for path, color in zip(streamlines(angle, starts, length, 4), colors, strict=True):
            easel.stroke(path, 9.5, color, rng, bristles=4)
    return easel.finish(0.045, 0.5)
