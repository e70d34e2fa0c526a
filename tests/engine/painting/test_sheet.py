"""A sheet of small pictures, numbered and titled."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from engine.errors import PictureError
from engine.painting.sheet import GAP, LABEL, compose_sheet


def cell(color: str = "red", width: int = 128, height: int = 96) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "PNG")
    return buffer.getvalue()


def opened(sheet: bytes) -> Image.Image:
    return Image.open(io.BytesIO(sheet)).convert("RGB")


def caption(title: str) -> np.ndarray:
    """The strip below the only cell."""
    return np.asarray(opened(compose_sheet([(title, cell())])))[GAP + 96 :]


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (4, 2), (16, 4), (25, 5)])
def test_it_is_about_a_square(count: int, columns: int) -> None:
    assert opened(compose_sheet([("Style", cell())] * count)).width == columns * (128 + GAP) + GAP


def test_wide_pictures_have_fewer_columns() -> None:
    strips = [("Style", cell(width=256, height=32))] * 16
    assert opened(compose_sheet(strips)).width == 2 * (256 + GAP) + GAP


def test_the_cells_are_in_reading_order() -> None:
    image = opened(compose_sheet([("a", cell("red")), ("b", cell("lime")), ("c", cell("blue"))]))
    middles = [(64 + GAP, 48 + GAP), (64 + 2 * GAP + 128, 48 + GAP), (64 + GAP, 48 + 2 * GAP + 96 + LABEL)]
    pixels = [image.getpixel(middle) for middle in middles]
    assert [int(np.argmax(pixel)) for pixel in pixels] == [0, 1, 2]


@pytest.mark.parametrize("title", ["Aquarell", "Empâtement", "Витраж"])
def test_a_title_is_written(title: str) -> None:
    assert (caption(title) < 128).sum() > 1.5 * (caption("水彩") < 128).sum()


def test_a_title_that_the_font_cannot_write_leaves_its_number() -> None:
    assert np.array_equal(caption("水彩"), caption("点描"))
    assert (caption("水彩") < 128).any()


def test_a_long_title_stays_within_its_cell() -> None:
    assert (caption("W" * 80)[:, -GAP:] > 200).all()


def test_what_is_no_picture_is_an_error() -> None:
    with pytest.raises(PictureError):
        compose_sheet([("a", b"hello")])
