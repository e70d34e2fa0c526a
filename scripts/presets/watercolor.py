"""Watercolour: transparent washes that pool dark at their edges, granulate, and run into each other."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .color import Colors, palette
from .fields import Field, Size, coordinates, noise, scatter, smoothstep, warp
from .paint import grain

PAPER = palette("f8f2e6")[0]
WASHES = (
    ("f6bd3a", 200, 0.45, 16.0),
    ("31a3b8", 180, 0.42, 3.0),
    ("ec5b3c", 160, 0.30, 18.0),
    ("f08a3c", 130, 0.22, 3.0),
    ("2b62c0", 140, 0.30, 3.0),
    ("dc3f78", 110, 0.18, 3.0),
    ("2f8f66", 110, 0.16, 3.0),
    ("3a2f8c", 100, 0.15, 12.0),
    ("1b2c5e", 80, 0.12, 2.5),
    ("141f45", 46, 0.06, 2.0),
)
"""Pigment, size of its shapes (pixels), share of the paper it covers, and how softly it ends (pixels)."""


def draw(size: Size, rng: Generator) -> Colors:
    """Lay wash over wash, large first; each stains what is below it and dries dark along its edge."""
    tooth = grain(size, rng, 3)
    run = 26 * noise(size, rng, 130, 4), 26 * noise(size, rng, 130, 4)
    canvas = np.broadcast_to(PAPER, (size[1], size[0], 3)).astype(np.float32)
    for code, scale, share, wet in WASHES:
        depth = _depth(warp(noise(size, rng, scale, 3), *run), share)
        inside = smoothstep(0, wet, depth)
        rim = np.exp(-(((depth - 2.5) / 3) ** 2)) * (wet < 10)
        pool = np.clip(0.55 + 0.28 * noise(size, rng, 90, 4) + 0.13 * tooth, 0.12, 1.3)
        stain = inside * (pool + 0.55 * rim)
        canvas = canvas * np.exp(-stain[..., None] * (1.02 - palette(code)[0]) * 1.05)
    for x, y in scatter(size, 92, rng, 1.0):
        canvas = _splash(canvas, x, y, rng.uniform(2, 7), palette(WASHES[rng.integers(1, 8)][0])[0])
    return np.clip(canvas * (1 + 0.025 * tooth)[..., None], 0, 1)


def _depth(field: Field, share: float) -> Field:
    """Return the distance inside (below 0: outside) the shape that covers `share` of the canvas."""
    over = field - np.quantile(field, 1 - share)
    gy, gx = np.gradient(field)
    return np.asarray(over / np.maximum(np.hypot(gx, gy), 0.004), np.float32)


def _splash(canvas: Colors, cx: float, cy: float, radius: float, pigment: Colors) -> Colors:
    """Let one drop fall and dry with a dark rim."""
    x, y = coordinates((canvas.shape[1], canvas.shape[0]))
    depth = radius - np.hypot(x - cx, y - cy)
    stain = smoothstep(0, 1.5, depth) * (0.6 + 0.4 * np.exp(-np.abs(depth)))
    return canvas * np.exp(-stain[..., None] * (1.04 - pigment) * 1.3)
