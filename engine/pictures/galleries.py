"""Several pictures on one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from engine.pictures.images import decode, encode
from engine.pictures.opening import MAX_ASPECT
from engine.pictures.srgb import WHITE

INK: Final = (32, 32, 32)


def side_by_side(pictures: Sequence[bytes], height: int) -> bytes:
    """A JPEG with the pictures in a row, each `height` pixels high. Raises as `decode` does."""
    row = [_with_height(decode(data, side=height * MAX_ASPECT), height) for data in pictures]
    gap = max(2, height // 64)
    sheet = Image.new("RGB", (sum(image.width for image in row) + gap * (len(row) - 1), height), WHITE)
    left = 0
    for image in row:
        sheet.paste(image, (left, 0))
        left += image.width + gap
    return encode(sheet, "jpeg", quality=88)


def contact_sheet(pictures: Sequence[tuple[str, bytes]], columns: int, tile: int) -> bytes:
    """A JPEG gallery: square tiles of `tile` pixels, each above its name. Raises as `decode` does."""
    gap, label = max(4, tile // 16), max(14, tile // 7)
    font = ImageFont.load_default(size=max(10, label * 2 // 3))
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (tile + gap) + gap, rows * (tile + label + gap) + gap), WHITE)
    draw = ImageDraw.Draw(sheet)
    for index, (name, data) in enumerate(pictures):
        row, column = divmod(index, columns)
        left, top = gap + column * (tile + gap), gap + row * (tile + label + gap)
        sheet.paste(
            ImageOps.fit(decode(data, side=2 * tile), (tile, tile), Image.Resampling.LANCZOS), (left, top)
        )
        draw.text((left + tile // 2, top + tile + label // 2), name, INK, font, anchor="mm")
    return encode(sheet, "jpeg", quality=88)


def _with_height(image: Image.Image, height: int) -> Image.Image:
    return image.resize(
        (max(1, round(image.width * height / image.height)), height), Image.Resampling.LANCZOS
    )
