"""Minimising at one level: step by step, never losing the best picture, and able to go on exactly where it was."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import torch
from torch import Tensor

from engine.options import StyleOptions
from engine.painting.balance import Losses
from engine.painting.lbfgs import LBFGS

FIRST_STEP: Final = 8.0
"""Gray levels, root mean square: of the first step of L-BFGS; later ones know the curvature."""

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

LARGE: Final = 2**23
"""Values of a picture above which a checkpoint holds it in float16: to an eighth of a gray level, in half the bytes."""

Evaluation = Callable[[Tensor], tuple[Losses, Tensor]]
"""Flat parameters -> their losses, and the gradient of the total, of the parameters' shape.

Both may be overwritten by the next call.
"""


class Optimizer(Protocol):
    """Learns the gradient at a place, and steps from there."""

    def measure(self, x: Tensor, gradient: Tensor) -> Tensor:
        """What `learn` must be told of the gradient at `x`: a few numbers, first its square norm, on the device still.

        `gradient` may be overwritten afterwards.
        """

    def learn(self, x: Tensor, numbers: Sequence[float]) -> None:
        """Take note of the gradient at `x`, of which `measure` gave these numbers."""

    def step(self) -> Tensor:
        """The next `x`, from the last one learnt."""

    def restart(self, caution: float) -> None:
        """Forget what was learnt, and go on with steps `caution` times as long."""

    def part(self) -> None:
        """The next gradient learnt is not to be compared with the last."""

    def state(self) -> Mapping[str, Any]:
        """Everything but the last `x` and gradient."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`; the next gradient learnt is that of the same `x` again."""


class Descent:
    """From `start` or `restore`, each `advance` is one step. `best` is the best picture's parameters, `losses` its
    total, content and style loss, `taken` the steps so far."""

    def __init__(self, evaluate: Evaluation, options: StyleOptions) -> None:
        self._evaluate = evaluate
        self.optimizer: Optimizer = Adam(options) if options.optimizer == "adam" else _lbfgs(options)
        self._history: list[float] = []
        self._accidents = 0
        self._learnt = False
        self.losses = (math.inf, math.nan, math.nan)

    @property
    def taken(self) -> int:
        return len(self._history)

    def start(self, parameters: Tensor) -> None:
        """Begin here."""
        self._here = self.best = parameters

    def advance(self) -> bool:
        """One step: False, with nothing done, where the level has come to its end."""
        if self._learnt:
            if self._at_plateau():
                return False
            self._here = self.optimizer.step()
        losses, numbers = self._look()
        total = losses[0]
        wild = not (math.isfinite(total) and math.isfinite(numbers[0]))
        self._learnt = not (wild or total > DIVERGED * self.losses[0])
        if self._learnt:
            self.optimizer.learn(self._here, numbers)
            if total < self.losses[0]:
                self.best, self.losses = self._here, losses
        else:
            self._accidents += 1
            if self._accidents > ACCIDENTS:
                return False
            self.optimizer.restart(CAUTION)
            self._here = self.best
        self._history.append(self.losses[0])
        return True

    def change(self, evaluate: Evaluation, heavier: float) -> None:
        """Go on from here under other losses, whose total holds the content loss so many times more."""
        self._evaluate = evaluate
        total, content, style = self.losses
        self.losses = (total + heavier * content, content, style)
        self._history = [each + heavier * content for each in self._history]
        if self._learnt:
            self.optimizer.part()
            self.optimizer.learn(self._here, self._look()[1])

    def state(self) -> Mapping[str, Any]:
        """What `restore` needs to go on to the same picture, a large one to nearly the same."""
        best = _short(self.best)
        return {
            "here": best if self._here is self.best else _short(self._here),
            "best": best,
            "losses": self.losses,
            "history": tuple(self._history),
            "accidents": self._accidents,
            "learnt": self._learnt,
            "optimizer": self.optimizer.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`, whose tensors are on the right device already."""
        self._here, self.best, self.losses = state["here"].float(), state["best"].float(), state["losses"]
        self._history, self._accidents = list(state["history"]), state["accidents"]
        self._learnt = state["learnt"]
        self.optimizer.restore(state["optimizer"])
        if self._learnt:
            self.optimizer.learn(self._here, self._look()[1])

    def _look(self) -> tuple[tuple[float, float, float], list[float]]:
        """The losses here and what the optimiser asks for: all that a step reads from the device, at once."""
        losses, gradient = self._evaluate(self._here)
        scalars = torch.stack([losses.total, losses.content, losses.style])
        total, content, style, *numbers = read(
            torch.cat([scalars.detach(), self.optimizer.measure(self._here, gradient)])
        )
        return (total, content, style), numbers

    def _at_plateau(self) -> bool:
        history = self._history
        return (
            len(history) > PLATEAU_STEPS
            and history[-1 - PLATEAU_STEPS] - history[-1] < PLATEAU_GAIN * history[-1]
        )


def read(numbers: Tensor) -> list[float]:
    """From the device, for which this waits."""
    found: list[float] = numbers.tolist()
    return found


def _short(picture: Tensor) -> Tensor:
    return picture.half() if len(picture) > LARGE else picture


class Adam:
    """Kingma and Ba 2014 (arXiv:1412.6980)."""

    DECAY: Final = (0.9, 0.999)
    TINY: Final = 1e-8

    def __init__(self, options: StyleOptions) -> None:
        self._learning_rate = options.learning_rate or ADAM_LEARNING_RATE
        self._moments: tuple[Tensor | float, Tensor | float] = (0.0, 0.0)
        self._steps = 0

    def measure(self, x: Tensor, gradient: Tensor) -> Tensor:
        """The gradient's square norm, (1,)."""
        self._gradient = gradient.clone()
        return gradient.dot(gradient)[None]

    def learn(self, x: Tensor, numbers: Sequence[float]) -> None:
        """Take note of the gradient at `x`."""
        self._here = x

    def step(self) -> Tensor:
        """The next `x`, from the last one learnt."""
        x, gradient = self._here, self._gradient
        self._steps += 1
        first, second = (
            decay * moment + (1 - decay) * power
            for decay, moment, power in zip(
                self.DECAY, self._moments, (gradient, gradient.square()), strict=True
            )
        )
        self._moments = (first, second)
        first, second = (
            moment / (1 - decay**self._steps) for decay, moment in zip(self.DECAY, self._moments, strict=True)
        )
        return x - self._learning_rate * first / (second.sqrt() + self.TINY)

    def restart(self, caution: float) -> None:
        """Forget the moments, and go on with steps `caution` times as long."""
        self._learning_rate *= caution
        self._moments, self._steps = (0.0, 0.0), 0

    def part(self) -> None:
        """Nothing here compares two gradients."""

    def state(self) -> Mapping[str, Any]:
        """Everything but the last `x` and gradient."""
        return {"learning_rate": self._learning_rate, "moments": self._moments, "steps": self._steps}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`; the next gradient learnt is that of the same `x` again."""
        self._learning_rate, self._moments = state["learning_rate"], state["moments"]
        self._steps = state["steps"]


def _lbfgs(options: StyleOptions) -> LBFGS:
    return LBFGS(options.learning_rate or LBFGS_LEARNING_RATE, first_step=FIRST_STEP)
