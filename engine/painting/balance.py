"""Strength: how content and style are weighed, by measurement instead of by guess.

The published losses differ by orders of magnitude from picture to picture, size to size and layer to layer, so
one alpha and beta never mean the same twice: added up as they are, one style layer holds nearly all of the sum and
the others are hardly asked. Here the loss of each layer is divided by what it would be if it were ignored: a content
layer's by the loss of a picture without any structure (every position showing the photo's mean activation), a style
layer's by the loss of the untouched photo. Every layer is then about 1 at worst, at every level of the pyramid;
shares weigh the layers, and `strength` sets the ratio of content to style (see `engine.painting.strength`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import torch
from torch import Tensor

from engine.options import StyleOptions, layer_weights
from engine.painting.losses import content_loss, gram_matrix, style_loss, total_variation
from engine.painting.strength import content_ratio

SMOOTHNESS: Final = 0.04 / 127.5**2
"""Of the total variation at `tv_weight` 1, against a style loss that starts at 1: removes the grid that max pooling
leaves in short runs, and no brush stroke."""

PAPER_WEIGHTS: Final = (10.0, 40.0)
"""Alpha and beta where only one of them is given: the values the formulas are usually taught with."""

ALIKE: Final = 0.05
"""Share of a painting's own Gram matrix, squared, below which a photo counts as alike in that layer already: less is
never divided by. Photos and paintings of different kinds are .1 to 9 apart."""

TINY: Final = 1e-12


@dataclass(frozen=True)
class Losses:
    """Scalars: the weighted sum that is minimised, and the two losses in it before alpha and beta."""

    total: Tensor
    content: Tensor
    style: Tensor


@dataclass(frozen=True)
class Objective:
    """What a picture is compared with at one level, and how much each loss counts.

    `content` holds activations (1, C, H, W), `style` Gram matrices (C, C), by layer. `content_layers` and
    `style_layers` are what each layer's published loss is multiplied by: shares that add up to 1, divided by the
    layers' worst values unless alpha and beta are given.
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
        cls,
        photo: Mapping[str, Tensor],
        style: Mapping[str, Tensor],
        options: StyleOptions,
        grams: Mapping[str, Tensor] | None = None,
    ) -> Objective:
        """Weighs the losses for a photo with these activations, as `options` ask.

        `grams` are the photo's own, where the activations of its style layers are not at hand.
        """
        content_shares = layer_weights(options.content_layers, "content_layers")
        style_shares = layer_weights(options.style_layers, "style_layers")
        content = {name: photo[name] for name in content_shares}
        grams = grams or {name: gram_matrix(photo[name]) for name in style_shares}
        worst_content = {
            name: max(content_loss(target.mean(dim=(2, 3), keepdim=True), target).item(), TINY)
            for name, target in content.items()
        }
        worst_style = {
            name: max(
                style_loss(grams[name], style[name]).item(),
                ALIKE * style_loss(torch.zeros_like(style[name]), style[name]).item(),
                TINY,
            )
            for name in style_shares
        }
        smoothness = options.tv_weight * SMOOTHNESS
        if by_strength(options):
            return cls(
                content=content,
                style=style,
                content_layers={name: share / worst_content[name] for name, share in content_shares.items()},
                style_layers={name: share / worst_style[name] for name, share in style_shares.items()},
                alpha=content_ratio(options.strength),
                beta=1.0,
                smoothness=smoothness,
            )
        alpha, beta = (
            default if given is None else given
            for given, default in zip(
                (options.content_weight, options.style_weight), PAPER_WEIGHTS, strict=True
            )
        )
        scale = beta * _weighted(style_shares, worst_style) or alpha * _weighted(
            content_shares, worst_content
        )
        return cls(
            content=content,
            style=style,
            content_layers=content_shares,
            style_layers=style_shares,
            alpha=alpha,
            beta=beta,
            smoothness=smoothness * scale,
        )

    def with_strength(self, strength: float) -> Objective:
        """The same with content weighed as `strength` says."""
        return replace(self, alpha=content_ratio(strength))

    def content_of(self, activations: Mapping[str, Tensor]) -> Tensor:
        """The content loss before alpha: a mean over positions, so that parts of a picture can be added up."""
        return torch.stack(
            [
                weight * content_loss(activations[name], self.content[name])
                for name, weight in self.content_layers.items()
            ]
        ).sum()

    def style_of(self, grams: Mapping[str, Tensor]) -> Tensor:
        """The style loss before beta, of a picture with these Gram matrices."""
        return torch.stack(
            [weight * style_loss(grams[name], self.style[name]) for name, weight in self.style_layers.items()]
        ).sum()

    def losses(self, values: Tensor, activations: Mapping[str, Tensor]) -> Losses:
        """Of a picture with `values` (1, C, H, W) in 0..255 and its activations."""
        content = self.content_of(activations)
        style = self.style_of({name: gram_matrix(activations[name]) for name in self.style_layers})
        total = self.alpha * content + self.beta * style + self.smoothness * total_variation(values)
        return Losses(total, content, style)


def by_strength(options: StyleOptions) -> bool:
    """Whether `strength` weighs content and style, and not alpha and beta of the paper."""
    return options.content_weight is None and options.style_weight is None


def _weighted(shares: Mapping[str, float], losses: Mapping[str, float]) -> float:
    return sum(share * losses[name] for name, share in shares.items())
