"""Cells about seeds: Voronoi diagrams, in any metric that turns with a direction field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .fields import Field, Points, Size, at, coordinates


@dataclass(frozen=True)
class Cells:
    """For every pixel: the nearest seed's index, and how far (pixels) the nearest cell border is."""

    owner: NDArray[Any]
    border: Field


def voronoi(size: Size, seeds: Points, reach: float) -> Cells:
    """Divide the canvas among `seeds` (N, 2). Every pixel must have two seeds within `reach` pixels."""
    width, height = size
    first = np.full((height, width), np.inf, np.float32)
    second = first.copy()
    owner = np.zeros((height, width), np.intp)
    rival = owner.copy()
    for index, (cx, cy) in enumerate(seeds):
        window = _window(size, cx, cy, reach)
        if window is None:
            continue
        rows, columns = window
        y, x = np.mgrid[rows, columns]
        distance = np.hypot(x - cx, y - cy).astype(np.float32)
        near, next_, who, other = (
            first[rows, columns],
            second[rows, columns],
            owner[rows, columns],
            rival[rows, columns],
        )
        wins = distance < near
        places = ~wins & (distance < next_)
        next_[...] = np.where(wins, near, np.where(places, distance, next_))
        other[...] = np.where(wins, who, np.where(places, index, other))
        near[...] = np.where(wins, distance, near)
        who[...] = np.where(wins, index, who)
    apart = np.linalg.norm(seeds[owner] - seeds[rival], axis=2) + 1e-6
    return Cells(owner, ((second**2 - first**2) / (2 * apart)).astype(np.float32))


def settle(size: Size, seeds: Points, angle: Field, spacing: float, rounds: int) -> Points:
    """Move seeds until squares that follow the `angle` field pack well about them (Hausner 2001).

    Lloyd's relaxation in the square (Chebyshev) metric turned by the field.
    """
    x, y = coordinates(size)
    for _ in range(rounds):
        headings = at(angle, seeds[:, 0], seeds[:, 1])
        nearest = np.full((size[1], size[0]), np.inf, np.float32)
        owner = np.zeros(nearest.shape, np.intp)
        for index, (cx, cy) in enumerate(seeds):
            window = _window(size, cx, cy, spacing * 2)
            if window is None:
                continue
            heading = headings[index]
            dx, dy = x[window] - cx, y[window] - cy
            cos, sin = np.cos(heading), np.sin(heading)
            distance = np.maximum(np.abs(dx * cos + dy * sin), np.abs(dy * cos - dx * sin))
            wins = distance < nearest[window]
            nearest[window] = np.where(wins, distance, nearest[window])
            owner[window] = np.where(wins, index, owner[window])
        weight = np.bincount(owner.ravel(), minlength=len(seeds))
        filled = weight > 0
        for axis, position in enumerate((x, y)):
            total = np.bincount(owner.ravel(), position.ravel(), len(seeds))
            seeds[filled, axis] = total[filled] / weight[filled]
        seeds = seeds[filled]
    return seeds


def _window(size: Size, cx: float, cy: float, reach: float) -> tuple[slice, slice] | None:
    width, height = size
    left, right = max(0, int(cx - reach)), min(width, int(cx + reach) + 1)
    top, bottom = max(0, int(cy - reach)), min(height, int(cy + reach) + 1)
    if left >= right or top >= bottom:
        return None
    return slice(top, bottom), slice(left, right)
