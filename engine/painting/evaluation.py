"""The losses of a picture and their gradient: of the whole picture at once, or in tiles.

On a card a small picture's work is recorded once as a CUDA graph and then only replayed, between buffers that stay
where they are: one launch instead of hundreds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor

from engine.painting import tiles
from engine.painting.balance import Losses, Objective
from engine.painting.canvas import Canvas
from engine.painting.descent import Evaluation
from engine.painting.vgg import Features

GRAPH_PIXELS: Final = 2**20
"""Larger pictures keep a card busy for longer than their launches take, and a graph's memory is its own."""

Outputs = tuple[Losses, Tensor]
Recorder = Callable[[Callable[[], Outputs]], tuple[Outputs, Callable[[], None]]]
"""Work on fixed buffers -> where its outputs will be, and what does it again; nothing is done by recording."""

log = logging.getLogger("engine.painting")


def evaluation(features: Features, objective: Objective, canvas: Canvas, side: int) -> Evaluation:
    """Of pictures on `canvas`, in tiles of `side` pixels where they are larger."""
    if side < max(canvas.width, canvas.height):
        return lambda parameters: tiles.evaluate(features, objective, canvas, parameters, side)
    worth = canvas.device.type == "cuda" and canvas.width * canvas.height <= GRAPH_PIXELS
    return WholePicture(features, objective, canvas, cuda_graph if worth else None)


class WholePicture:
    """Evaluates a picture at once. What it returns is overwritten by its next call if there is a recorder."""

    def __init__(
        self, features: Features, objective: Objective, canvas: Canvas, record: Recorder | None = None
    ) -> None:
        self._features, self._objective, self._canvas = features, objective, canvas
        self._record = record
        self._parameters: Tensor | None = None
        self._outputs: Outputs | None = None
        self._replay: Callable[[], None] | None = None

    def __call__(self, parameters: Tensor) -> Outputs:
        if self._parameters is None:
            self._parameters = torch.empty_like(parameters)
        elif self._record and not self._replay:
            self._try_to_record(self._record)
        self._parameters.copy_(parameters)
        if self._replay is None or self._outputs is None:
            return self._compute()
        self._replay()
        return self._outputs

    def _try_to_record(self, record: Recorder) -> None:
        """After a first call, which has warmed the libraries up. What cannot be recorded is done plainly."""
        try:
            self._outputs, self._replay = record(self._compute)
        except RuntimeError as error:
            log.warning("no CUDA graph, going on without: %s", error)
            self._record = None

    def _compute(self) -> Outputs:
        assert self._parameters is not None
        free = self._parameters.detach().requires_grad_()
        values = self._canvas.values(free)
        losses = self._objective.losses(values, self._features(self._canvas.seen(values)))
        (gradient,) = torch.autograd.grad(losses.total, free)
        return Losses(losses.total.detach(), losses.content.detach(), losses.style.detach()), gradient


def cuda_graph(work: Callable[[], Outputs]) -> tuple[Outputs, Callable[[], None]]:
    """Records `work` on the present card. Raises `RuntimeError` for what cannot be recorded."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        outputs = work()
    return outputs, graph.replay
