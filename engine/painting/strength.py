"""What `strength` means: how like the photo the picture is at the end, whatever the pair, the size and the steps.

Likeness is the cosine of the content layers' activations: 1 is the photo, and pictures that have nothing to do with
each other are still .2 to .3 alike. With one ratio of content to style pairs end .2 apart, because what a painting asks
for fits one photo better than another. So the ratio is turned once at each level of the pyramid, as soon as the picture
has settled there: from then on likeness grows alike for all pairs, and where it will end is known within .02.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor

from engine.painting.pyramid import Level

LIKENESS: Final = {1: 0.99, 5: 0.97, 20: 0.88, 35: 0.74, 50: 0.58, 65: 0.47, 80: 0.38, 100: 0.28}
"""What each strength asks for; what lies between is interpolated."""

EVEN_RATIO: Final = 0.02
"""Content to style at strength 50, to begin with: what half of all pairs need about."""

STRENGTH_PER_DECADE: Final = 20.0
"""So many points of strength make style ten times as heavy: even steps to the eye from 1 to 100."""

POINT: Final = 0.0095
"""Likeness that is lost with each point of strength, around 50."""

SHARE: Final = 0.6
"""Of the way to the likeness that is wanted, that the ratio is turned: all of it would keep a photo that a painting
swallows at the cost of the style."""

FARTHEST: Final = 30.0
"""Points that the ratio is turned at most."""

SETTLED: Final = 6
"""Steps after which an enlarged picture has taken the style of its new size."""

SETTLED_FIRST: Final = 12
"""Steps after which the coarsest picture, which began as the photo, has."""

GROWTH: Final = 0.16
"""Likeness that an enlarged picture gains after it has settled, given steps without end; the coarsest gains nothing."""

GROWTH_STEPS: Final = 25.0
"""Steps in which it gains all of it but an e-th."""


def content_ratio(strength: float) -> float:
    """Content to style, both relative to their worst: even steps of `strength` are even factors."""
    return EVEN_RATIO * 10 ** ((50 - strength) / STRENGTH_PER_DECADE)


def likeness(found: Mapping[str, Tensor], photo: Mapping[str, Tensor]) -> float:
    """The mean cosine of two pictures' activations (1, C, H, W), over the layers of `photo`."""
    cosines = [
        torch.nn.functional.cosine_similarity(found[name].float().flatten(), target.float().flatten(), dim=0)
        for name, target in photo.items()
    ]
    return float(torch.stack(cosines).mean())


class Dial:
    """`turned` is the strength to paint with, so that the picture ends as the strength that was `asked` for."""

    def __init__(self, asked: float, levels: Sequence[Level], turned: float | None = None) -> None:
        self._asked = asked
        self._steps = [level.steps for level in levels]
        self.turned = asked if turned is None else turned

    def due(self, index: int, taken: int) -> bool:
        """Whether it is to be turned now, with so many steps taken at this level."""
        return taken == (SETTLED if index else SETTLED_FIRST)

    def turn(self, index: int, found: float) -> None:
        """By how like the photo the picture of this level is, once it has settled."""
        end = found
        if len(self._steps) > 1:
            left = max(0, self._steps[-1] - SETTLED)
            end += GROWTH * ((index > 0) - math.exp(-left / GROWTH_STEPS))
        unturned = end + POINT * (self.turned - self._asked)
        wanted = float(np.interp(self._asked, list(LIKENESS), list(LIKENESS.values())))
        points = SHARE * (unturned - wanted) / POINT
        self.turned = self._asked + max(-FARTHEST, min(FARTHEST, points))
