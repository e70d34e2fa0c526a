"""Cut paper: gouache-painted sheets cut into fronds, leaves and pebbles, pasted with a little shadow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .color import Colors, from_image, mix, palette
from .fields import Field, Points, Size, blur, scatter, warp
from .paint import FINE, gouache

SHEETS = palette("16335b", "1f77b4", "f25c3b", "f9b233", "f6efe0", "1d7a5f", "d94f86", "2b2233", "8cc4a3")
BLEED = 20
"""Pixels painted beyond each edge and trimmed off."""


def draw(size: Size, rng: Generator) -> Colors:
    """Paste a patchwork of torn blocks, then fronds and pebbles, then small pieces over all."""
    bleed = (size[0] + 2 * BLEED, size[1] + 2 * BLEED)
    textures = [gouache(bleed, rng, angle) for angle in rng.uniform(0, np.pi, 5)]
    canvas = np.broadcast_to(SHEETS[0], (bleed[1], bleed[0], 3)).astype(np.float32)
    shapes = [_block(p, rng.uniform(80, 120), rng) for p in scatter(bleed, 120, rng, 0.5)]
    shapes += [_frond(p, rng.uniform(65, 115), rng) for p in scatter(bleed, 118, rng, 0.8)]
    shapes += [_pebble(p, rng.uniform(10, 26), rng) for p in scatter(bleed, 104, rng, 1.0)]
    shapes += [_frond(p, rng.uniform(32, 60), rng) for p in scatter(bleed, 128, rng, 1.0)]
    previous = 0
    for shape in shapes:
        sheet = int((previous + rng.integers(1, len(SHEETS))) % len(SHEETS))
        previous = sheet
        canvas = _paste(canvas, shape, SHEETS[sheet], textures[rng.integers(0, len(textures))])
    return np.clip(canvas[BLEED:-BLEED, BLEED:-BLEED], 0, 1)


def _paste(canvas: Colors, shape: Points, color: Colors, texture: NDArray[Any]) -> Colors:
    """Lay one piece, with its shadow below and to the right."""
    height, width = canvas.shape[:2]
    margin = 14
    left, top = (int(v) - margin for v in np.maximum(shape.min(axis=0), 0))
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(int(shape[:, 0].max()) + margin, width), min(int(shape[:, 1].max()) + margin, height)
    if right - left < 4 or bottom - top < 4:
        return canvas
    mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
    ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in (shape - (left, top)) * FINE], fill=255)
    cover = from_image(mask.resize((right - left, bottom - top), Image.Resampling.BOX))
    shadow = _shifted(blur(cover, 3), 3, 4) * 0.5
    window = (slice(top, bottom), slice(left, right))
    dimmed = canvas[window] * (1 - shadow * (1 - cover))[..., None]
    sheet = color * (1 + 0.10 * texture[window])[..., None]
    rim = np.clip(cover - _shifted(cover, 1, 1), 0, 1)[..., None]
    canvas = canvas.copy()
    canvas[window] = mix(dimmed, sheet + 0.25 * rim, cover)
    return canvas


def _shifted(mask: Field, right: int, down: int) -> Field:
    return warp(mask, np.full_like(mask, -right), np.full_like(mask, -down))


def _block(centre: Points, side: float, rng: Generator) -> Points:
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * side * rng.uniform(0.6, 1.0, 2)
    return centre + corners + rng.normal(0, side * 0.1, (4, 2))


def _pebble(centre: Points, radius: float, rng: Generator) -> Points:
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = radius * (
        1 + 0.18 * np.sin(2 * turn + rng.uniform(0, 6)) + 0.1 * np.sin(3 * turn + rng.uniform(0, 6))
    )
    return centre + np.stack([np.cos(turn), np.sin(turn)], 1) * reach[:, None]


def _frond(centre: Points, length: float, rng: Generator) -> Points:
    """Return an alga: a bent spine with rounded fingers on both sides."""
    fingers = int(rng.integers(4, 7))
    t = np.linspace(0, 1, 120)
    turn = rng.uniform(0, 2 * np.pi) + rng.normal(0, 0.5) * t
    spine = centre + np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1), 0) * 2 * length / 120
    spine = spine - (spine.mean(axis=0) - centre)
    side = np.stack([-np.sin(turn), np.cos(turn)], 1)
    lobes = np.abs(np.sin(np.pi * fingers * t)) ** 0.6
    half = length * (0.10 + 0.42 * lobes * np.sin(np.pi * t) ** 0.5)
    sway = np.stack([np.cos(turn), np.sin(turn)], 1) * (half * 0.5)[:, None]
    return np.concatenate([spine + side * half[:, None] + sway, (spine - side * half[:, None] + sway)[::-1]])
