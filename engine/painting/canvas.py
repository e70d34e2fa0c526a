"""The picture as it is optimised: free numbers that always stand for a picture within the gamut.

A free picture that is clamped when it is saved loses half of what the optimisation gained. Here every value is
`middle + half * sin(u / half)`, so each `u` is a colour that can be saved, and near the middle a step of `u` is a
step of as many gray levels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engine.painting.color import Chroma, to_image
from engine.painting.gamut import gray_bounds

EDGE = 0.985
"""Share of the range that a start may fill: at the very edge the sine is flat, and the value could not move."""


class Canvas:
    """An RGB picture of one size. `lower` and `upper` bound the values; parameters are flat, as optimisers like."""

    channels = 3

    def __init__(self, width: int, height: int, device: torch.device) -> None:
        self.width, self.height, self.device = width, height, device
        self.lower = torch.zeros((), device=device)
        self.upper = torch.full((), 255.0, device=device)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return 1, self.channels, self.height, self.width

    def values(self, parameters: Tensor) -> Tensor:
        """Flat parameters -> (1, channels, H, W) in 0..255."""
        half = ((self.upper - self.lower) / 2).clamp_min(0.5)
        middle = (self.upper + self.lower) / 2
        return middle + half * torch.sin(parameters.view(self.shape) / half)

    def parameters(self, values: Tensor) -> Tensor:
        """The flat parameters that stand for `values` (1, channels, H, W), brought just inside the bounds."""
        half = ((self.upper - self.lower) / 2).clamp_min(0.5)
        middle = (self.upper + self.lower) / 2
        return (half * torch.asin(((values - middle) / half).clamp(-EDGE, EDGE))).flatten()

    def seen(self, values: Tensor) -> Tensor:
        """What the network is shown: (1, 3, H, W) in 0..255."""
        return values

    def image(self, parameters: Tensor) -> Image.Image:
        """The picture to save."""
        return _as_image(self.values(parameters))

    def preview(self, parameters: Tensor, side: int) -> Image.Image:
        """The picture within `side` x `side` pixels, scaled down before it leaves the device."""
        return _as_image(self._small(parameters, side))

    def gray_levels(self, parameters: Tensor) -> npt.NDArray[np.float64]:
        """The picture as it is before rounding: (H, W, 3) in 0..255."""
        return self.values(parameters)[0].movedim(0, -1).cpu().double().numpy()

    def _small(self, parameters: Tensor, side: int) -> Tensor:
        values = self.values(parameters)
        scale = side / max(self.width, self.height)
        if scale >= 1:
            return values
        size = (max(1, round(self.height * scale)), max(1, round(self.width * scale)))
        return F.interpolate(values, size=size, mode="bilinear", antialias=True)


class LuminanceCanvas(Canvas):
    """Only the lightness is painted; the photo's chroma stays. The network sees the picture in gray."""

    channels = 1

    def __init__(self, photo: Image.Image, device: torch.device) -> None:
        super().__init__(photo.width, photo.height, device)
        self._photo = photo
        self.chroma = Chroma.of(photo)
        self.lower, self.upper = gray_bounds(self.chroma, device)

    def seen(self, values: Tensor) -> Tensor:
        return values.expand(1, 3, self.height, self.width)

    def image(self, parameters: Tensor) -> Image.Image:
        return to_image(self.gray_levels(parameters))

    def preview(self, parameters: Tensor, side: int) -> Image.Image:
        gray = self._small(parameters, side)[0, 0].cpu().double().numpy()
        small = self._photo.resize(gray.shape[::-1], Image.Resampling.BILINEAR)
        return to_image(Chroma.of(small).colored(gray))

    def gray_levels(self, parameters: Tensor) -> npt.NDArray[np.float64]:
        return self.chroma.colored(self.values(parameters)[0, 0].cpu().double().numpy())


def to_tensor(image: Image.Image, channels: int, device: torch.device) -> Tensor:
    """An RGB picture as (1, channels, H, W) in 0..255; one channel is its gray."""
    pixels = np.asarray(image.convert("RGB" if channels == 3 else "L"), dtype=np.float32)
    return (
        torch.from_numpy(pixels.reshape(image.height, image.width, channels)).movedim(-1, 0)[None].to(device)
    )


def resized(values: Tensor, width: int, height: int) -> Tensor:
    """(1, C, H, W) at another size, bicubic."""
    return F.interpolate(values, size=(height, width), mode="bicubic", align_corners=False)


def _as_image(values: Tensor) -> Image.Image:
    levels = values[0].round().clamp(0, 255).to(torch.uint8)
    return Image.fromarray(levels.movedim(0, -1).contiguous().cpu().numpy())
