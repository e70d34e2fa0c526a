"""Batik: waxed medallions, vines and dots kept light in indigo and brown dye, veined where wax cracked."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .cells import voronoi
from .color import Colors, mix, palette
from .fields import Field, Size, coordinates, noise, scatter, smoothstep, spread, warp
from .paint import grain

WAX, SOGAN, RUST, INDIGO = palette("f3e3c3", "c98a3c", "8c3a22", "14264f")


def draw(size: Size, rng: Generator) -> Colors:
    """Dye three times, waxing between; then let the last dye into the cracks."""
    x, y = coordinates(size)
    centres = spread(size, 9, rng)
    radius = np.stack([np.hypot(x - cx, y - cy) for cx, cy in centres])
    nearest = radius.argmin(axis=0)
    distance = radius.min(axis=0) + 2.0 * noise(size, rng, 40, 3)
    around = np.arctan2(y - centres[nearest, 1], x - centres[nearest, 0])
    petals = (6 + 2 * (np.arange(len(centres)) % 3))[nearest]

    rings = np.cos(distance * 2 * np.pi / 34 + 1.1 * np.cos(around * petals))
    beads = np.cos(distance * 2 * np.pi / 17) * np.cos(
        around * petals * np.maximum(1, np.rint(distance / 34)) * 2
    )
    band = np.floor(distance / 34 + 0.17 * np.cos(around * petals)) % 4
    canvas = np.broadcast_to(INDIGO, (size[1], size[0], 3)).astype(np.float32)
    ground = np.stack([INDIGO, SOGAN, RUST, INDIGO])[band.astype(int)]
    mottle = noise(size, rng, 70, 4)
    canvas = ground * (1 + 0.10 * mottle)[..., None]
    canvas = _wax(canvas, WAX, smoothstep(0.72, 0.86, rings))
    canvas = _wax(canvas, WAX, smoothstep(0.55, 0.7, beads) * ((band == 0) | (band == 2)))
    canvas = _wax(canvas, INDIGO, smoothstep(0.5, 0.65, beads) * (band == 1))
    vine = np.cos((distance + 9 * np.sin(around * petals * 2)) * 2 * np.pi / 34)
    canvas = _wax(canvas, SOGAN, smoothstep(0.93, 0.97, vine) * (band == 3))

    bent = 5 * noise(size, rng, 30, 3)
    border = voronoi(size, scatter(size, 38, rng), 120).border
    border = warp(border, bent, 5 * noise(size, rng, 30, 3))
    crack = smoothstep(2.6, 0.8, border / np.clip(1 + 0.4 * noise(size, rng, 60, 2), 0.4, 1.6))
    canvas = mix(canvas, INDIGO, 0.75 * crack)
    weave = np.sin(x * np.pi / 1.5) * np.sin(y * np.pi / 1.5)
    return np.clip(canvas * (1 + 0.025 * weave + 0.02 * grain(size, rng))[..., None], 0, 1)


def _wax(canvas: Colors, color: Colors, mask: Field) -> Colors:
    return mix(canvas, color, mask.astype(np.float32))
