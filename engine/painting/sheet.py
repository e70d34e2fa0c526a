"""Sheets of small pictures to choose from: each with its number, and its title where the font can write it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from engine.pictures.galleries import INK
from engine.pictures.images import decode, encode
from engine.pictures.srgb import WHITE

GAP: Final = 8
LABEL: Final = 32
"""Pixels of the strip below each picture."""
FONT_PIXELS: Final = 18
QUALITY: Final = 88
MISSING: Final = "\uffff"
"""A character that no font has: drawn as the font draws whatever it lacks."""


def compose_sheet(cells: Sequence[tuple[str, bytes]]) -> bytes:
    """A JPEG of the cells, `(title, picture)` each, numbered from 1, in about a square.

    The pictures are of one size. Raises as `decode` does.
    """
    pictures = [decode(data) for _, data in cells]
    width = max(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures) + LABEL
    columns = min(len(cells), max(1, round(math.sqrt(len(cells) * height / width))))
    rows = -(-len(cells) // columns)
    sheet = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), WHITE)
    draw = ImageDraw.Draw(sheet)
    for index, (title, _) in enumerate(cells):
        row, column = divmod(index, columns)
        left, top = GAP + column * (width + GAP), GAP + row * (height + GAP)
        sheet.paste(pictures[index], (left, top))
        middle = top + height - LABEL // 2
        draw.text((left + 2, middle), _caption(index + 1, title, width - 4), INK, _font(), anchor="lm")
    return encode(sheet, "jpeg", quality=QUALITY)


def _caption(number: int, title: str, room: int) -> str:
    """`7  Title`, cut to `room` pixels; the number alone when the font lacks a letter of the title."""
    if not _writable(title):
        return str(number)
    whole = caption = f"{number}  {title}"
    while _font().getlength(caption) > room:
        whole = whole[:-1]
        caption = f"{whole.rstrip()}…"
    return caption


def _writable(text: str) -> bool:
    lacking = bytes(_font().getmask(MISSING))
    return all(bytes(_font().getmask(letter)) != lacking for letter in text if not letter.isspace())


@cache
def _font() -> ImageFont.FreeTypeFont:
    file = files("font_source_sans_pro") / "files" / "SourceSansPro-Semibold.ttf"
    return ImageFont.truetype(str(file), FONT_PIXELS)
