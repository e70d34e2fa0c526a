"""Risograph: three inks, each a halftone at its own angle, printed a little out of register."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .color import Colors, palette
from .fields import Field, Size, coordinates, scatter, smoothstep, warp
from .paint import grain

PAPER = palette("f8f1e0")[0]
CORAL, BLUE, YELLOW = palette("ff5a5f", "1f4fa3", "ffd23c")
PITCH = 12.0
"""Pixels between two dots of a screen."""


def draw(size: Size, rng: Generator) -> Colors:
    """Print cut shapes, solid or screened: each ink multiplies what lies under it."""
    x, y = coordinates(size)
    plates = (
        (YELLOW, _shapes(size, rng, 210, 0.1), 0.0, (0, 0)),
        (CORAL, _shapes(size, rng, 170, 0.0), np.radians(75), (4, -3)),
        (BLUE, _shapes(size, rng, 140, 0.0), np.radians(15), (-3, 4)),
    )
    canvas = np.broadcast_to(PAPER, (size[1], size[0], 3)).astype(np.float32)
    for ink, density, angle, (dx, dy) in plates:
        shifted = warp(density, np.full_like(x, dx), np.full_like(y, dy))
        cover = _screen(shifted, x, y, angle)
        cover *= 0.88 + 0.12 * smoothstep(-1.6, -0.4, grain(size, rng, 3))
        canvas = canvas * (1 - cover[..., None] * (1 - ink))
    return np.clip(canvas, 0, 1)


def _screen(density: Field, x: Field, y: Field, angle: float) -> Field:
    """Turn densities 0..1 into round dots of that area."""
    u = (x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / PITCH
    v = (y * np.cos(angle) - x * np.sin(angle)) * 2 * np.pi / PITCH
    dots = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
    return smoothstep(-0.06, 0.06, dots - (1 - density))


def _shapes(size: Size, rng: Generator, spacing: float, ground: float) -> Field:
    """Scatter discs, petals and rings, some solid, some faded across, over a pale ground."""
    x, y = coordinates(size)
    density = np.full(x.shape, ground, np.float32)
    for cx, cy in scatter(size, spacing, rng):
        radius = spacing * rng.uniform(0.34, 0.62)
        lean = rng.uniform(0, 2 * np.pi)
        dx, dy = x - cx, y - cy
        u, v = dx * np.cos(lean) + dy * np.sin(lean), dy * np.cos(lean) - dx * np.sin(lean)
        kind = rng.integers(0, 4)
        if kind == 0:
            inside = np.hypot(u, v) < radius
        elif kind == 1:
            inside = np.abs(v) < radius * 0.5 * np.cos(np.clip(u / radius / 1.2, -1, 1) * np.pi / 2)
        elif kind == 2:
            inside = (np.hypot(u, v) < radius) & (np.sin(np.hypot(u, v) * 2 * np.pi / (spacing * 0.22)) > 0)
        else:
            inside = (np.hypot(u, v) < radius) & (v > 0)
        fade = 1.0 if rng.random() < 0.5 else np.clip(0.55 + 0.5 * u / radius, 0.08, 1)
        density = np.where(inside, fade, density)
    return density.astype(np.float32)
