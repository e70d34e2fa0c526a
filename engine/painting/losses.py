"""The losses of Gatys, Ecker and Bethge 2015 (arXiv:1508.06576), as pure functions."""

from __future__ import annotations

from typing import Any, Final

import torch
from torch import Tensor

GRAM_PARTS: Final = 8
"""A Gram matrix of bfloat16 activations is the float32 sum of so many bfloat16 products: to 1e-3 of its norm."""


def gram_matrix(activations: Tensor) -> Tensor:
    """Correlations between channels, averaged over positions: (1, C, H, W) -> (C, C), in float32 at least."""
    flat = activations.movedim(1, -1).flatten(0, 2)
    if flat.dtype == torch.bfloat16:
        gram: Tensor = _LowPrecisionGram.apply(flat)
        return gram
    return flat.T @ flat / len(flat)


def content_loss(generated: Tensor, content: Tensor) -> Tensor:
    """`1 / (4 nH nW nC) * sum (aC - aG)^2` for activations (1, C, H, W)."""
    return (generated.to(_wide(generated)) - content).square().sum() / (4 * content.numel())


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


class _LowPrecisionGram(torch.autograd.Function):
    """(N, C) in bfloat16 -> (C, C) in float32, without a float32 copy of what went in."""

    @staticmethod
    def forward(ctx: Any, flat: Tensor) -> Tensor:
        ctx.save_for_backward(flat)
        if flat.is_cuda:  # its cores take bfloat16 as TF32 without loss and add up in float32
            wide = flat.float()
            return wide.T @ wide / len(flat)
        parts = flat.tensor_split(GRAM_PARTS)
        return torch.stack([part.T @ part for part in parts]).sum(0, dtype=torch.float32) / len(flat)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        flat: Tensor
        (flat,) = ctx.saved_tensors
        return flat @ ((gradient + gradient.T) / len(flat)).to(flat.dtype)


def _wide(tensor: Tensor) -> torch.dtype:
    return torch.promote_types(tensor.dtype, torch.float32)
