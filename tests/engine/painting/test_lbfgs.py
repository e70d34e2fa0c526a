import pytest
import torch
from torch import Tensor

from engine.painting.lbfgs import LBFGS, STATE_BYTES


def minimise(steps: int, optimizer: LBFGS, scale: Tensor) -> Tensor:
    """On the bowl `sum(scale * (x - 3)^2)`."""
    x = torch.zeros_like(scale)
    for _ in range(steps):
        optimizer.learn(x, 2 * scale * (x - 3))
        x = optimizer.step()
    return x


def test_an_ill_conditioned_bowl_is_descended() -> None:
    scale = torch.logspace(0, 3, 20, dtype=torch.float64)
    assert torch.allclose(minimise(150, LBFGS(first_step=0.5), scale), torch.full_like(scale, 3), atol=0.01)


def test_the_first_step_is_as_long_as_asked() -> None:
    optimizer = LBFGS(first_step=4.0)
    optimizer.learn(torch.zeros(3), torch.tensor([1.0, -8.0, 2.0]))
    assert optimizer.step().square().mean().sqrt().item() == pytest.approx(4.0)


def test_history_is_bounded() -> None:
    optimizer = LBFGS(first_step=0.5, history=5)
    minimise(30, optimizer, torch.logspace(0, 3, 20, dtype=torch.float64))
    assert len(optimizer.pairs) <= 5


def test_negative_curvature_is_not_remembered() -> None:
    optimizer = LBFGS(first_step=1.0)
    x = torch.ones(3)
    for _ in range(3):
        optimizer.learn(x, -x)
        x = optimizer.step()
    assert not optimizer.pairs


def test_after_a_restart_steps_are_shorter_and_curvature_is_forgotten() -> None:
    optimizer = LBFGS(first_step=4.0)
    minimise(5, optimizer, torch.ones(3))
    optimizer.restart(0.5)
    optimizer.learn(torch.zeros(3), torch.ones(3))
    assert optimizer.step().abs().max().item() == pytest.approx(2.0)


def test_the_state_goes_on_to_the_very_same_place() -> None:
    scale = torch.logspace(0, 3, 20)
    optimizer = LBFGS(first_step=0.5)
    x = minimise(9, optimizer, scale)
    gradient = 2 * scale * (x - 3)
    optimizer.learn(x, gradient)
    other = LBFGS()
    other.restore(optimizer.state())
    other.learn(x, gradient)
    assert torch.equal(other.step(), optimizer.step())


def test_the_state_of_a_large_picture_keeps_the_newest_pairs_that_fit() -> None:
    optimizer = LBFGS(first_step=0.5)
    minimise(5, optimizer, torch.linspace(1, 9, STATE_BYTES // 12))
    kept = optimizer.state()["pairs"]
    assert len(optimizer.pairs) > len(kept) == 3
    assert torch.equal(kept[-1][0], optimizer.pairs[-1][0])


def test_the_state_of_a_huge_picture_keeps_one_pair() -> None:
    optimizer = LBFGS(first_step=0.5)
    minimise(5, optimizer, torch.linspace(1, 9, STATE_BYTES // 2))
    assert len(optimizer.state()["pairs"]) == 1
