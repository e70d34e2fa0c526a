"""Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4), one evaluation a step.

There is no line search: for style transfer a unit step is nearly always right, and a search would cost a second
pass through VGG-19. The caller sees every loss and calls `restart` when a step went wrong.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

CURVATURE_FLOOR = 1e-10
"""A pair (s, y) is kept only if s.y is above this share of y.y; else the Hessian would not stay positive."""

PAIRS = torch.bfloat16
"""What pairs are rounded to before they are used: half the memory, and a checkpoint holds the very same state."""

HISTORY = 10
"""Pairs that are remembered."""

STATE_BYTES = 32 * 2**20
"""What the pairs in a `state` may take: all ten up to about 600 x 450 pixels. A larger picture goes on from fewer,
close to where it would have come but not to the same: its checkpoints would fill disks and pipes."""


class LBFGS:
    """Proposes steps from gradients. Vectors are 1-D tensors on any device; the state is `history` pairs of them.

    Without any pairs the step is along the negative gradient, its root mean square `first_step`.
    """

    def __init__(
        self,
        learning_rate: float = 1.0,
        *,
        first_step: float = 1.0,
        history: int = HISTORY,
    ) -> None:
        self.learning_rate = learning_rate
        self.first_step = first_step
        self.pairs: deque[tuple[Tensor, Tensor, Tensor]] = deque(maxlen=history)
        self.previous: tuple[Tensor, Tensor] | None = None

    def restart(self, caution: float = 1.0) -> None:
        """Forget all curvature, and go on with steps `caution` times as long."""
        self.pairs.clear()
        self.previous = None
        self.learning_rate *= caution

    def learn(self, x: Tensor, gradient: Tensor) -> None:
        """Take note of the gradient at `x`."""
        if self.previous is not None:
            self._remember(x - self.previous[0], gradient - self.previous[1])
        self.previous = (x, gradient)

    def step(self) -> Tensor:
        """The next `x`, from the last one learnt."""
        assert self.previous is not None
        x, gradient = self.previous
        if self.pairs:
            return x + self.learning_rate * self._direction(gradient)
        length = gradient.square().mean().sqrt().clamp_min(1e-30)
        return x - self.learning_rate * self.first_step * gradient / length

    def state(self) -> Mapping[str, Any]:
        """Everything but the last `x` and gradient, which the caller can have again.

        Of the pairs the newest that `STATE_BYTES` hold, one at least.
        """
        pairs = [(s, y) for s, y, _ in self.pairs]
        fitting = max(1, STATE_BYTES // (2 * pairs[0][0].nbytes)) if pairs else 0
        return {"learning_rate": self.learning_rate, "pairs": pairs[max(0, len(pairs) - fitting) :]}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`; the next gradient learnt is that of the same `x` again."""
        self.learning_rate = state["learning_rate"]
        for s, y in state["pairs"]:
            self._remember(s.float(), y.float())

    def _remember(self, s: Tensor, y: Tensor) -> None:
        wide = s.dtype
        s, y = s.to(PAIRS), y.to(PAIRS)
        sy, yy = s.to(wide).dot(y.to(wide)), y.to(wide).square().sum()
        if sy > CURVATURE_FLOOR * yy:
            self.pairs.append((s, y, 1 / sy))

    def _direction(self, gradient: Tensor) -> Tensor:
        """The two-loop recursion: minus the inverse Hessian's estimate times the gradient."""
        wide = gradient.dtype
        q = -gradient
        alphas = []
        for s, y, rho in reversed(self.pairs):
            alpha = rho * s.to(wide).dot(q)
            q -= alpha * y.to(wide)
            alphas.append(alpha)
        _, y, rho = self.pairs[-1]
        q /= rho * y.to(wide).square().sum()
        for (s, y, rho), alpha in zip(self.pairs, reversed(alphas), strict=True):
            q += (alpha - rho * y.to(wide).dot(q)) * s.to(wide)
        return q
