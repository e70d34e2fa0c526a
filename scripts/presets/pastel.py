"""Pastel: soft chalk in crossing hatches on dark toothed paper."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .color import Colors, from_image, ink, mix, palette, ramp, shake, to_image
from .fields import Field, Size, at, equalize, noise, scatter, smoothstep, streamlines
from .paint import FINE

PAPER = palette("2a2438")[0]
COOL = palette("2f2f7a", "3a74c0", "4fb3b8", "c3e6c6")
WARM = palette("7d2458", "df4d63", "f79a63", "fbe3a6")
COATS = ((30, 130, 20), (24, 120, 20), (18, 100, 22), (13, 80, 24))
"""Width and length of the strokes, and their spacing, in pixels."""


def draw(size: Size, rng: Generator) -> Colors:
    """Lay the coats, dark to light, in crossing directions; chalk catches where the paper stands high."""
    tone = equalize(noise(size, rng, 210, 3))
    heat = equalize(noise(size, rng, 260, 2))
    lean = 0.9 * noise(size, rng, 300, 2)
    tooth = noise(size, rng, 2.6, 1)
    canvas = np.broadcast_to(PAPER, (size[1], size[0], 3)) * (1 + 0.06 * tooth)[..., None]
    for coat, (width, length, spacing) in enumerate(COATS):
        starts = scatter(size, spacing, rng)
        x, y = starts.T
        shade = np.clip(at(tone, x, y) + 0.13 * (coat - 1.6) + rng.normal(0, 0.11, len(starts)), 0, 1)
        warm = at(heat, x, y) + rng.normal(0, 0.10, len(starts)) > 0.5
        colors = shake(np.where(warm[:, None], ramp(WARM, shade), ramp(COOL, shade)), rng, 0.03, 0.02)
        paths = streamlines(lean + (0.45 if coat % 2 else -0.45), starts, length, 6)
        chalk, pressure = _rub(canvas, paths, colors, width, rng)
        catches = (0.45 + 0.55 * smoothstep(-1.7, 0.5, tooth + 2.5 * (pressure - 0.45))) * smoothstep(
            0.02, 0.2, pressure
        )
        canvas = mix(canvas, chalk, 0.95 * catches)
    return np.clip(canvas, 0, 1)


def _rub(
    canvas: Colors, paths: NDArray[Any], colors: Colors, width: float, rng: Generator
) -> tuple[Colors, Field]:
    """Draw each stroke as the parallel scratches of a chalk's flat end; return colour and pressure."""
    size = (canvas.shape[1], canvas.shape[0])
    chalk = to_image(canvas).resize((size[0] * FINE, size[1] * FINE))
    pressed = Image.new("L", chalk.size)
    paint, press = ImageDraw.Draw(chalk), ImageDraw.Draw(pressed)
    scratches = max(3, int(width) // 3)
    for path, color in zip(paths, ink(colors), strict=True):
        heading = path[-1] - path[0]
        side = np.array([-heading[1], heading[0]]) / (np.linalg.norm(heading) + 1e-6)
        for across in np.linspace(-0.5, 0.5, scratches):
            first, cut = rng.integers(0, 3, 2)
            hair = (path + side * width * across)[first : len(path) - cut] * FINE
            trail = [(float(x), float(y)) for x, y in hair]
            thick = round(rng.uniform(2.2, 4.2) * FINE)
            paint.line(trail, fill=color, width=thick)
            press.line(trail, fill=int(np.clip(rng.normal(150, 60), 30, 255)), width=thick)
    shrunk = [from_image(layer.resize(size, Image.Resampling.BOX)) for layer in (chalk, pressed)]
    return shrunk[0], shrunk[1]
