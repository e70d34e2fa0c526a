"""The styles that ship with the project: each a short program that draws from a seed. All our own work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Final

import numpy as np
from numpy.random import Generator
from PIL import Image

from . import (
    batik,
    cut_paper,
    embroidery,
    impasto,
    ink_wash,
    linocut,
    marbling,
    mosaic,
    neon,
    pastel,
    pointillism,
    risograph,
    stained_glass,
    strata,
    watercolor,
    woodcut,
)
from .color import Colors, to_image
from .fields import Size

SQUARE: Final[Size] = (768, 768)
WIDE: Final[Size] = (896, 640)


@dataclass(frozen=True)
class Style:
    """How one style is drawn. Lengths are in pixels, so a smaller canvas shows a smaller piece."""

    drawing: Callable[[Size, Generator], Colors]
    size: Size = SQUARE
    seed: int = 7

    def draw(self, size: Size | None = None) -> Image.Image:
        """Draw the style; the same size gives the same picture every time."""
        return to_image(self.drawing(size or self.size, np.random.default_rng(self.seed)))


def _style(module: ModuleType, size: Size = SQUARE, seed: int = 7) -> Style:
    return Style(module.draw, size, seed)


STYLES: Final[Mapping[str, Style]] = {
    "impasto": _style(impasto),
    "mosaic": _style(mosaic),
    "stained-glass": _style(stained_glass),
    "watercolor": _style(watercolor),
    "marbling": _style(marbling, WIDE),
    "linocut": _style(linocut),
    "woodcut": _style(woodcut),
    "cut-paper": _style(cut_paper),
    "embroidery": _style(embroidery),
    "ink-wash": _style(ink_wash, WIDE),
    "pointillism": _style(pointillism),
    "pastel": _style(pastel),
    "risograph": _style(risograph),
    "strata": _style(strata),
    "batik": _style(batik),
    "neon": _style(neon),
}
"""Every style by the name it has in `bot/core/styles`."""
