"""Ink wash: mountains behind mountains in graded ink, with dry-brush texture, pines and a red sun."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .color import Colors, from_image, mix, palette
from .fields import Field, Size, coordinates, noise, smoothstep
from .paint import FINE, grain, outline, taper

PAPER, SUN = palette("efe6d2", "c8452e")
INK = palette("1a1c22")[0]


def draw(size: Size, rng: Generator) -> Colors:
    """Wash seven ridges from far to near; each is dark at its crest and fades into mist."""
    width, height = size
    x, y = coordinates(size)
    tooth = grain(size, rng)
    canvas = np.broadcast_to(PAPER, (height, width, 3)) * (1 + 0.025 * tooth)[..., None]
    blooms = noise(size, rng, 120, 4)
    canvas = mix(canvas, np.broadcast_to(INK, canvas.shape), np.clip(0.07 + 0.08 * blooms, 0, 0.4))
    sun = np.hypot(x - 0.7 * width, y - 0.2 * height) + 5 * noise(size, rng, 30, 3)
    layers = 7
    for layer in range(layers):
        if layer == 2:
            disc = smoothstep(66, 60, sun) * np.clip(0.92 + 0.08 * blooms, 0, 1)
            canvas = mix(canvas, np.broadcast_to(SUN, canvas.shape), disc)
        depth = (layer + 1) / layers
        crag = noise((width, 3), rng, 260 * (0.5 + depth), 6)[1]
        ridge = height * (0.06 + 0.88 * layer / layers) - crag * height * 0.075
        below = y - ridge[None, :] + 3 * noise(size, rng, 20, 3)
        body = np.exp(-np.clip(below, 0, None) / (height * (0.09 + 0.10 * depth)))
        mottled = np.clip(body * (1 + 0.35 * noise(size, rng, 60, 4)), 0, 1)
        rim = np.exp(-((below / 5) ** 2)) * (0.6 + 0.4 * noise(size, rng, 24, 2))
        wash = smoothstep(-2, 3, below) * np.clip((0.28 + 0.68 * depth) * mottled + 0.4 * rim, 0, 0.97)
        canvas = mix(canvas, np.broadcast_to(PAPER, canvas.shape), smoothstep(0, 46, below) * 0.62)
        canvas = mix(canvas, np.broadcast_to(INK, canvas.shape), wash)
        strokes = _texture(size, rng, ridge, 0.4 + 0.6 * depth)
        dry = smoothstep(-0.9, 0.5, tooth + 1.6 * strokes - 0.6)
        canvas = mix(canvas, np.broadcast_to(INK, canvas.shape), strokes * dry * (0.5 + 0.5 * depth))
    return np.clip(canvas, 0, 1)


def _texture(size: Size, rng: Generator, ridge: NDArray[Any], weight: float) -> Field:
    """Return the mask of axe-cut strokes that fall from a crest, and of pines that stand on it."""
    width, _ = size
    mask = Image.new("L", (size[0] * FINE, size[1] * FINE))
    pen = ImageDraw.Draw(mask)
    slope = np.gradient(ridge)
    for start in rng.uniform(0, width, int(width * 0.26)):
        column = min(int(start), width - 1)
        lean = np.pi / 2 - 0.9 * np.tanh(slope[column] * 0.6) * -1 + rng.normal(0, 0.22)
        top = ridge[column] + rng.exponential(40)
        length = rng.uniform(24, 100) * weight
        t = np.linspace(0, 1, 9)
        turn = lean + rng.normal(0, 0.35) * t
        path = np.array([start, top]) + np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1), 0) * length / 9
        pen.polygon(
            outline(path, rng.uniform(3, 13) * weight * taper(9, 0.2, 0.8)), fill=int(rng.integers(110, 255))
        )
    for start in rng.uniform(0, width, int(width * 0.022)):
        foot = np.array([start, ridge[min(int(start), width - 1)] + 4])
        tall = rng.uniform(30, 78) * weight
        for step in np.linspace(0, 1, 8):
            reach = tall * 0.34 * (1 - step) + 2
            middle = foot + np.array([rng.normal(0, 0.8), -tall * step])
            for side in (-1, 1):
                bough = middle + np.linspace(0, 1, 5)[:, None] * np.array([side * reach, reach * 0.35])
                pen.polygon(outline(bough, 6.0 * weight * taper(5, 0.3, 0.7) + 0.6), fill=235)
    return from_image(mask.resize(size, Image.Resampling.BOX))
