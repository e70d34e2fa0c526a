from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.painting.lbfgs import LBFGS, STATE_BYTES


def teach(optimizer: LBFGS, x: Tensor, gradient: Tensor) -> None:
    optimizer.learn(x, optimizer.measure(x, gradient).tolist())


def minimise(steps: int, optimizer: LBFGS, scale: Tensor) -> Tensor:
    """On the bowl `sum(scale * (x - 3)^2)`."""
    x = torch.zeros_like(scale)
    for _ in range(steps):
        teach(optimizer, x, 2 * scale * (x - 3))
        x = optimizer.step()
    return x


def test_an_ill_conditioned_bowl_is_descended() -> None:
    scale = torch.logspace(0, 3, 20, dtype=torch.float64)
    assert torch.allclose(minimise(150, LBFGS(first_step=0.5), scale), torch.full_like(scale, 3), atol=0.01)


def test_the_first_step_is_as_long_as_asked() -> None:
    optimizer = LBFGS(first_step=4.0)
    teach(optimizer, torch.zeros(3), torch.tensor([1.0, -8.0, 2.0]))
    assert optimizer.step().square().mean().sqrt().item() == pytest.approx(4.0)


def test_history_is_bounded() -> None:
    optimizer = LBFGS(first_step=0.5, history=5)
    minimise(30, optimizer, torch.logspace(0, 3, 20, dtype=torch.float64))
    assert len(optimizer.pairs) <= 5


def test_negative_curvature_is_not_remembered() -> None:
    optimizer = LBFGS(first_step=1.0)
    x = torch.ones(3)
    for _ in range(3):
        teach(optimizer, x, -x)
        x = optimizer.step()
    assert not optimizer.pairs


def test_a_pair_beyond_float32_is_not_remembered() -> None:
    optimizer = LBFGS(first_step=1.0)
    teach(optimizer, torch.zeros(3), torch.ones(3))
    teach(optimizer, torch.full((3,), 1e30), torch.full((3,), 1e15))
    assert not optimizer.pairs
    assert optimizer.step().isfinite().all()


def test_after_a_restart_steps_are_shorter_and_curvature_is_forgotten() -> None:
    optimizer = LBFGS(first_step=4.0)
    minimise(5, optimizer, torch.ones(3))
    optimizer.restart(0.5)
    teach(optimizer, torch.zeros(3), torch.ones(3))
    assert optimizer.step().abs().max().item() == pytest.approx(2.0)


def two_loops(pairs: list[Tensor], gradient: Tensor) -> Tensor:
    """Algorithm 7.4 as it is written, on vectors: minus the inverse Hessian's estimate times the gradient."""
    q, alphas = -gradient, []
    for s, y in reversed(pairs):
        alphas.append(s.dot(q) / s.dot(y))
        q = q - alphas[-1] * y
    s, y = pairs[-1]
    q = q * s.dot(y) / y.dot(y)
    for (s, y), alpha in zip(pairs, reversed(alphas), strict=True):
        q = q + (alpha - y.dot(q) / s.dot(y)) * s
    return q


@pytest.mark.parametrize("steps", [2, 6, 40], ids=["one pair", "some", "full and turning round"])
@pytest.mark.parametrize("columns", [50, 70_000], ids=["one block", "several blocks"])
def test_steps_are_those_of_the_two_loop_recursion(steps: int, columns: int) -> None:
    scale = torch.logspace(0, 2, columns)
    optimizer = LBFGS(first_step=0.5)
    x = minimise(steps, optimizer, scale)
    gradient = 2 * scale * (x - 3)
    teach(optimizer, x, gradient)
    expected = two_loops([(s.float(), y.float()) for s, y in optimizer.pairs], gradient)
    assert (optimizer.step() - x - expected).norm() < 1e-3 * expected.norm()


def test_the_gradient_may_be_overwritten_once_it_was_measured() -> None:
    scale = torch.logspace(0, 3, 20)
    places = []
    for spoil in (False, True):
        optimizer, x = LBFGS(first_step=0.5), torch.zeros(20)
        for _ in range(15):
            gradient = 2 * scale * (x - 3)
            numbers = optimizer.measure(x, gradient).tolist()
            if spoil:
                gradient.fill_(float("nan"))
            optimizer.learn(x, numbers)
            x = optimizer.step()
        places.append(x)
    assert torch.equal(*places)


def test_the_state_goes_on_to_the_same_place() -> None:
    scale = torch.logspace(0, 3, 20)
    optimizer = LBFGS(first_step=0.5)
    x = minimise(9, optimizer, scale)
    gradient = 2 * scale * (x - 3)
    teach(optimizer, x, gradient)
    other = LBFGS()
    other.restore(optimizer.state())
    teach(other, x, gradient)
    assert torch.allclose(other.step(), optimizer.step(), rtol=1e-4)


def test_the_state_of_a_large_picture_keeps_the_newest_pairs_that_fit() -> None:
    optimizer = LBFGS(first_step=0.5)
    minimise(5, optimizer, torch.linspace(1, 9, STATE_BYTES // 12))
    kept = optimizer.state()["pairs"]
    assert len(optimizer.pairs) > len(kept) == 3
    assert torch.equal(kept[-1], optimizer.pairs[-1])


def test_the_state_of_a_huge_picture_keeps_one_pair() -> None:
    optimizer = LBFGS(first_step=0.5)
    minimise(5, optimizer, torch.linspace(1, 9, STATE_BYTES // 2))
    assert len(optimizer.state()["pairs"]) == 1
