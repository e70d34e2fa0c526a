"""Which lightness a photo's colours can carry: what bounds a picture that keeps them. Found on the device."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

from engine.painting.color import Chroma, encoded, to_linear

SEARCH_STEPS: Final = 12
"""Bisections of the lightness range: to 100 / 2^12, far below an 8-bit step."""

TOLERANCE: Final = 1e-4


def gray_bounds(chroma: Chroma, device: torch.device) -> tuple[Tensor, Tensor]:
    """For every pixel the darkest and the brightest gray that can carry its a* and b* inside the sRGB gamut.

    Each is (1, 1, H, W) in 0..255, on the device.
    """
    lightness, a, b = (
        torch.from_numpy(part).to(device=device, dtype=torch.float32)[None, None]
        for part in (chroma.lightness, chroma.a, chroma.b)
    )
    return _bound(lightness, a, b, 0.0), _bound(lightness, a, b, 100.0)


def _bound(lightness: Tensor, a: Tensor, b: Tensor, end: float) -> Tensor:
    inside, outside = lightness, torch.full_like(lightness, end)
    for _ in range(SEARCH_STEPS):
        middle = (inside + outside) / 2
        fits = _in_gamut(middle, a, b)
        inside, outside = torch.where(fits, middle, inside), torch.where(fits, outside, middle)
    zero = torch.zeros_like(inside)
    gray: Tensor = encoded(to_linear(inside, zero, zero, torch.where)[1].clamp(0, 1), torch.where)
    return gray


def _in_gamut(lightness: Tensor, a: Tensor, b: Tensor) -> Tensor:
    fits = torch.ones_like(lightness, dtype=torch.bool)
    for channel in to_linear(lightness, a, b, torch.where):
        fits &= (channel - 0.5).abs() <= 0.5 + TOLERANCE
    return fits
