"""Strength: how content and style are weighed, by measurement instead of by guess.

The published losses differ by orders of magnitude from picture to picture, size to size and layer to layer, so
one alpha and beta never mean the same twice. Here each loss is divided by what it would be if it were ignored:
content by the loss of a picture without any structure (every position showing the photo's mean activation),
style by the loss of the untouched photo. Both are then about 1 at worst, at every level of the pyramid, and
`strength` sets their ratio on a logarithmic scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from engine.options import StyleOptions, layer_weights
from engine.painting.losses import content_loss, gram_matrix, style_loss, total_variation

EVEN_RATIO: Final = 0.012
"""Content to style at strength 50, chosen by eye on photos and paintings of every kind."""

STRENGTH_PER_DECADE: Final = 20.0
"""So many points of strength make style ten times as heavy: even steps to the eye from 1 to 100."""

SMOOTHNESS: Final = 0.04 / 127.5**2
"""Of the total variation at `tv_weight` 1, against a style loss that starts at 1: removes the grid that max pooling
leaves in short runs, and no brush stroke."""

PAPER_WEIGHTS: Final = (10.0, 40.0)
"""Alpha and beta where only one of them is given: the values the formulas are usually taught with."""

LEAST_STYLE_LOSS: Final = 1e-4
"""Share of the painting's own Gram matrices below which photo and painting count as alike already."""

TINY: Final = 1e-12


@dataclass(frozen=True)
class Losses:
    """Scalars: the weighted sum that is minimised, and the two published losses in it."""

    total: Tensor
    content: Tensor
    style: Tensor


@dataclass(frozen=True)
class Objective:
    """What a picture is compared with at one level, and how much each loss counts.

    `content` holds activations (1, C, H, W), `style` Gram matrices (C, C), by layer; the weights of each add up to 1.
    """

    content: Mapping[str, Tensor]
    style: Mapping[str, Tensor]
    content_layers: Mapping[str, float]
    style_layers: Mapping[str, float]
    alpha: float
    beta: float
    smoothness: float

    @classmethod
    def measured(
        cls, photo: Mapping[str, Tensor], style: Mapping[str, Tensor], options: StyleOptions
    ) -> Objective:
        """Weighs the losses for a photo with these activations, as `options` ask."""
        content_layers = layer_weights(options.content_layers, "content_layers")
        style_layers = layer_weights(options.style_layers, "style_layers")
        structureless = {name: photo[name].mean(dim=(2, 3), keepdim=True) for name in content_layers}
        worst_content = sum(
            weight * content_loss(structureless[name], photo[name]).item()
            for name, weight in content_layers.items()
        )
        worst_style = sum(
            weight
            * max(
                style_loss(gram_matrix(photo[name]), style[name]).item(),
                LEAST_STYLE_LOSS * style_loss(torch.zeros_like(style[name]), style[name]).item(),
            )
            for name, weight in style_layers.items()
        )
        worst_style = max(worst_style, TINY)
        if options.content_weight is None and options.style_weight is None:
            ratio = EVEN_RATIO * 10 ** ((50 - options.strength) / STRENGTH_PER_DECADE)
            alpha, beta = ratio / max(worst_content, TINY), 1 / worst_style
        else:
            alpha, beta = (
                default if given is None else given
                for given, default in zip(
                    (options.content_weight, options.style_weight), PAPER_WEIGHTS, strict=True
                )
            )
        scale = beta * worst_style if beta else alpha * worst_content
        return cls(
            content={name: photo[name] for name in content_layers},
            style=style,
            content_layers=content_layers,
            style_layers=style_layers,
            alpha=alpha,
            beta=beta,
            smoothness=options.tv_weight * SMOOTHNESS * scale,
        )

    def losses(self, values: Tensor, activations: Mapping[str, Tensor]) -> Losses:
        """Of a picture with `values` (1, C, H, W) in 0..255 and its activations."""
        content = torch.stack(
            [
                weight * content_loss(activations[name], self.content[name])
                for name, weight in self.content_layers.items()
            ]
        ).sum()
        style = torch.stack(
            [
                weight * style_loss(gram_matrix(activations[name]), self.style[name])
                for name, weight in self.style_layers.items()
            ]
        ).sum()
        total = self.alpha * content + self.beta * style + self.smoothness * total_variation(values)
        return Losses(total, content, style)
