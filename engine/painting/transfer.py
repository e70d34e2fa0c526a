"""The optimisation of Gatys, Ecker and Bethge 2015 (arXiv:1508.06576), coarse to fine, as a generator.

Whoever stops iterating has cancelled. Every `Step` carries the best picture so far.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import torch
from PIL import Image
from torch import Tensor

from engine.errors import EngineError
from engine.options import StyleOptions
from engine.painting.balance import Losses, Objective
from engine.painting.canvas import Canvas, LuminanceCanvas, resized, to_tensor
from engine.painting.color import with_palette_of
from engine.painting.lbfgs import LBFGS
from engine.painting.pyramid import Level
from engine.painting.vgg import Features

FIRST_STEP: Final = 8.0
"""Gray levels, root mean square, of the first step of L-BFGS; later ones know the curvature."""

ADAM_LEARNING_RATE: Final = 10.0
LBFGS_LEARNING_RATE: Final = 1.0

PLATEAU_STEPS: Final = 15
PLATEAU_GAIN: Final = 1e-3
"""A level ends when the loss fell by less than this share in so many steps."""

DIVERGED: Final = 2.0
"""A loss so many times the best means that the last steps went astray."""

CAUTION: Final = 0.5
"""Steps are so much shorter after each accident, of which a level forgives `ACCIDENTS`."""

ACCIDENTS: Final = 6

SEED_NOISE: Final = 8.0
"""Standard deviation, in gray levels, of the noise that makes one seed differ from another."""

WHITE_NOISE: Final = 40.0
"""Standard deviation of the white noise to start from, around middle gray."""

DETAIL_FADES: Final = (60, 100)
"""Strengths between which the photo's fine detail ceases to be carried into the next level."""


@dataclass(frozen=True)
class Pictures:
    """What goes in, decoded: RGB pictures of any size. `start` is the picture to start from, or None for the photo."""

    photo: Image.Image
    paintings: tuple[Image.Image, ...]
    start: Image.Image | None = None


@dataclass(frozen=True)
class Step:
    """One step done: `step` of `steps` in all, `level` of the pyramid, the losses, the best picture so far."""

    step: int
    steps: int
    level: int
    loss: float
    content_loss: float
    style_loss: float
    canvas: Canvas = field(repr=False)
    parameters: Tensor = field(repr=False)

    def image(self) -> Image.Image:
        """The picture as it is now, in the size of its level."""
        return self.canvas.image(self.parameters)

    def checkpoint(self) -> bytes:
        """What `optimise` can go on from."""
        buffer = io.BytesIO()
        state = {"level": self.level, "step": self.step, "parameters": self.parameters.cpu()}
        torch.save(state, buffer)
        return buffer.getvalue()


StyleTargets = Callable[[Level], Mapping[str, Tensor]]
"""The painting's Gram matrices at a level's scale."""


def optimise(
    features: Features,
    pictures: Pictures,
    targets: StyleTargets,
    levels: tuple[Level, ...],
    options: StyleOptions,
    device: torch.device,
    checkpoint: bytes | None = None,
) -> Iterator[Step]:
    """Yields after every step. Raises `EngineError` if `checkpoint` does not fit the request."""
    steps = sum(level.steps for level in levels)
    done = 0
    previous: Step | None = None
    resume = _load(checkpoint) if checkpoint else None
    for index, level in enumerate(levels):
        if resume and index < resume.level:
            done += level.steps
            continue
        photo = pictures.photo.resize((level.width, level.height), Image.Resampling.LANCZOS)
        canvas = (
            LuminanceCanvas(photo, device)
            if options.colors == "keep"
            else Canvas(level.width, level.height, device)
        )
        first = done
        if resume:
            parameters, done, resume = _resumed(resume, canvas, device), resume.step, None
        elif previous is None:
            parameters = canvas.parameters(_start(pictures, canvas, options, device))
        else:
            parameters = canvas.parameters(_carried(previous, pictures, canvas, options, device))
        with torch.no_grad():
            activations = features(canvas.seen(to_tensor(photo, canvas.channels, device)))
        objective = Objective.measured(activations, targets(level), options)
        for loss, content, style, best in _descend(
            _evaluation(features, objective, canvas), parameters, first + level.steps - done, options
        ):
            done += 1
            previous = Step(done, steps, index, loss, content, style, canvas, best)
            yield previous
        steps -= first + level.steps - done
        done = min(done, steps)


Evaluation = Callable[[Tensor], tuple[Losses, Tensor]]
"""Flat parameters -> their losses, and the gradient of the total, of the parameters' shape."""


def _evaluation(features: Features, objective: Objective, canvas: Canvas) -> Evaluation:
    def evaluate(parameters: Tensor) -> tuple[Losses, Tensor]:
        free = parameters.detach().requires_grad_()
        values = canvas.values(free)
        losses = objective.losses(values, features(canvas.seen(values)))
        (gradient,) = torch.autograd.grad(losses.total, free)
        return losses, gradient

    return evaluate


