"""The losses against independent formulas in NumPy, and their gradients against finite differences."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.painting.losses import content_loss, gram_matrix, style_loss, total_variation


def activations(seed: int, channels: int = 5, height: int = 4, width: int = 7) -> Tensor:
    return torch.randn(
        1, channels, height, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64
    )


def published_style_loss(generated: np.ndarray, style: np.ndarray) -> float:
    """`1 / (4 nC^2 (nH nW)^2) * sum (GS - GG)^2` with Gram matrices summed over positions."""
    channels, height, width = generated.shape
    grams = [
        np.array([[(a[i] * a[j]).sum() for j in range(channels)] for i in range(channels)])
        for a in (style, generated)
    ]
    return float(((grams[0] - grams[1]) ** 2).sum() / (4 * channels**2 * (height * width) ** 2))


def test_content_loss_is_the_published_formula() -> None:
    a, b = activations(1), activations(2)
    expected = ((a.numpy() - b.numpy()) ** 2).sum() / (4 * 4 * 7 * 5)
    assert content_loss(a, b).item() == pytest.approx(expected, rel=1e-5)


def test_style_loss_is_the_published_formula() -> None:
    a, b = activations(1), activations(2)
    found = style_loss(gram_matrix(a), gram_matrix(b)).item()
    assert found == pytest.approx(published_style_loss(a[0].numpy(), b[0].numpy()), rel=1e-5)


def test_total_variation_is_the_mean_squared_difference_of_neighbours() -> None:
    x = activations(3)
    array = x.numpy()
    expected = (np.diff(array, axis=2) ** 2).mean() + (np.diff(array, axis=3) ** 2).mean()
    assert total_variation(x).item() == pytest.approx(expected, rel=1e-5)


def test_gram_matrix_does_not_care_where_things_are() -> None:
    x = activations(4)
    shuffled = x.flatten(2)[:, :, torch.randperm(28)].view_as(x)
    assert torch.allclose(gram_matrix(x), gram_matrix(shuffled))


def test_gram_matrix_of_a_painting_twice_as_large_is_the_same() -> None:
    x = activations(5)
    assert torch.allclose(gram_matrix(x), gram_matrix(x.repeat_interleave(2, dim=3)))


@pytest.mark.parametrize(
    "loss",
    [
        lambda x: content_loss(x, activations(7)),
        lambda x: style_loss(gram_matrix(x), gram_matrix(activations(8, height=6))),
        total_variation,
    ],
    ids=["content", "style", "total_variation"],
)
def test_gradients_agree_with_finite_differences(loss: Callable[[Tensor], Tensor]) -> None:
    assert torch.autograd.gradcheck(loss, activations(6).requires_grad_(), eps=1e-6, atol=1e-6)


def test_a_gram_matrix_in_bfloat16_is_nearly_that_in_float64_and_so_is_its_gradient() -> None:
    exact = activations(9, channels=16, height=40, width=50).relu()
    rounded = exact.bfloat16().contiguous(memory_format=torch.channels_last)
    weights = torch.randn(16, 16, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    grams, gradients = [], []
    for x in (exact, rounded):
        x.requires_grad_()
        gram = gram_matrix(x)
        grams.append(gram.detach().double())
        gradients.append(torch.autograd.grad((gram * weights).sum(), x)[0].double())
    assert (grams[1] - grams[0]).norm() < 2e-3 * grams[0].norm()
    assert (gradients[1] - gradients[0]).norm() < 1e-2 * gradients[0].norm()
