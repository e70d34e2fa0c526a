"""Waves: rows of curling seas in flat blues with outlined foam, printed from wood with graded ink."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw

from .color import Colors, from_image, ink, palette
from .fields import Points, Size, noise
from .paint import FINE, grain, outline

LINE, FOAM, SKY = palette("14223f", "f5ecd6", "e9c9a0")
STRIPES = 8
SEA = palette("183a6b", "2c6193", "6fa3b5", "b9d3c8", "e6bd86", "234b7d")


def draw(size: Size, rng: Generator) -> Colors:
    """Print waves from the horizon to the beholder, each over the one behind it."""
    width, height = size
    image = Image.new("RGB", (width * FINE, height * FINE), ink(SKY[None])[0])
    pen = ImageDraw.Draw(image)
    rows = 9
    for row in range(rows):
        depth = row / (rows - 1)
        pitch = 100 + 110 * depth
        crest = height * (-0.02 + 1.0 * depth)
        start = -pitch * rng.uniform(0.2, 1.2)
        for index in range(int(width / pitch) + 3):
            foot = np.array([start + index * pitch + rng.normal(0, pitch * 0.08), crest + rng.normal(0, 12)])
            _wave(pen, foot, pitch * rng.uniform(0.9, 1.25), rng)
    printed = from_image(image.resize(size, Image.Resampling.BOX))
    wood = noise(size, rng, 7, 3, stretch=14)
    shade = 1 + 0.035 * wood + 0.02 * grain(size, rng) + 0.05 * noise(size, rng, 220, 2)
    return np.clip(printed * shade[..., None], 0, 1)


def _wave(pen: ImageDraw.ImageDraw, foot: Points, scale: float, rng: Generator) -> None:
    """Draw one wave: nested stripes that lean over, a scalloped lip of foam with claws, and some spray."""
    t = np.linspace(0, 1, 60)
    turn = np.pi * (1.05 - 1.5 * t)
    radius = scale * (0.66 - 0.30 * t)
    back = np.stack([np.cos(turn), -1.05 * np.sin(turn)], 1) * radius[:, None]
    base = np.array([(scale * 0.5, scale * 1.4), (-scale * 0.9, scale * 1.4)])
    line, foam = ink(LINE[None])[0], ink(FOAM[None])[0]
    shift = int(rng.integers(0, len(SEA)))
    for stripe in range(STRIPES):
        inner = back * (1 - 0.1 * stripe) + np.array([-0.02, 0.06]) * scale * stripe
        body = np.concatenate([inner, base * (1 - 0.09 * stripe)]) + foot
        points = [(float(x), float(y)) for x, y in body * FINE]
        pen.polygon(points, fill=ink(SEA[(stripe + shift) % len(SEA)][None])[0])
        pen.line(points[: len(inner)], fill=line, width=round(2.2 * FINE))

    lip = back[8:]
    swell = scale * (0.035 + 0.075 * np.sin(np.linspace(0, np.pi, len(lip))) ** 0.8)
    scallops = 1 + 0.32 * np.abs(np.sin(np.linspace(0, 11 * np.pi, len(lip))))
    for grow, fill in ((2.2, line), (0.0, foam)):
        outer = lip * (1 + (swell * 0.55 + grow) / np.linalg.norm(lip, axis=1))[:, None]
        under = lip * (1 - (swell * scallops + grow) / np.linalg.norm(lip, axis=1))[:, None]
        foamy = (np.concatenate([outer, under[::-1]]) + foot) * FINE
        pen.polygon([(float(x), float(y)) for x, y in foamy], fill=fill)
    for place in range(9, len(lip) - 2, 5):
        inward = -lip[place] / np.linalg.norm(lip[place])
        bend = np.array([inward[1], -inward[0]]) * 0.5
        steps = np.linspace(0, 1, 8)[:, None]
        claw = lip[place] + foot + scale * 0.24 * (inward * steps + bend * steps**2)
        pen.polygon(outline(claw, scale * 0.075 * (1.05 - steps[:, 0]) + 4), fill=line)
        pen.polygon(outline(claw, scale * 0.075 * (1.05 - steps[:, 0])), fill=foam)
    for place in rng.integers(4, len(lip), 4):
        spot = lip[place] * rng.uniform(1.2, 1.34) + foot
        _disc(pen, spot, scale * 0.024 + 2, LINE)
        _disc(pen, spot, scale * 0.024, FOAM)


def _disc(pen: ImageDraw.ImageDraw, centre: Points, radius: float, color: Colors) -> None:
    x, y, r = float(centre[0]) * FINE, float(centre[1]) * FINE, float(radius) * FINE
    pen.ellipse((x - r, y - r, x + r, y + r), fill=ink(color[None])[0])
