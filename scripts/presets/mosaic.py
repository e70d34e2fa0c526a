"""Mosaic: glass and stone tesserae in rows that follow the design, set in dark mortar."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .cells import settle
from .color import Colors, mix, palette, pick, shake
from .fields import Size, along, at, blur, coordinates, equalize, noise, scatter, whorls
from .paint import FINE, lit, stencil

SEA = palette("0c2340", "11497a", "1f7f9c", "4fb3ad", "bfe0cf")
EARTH = palette("6b1f1a", "b8432a", "dd8a2e", "f2c45a", "f7ecd0")
MORTAR = palette("2a2420")[0]
SIDE = 22.0
"""Pixels from one tessera to the next."""


def draw(size: Size, rng: Generator) -> Colors:
    """Pack square tesserae along a swirling field, then colour each from two flowing ribbons of tone."""
    potential, _ = whorls(size, rng, 5, wander=0.6)
    potential = blur(potential, 8)
    seeds = settle(size, scatter(size, SIDE, rng, 0.5), along(potential), SIDE, 9)
    angles = at(along(potential), seeds[:, 0], seeds[:, 1])

    tone = equalize(np.sin(potential * 5.5) + 0.15 * noise(size, rng, 60))
    region = equalize(potential + 0.25 * noise(size, rng, 200)) > 0.62
    x, y = seeds.T
    shade = np.clip(at(tone, x, y) + rng.normal(0, 0.07, len(seeds)), 0, 0.999)
    colors = shake(
        np.where(at(region, x, y)[:, None], pick(EARTH, shade), pick(SEA, shade)), rng, 0.045, 0.015
    )

    canvas = np.broadcast_to(MORTAR, (size[1], size[0], 3)).copy()
    relief = np.zeros((size[1], size[0]), np.float32)
    owner, mask = _tesserae(size, seeds, angles, rng)
    canvas = mix(canvas * (1 + 0.12 * noise(size, rng, 4, 2)[..., None]), colors[owner], mask)
    tilt = rng.normal(0, 0.12, (len(seeds), 2)).astype(np.float32)[owner]
    px, py = coordinates(size)
    relief = mask * (4 + tilt[..., 0] * (px - x[owner]) + tilt[..., 1] * (py - y[owner]))
    relief += mask * 0.10 * noise(size, rng, 5, 2)
    return lit(canvas, blur(relief, 0.8), 0.55, 0.4)


def _tesserae(
    size: Size, seeds: NDArray[Any], angles: NDArray[Any], rng: Generator
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return each pixel's tessera index and how much of the pixel it covers."""
    fine = (size[0] * FINE, size[1] * FINE)
    index = Image.new("I", fine, 0)
    pen = ImageDraw.Draw(index)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    polygons = []
    for (cx, cy), angle in zip(seeds, angles, strict=True):
        half = SIDE * 0.46 * rng.uniform(0.82, 1.04, 2)
        shape = corners * half + rng.normal(0, 0.7, (4, 2))
        cos, sin = np.cos(angle), np.sin(angle)
        turned = shape @ np.array([[cos, sin], [-sin, cos]]) + (cx, cy)
        polygons.append([(float(px), float(py)) for px, py in turned * FINE])
    for number, polygon in enumerate(polygons):
        pen.polygon(polygon, fill=number + 1)
    coarse = np.asarray(index, np.int64)
    mask = stencil(size, lambda pen: _fill(pen, polygons))
    owner = coarse.reshape(size[1], FINE, size[0], FINE).max(axis=(1, 3)) - 1
    return np.maximum(owner, 0), mask


def _fill(pen: ImageDraw.ImageDraw, polygons: list[list[tuple[float, float]]]) -> None:
    for polygon in polygons:
        pen.polygon(polygon, fill=255)
