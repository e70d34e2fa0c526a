"""Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4), one evaluation a step.

There is no line search: for style transfer a unit step is nearly always right, and a search would cost a second
pass through VGG-19. The caller sees every loss and calls `restart` when a step went wrong.

The device is asked for inner products only, all in one, and they are read with the losses: the recursion then runs
on numbers (Chen, Wang and Zhou 2014, "Large-scale L-BFGS using MapReduce"), and one more product makes the step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Array = npt.NDArray[np.float64]

CURVATURE_FLOOR = 1e-10
"""A pair (s, y) is kept only if s.y is above this share of y.y; else the Hessian would not stay positive."""

PAIRS = torch.bfloat16
"""What pairs are rounded to before they are used: half the memory, and a checkpoint holds the very same state."""

HISTORY = 10
"""Pairs that are remembered."""

STATE_BYTES = 32 * 2**20
"""What the pairs in a `state` may take: all ten up to about 600 x 450 pixels. A larger picture goes on from fewer,
close to where it would have come but not to the same: its checkpoints would fill disks and pipes."""

BLOCK: Final = {"cpu": 2**15}
"""Columns of the pairs that are widened at once: what fits into a processor's cache."""
LARGE_BLOCK: Final = 2**22
"""The same on a card, where launches are dear."""


class LBFGS:
    """Proposes steps from gradients. Vectors are 1-D tensors on any device; `history` pairs of them are remembered.

    For each gradient the caller reads what `measure` gives and hands it to `learn`. Without any pairs the step is
    along the negative gradient, its root mean square `first_step`.
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
        self._history = history
        self._order: list[int] = []
        self._inner = np.zeros((2 * history + 2, 2 * history + 2))
        self._slopes = np.zeros(2 * history + 2)
        self._square = 0.0
        self._matrix: Tensor | None = None
        self._gradient: Tensor | None = None
        self._previous: Tensor | None = None

    @property
    def pairs(self) -> list[Tensor]:
        """The steps and the changes of the gradient, (2, N) each, oldest first: views of what is overwritten later."""
        return [] if self._matrix is None else [self._matrix[slot] for slot in self._order]

    def restart(self, caution: float = 1.0) -> None:
        """Forget all curvature, and go on with steps `caution` times as long."""
        self._order.clear()
        self._previous = None
        self.learning_rate *= caution

    def part(self) -> None:
        """The next gradient learnt is not to be compared with the last: it is that of other losses."""
        self._previous = None

    def measure(self, x: Tensor, gradient: Tensor) -> Tensor:
        """What `learn` must be told, still on the device: first the gradient's square norm, then inner products.

        `gradient` may be overwritten afterwards.
        """
        if self._matrix is None:
            self._matrix = gradient.new_empty((self._history + 1, 2, len(gradient)), dtype=PAIRS)
        if self._gradient is None:
            self._gradient = torch.empty_like(gradient)
        if self._previous is not None:
            step, change = self._matrix[self._free]
            step.copy_(x - self._previous)
            change.copy_(gradient - self._gradient)
        self._gradient.copy_(gradient)
        found = gradient.dot(gradient)[None]
        if not self._order and self._previous is None:
            return found
        return torch.cat([found, self._products(self._matrix, self._gradient).flatten()])

    def learn(self, x: Tensor, numbers: Sequence[float]) -> None:
        """Take note of the gradient at `x`, of which `measure` gave these numbers."""
        self._square, products = numbers[0], np.array(numbers[1:])
        if self._previous is not None:
            step, change, slopes = products.reshape(-1, 3).T
            self._note_pair(step, change)
            self._slopes[: len(slopes)] = slopes
        else:
            self._slopes[: len(products)] = products
        self._previous = x

    def step(self) -> Tensor:
        """The next `x`, from the last one learnt."""
        assert self._previous is not None
        assert self._gradient is not None
        if not self._order:
            length = max(math.sqrt(self._square / len(self._gradient)), 1e-30)
            return self._previous.sub(self._gradient, alpha=self.learning_rate * self.first_step / length)
        rows, own = self._direction()
        return self._moved(self.learning_rate * rows, self.learning_rate * own)

    def state(self) -> Mapping[str, Any]:
        """Everything but the last `x` and gradient, which the caller can have again.

        Of the pairs the newest that `STATE_BYTES` hold, one at least.
        """
        pairs = self.pairs
        fitting = max(1, STATE_BYTES // pairs[0].nbytes) if pairs else 0
        kept = self._order[max(0, len(pairs) - fitting) :]
        rows = [row for slot in kept for row in (2 * slot, 2 * slot + 1)]
        return {
            "learning_rate": self.learning_rate,
            "pairs": [pair.clone() for pair in pairs[len(pairs) - len(kept) :]],
            "inner": self._inner[np.ix_(rows, rows)].tolist(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`; the next gradient learnt is that of the same `x` again."""
        self.learning_rate = state["learning_rate"]
        pairs = state["pairs"]
        self._order = list(range(len(pairs)))
        if pairs:
            rows = 2 * len(pairs)
            self._inner[:rows, :rows] = state["inner"]
            self._matrix = pairs[0].new_empty((self._history + 1, *pairs[0].shape))
            self._matrix[: len(pairs)] = torch.stack(pairs)

    @property
    def _free(self) -> int:
        """The row of the matrix where the next pair is written."""
        return next(slot for slot in range(self._history + 1) if slot not in self._order)

    def _products(self, matrix: Tensor, gradient: Tensor) -> Tensor:
        """Of all rows in use with the newest pair, where there is one, and the gradient: (rows, 3) or (rows, 1)."""
        newest = [] if self._previous is None else [self._free]
        used = max(self._order + newest) + 1
        parts = []
        for block in _blocks(gradient):
            rows = matrix[:used, :, block].to(gradient.dtype).flatten(0, 1)
            columns = [rows[2 * slot : 2 * slot + 2] for slot in newest]
            with _exactly():
                parts.append(rows @ torch.cat([*columns, gradient[None, block]]).T)
        return torch.stack(parts).sum(0)

    def _note_pair(self, step: Array, change: Array) -> None:
        """Keeps the newest pair if its curvature is positive; all rows' products with it are given.

        After a step far too long they may be beyond float32; then it is not kept.
        """
        slot, used = self._free, len(step)
        finite = np.isfinite(step).all() and np.isfinite(change).all()
        if finite and change[2 * slot] > CURVATURE_FLOOR * change[2 * slot + 1]:
            self._inner[2 * slot, :used] = self._inner[:used, 2 * slot] = step
            self._inner[2 * slot + 1, :used] = self._inner[:used, 2 * slot + 1] = change
            self._order = [*self._order, slot][-self._history :]

    def _direction(self) -> tuple[Array, float]:
        """The two-loop recursion: minus the inverse Hessian's estimate times the gradient, as shares of the rows
        and of the gradient."""
        rows, own = np.zeros(len(self._inner)), -1.0
        alphas = {}
        for slot in reversed(self._order):
            s, y = 2 * slot, 2 * slot + 1
            alphas[slot] = (self._inner[s] @ rows + own * self._slopes[s]) / self._inner[s, y]
            rows[y] -= alphas[slot]
        s, y = 2 * self._order[-1], 2 * self._order[-1] + 1
        scale = self._inner[s, y] / self._inner[y, y]
        rows, own = scale * rows, scale * own
        for slot in self._order:
            s, y = 2 * slot, 2 * slot + 1
            rows[s] += alphas[slot] - (self._inner[y] @ rows + own * self._slopes[y]) / self._inner[s, y]
        return rows, own

    def _moved(self, rows: Array, own: float) -> Tensor:
        """The last `x`, with so much of each row and of the gradient added."""
        assert self._matrix is not None
        assert self._gradient is not None
        assert self._previous is not None
        used = max(self._order) + 1
        shares = _sent(rows[: 2 * used], self._gradient)
        moved = torch.add(self._previous, self._gradient, alpha=own)
        for block in _blocks(moved):
            part = self._matrix[:used, :, block].to(moved.dtype).flatten(0, 1)
            with _exactly():
                moved[block].addmv_(part.T, shares)
        return moved


@contextmanager
def _exactly() -> Iterator[None]:
    """Products in float32 for the optimiser, where those for Gram matrices may be rounded."""
    before = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = False
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32 = before


def _blocks(vector: Tensor) -> Iterator[slice]:
    width = BLOCK.get(vector.device.type, LARGE_BLOCK)
    for start in range(0, len(vector), width):
        yield slice(start, start + width)


def _sent(numbers: Array, like: Tensor) -> Tensor:
    """Numbers on the device of `like`, without waiting for it."""
    here = torch.from_numpy(numbers).to(like.dtype)
    return here if like.device.type == "cpu" else here.pin_memory().to(like.device, non_blocking=True)
