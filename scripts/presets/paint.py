"""Paint and paper: outlines, brush strokes with relief, light on relief, paper grain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw

from .color import Colors, from_image, ink
from .fields import Field, Points, Size, blur, noise

FINE = 2
"""Shapes are drawn this many times larger and scaled down, for smooth edges."""


def outline(path: Points, widths: Points) -> list[tuple[float, float]]:
    """Return the polygon of a stroke along `path` (K, 2) that is `widths` (K,) pixels wide."""
    heading = np.gradient(path, axis=0)
    heading /= np.linalg.norm(heading, axis=1, keepdims=True) + 1e-6
    side = np.stack([-heading[:, 1], heading[:, 0]], 1) * widths[:, None] / 2
    polygon = np.concatenate([path + side, (path - side)[::-1]]) * FINE
    return [(float(x), float(y)) for x, y in polygon]


def taper(count: int, head: float = 0.3, tail: float = 0.5) -> Points:
    """Return widths (count,) from 0 to 1 and back: rising over the share `head`, falling over `tail`."""
    t = np.linspace(0, 1, count)
    return np.clip(np.minimum(t / head, (1 - t) / tail), 0, 1).astype(np.float32) ** 0.6


def stencil(size: Size, draw: Callable[[ImageDraw.ImageDraw], None]) -> Field:
    """Return the mask (H, W) in 0..1 of what `draw` draws in white at `FINE` times the size."""
    mask = Image.new("L", (size[0] * FINE, size[1] * FINE))
    draw(ImageDraw.Draw(mask))
    return from_image(mask.resize(size, Image.Resampling.BOX))


def lit(colors: Colors, relief: Field, strength: float, gloss: float = 0.0) -> Colors:
    """Light a relief (H, W; in pixels of height) from the upper left; `gloss` adds highlights."""
    gy, gx = np.gradient(relief)
    slope = (gx + gy) * strength
    shade = np.tanh(slope)
    bright = np.clip(shade, 0, None)[..., None]
    dark = np.clip(-shade, 0, None)[..., None]
    glint = gloss * np.clip(shade - 0.45, 0, None)[..., None]
    return np.asarray(colors * (1 - 0.55 * dark) + (1 - colors) * 0.35 * bright + glint, np.float32)


def grain(size: Size, rng: Generator, scale: float = 2.0) -> Field:
    """Return the tooth of paper: fine noise of unit deviation with a little of a coarser one."""
    return 0.8 * noise(size, rng, scale, 2) + 0.4 * noise(size, rng, scale * 6, 2)


def gouache(size: Size, rng: Generator, angle: float) -> Field:
    """Return faint parallel brush streaks of unit deviation, running at `angle` radians."""
    side = int(np.hypot(*size)) + 2
    streaks = noise((side, side), rng, 5, 3, stretch=9)
    turned = Image.fromarray(streaks).rotate(np.degrees(angle), Image.Resampling.BILINEAR)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return np.asarray(turned, np.float32)[top : top + size[1], left : left + size[0]]


class Easel:
    """Wet paint on a canvas: colour and thickness, laid stroke over stroke."""

    def __init__(self, size: Size, ground: Colors) -> None:
        fine = (size[0] * FINE, size[1] * FINE)
        self._size = size
        self._color = Image.new("RGB", fine, ink(ground[None])[0])
        self._relief = Image.new("L", fine, 40)
        self._paint = ImageDraw.Draw(self._color)
        self._thick = ImageDraw.Draw(self._relief)

    def stroke(self, path: Points, width: float, color: Colors, rng: Generator, bristles: int = 7) -> None:
        """Draw one loaded brush along `path` (K, 2): each bristle has its own shade, thickness and length."""
        heading = np.gradient(path, axis=0)
        heading /= np.linalg.norm(heading, axis=1, keepdims=True) + 1e-6
        side = np.stack([-heading[:, 1], heading[:, 0]], 1)
        across = np.linspace(-0.5, 0.5, bristles)
        thickness = 110 + 70 * np.abs(across) * 2 + rng.normal(0, 35, bristles)
        shades = ink(color * (1 + rng.normal(0, 0.07, (bristles, 1))) + rng.normal(0, 0.012, (bristles, 3)))
        line = max(2, round(width * FINE / bristles * 1.7))
        points = len(path)
        for index in rng.permutation(bristles):
            ragged = round(points * 0.22 * across[index] ** 2 * 4)
            first = int(rng.integers(0, 2 + ragged))
            last = points - int(rng.integers(0, 2 + ragged))
            hair = (path + side * across[index] * width)[first:last] * FINE
            if len(hair) < 2:
                continue
            trail = [(float(x), float(y)) for x, y in hair]
            self._paint.line(trail, fill=shades[index], width=line)
            self._thick.line(trail, fill=int(np.clip(thickness[index], 20, 255)), width=line)

    def dab(self, polygon: list[tuple[float, float]], color: Colors, thickness: int = 150) -> None:
        """Fill one closed shape, given in `FINE` coordinates as `outline` returns it."""
        self._paint.polygon(polygon, fill=ink(color[None])[0])
        self._thick.polygon(polygon, fill=thickness)

    def finish(self, strength: float = 0.06, gloss: float = 0.5, soften: float = 0.6) -> Colors:
        """Return the painting (H, W, 3), lit from the upper left."""
        colors = from_image(self._color.resize(self._size, Image.Resampling.BOX))
        relief = from_image(self._relief.resize(self._size, Image.Resampling.BOX)) * 255
        return lit(colors, blur(relief, soften), strength, gloss)
