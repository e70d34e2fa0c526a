"""VGG-19 (Simonyan and Zisserman 2014, arXiv:1409.1556) as a feature network, cut after the deepest layer in use."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torchvision.models import vgg19

from engine.options import LAYERS, Pooling
from engine.painting.weights import Preprocessing, Weights

AVERAGE_POOLING_GAIN = 1.5
"""Averages are smaller than maxima: by 1.2 to 2.0 in the four poolings, measured on photos and paintings. This keeps
the activations, and so what biases and strength mean, about the same."""


class ScaledAvgPool2d(nn.Module):
    """Average pooling, `AVERAGE_POOLING_GAIN` times: (B, C, H, W) -> (B, C, H // 2, W // 2)."""

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.avg_pool2d(x, 2) * AVERAGE_POOLING_GAIN


class Features(nn.Module):
    """Pictures in, activations of the named layers out.

    `forward` takes RGB pictures (B, 3, H, W) in 0..255 and returns `{"relu4_2": (B, 512, H / 8, W / 8), ...}` in
    float32 at least, whatever the precision inside.
    """

    def __init__(
        self,
        weights: Weights,
        layers: Iterable[str],
        pooling: Pooling = "max",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        self.layers = frozenset(layers)
        self.preprocess = Preprocess(weights.preprocessing)
        self.dtype = dtype
        with torch.device("meta"):
            network = vgg19(weights=None).features
        network.load_state_dict(weights.state, assign=True)
        self.network = _cut(network, self.layers, pooling)
        self.network.to(dtype=dtype).to(memory_format=torch.channels_last)
        self.eval().requires_grad_(False)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        x = self.preprocess(x).to(dtype=self.dtype, memory_format=torch.channels_last)
        activations: dict[str, Tensor] = {}
        for name, layer in self.network.named_children():
            x = layer(x)
            if name in self.layers:
                activations[name] = x.to(torch.promote_types(x.dtype, torch.float32))
        return activations


class Preprocess(nn.Module):
    """RGB 0..255 (B, 3, H, W) -> what the weights were trained on."""

    mean: Tensor
    std: Tensor

    def __init__(self, recipe: Preprocessing) -> None:
        super().__init__()
        self.channels = list(recipe.channels)
        self.register_buffer("mean", torch.tensor(recipe.mean).view(1, 3, 1, 1) * recipe.scale)
        self.register_buffer("std", torch.tensor(recipe.std).view(1, 3, 1, 1) * recipe.scale)

    def forward(self, x: Tensor) -> Tensor:
        return (x[:, self.channels] - self.mean) / self.std


def _cut(network: nn.Sequential, layers: frozenset[str], pooling: Pooling) -> nn.Sequential:
    """Torchvision's layers under the papers' names, up to the deepest of `layers`."""
    deepest = max(layers, key=LAYERS.index)
    named = nn.Sequential()
    block, conv = 1, 0
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            conv += 1
            if not len(named):
                layer.padding_mode = "replicate"  # a frame of zeros would be painted as a border
                layer._reversed_padding_repeated_twice = [1, 1, 1, 1]
            named.add_module(f"conv{block}_{conv}", layer)
        elif isinstance(layer, nn.ReLU):
            named.add_module(f"relu{block}_{conv}", nn.ReLU(inplace=True))
            if f"relu{block}_{conv}" == deepest:
                break
        else:
            named.add_module(f"pool{block}", layer if pooling == "max" else ScaledAvgPool2d())
            block, conv = block + 1, 0
    return named
