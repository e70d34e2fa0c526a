"""Linocut: leaves and flowers carved from three plates, with the gouge's marks left in the ground."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw

from .color import Colors, from_image, ink, palette
from .fields import Points, Size, along, at, noise, scatter, streamlines
from .paint import FINE, grain, outline, taper

PAPER = palette("f4ead2")[0]
GROUND = palette("16293a")[0]
LEAVES = palette("1f6b66", "4f9a7f", "d9a441", "2c4f7c")
PETALS = palette("d8573f", "f08a5d", "f4ead2")


def draw(size: Size, rng: Generator) -> Colors:
    """Carve the ground first, then lay leaf over leaf until the plate is full."""
    image = Image.new("RGB", (size[0] * FINE, size[1] * FINE), ink(GROUND[None])[0])
    pen = ImageDraw.Draw(image)
    angle = along(noise(size, rng, 240, 2))
    for path in streamlines(angle, scatter(size, 13, rng), 26, 3):
        pen.polygon(outline(path, taper(len(path)) * rng.uniform(1.5, 4.2)), fill=ink(LEAVES[3:4])[0])
    for x, y in scatter(size, 62, rng, 0.9):
        heading = float(at(angle, x, y)) + rng.normal(0, 0.7)
        if rng.random() < 0.2:
            _flower(pen, np.array([x, y]), rng.uniform(30, 52), rng)
        else:
            _leaf(pen, np.array([x, y]), heading, rng.uniform(84, 150), rng)
    printed = from_image(image.resize(size, Image.Resampling.BOX))
    bare = np.clip((-grain(size, rng, 3) - 1.3) * 0.8, 0, 0.5)[..., None]
    inked = printed + (PAPER - printed) * bare
    return np.asarray(np.clip(inked * (1 + 0.02 * grain(size, rng))[..., None], 0, 1), np.float32)


def _leaf(pen: ImageDraw.ImageDraw, foot: Points, heading: float, length: float, rng: Generator) -> None:
    """Draw a leaf with a carved rim, midrib and veins."""
    bend = rng.normal(0, 0.5)
    t = np.linspace(0, 1, 24)
    turn = heading + bend * t
    spine = foot + np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1), axis=0) * length / 24
    width = length * rng.uniform(0.3, 0.44) * np.sin(np.pi * t**0.8) ** 0.85
    body, light = ink(LEAVES[rng.integers(0, len(LEAVES))][None])[0], ink(PAPER[None])[0]
    pen.polygon(outline(spine, width + 7), fill=ink(GROUND[None])[0])
    pen.polygon(outline(spine, width + 3), fill=light)
    pen.polygon(outline(spine, width), fill=body)
    pen.polygon(outline(spine, 4.5 * taper(24, 0.05, 0.9)), fill=light)
    for index in range(3, 22, 2):
        for side in (-1, 1):
            lean = turn[index] + side * 0.85
            reach = width[index] * 0.42 * np.linspace(0.15, 1, 6)[:, None]
            vein = spine[index] + reach * np.array([np.cos(lean), np.sin(lean)])
            pen.polygon(outline(vein, 3.2 * taper(6, 0.1, 0.9)), fill=light)


def _flower(pen: ImageDraw.ImageDraw, centre: Points, radius: float, rng: Generator) -> None:
    """Draw a flower of pointed petals, each with carved lines, about a dotted heart."""
    petals = int(rng.integers(7, 11))
    fill = ink(PETALS[rng.integers(0, len(PETALS))][None])[0]
    dark, light = ink(GROUND[None])[0], ink(PETALS[1:2])[0]
    for petal in range(petals):
        angle = petal * 2 * np.pi / petals + rng.normal(0, 0.08)
        heading = np.array([np.cos(angle), np.sin(angle)])
        spine = centre + heading * np.linspace(0.15, 1, 12)[:, None] * radius
        shape = np.sin(np.pi * np.linspace(0.05, 1, 12) ** 1.3) * radius * 0.55
        pen.polygon(outline(spine, shape + 6), fill=dark)
        pen.polygon(outline(spine, shape), fill=fill)
        pen.polygon(outline(spine[:8], 3.4 * taper(8, 0.1, 0.8)), fill=dark)
    x, y, r = float(centre[0]) * FINE, float(centre[1]) * FINE, radius * 0.24 * FINE
    pen.ellipse((x - r, y - r, x + r, y + r), fill=dark)
    pen.ellipse((x - r / 2, y - r / 2, x + r / 2, y + r / 2), fill=light)
