"""VGG-19 (Simonyan and Zisserman 2014, arXiv:1409.1556) as a feature network, cut after the deepest layer in use.

In bfloat16 half of the time would go into memory, not arithmetic. So the network has its own way back: it keeps
nothing but what the ReLUs gave, never asks for gradients of weights, and reuses the gradient it was handed. On a
processor the weights lie in oneDNN's own order, once for each way: else every call would sort them again, which
takes longer than a small picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.models import vgg19

from engine.options import LAYERS, Pooling
from engine.painting.weights import Preprocessing, Weights

AVERAGE_POOLING_GAIN = 1.5
"""Averages are smaller than maxima: by 1.2 to 2.0 in the four poolings, measured on photos and paintings. This keeps
the activations, and so what biases and strength mean, about the same."""


class ConvReLU(nn.Module):
    """A convolution of 3 x 3 with its ReLU: (1, C, H, W) -> (1, C', H, W), or 2 smaller each way without padding."""

    def __init__(self, weight: Tensor, bias: Tensor, padding: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False)
        self.padding = padding

    def forward(self, x: Tensor) -> tuple[Tensor]:
        """The output, which is all that `backward` needs besides the input."""
        if _is_packed(x):
            return (_convolved(x, self._forth, self.bias, self.padding, "relu"),)
        return (F.conv2d(x, self.weight, self.bias, padding=self.padding).relu_(),)

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor:
        """The gradient at `x` from that at `y`, which is overwritten."""
        torch.ops.aten.threshold_backward.grad_input(gradient, y, 0, grad_input=gradient)
        if _is_packed(x):
            return _convolved(gradient, self._back, None, 2 - self.padding, "none")
        pad, ones = [self.padding] * 2, [1, 1]
        found: Tensor = torch.ops.aten.convolution_backward(
            gradient, x, self.weight, None, ones, pad, ones, False, [0, 0], 1, [True, False, False]
        )[0]
        return found

    @cached_property
    def _forth(self) -> Tensor:
        return _packed(self.weight)

    @cached_property
    def _back(self) -> Tensor:
        """A convolution's gradient is one with the kernels turned round."""
        return _packed(self.weight.flip(2, 3).transpose(0, 1).contiguous(memory_format=torch.channels_last))


class MaxPool(nn.Module):
    """(1, C, H, W) -> (1, C, H // 2, W // 2)."""

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The output, and where each maximum was."""
        y, indices = F.max_pool2d_with_indices(x, [2, 2])
        return y, indices

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor, indices: Tensor) -> Tensor:
        """The gradient at `x` from that at `y`."""
        found: Tensor = torch.ops.aten.max_pool2d_with_indices_backward(
            gradient, x, [2, 2], [2, 2], [0, 0], [1, 1], False, indices
        )
        return found


class AveragePool(nn.Module):
    """(1, C, H, W) -> (1, C, H // 2, W // 2), `AVERAGE_POOLING_GAIN` times the average."""

    def forward(self, x: Tensor) -> tuple[Tensor]:
        return (F.avg_pool2d(x, 2) * AVERAGE_POOLING_GAIN,)

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor:
        """The gradient at `x` from that at `y`."""
        found: Tensor = torch.ops.aten.avg_pool2d_backward(
            gradient * AVERAGE_POOLING_GAIN, x, [2, 2], [2, 2], [0, 0], False, True, None
        )
        return found


class Features(nn.Module):
    """Pictures in, activations of the named layers out.

    `forward` takes RGB pictures (1, 3, H, W) in 0..255 and returns `{"relu4_2": (1, 512, H / 8, W / 8), ...}` in the
    precision of the network.
    """

    mean: Tensor

    def __init__(
        self,
        weights: Weights,
        layers: Iterable[str],
        pooling: Pooling = "max",
        dtype: torch.dtype = torch.float32,
        *,
        channels_last: bool = True,
    ) -> None:
        super().__init__()
        self.layers = frozenset(layers)
        self.dtype = dtype
        with torch.device("meta"):
            network = vgg19(weights=None).features
        network.load_state_dict(weights.state, assign=True)
        mean, network[0].weight = _folded(weights.preprocessing, network[0].weight)
        self.register_buffer("mean", mean)
        self.network = _cut(network, self.layers, pooling)
        self.order = torch.channels_last if channels_last else torch.contiguous_format
        self.network.to(dtype=dtype).to(memory_format=self.order)
        self.eval().requires_grad_(False)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        x = (x - self.mean).to(dtype=self.dtype, memory_format=self.order)
        x = F.pad(x, (1, 1, 1, 1), mode="replicate")  # a frame of zeros would be painted as a border
        stages = dict(self.network.named_children())
        if not (torch.is_grad_enabled() and x.requires_grad):
            return self._looked_at(x, stages)
        names = [name for name in stages if name in self.layers]
        found = _Pass.apply(x, list(stages.values()), [list(stages).index(name) for name in names])
        return dict(zip(names, found, strict=True))

    def _looked_at(self, x: Tensor, stages: Mapping[str, nn.Module]) -> dict[str, Tensor]:
        """Without a way back: only the wanted layers are kept."""
        found = {}
        for name, stage in stages.items():
            x = stage(x)[0]
            if name in self.layers:
                found[name] = x
        return found


class _Pass(torch.autograd.Function):
    """All stages, and the way back through them."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, stages: list[nn.Module], wanted: list[int]) -> tuple[Tensor, ...]:
        kept: list[tuple[Tensor, ...]] = []
        y = x
        for stage in stages:
            kept.append(stage(y))
            y = kept[-1][0]
        ctx.stages, ctx.wanted, ctx.counts = stages, wanted, [len(tensors) for tensors in kept]
        ctx.save_for_backward(x, *(tensor for tensors in kept for tensor in tensors))
        ctx.set_materialize_grads(False)
        return tuple(kept[index][0] for index in wanted)

    @staticmethod
    def backward(ctx: Any, *given: Tensor | None) -> tuple[Tensor | None, None, None]:
        x, *saved = ctx.saved_tensors
        kept = [tuple(saved.pop(0) for _ in range(count)) for count in ctx.counts]
        inputs = [x, *(tensors[0] for tensors in kept)]
        wanted = dict(zip(ctx.wanted, given, strict=True))
        gradient: Tensor | None = None
        for index in reversed(range(len(kept))):
            here = wanted.get(index)
            if here is not None:
                gradient = here.clone() if gradient is None else gradient.add_(here)
            if gradient is not None:
                gradient = ctx.stages[index].backward(gradient, inputs[index], *kept[index])
        return gradient, None, None


def _is_packed(x: Tensor) -> bool:
    return x.dtype == torch.bfloat16 and x.device.type == "cpu" and _fuses_bfloat16()


@cache
def _fuses_bfloat16() -> bool:
    return bool(torch._C._has_mkldnn and torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _packed(weight: Tensor) -> Tensor:
    """The weights in the order that oneDNN wants them in, whatever the picture's size."""
    ones = [1, 1]
    found: Tensor = torch._C._nn.mkldnn_reorder_conv2d_weight(weight.to_mkldnn(), ones, ones, ones, 1)
    return found


def _convolved(x: Tensor, packed: Tensor, bias: Tensor | None, padding: int, then: str) -> Tensor:
    pad, ones = [padding] * 2, [1, 1]
    found: Tensor = torch.ops.mkldnn._convolution_pointwise(x, packed, bias, pad, ones, ones, 1, then, [], "")
    return found


def _folded(recipe: Preprocessing, weight: Tensor) -> tuple[Tensor, nn.Parameter]:
    """What to subtract from RGB 0..255 (1, 3, 1, 1), and a first convolution's weight (C, 3, 3, 3) that does the rest:
    the order of channels and the scale. The mean stays apart, for pictures less their mean lose little in bfloat16."""
    order = [recipe.channels.index(channel) for channel in range(3)]
    mean, std = (
        recipe.scale * torch.tensor(given)[order].view(1, 3, 1, 1) for given in (recipe.mean, recipe.std)
    )
    return mean, nn.Parameter(weight[:, order] / std, requires_grad=False)


def _cut(network: nn.Sequential, layers: frozenset[str], pooling: Pooling) -> nn.Sequential:
    """Torchvision's layers, each convolution with its ReLU, under the papers' names, up to the deepest of `layers`."""
    deepest = max(layers, key=LAYERS.index)
    named = nn.Sequential()
    block, conv = 1, 0
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            conv += 1
            assert layer.bias is not None
            named.add_module(
                f"relu{block}_{conv}", ConvReLU(layer.weight, layer.bias, padding=1 if len(named) else 0)
            )
            if f"relu{block}_{conv}" == deepest:
                break
        elif isinstance(layer, nn.MaxPool2d):
            named.add_module(f"pool{block}", MaxPool() if pooling == "max" else AveragePool())
            block, conv = block + 1, 0
    return named
