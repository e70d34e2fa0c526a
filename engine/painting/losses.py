"""The losses of Gatys, Ecker and Bethge 2015 (arXiv:1508.06576), as pure functions."""

from __future__ import annotations

from torch import Tensor


def gram_matrix(activations: Tensor) -> Tensor:
    """Correlations between channels, averaged over positions: (1, C, H, W) -> (C, C)."""
    flat = activations.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def content_loss(generated: Tensor, content: Tensor) -> Tensor:
    """`1 / (4 nH nW nC) * sum (aC - aG)^2` for activations (1, C, H, W)."""
    return (generated - content).square().sum() / (4 * content.numel())


def style_loss(generated: Tensor, target: Tensor) -> Tensor:
    """`1 / (4 nC^2 (nH nW)^2) * sum (GS - GG)^2`, for Gram matrices (C, C) that `gram_matrix` has averaged already.

    Each matrix is divided by its own picture's `nH nW`, so that a painting of another size can be compared.
    """
    return (generated - target).square().sum() / (4 * target.numel())


def total_variation(picture: Tensor) -> Tensor:
    """Mean squared difference between neighbouring pixels of (1, C, H, W), in squared units of the picture."""
    rows = (picture[..., 1:, :] - picture[..., :-1, :]).square().mean()
    columns = (picture[..., :, 1:] - picture[..., :, :-1]).square().mean()
    return rows + columns
