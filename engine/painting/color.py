"""Colour: the palette of one picture given to another, and CIELAB for keeping a photo's colours.

Arrays are float64 (H, W, 3), sRGB in 0..255; CIELAB is under D65 (IEC 61966-2-1 and CIE 15).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[np.float64]

PALETTE_SAMPLE_SIDE: Final = 256
"""Pixels. A palette is measured on a picture reduced to this side; means and covariances need no more."""

TO_XYZ: Final[Array] = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Linear sRGB to XYZ, IEC 61966-2-1."""

FROM_XYZ: Final[Array] = np.linalg.inv(TO_XYZ).astype(np.float64)

WHITE_POINT: Final[Array] = TO_XYZ.sum(axis=1)


def with_palette_of(
    picture: Image.Image, *references: Image.Image, shares: Sequence[float] = (1.0,), amount: float = 1.0
) -> Image.Image:
    """`picture` moved by `amount` (0..1) towards the mean colour and colour covariance of `references` by `shares`.

    The linear map that changes the colours least (Pitié and Kokaram 2007, "The linear Monge-Kantorovitch
    colour mapping"; Gatys et al. 2016, arXiv:1606.05897, match colours this way). Safe on grayscale pictures.
    """
    if amount == 0:
        return picture
    middle, covariance = _palette((picture,), (1.0,))
    wanted_middle, wanted = _palette(references, shares)
    root = _root(covariance)
    inverse = np.linalg.inv(root)
    transport = inverse @ _root(root @ wanted @ root) @ inverse
    pixels = to_array(picture)
    matched = (pixels - middle) @ transport.T + wanted_middle
    return to_image(pixels + amount * (matched - pixels))


@dataclass(frozen=True)
class Chroma:
    """A photo's colours without its light: CIELAB's L*, a* and b*, each of shape (H, W)."""

    lightness: Array
    a: Array
    b: Array

    @classmethod
    def of(cls, photo: Image.Image) -> Chroma:
        """The chroma of an RGB picture."""
        return cls(*np.moveaxis(to_lab(to_array(photo)), -1, 0))

    def colored(self, gray: Array) -> Array:
        """Gray values (H, W) in 0..255, given the photo's colours: (H, W, 3)."""
        lightness = to_lab(np.repeat(gray[..., None], 3, axis=-1))[..., 0]
        return from_lab(np.stack([lightness, self.a, self.b], axis=-1))


def to_lab(pixels: Array) -> Array:
    """sRGB 0..255 -> L* 0..100, a*, b*."""
    encoded = pixels / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055).clip(0) ** 2.4)
    xyz = linear @ TO_XYZ.T / WHITE_POINT
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1
    )


def from_lab(lab: Array) -> Array:
    """L*, a*, b* -> sRGB 0..255, clipped to the gamut."""
    lightness, a, b = np.moveaxis(lab, -1, 0)
    linear = np.stack(to_linear(lightness, a, b, np.where), axis=-1)
    pixels: Array = encoded(linear.clip(0, 1), np.where)
    return pixels


def to_array(image: Image.Image) -> Array:
    """An RGB picture as float64 (H, W, 3) in 0..255."""
    return np.asarray(image, dtype=np.float64)


def to_image(pixels: npt.NDArray[np.floating[Any]]) -> Image.Image:
    """(H, W, 3) or (H, W) in 0..255, rounded and clipped."""
    return Image.fromarray(np.rint(pixels.clip(0, 255)).astype(np.uint8))


def to_linear(lightness: Any, a: Any, b: Any, where: Callable[..., Any]) -> list[Any]:
    """L*, a*, b* -> linear red, green and blue, 0..1 within the gamut; of NumPy's arrays or torch's, as `where` is."""
    middle = (lightness + 16) / 116
    xyz = [
        white * where(f > 6 / 29, f**3, (116 * f - 16) * 27 / 24389)
        for white, f in zip(WHITE_POINT.tolist(), (middle + a / 500, middle, middle - b / 200), strict=True)
    ]
    return [sum(share * part for share, part in zip(row, xyz, strict=True)) for row in FROM_XYZ.tolist()]


def encoded(linear: Any, where: Callable[..., Any]) -> Any:
    """Linear 0..1 -> sRGB 0..255."""
    return 255 * where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _sample(image: Image.Image) -> Array:
    small = image.copy()
    small.thumbnail((PALETTE_SAMPLE_SIDE, PALETTE_SAMPLE_SIDE))
    return to_array(small).reshape(-1, 3)


def _palette(pictures: Sequence[Image.Image], shares: Sequence[float]) -> tuple[Array, Array]:
    """Mean (3,) and covariance (3, 3) of the pictures' pixels together, each picture weighing its share.

    A little noise is added to the covariance, so that a grayscale picture's has an inverse.
    """
    samples = [_sample(picture) for picture in pictures]
    weights = np.concatenate(
        [np.full(len(sample), share / len(sample)) for sample, share in zip(samples, shares, strict=True)]
    )
    pixels = np.concatenate(samples)
    covariance: Array = np.cov(pixels.T, aweights=weights) + np.eye(3)
    return np.average(pixels, axis=0, weights=weights), covariance


def _root(matrix: Array) -> Array:
    """The symmetric square root of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    root: Array = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    return root
