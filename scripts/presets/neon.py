"""Neon: glowing traces routed on a dark board, bending by eighths of a turn about lit pads."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .color import Colors, from_image, ink, palette
from .fields import Size, blur, noise
from .paint import FINE

BOARD = palette("120a2a")[0]
TUBES = palette("ff2e88", "19e3ff", "8a4dff", "ffb03a", "2affa0")
CELL = 16
STEPS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))


def draw(size: Size, rng: Generator) -> Colors:
    """Route traces until the board is full, then add the light each tube throws about it."""
    columns, rows = size[0] // CELL + 2, size[1] // CELL + 2
    taken = np.zeros((columns, rows), bool)
    light = Image.new("RGB", (size[0] * FINE, size[1] * FINE))
    pen = ImageDraw.Draw(light)
    hue = noise((columns, rows), rng, 20, 2)
    for column, row in rng.permutation(np.argwhere(~taken)):
        route = _route(taken, int(column), int(row), rng)
        if len(route) < 3:
            continue
        shade = int((hue[row, column] * 1.1 + 2.5 + rng.normal(0, 0.5)) % len(TUBES))
        trail = [(c * CELL * FINE, r * CELL * FINE) for c, r in route]
        color = ink(TUBES[shade][None])[0]
        pen.line(trail, fill=color, width=round(rng.choice([3.0, 4.0, 6.0]) * FINE), joint="curve")
        for x, y in (trail[0], trail[-1]):
            pen.ellipse((x - 6 * FINE, y - 6 * FINE, x + 6 * FINE, y + 6 * FINE), fill=color)
            pen.ellipse((x - 2.5 * FINE, y - 2.5 * FINE, x + 2.5 * FINE, y + 2.5 * FINE), fill=(10, 6, 24))
    tubes = from_image(light.resize(size, Image.Resampling.BOX))
    near, far = (np.stack([blur(tubes[..., c], sigma) for c in range(3)], -1) for sigma in (5, 28))
    core = np.stack([blur(tubes.max(axis=2) ** 2, 0.8)] * 3, -1)
    board = BOARD * (1 + 0.15 * noise(size, rng, 60, 4))[..., None]
    spark = core * tubes.mean(axis=2, keepdims=True)
    return np.asarray(np.clip(board + 0.9 * tubes + 0.75 * near + 0.6 * far + 0.35 * spark, 0, 1), np.float32)


def _route(taken: NDArray[Any], column: int, row: int, rng: Generator) -> list[tuple[int, int]]:
    """Walk over free cells, mostly straight on, turning by an eighth; mark them taken."""
    route: list[tuple[int, int]] = []
    heading = int(rng.integers(0, 8))
    for _ in range(int(rng.integers(5, 26))):
        if not (0 <= column < taken.shape[0] and 0 <= row < taken.shape[1]) or taken[column, row]:
            break
        taken[column, row] = True
        route.append((column, row))
        if rng.random() < 0.22:
            heading = (heading + int(rng.choice([-1, 1]))) % 8
        column, row = column + STEPS[heading][0], row + STEPS[heading][1]
    return route
