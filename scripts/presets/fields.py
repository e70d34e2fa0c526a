"""Scalar fields over a canvas: noise, flow, sampling. A field is an array (H, W), x to the right, y down."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Size: TypeAlias = tuple[int, int]
Field: TypeAlias = NDArray[Any]
Points: TypeAlias = NDArray[Any]


def coordinates(size: Size) -> tuple[Field, Field]:
    """Return the x and the y of every pixel, each (H, W)."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x, y


def blur(field: Field, sigma_x: float, sigma_y: float | None = None) -> Field:
    """Blur by a Gaussian of `sigma_x`, `sigma_y` pixels, mirrored at the edges."""
    sigma_y = sigma_x if sigma_y is None else sigma_y
    pad_x, pad_y = int(3 * sigma_x) + 1, int(3 * sigma_y) + 1
    padded = np.pad(field, ((pad_y, pad_y), (pad_x, pad_x)), mode="symmetric")
    fy = np.fft.fftfreq(padded.shape[0])[:, None]
    fx = np.fft.rfftfreq(padded.shape[1])[None, :]
    gain = np.exp(-2 * np.pi**2 * ((fx * sigma_x) ** 2 + (fy * sigma_y) ** 2))
    blurred = np.fft.irfft2(np.fft.rfft2(padded) * gain, s=padded.shape)
    return blurred[pad_y : pad_y + field.shape[0], pad_x : pad_x + field.shape[1]].astype(np.float32)


def noise(size: Size, rng: Generator, scale: float, octaves: int = 3, stretch: float = 1.0) -> Field:
    """Return smooth noise of zero mean, unit deviation; `scale` is the size of its largest blots in pixels.

    Each octave is half as large and half as strong. `stretch` makes the blots that much longer along x.
    """
    width, height = size
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        sigma = scale / 2 ** (octave + 1)
        layer = blur(rng.standard_normal((height, width), np.float32), sigma * stretch, sigma)
        total += layer / (layer.std() + 1e-9) / 2**octave
    return np.asarray((total - total.mean()) / (total.std() + 1e-9), np.float32)


def equalize(field: Field) -> Field:
    """Replace every value by its rank: 0 for the least, 1 for the greatest, evenly spread between."""
    ranks = np.empty(field.size, np.float32)
    ranks[np.argsort(field, axis=None, kind="stable")] = np.linspace(0, 1, field.size, dtype=np.float32)
    return ranks.reshape(field.shape)


def smoothstep(low: float, high: float, values: Field) -> Field:
    """Rise smoothly from 0 at `low` to 1 at `high` (or fall, when `low` > `high`)."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def at(values: Field, x: Points, y: Points) -> NDArray[Any]:
    """Look up `values` (H, W) or (H, W, C) at the pixels nearest to (x, y), clamped to the canvas."""
    height, width = values.shape[:2]
    column = np.clip(np.rint(x), 0, width - 1).astype(np.intp)
    row = np.clip(np.rint(y), 0, height - 1).astype(np.intp)
    return values[row, column]


def along(potential: Field) -> Field:
    """Return the angle, in radians, of the level curves of `potential`."""
    gy, gx = np.gradient(potential)
    return np.asarray(np.arctan2(-gx, gy), np.float32)


def whorls(size: Size, rng: Generator, count: int, wander: float = 0.5) -> tuple[Field, Points]:
    """Return a potential whose level curves swirl about `count` centres, and the centres (count, 2).

    `wander` is the share of plain noise in it.
    """
    x, y = coordinates(size)
    reach = 0.22 * max(size)
    centres = spread(size, count, rng)
    potential = wander * noise(size, rng, 0.5 * max(size), 2)
    for index, (cx, cy) in enumerate(centres):
        radius = np.hypot(x - cx, (y - cy) * 1.15)
        sign = 1 if index % 2 else -1
        potential = potential + sign * np.exp(-radius / (reach * rng.uniform(0.6, 1.2))) * 3
    return potential.astype(np.float32), centres


def spread(size: Size, count: int, rng: Generator, margin: float = 0.0) -> Points:
    """Return `count` points (count, 2) far apart from each other (best of many candidates)."""
    extent = np.array(size, np.float32)
    points = [extent * rng.random(2, np.float32)]
    for _ in range(count - 1):
        candidates = rng.uniform(-margin, 1 + margin, (40, 2)).astype(np.float32) * extent
        gaps = np.linalg.norm(candidates[:, None] - np.array(points)[None], axis=2).min(axis=1)
        points.append(candidates[gaps.argmax()])
    return np.array(points, np.float32)


def scatter(size: Size, spacing: float, rng: Generator, jitter: float = 0.9) -> Points:
    """Return points (N, 2) on a shaken grid of `spacing` pixels that overlaps the edges, in random order."""
    width, height = size
    y, x = np.mgrid[-spacing : height + spacing : spacing, -spacing : width + spacing : spacing]
    points = np.stack([x.ravel(), y.ravel()], 1)
    points = points + rng.uniform(-0.5, 0.5, points.shape) * spacing * jitter
    return rng.permutation(points).astype(np.float32)


def streamlines(angle: Field, starts: Points, length: float, step: float = 3.0) -> Points:
    """Follow the angle field both ways from each start; return paths (N, K, 2) with K points `step` apart."""
    half = max(1, round(length / step / 2))
    sides = []
    for direction in (-step, step):
        position: Points = starts.astype(np.float32)
        path = []
        for _ in range(half):
            heading = at(angle, position[:, 0], position[:, 1])
            position = position + np.float32(direction) * np.stack([np.cos(heading), np.sin(heading)], 1)
            path.append(position)
        sides.append(path)
    backward, forward = sides
    return np.stack([*backward[::-1], starts, *forward], 1).astype(np.float32)


def warp(values: Field, dx: Field, dy: Field) -> Field:
    """Take each pixel of `values` from (x + dx, y + dy)."""
    x, y = coordinates((values.shape[1], values.shape[0]))
    return at(values, x + dx, y + dy)
