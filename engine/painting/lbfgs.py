"""Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4), one evaluation a step.

There is no line search: for style transfer a unit step is nearly always right, and a search would cost a second
pass through VGG-19. The caller sees every loss and calls `restart` when a step went wrong.
"""

from __future__ import annotations

from collections import deque

from torch import Tensor

CURVATURE_FLOOR = 1e-10
"""A pair (s, y) is kept only if s.y is above this share of y.y; else the Hessian would not stay positive."""


class LBFGS:
    """Proposes steps from gradients. Vectors are 1-D tensors on any device; the state is `history` pairs of them."""

    def __init__(self, learning_rate: float = 1.0, *, first_step: float = 1.0, history: int = 20) -> None:
        self.learning_rate = learning_rate
        self.first_step = first_step
        self.pairs: deque[tuple[Tensor, Tensor, Tensor]] = deque(maxlen=history)
        self.previous: tuple[Tensor, Tensor] | None = None

    def restart(self, caution: float = 1.0) -> None:
        """Forget all curvature, and go on with steps `caution` times as long."""
        self.pairs.clear()
        self.previous = None
        self.learning_rate *= caution

    def step(self, x: Tensor, gradient: Tensor) -> Tensor:
        """The next `x`. Without any curvature the step is along `-gradient`, its root mean square `first_step`."""
        if self.previous is not None:
            s, y = x - self.previous[0], gradient - self.previous[1]
            sy, yy = s.dot(y), y.dot(y)
            if sy > CURVATURE_FLOOR * yy:
                self.pairs.append((s, y, 1 / sy))
        self.previous = (x, gradient)
        if not self.pairs:
            return (
                x
                - self.learning_rate
                * self.first_step
                * gradient
                / gradient.square().mean().sqrt().clamp_min(1e-30)
            )
        return x + self.learning_rate * self._direction(gradient)

    def _direction(self, gradient: Tensor) -> Tensor:
        """The two-loop recursion: minus the inverse Hessian's estimate times the gradient."""
        q = -gradient
        alphas = []
        for s, y, rho in reversed(self.pairs):
            alpha = rho * s.dot(q)
            q = q - alpha * y
            alphas.append(alpha)
        s, y, rho = self.pairs[-1]
        q = q / (rho * y.dot(y))
        for (s, y, rho), alpha in zip(self.pairs, reversed(alphas), strict=True):
            q = q + (alpha - rho * y.dot(q)) * s
        return q
