"""Stained glass: leaded panes of streaky coloured glass about a rose, lit from behind."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .cells import voronoi
from .color import Colors, mix, palette, ramp
from .fields import Size, blur, noise, scatter, smoothstep, spread
from .paint import lit

GLASS = (
    palette("0a1c66", "174fc0", "5fb0f0"),
    palette("5c0a14", "c01a24", "f0704a"),
    palette("0d2f6e", "2b86b8", "a5dbe0"),
    palette("8a4205", "eda01c", "ffe58c"),
    palette("06443a", "178a6a", "8fd3a0"),
)
LEAD = palette("14131a")[0]


def draw(size: Size, rng: Generator) -> Colors:
    """Lay rings of panes about three roses and loose panes between them; the centre of each pane glows."""
    roses = spread(size, 3, rng)
    seeds = [scatter(size, 60, rng)]
    for cx, cy in roses:
        for ring in range(1, 6):
            count = 4 + ring * 4
            turn = np.linspace(0, 2 * np.pi, count, endpoint=False) + ring * 0.5
            radius = ring * 34 - 12
            seeds = [
                points[np.hypot(*(points - (cx, cy)).T) > 34 * 5 + 10] if ring == 1 else points
                for points in seeds
            ]
            seeds.append(np.stack([cx + radius * np.cos(turn), cy + radius * np.sin(turn)], 1))
    points = np.concatenate(seeds).astype(np.float32)
    cells = voronoi(size, points, 150)

    ring = np.min([np.hypot(points[:, 0] - cx, points[:, 1] - cy) for cx, cy in roses], axis=0)
    band = ((ring / 34).astype(int) * 2 + (np.arctan2(points[:, 1], points[:, 0]) * 9).astype(int)) % len(
        GLASS
    )
    family = np.where(rng.random(len(points)) < 0.35, rng.integers(0, len(GLASS), len(points)), band)
    bright = rng.uniform(0.1, 0.75, len(points)).astype(np.float32)
    streaks = noise(size, rng, 26, 3, stretch=2.5)
    light = np.clip(bright[cells.owner] + 0.16 * streaks + 0.3 * smoothstep(0, 26, cells.border) - 0.1, 0, 1)
    shades = np.stack([ramp(glass, light) for glass in GLASS])
    rows, columns = np.indices(light.shape)
    pane = shades[family[cells.owner], rows, columns]
    pane = lit(pane, 1.5 * noise(size, rng, 9, 2), 0.18)

    width = 4.0 + 0.7 * noise(size, rng, 30, 2)
    lead = smoothstep(width + 0.9, width - 0.9, cells.border)
    glow = np.stack([blur(pane[..., c] * (1 - lead), 9) for c in range(3)], -1)
    metal = lit(np.broadcast_to(LEAD, pane.shape) + 0.25 * glow, -np.abs(cells.border) * 0.9, 0.5, 0.25)
    return mix(np.clip(pane + 0.22 * glow, 0, 1), np.clip(metal, 0, 1), lead)