def _descend(
    evaluate: Evaluation,
    parameters: Tensor,
    steps: int,
    options: StyleOptions,
) -> Iterator[tuple[float, float, float, Tensor]]:
    """Minimises at one level, yielding the losses and the parameters of the best picture so far."""
    optimizer = _Adam(options) if options.optimizer == "adam" else _LBFGS(options)
    best = (math.inf, math.nan, math.nan, parameters)
    history: list[float] = []
    accidents = 0
    for _ in range(steps):
        losses, gradient = evaluate(parameters)
        loss = losses.total.item()
        if not (math.isfinite(loss) and bool(gradient.isfinite().all())) or loss > DIVERGED * best[0]:
            accidents += 1
            if accidents > ACCIDENTS:
                break
            optimizer.restart(CAUTION)
            parameters = best[3]
            yield best
            continue
        if loss < best[0]:
            best = (loss, losses.content.item(), losses.style.item(), parameters)
        history.append(best[0])
        yield best
        if len(history) > PLATEAU_STEPS and history[-1 - PLATEAU_STEPS] - best[0] < PLATEAU_GAIN * best[0]:
            break
        parameters = optimizer.step(parameters, gradient)
    if not math.isfinite(best[0]):
        raise EngineError("the losses of this picture are not numbers; try other layers or smaller weights")


class _LBFGS(LBFGS):
    def __init__(self, options: StyleOptions) -> None:
        super().__init__(options.learning_rate or LBFGS_LEARNING_RATE, first_step=FIRST_STEP)


class _Adam:
    """torch's Adam behind the same two calls."""

    def __init__(self, options: StyleOptions) -> None:
        self._learning_rate = options.learning_rate or ADAM_LEARNING_RATE
        self._optimizer: torch.optim.Adam | None = None

    def restart(self, caution: float) -> None:
        self._learning_rate *= caution
        self._optimizer = None

    def step(self, x: Tensor, gradient: Tensor) -> Tensor:
        if self._optimizer is None:
            self._parameter = torch.nn.Parameter(x.clone())
            self._optimizer = torch.optim.Adam([self._parameter], lr=self._learning_rate)
        self._parameter.grad = gradient
        self._optimizer.step()
        return self._parameter.detach().clone()


def _start(pictures: Pictures, canvas: Canvas, options: StyleOptions, device: torch.device) -> Tensor:
    """Where the coarsest level begins: (1, channels, H, W) in 0..255."""
    noise = torch.randn(canvas.shape, generator=torch.Generator().manual_seed(options.seed)).to(device)
    if options.init == "noise":
        return 127.5 + WHITE_NOISE * noise
    return _first_look(pictures, canvas, options, device) + SEED_NOISE * noise


def _first_look(pictures: Pictures, canvas: Canvas, options: StyleOptions, device: torch.device) -> Tensor:
    """The picture to start from in the size of `canvas`; the photo has moved towards the painting's palette.

    By gradient descent alone, colours change last; a start that has them already saves most of the steps.
    """
    size = (canvas.width, canvas.height)
    picture = (pictures.start or pictures.photo).resize(size, Image.Resampling.LANCZOS)
    if pictures.start is None and options.colors == "style":
        picture = with_palette_of(picture, pictures.paintings[0], amount=options.strength / 100)
    return to_tensor(picture, canvas.channels, device)


def _carried(
    previous: Step, pictures: Pictures, canvas: Canvas, options: StyleOptions, device: torch.device
) -> Tensor:
    """The last level's picture enlarged, with the fine detail of the picture it started from laid on top.

    Enlarging alone would lose the photo's edges at every level, and the steps left are too few to find them again.
    """
    small = previous.canvas
    values = resized(small.values(previous.parameters), canvas.width, canvas.height)
    begin, end = DETAIL_FADES
    share = min(1.0, (end - options.strength) / (end - begin))
    if options.init == "noise" or share <= 0:
        return values
    full = _first_look(pictures, canvas, options, device)
    coarse = _first_look(pictures, small, options, device)
    return values + share * (full - resized(coarse, canvas.width, canvas.height))


@dataclass(frozen=True)
class _Resume:
    level: int
    step: int
    parameters: Tensor


def _load(checkpoint: bytes) -> _Resume:
    return _Resume(**torch.load(io.BytesIO(checkpoint), map_location="cpu", weights_only=True))


def _resumed(resume: _Resume, canvas: Canvas, device: torch.device) -> Tensor:
    if resume.parameters.numel() != math.prod(canvas.shape):
        raise EngineError("the checkpoint belongs to another request; start again without it")
    return resume.parameters.to(device)
