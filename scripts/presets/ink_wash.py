"""Ink wash: mountains behind mountains in graded ink, with dry-brush texture, pines and a red sun."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .color import Colors, from_image, mix, palette
from .fields import Field, Points, Size, coordinates, noise, smoothstep
from .paint import FINE, grain, outline, taper

PAPER, SUN = palette("efe6d2", "c8452e")
INK = palette("1a1c22")[0]
RIDGES = 7


def draw(size: Size, rng: Generator) -> Colors:
    """Wash ridge before ridge; each is dark at its crest and fades into mist."""
    width, height = size
    x, y = coordinates(size)
    tooth = grain(size, rng)
    canvas = PAPER * (1 + 0.025 * tooth)[..., None]
    blooms = noise(size, rng, 120, 4)
    canvas = mix(canvas, INK, np.clip(0.07 + 0.08 * blooms, 0, 0.4))
    sun = np.hypot(x - 0.7 * width, y - 0.2 * height) + 5 * noise(size, rng, 30, 3)
    for ridge in range(RIDGES):
        if ridge == 2:
            canvas = mix(canvas, SUN, smoothstep(66, 60, sun) * np.clip(0.92 + 0.08 * blooms, 0, 1))
        depth = (ridge + 1) / RIDGES
        crag = noise((width, 3), rng, 260 * (0.5 + depth), 6)[1]
        crest = height * (0.06 + 0.88 * ridge / RIDGES) - crag * height * 0.075
        below = y - crest[None, :] + 3 * noise(size, rng, 20, 3)
        body = np.exp(-np.clip(below, 0, None) / (height * (0.09 + 0.10 * depth)))
        mottled = np.clip(body * (1 + 0.35 * noise(size, rng, 60, 4)), 0, 1)
        rim = np.exp(-((below / 5) ** 2)) * (0.6 + 0.4 * noise(size, rng, 24, 2))
        wash = smoothstep(-2, 3, below) * np.clip((0.28 + 0.68 * depth) * mottled + 0.4 * rim, 0, 0.97)
        canvas = mix(canvas, PAPER, smoothstep(0, 46, below) * 0.62)
        canvas = mix(canvas, INK, wash)
        strokes = _strokes(size, rng, crest, 0.4 + 0.6 * depth)
        dry = smoothstep(-0.9, 0.5, tooth + 1.6 * strokes - 0.6)
        canvas = mix(canvas, INK, strokes * dry * (0.5 + 0.5 * depth))
    return np.clip(canvas, 0, 1)


def _strokes(size: Size, rng: Generator, ridge: NDArray[Any], weight: float) -> Field:
    """Return the mask of axe-cut strokes that fall from a crest, and of pines that stand on it."""
    width, height = size
    mask = Image.new("L", (width * FINE, height * FINE))
    pen = ImageDraw.Draw(mask)
    slope = np.gradient(ridge)
    for start in rng.uniform(0, width, int(width * 0.26)):
        column = min(int(start), width - 1)
        fall = np.pi / 2 + 0.9 * np.tanh(0.6 * slope[column]) + rng.normal(0, 0.22)
        _cut(pen, np.array([start, ridge[column] + rng.exponential(40)]), fall, weight, rng)
    for start in rng.uniform(0, width, int(width * 0.022)):
        _pine(pen, np.array([start, ridge[min(int(start), width - 1)] + 4]), weight, rng)
    return from_image(mask.resize(size, Image.Resampling.BOX))


def _cut(pen: ImageDraw.ImageDraw, top: Points, fall: float, weight: float, rng: Generator) -> None:
    """Draw one bent stroke from `top` downhill."""
    length = rng.uniform(24, 100) * weight
    t = np.linspace(0, 1, 9)
    turn = fall + rng.normal(0, 0.35) * t
    path = top + np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1), 0) * length / 9
    widths = rng.uniform(3, 13) * weight * taper(9, 0.2, 0.8)
    pen.polygon(outline(path, widths), fill=int(rng.integers(110, 255)))


def _pine(pen: ImageDraw.ImageDraw, foot: Points, weight: float, rng: Generator) -> None:
    """Draw a pine as pairs of drooping boughs, shorter towards the top."""
    tall = rng.uniform(30, 78) * weight
    for step in np.linspace(0, 1, 8):
        reach = tall * 0.34 * (1 - step) + 2
        middle = foot + np.array([rng.normal(0, 0.8), -tall * step])
        for side in (-1, 1):
            bough = middle + np.linspace(0, 1, 5)[:, None] * np.array([side * reach, reach * 0.35])
            pen.polygon(outline(bough, 6 * weight * taper(5, 0.3, 0.7) + 0.6), fill=235)
