"""Pictures larger than memory: the gradient of the whole objective, a tile at a time, and exact.

The Gram matrices belong to the whole picture, so there are two passes. The first sums them over the tiles without
keeping anything else. Their derivative is then known, and the second pass sends each tile's share of the full
gradient back on its own. A tile sees `HALO` pixels around what it answers for: as far as relu5_1 looks, so every
activation that counts is the one that the whole picture would have given.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import torch
from torch import Tensor

from engine.painting.balance import Losses, Objective
from engine.painting.canvas import Canvas
from engine.painting.losses import content_loss, gram_matrix, total_variation
from engine.painting.vgg import Features

ALIGNMENT: Final = 16
"""Pixels. Four poolings: tiles that begin at multiples of it meet the same grid as the whole picture."""

HALO: Final = 80
"""Pixels. relu5_1 looks 78 pixels to each side; the next multiple of `ALIGNMENT`."""


LOOKED_AT_TWICE: Final = 1.5
"""There, there and back instead of there and back."""


@dataclass(frozen=True)
class Tiling:
    """How pictures are shown to the network: whole up to `whole` pixels, larger ones in tiles of `side` pixels."""

    whole: int = sys.maxsize
    side: int = 0

    def side_for(self, height: int, width: int) -> int:
        """Pixels of a tile's longest side; of a picture that fits whole, its own."""
        return self.side if height * width > self.whole else max(height, width)

    def work(self, height: int, width: int) -> float:
        """Pixels of a picture evaluated whole in the same time: tiles overlap, and are looked at once more."""
        side = self.side_for(height, width)
        if side >= max(height, width):
            return height * width
        spans = (_spans(length, side) for length in (height, width))
        rows, columns = (sum(span.last - span.first for span in along) for along in spans)
        return LOOKED_AT_TWICE * rows * columns


WHOLE: Final = Tiling()
"""Nothing in tiles."""


