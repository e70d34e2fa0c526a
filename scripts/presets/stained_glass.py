"""Stained glass: leaded panes of streaky coloured glass about a rose, lit from behind."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .cells import voronoi
from .color import Colors, mix, palette, ramp
from .fields import Points, Size, blur, noise, scatter, smoothstep, spread
from .paint import lit

GLASS = (
    palette("0a1c66", "174fc0", "5fb0f0"),
    palette("5c0a14", "c01a24", "f0704a"),
    palette("0d2f6e", "2b86b8", "a5dbe0"),
    palette("8a4205", "eda01c", "ffe58c"),
    palette("06443a", "178a6a", "8fd3a0"),
)
LEAD = palette("14131a")[0]
RING = 34
"""Pixels from one ring of a rose to the next."""
RINGS = 5


def draw(size: Size, rng: Generator) -> Colors:
    """Lay the panes, shade each with streaks and a bright middle, and solder lead along their borders."""
    roses = spread(size, 3, rng)
    panes = _panes(size, roses, rng)
    cells = voronoi(size, panes, 150)
    family = _families(panes, roses, rng)[cells.owner]
    bright = rng.uniform(0.1, 0.75, len(panes))[cells.owner]
    streaks = noise(size, rng, 26, 3, stretch=2.5)
    light = np.clip(bright + 0.16 * streaks + 0.3 * smoothstep(0, 26, cells.border) - 0.1, 0, 1)
    shades = np.stack([ramp(glass, light) for glass in GLASS])
    glass = lit(shades[family, *np.indices(light.shape)], 1.5 * noise(size, rng, 9, 2), 0.18)

    width = 4.0 + 0.7 * noise(size, rng, 30, 2)
    lead = smoothstep(0.9, -0.9, cells.border - width)
    glow = np.stack([blur(glass[..., c] * (1 - lead), 9) for c in range(3)], -1)
    metal = lit(LEAD + 0.25 * glow, -0.9 * np.abs(cells.border), 0.5, 0.25)
    return np.clip(mix(np.clip(glass + 0.22 * glow, 0, 1), metal, lead), 0, 1)


def _panes(size: Size, roses: Points, rng: Generator) -> Points:
    """Return the middles of the panes (N, 2): rings about each rose, loose ones everywhere else."""
    loose = scatter(size, 60, rng)
    rings = []
    for rose in roses:
        loose = loose[np.linalg.norm(loose - rose, axis=1) > RING * (RINGS + 0.3)]
        for ring in range(1, RINGS + 1):
            turn = np.linspace(0, 2 * np.pi, 4 + ring * 4, endpoint=False) + ring * 0.5
            rings.append(rose + np.stack([np.cos(turn), np.sin(turn)], 1) * (ring * RING - 12))
    return np.concatenate([loose, *rings]).astype(np.float32)


def _families(panes: Points, roses: Points, rng: Generator) -> NDArray[Any]:
    """Choose the glass of each pane (N,): mostly by its ring, sometimes by chance."""
    distance = np.min([np.linalg.norm(panes - rose, axis=1) for rose in roses], axis=0)
    sector = np.arctan2(panes[:, 1], panes[:, 0]) * 9
    by_ring = ((distance / RING).astype(int) * 2 + sector.astype(int)) % len(GLASS)
    by_chance = rng.integers(0, len(GLASS), len(panes))
    return np.where(rng.random(len(panes)) < 0.35, by_chance, by_ring)
