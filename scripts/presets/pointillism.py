"""Pointillism: dabs of pure colour, each beside its complement, that mix in the eye."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .color import Colors, palette, ramp, shake
from .fields import Size, along, at, equalize, noise, scatter, whorls
from .paint import Easel

LIGHT = palette("2b2a6e", "2f66b8", "37a7a0", "8cc95f", "f2d24a", "fbe9a8")
SHADE = palette("3a0f4a", "8a1f63", "d8405a", "f2813f", "f7b04e", "fcd9b0")
GROUND = palette("d9c7a3")[0]


def draw(size: Size, rng: Generator) -> Colors:
    """Lay four coats of dabs; in each some take the cool colour of their place and some the warm one."""
    potential, _ = whorls(size, rng, 4, wander=1.2)
    tone = 0.04 + 0.86 * equalize(np.sin(potential * 3.2) + 0.45 * noise(size, rng, 140))
    balance = 0.5 + 0.42 * np.sin(noise(size, rng, 260, 2) * 2.2)
    angle = along(potential)
    easel = Easel(size, GROUND)
    for radius, spacing in ((9.0, 12.0), (7.6, 11.0), (6.6, 12.0), (5.0, 14.0)):
        dots = scatter(size, spacing, rng)
        x, y = dots.T
        shade = np.clip(at(tone, x, y) + rng.normal(0, 0.11, len(dots)), 0, 1)
        warm = rng.random(len(dots)) < at(balance, x, y)
        colors = shake(np.where(warm[:, None], ramp(SHADE, shade), ramp(LIGHT, shade)), rng, 0.03, 0.02)
        for centre, color, heading in zip(dots, colors, at(angle, x, y), strict=True):
            easel.dab(
                _dab(centre, radius * rng.uniform(0.75, 1.2), heading, rng), color, int(rng.integers(90, 230))
            )
    return easel.finish(0.02, 0.15, 0.8)


def _dab(centre: NDArray[Any], radius: float, heading: float, rng: Generator) -> list[tuple[float, float]]:
    """Return the outline of a slightly irregular dab, a little longer along `heading`."""
    turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    reach = radius * (1 + rng.normal(0, 0.08, 10))
    u, v = reach * np.cos(turn) * 1.25, reach * np.sin(turn) * 0.9
    cos, sin = np.cos(heading), np.sin(heading)
    polygon = (np.stack([u * cos - v * sin, u * sin + v * cos], 1) + centre) * 2
    return [(float(px), float(py)) for px, py in polygon]
