"""Marbled paper: drops of paint on water, drawn out by combs (Lu, Jaffer, Jin, Zhao, Mao 2012)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image

from .color import Colors, from_image, palette, to_image
from .fields import Field, Size, coordinates, spread
from .paint import FINE, grain

PAINTS = palette("14284a", "f5e8cb", "bf3a2b", "1f7a80", "eba83f", "f7f1e1", "2f5596", "e2714a")
Pull = Callable[[Field, Field], tuple[Field, Field]]


def draw(size: Size, rng: Generator) -> Colors:
    """Drop paint, comb it to and fro, then curl it; every pixel is traced back to the drop it came from."""
    fine = (size[0] * FINE, size[1] * FINE)
    x, y = coordinates(fine)
    x, y = x / FINE, y / FINE
    for pull in _combing(size, rng)[::-1]:
        x, y = pull(x, y)
    color = np.zeros(x.shape, np.intp)
    found = np.zeros(x.shape, bool)
    for cx, cy, radius, paint in _drops(size, rng)[::-1]:
        dx, dy = x - cx, y - cy
        square = dx * dx + dy * dy
        inside = square < radius * radius
        color[inside & ~found] = paint
        found |= inside
        shrink = np.sqrt(np.clip(1 - radius * radius / np.maximum(square, 1e-3), 0, 1))
        x, y = cx + dx * shrink, cy + dy * shrink
    marbled = to_image(PAINTS[color]).resize(size, Image.Resampling.BOX)
    return np.clip(from_image(marbled) * (1 + 0.035 * grain(size, rng))[..., None], 0, 1)


def _drops(size: Size, rng: Generator) -> list[tuple[float, float, float, int]]:
    """Return drops (x, y, radius, paint) in the order they fall: single ones, then several in one place."""
    drops = [
        (cx, cy, float(rng.uniform(20, 34)), int(rng.integers(1, len(PAINTS))))
        for cx, cy in spread(size, 130, rng, margin=0.15)
    ]
    for cx, cy in spread(size, 34, rng, margin=0.15):
        paints = rng.permutation(len(PAINTS))[: rng.integers(3, 6)]
        drops += [(cx, cy, float(rng.uniform(26, 50)), int(paint)) for paint in paints]
    return drops


def _combing(size: Size, rng: Generator) -> list[Pull]:
    """Return the strokes of the combs, each as the map from a point back to where it was before."""
    width, height = size
    pulls = [_comb(0, 62, 90, 0), _comb(0, 62, -90, 31), _comb(np.pi / 2, 40, 70, 0)]
    for index in range(6):
        cx, cy = rng.uniform(0.05, 0.95, 2) * (width, height)
        pulls.append(_curl(cx, cy, rng.uniform(70, 120), (1 if index % 2 else -1) * rng.uniform(1.0, 1.9)))
    return pulls


def _comb(angle: float, spacing: float, pull: float, offset: float) -> Pull:
    """Draw teeth `spacing` pixels apart through the paint along `angle`, dragging it `pull` pixels."""

    def back(x: Field, y: Field) -> tuple[Field, Field]:
        across = (x * -np.sin(angle) + y * np.cos(angle) - offset) / spacing
        distance = np.abs(across - np.rint(across)) * spacing
        drag = pull * np.exp(-distance / (spacing * 0.22))
        return x - drag * np.cos(angle), y - drag * np.sin(angle)

    return back


def _curl(cx: float, cy: float, reach: float, turn: float) -> Pull:
    """Twist the paint about a centre by `turn` radians, fading out over `reach` pixels."""

    def back(x: Field, y: Field) -> tuple[Field, Field]:
        dx, dy = x - cx, y - cy
        theta = -turn * np.exp(-((np.hypot(dx, dy) / reach) ** 2))
        cos, sin = np.cos(theta), np.sin(theta)
        return cx + dx * cos - dy * sin, cy + dx * sin + dy * cos

    return back