@dataclass(frozen=True)
class Span:
    """Along one axis, in pixels: a tile answers for `start` to `stop` and sees `first` to `last` of `length`."""

    start: int
    stop: int
    first: int
    last: int
    length: int

    def at(self, size: int) -> slice:
        """What it answers for in a whole layer of `size` positions."""
        stride = self._stride(size)
        return slice(self.start // stride, size if self.stop == self.length else self.stop // stride)

    def within(self, size: int) -> slice:
        """The same in the layer that the tile alone gives, if the whole would have `size` positions."""
        whole, offset = self.at(size), self.first // self._stride(size)
        return slice(whole.start - offset, whole.stop - offset)

    def _stride(self, size: int) -> int:
        return 1 << (self.length // size).bit_length() - 1


@dataclass(frozen=True)
class Tile:
    """One part of a picture."""

    rows: Span
    columns: Span

    def seen(self, picture: Tensor) -> Tensor:
        """What the network is shown of (B, C, H, W)."""
        return picture[..., self.rows.first : self.rows.last, self.columns.first : self.columns.last]

    def of_whole(self, layer: Tensor) -> Tensor:
        """The tile's part of the whole picture's layer (B, C, H, W)."""
        return layer[..., self.rows.at(layer.shape[-2]), self.columns.at(layer.shape[-1])]

    def of_own(self, layer: Tensor, height: int, width: int) -> Tensor:
        """The same part of the tile's own layer, if the whole picture's is `height` x `width`."""
        return layer[..., self.rows.within(height), self.columns.within(width)]


def tiles(height: int, width: int, side: int) -> Iterator[Tile]:
    """Tiles of about `side` pixels that cover a picture."""
    for rows in _spans(height, side):
        for columns in _spans(width, side):
            yield Tile(rows, columns)


def _spans(length: int, side: int) -> list[Span]:
    """As equal as the alignment lets them be, none longer than `side`."""
    count = -(-length // side)
    cuts = [round(length * number / count / ALIGNMENT) * ALIGNMENT for number in range(count)] + [length]
    return [
        Span(start, stop, max(0, start - HALO), min(length, stop + HALO), length)
        for start, stop in pairwise(cuts)
        if stop > start
    ]


def look(
    features: Features, picture: Tensor, kept: Iterable[str], correlated: Iterable[str], side: int
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Of a picture (1, 3, H, W) in 0..255 the layers `kept` and the Gram matrices (C, C) of the layers `correlated`.

    A tile of `side` pixels at a time; at once where the picture is no larger.
    """
    height, width = picture.shape[-2:]
    with torch.no_grad():
        if side >= max(height, width):
            activations = features(picture)
            grams = {name: gram_matrix(activations[name]) for name in correlated}
            return {name: activations[name] for name in kept}, grams
        sums: dict[str, Tensor] = {}
        whole: dict[str, Tensor] = {}
        for tile in tiles(height, width, side):
            activations = features(tile.seen(picture))
            for name in correlated:
                part = tile.of_own(activations[name], *layer_size(name, height, width))
                sums[name] = sums.get(name, 0) + _products(part)
            for name in kept:
                size = layer_size(name, height, width)
                layer = activations[name]
                if name not in whole:
                    whole[name] = layer.new_empty((1, layer.shape[1], *size))
                tile.of_whole(whole[name]).copy_(tile.of_own(layer, *size))
    return whole, {name: total / math.prod(layer_size(name, height, width)) for name, total in sums.items()}


def gram_matrices(features: Features, picture: Tensor, layers: Iterable[str], side: int) -> dict[str, Tensor]:
    """Of a picture (1, 3, H, W) in 0..255, a tile of `side` pixels at a time: `{"relu1_1": (C, C), ...}`."""
    return look(features, picture, (), layers, side)[1]


def evaluate(
    features: Features, objective: Objective, canvas: Canvas, parameters: Tensor, side: int
) -> tuple[Losses, Tensor]:
    """The losses of a picture and the gradient of their total, both as if the picture were evaluated whole."""
    free = parameters.detach().requires_grad_()
    values = canvas.values(free)
    seen = canvas.seen(values).detach()
    height, width = seen.shape[-2:]
    grams = {
        name: gram.requires_grad_()
        for name, gram in gram_matrices(features, seen, objective.style_layers, side).items()
    }
    style = objective.style_of(grams)
    slopes = dict(zip(grams, torch.autograd.grad(objective.beta * style, list(grams.values())), strict=True))
    content = torch.zeros((), device=seen.device)
    gradient = torch.zeros_like(seen)
    for tile in tiles(height, width, side):
        part = tile.seen(seen).clone().requires_grad_()
        activations = features(part)
        share = _content_share(objective, tile, activations, height, width)
        pull = objective.alpha * share
        for name, slope in slopes.items():
            size = layer_size(name, height, width)
            pull = pull + (slope * _products(tile.of_own(activations[name], *size))).sum() / math.prod(size)
        tile.seen(gradient).add_(torch.autograd.grad(pull, part)[0])
        content += share.detach()
    smooth = objective.smoothness * total_variation(values)
    (slope,) = torch.autograd.grad((canvas.seen(values) * gradient).sum() + smooth, free)
    total = objective.alpha * content + objective.beta * style.detach() + smooth.detach()
    return Losses(total, content, style.detach()), slope


def layer_size(name: str, height: int, width: int) -> tuple[int, int]:
    """Rows and columns of a layer: each pooling halves, rounding down."""
    poolings = int(name.removeprefix("relu").partition("_")[0]) - 1
    return height >> poolings, width >> poolings


def _content_share(
    objective: Objective, tile: Tile, activations: Mapping[str, Tensor], height: int, width: int
) -> Tensor:
    """The tile's part of the content loss."""
    parts = []
    for name, weight in objective.content_layers.items():
        target = objective.content[name]
        own = tile.of_own(activations[name], *layer_size(name, height, width))
        part = tile.of_whole(target)
        parts.append(weight * content_loss(own, part) * part.numel() / target.numel())
    return torch.stack(parts).sum()


def _products(activations: Tensor) -> Tensor:
    """Sums over positions of the products of channels: (1, C, H, W) -> (C, C)."""
    return gram_matrix(activations) * math.prod(activations.shape[-2:])
