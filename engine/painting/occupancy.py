"""How many pictures a device should paint at once: as many as it takes to keep it busy, and as its memory holds.

In every step the host reads a few numbers from the device and prepares the next step; meanwhile the device rests.
So each level of a `draft` is timed twice: steps as they are, and evaluations sent one after another without waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from engine.options import StyleOptions
from engine.painting.canvas import Canvas
from engine.painting.descent import Descent
from engine.painting.evaluation import evaluation
from engine.painting.pyramid import Level, plan
from engine.painting.tiles import gram_matrices
from engine.painting.transfer import objective_for
from engine.painting.vgg import Features

MOST_SLOTS: Final = 4
"""Each more is another process with a network of its own, and pictures wait a shorter time for a longer one."""

WARMING_STEPS: Final = 3
"""The libraries choose their ways, and a graph is recorded."""
TIMED_STEPS: Final = 5


@dataclass(frozen=True)
class Pace:
    """At one level: its steps, the seconds that one takes, and those for which it keeps the device busy."""

    steps: int
    taken: float
    busy: float


def worthwhile(paces: Iterable[Pace], room: int | None, need: int) -> int:
    """Slots that keep a device busy, each with `need` of its `room` bytes; None: nobody knows, and one is enough."""
    if room is None:
        return 1
    paces = tuple(paces)
    taken = sum(pace.steps * pace.taken for pace in paces)
    busy = sum(pace.steps * pace.busy for pace in paces)
    return max(1, min(MOST_SLOTS, round(taken / busy), room // need))


def paces(
    features: Features, options: StyleOptions, side: int, device: torch.device, wait: Callable[[], None]
) -> list[Pace]:
    """Of a square `draft` of noise; `wait` returns when the device has done all that it was asked for."""
    return [_pace(features, options, level, device, wait) for level in plan(side, side, "draft")]


def _pace(
    features: Features, options: StyleOptions, level: Level, device: torch.device, wait: Callable[[], None]
) -> Pace:
    photo, painting = (_noise(level, seed, device) for seed in (1, 2))
    canvas = Canvas(level.width, level.height, device)
    style = gram_matrices(features, painting, options.style_layers, level.width)
    objective = objective_for(features, photo, style, options, level.width)
    evaluate = evaluation(features, objective, canvas, level.width)
    descent = Descent(evaluate, options)
    descent.start(canvas.parameters(photo))
    for _ in range(WARMING_STEPS):
        descent.advance()
    wait()
    began = time.perf_counter()
    for _ in range(TIMED_STEPS):
        descent.advance()
    taken = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(TIMED_STEPS):
        evaluate(descent.best)
    wait()
    return Pace(level.steps, taken / TIMED_STEPS, (time.perf_counter() - began) / TIMED_STEPS)


def _noise(level: Level, seed: int, device: torch.device) -> Tensor:
    """(1, 3, H, W) in 0..255."""
    generator = torch.Generator().manual_seed(seed)
    return (255 * torch.rand(1, 3, level.height, level.width, generator=generator)).to(device)
