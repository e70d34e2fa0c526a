"""Woodcut: black lines left standing between cuts, a sun and hills, over a second block in colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .color import Colors, mix, palette
from .fields import Size, coordinates, noise, smoothstep
from .paint import grain

PAPER, BLOCK, GOLD, BLACK = palette("f1e4c6", "c9482b", "e3a63e", "17130f")


def draw(size: Size, rng: Generator) -> Colors:
    """Cut every region with its own lines: rays in the sky, furrows that follow each hill."""
    width, height = size
    x, y = coordinates(size)
    wobble = 2.2 * noise(size, rng, 46, 3)
    sun_x, sun_y = 0.66 * width, 0.24 * height
    radius = np.hypot(x - sun_x, y - sun_y)
    around = np.arctan2(y - sun_y, x - sun_x)
    rays = np.sin(around * 44 + 0.9 * noise(size, rng, 120, 2) + wobble * 0.15)
    rings = np.cos((radius + wobble * 1.6) * 2 * np.pi / 15)
    stripes = np.where(radius < 118, rings, rays)
    tone = np.where(radius < 62, 1.0, 0.62 - 0.5 * smoothstep(110, 460, radius) + 0.25 * np.sin(radius / 24))
    plate = smoothstep(64, 62, radius) * 1.0
    edge = np.zeros_like(x)
    second = np.where(radius < 170, 2, 0)

    count = 7
    for hill in range(count):
        depth = hill / (count - 1)
        crest = height * (0.34 + 0.6 * depth**1.1)
        relief = 46 * (0.6 + depth) * np.interp(x[0], np.linspace(0, width, 9), rng.normal(0, 1, 9))
        ridge = crest + _smooth(relief, 50) + 5 * _smooth(rng.normal(0, 8, width), 4)
        below = y - ridge[None, :]
        inside = below > 0
        lean = rng.uniform(-0.8, 0.8)
        pitch = rng.uniform(11, 16)
        across = below * np.cos(lean) + (x + 30 * np.sin(below / 60)) * np.sin(lean) * (
            0.4 + 0.6 * (hill % 2)
        )
        stripes = np.where(inside, np.cos((across + wobble * 2.4) * 2 * np.pi / pitch), stripes)
        shade = 0.75 - 0.75 * smoothstep(0, 90 + 60 * depth, below) + 0.22 * noise(size, rng, 90, 2)
        tone = np.where(inside, shade, tone)
        edge = np.where(inside, smoothstep(5, 3, np.abs(below - 1)), edge * (below < -3))
        second = np.where(inside, hill % 3, second)
    chips = 0.28 * noise(size, rng, 9, 2)
    cut = stripes * 0.9 + chips
    threshold = 1.0 - 2.0 * np.clip(tone, 0.06, 0.94)
    black = 1 - smoothstep(-0.14, 0.14, cut - threshold * 0.95)
    black = np.maximum(black * (1 - plate), edge)
    tint = np.stack([PAPER, BLOCK, GOLD])[second]
    worn = smoothstep(-2.2, -1.4, grain(size, rng, 3))
    canvas = mix(np.broadcast_to(PAPER, tint.shape), tint, 0.9 * worn)
    canvas = mix(canvas, np.broadcast_to(BLACK, tint.shape), black * (0.9 + 0.1 * worn))
    return np.clip(canvas * (1 + 0.02 * grain(size, rng)[..., None]), 0, 1)


def _smooth(values: NDArray[Any], sigma: float) -> NDArray[Any]:
    """Blur a row of values."""
    reach = np.arange(-3 * int(sigma), 3 * int(sigma) + 1)
    kernel = np.exp(-0.5 * (reach / sigma) ** 2)
    return np.convolve(np.pad(values, len(reach) // 2, mode="edge"), kernel / kernel.sum(), mode="valid")
