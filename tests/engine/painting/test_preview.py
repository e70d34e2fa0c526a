"""The instant preview: any size, and every option that it honours."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.errors import OptionError, PictureError
from engine.options import COLOR_MODES, StyleOptions
from engine.painting.preview import PreviewNetwork, paint_preview, stylize_preview
from engine.pictures.images import decode
from tests.pictures import MODES, in_mode, noise, png, quarters, save, strokes

PHOTO = save(quarters(96, 64))
PAINTING = save(strokes(80, 80, seed=1))
OTHER = save(noise(80, 80))


@pytest.fixture(scope="module")
def network() -> PreviewNetwork:
    return PreviewNetwork()


def paint(network: PreviewNetwork, content: bytes = PHOTO, *styles: bytes, **options: object) -> np.ndarray:
    image = paint_preview(content, styles or (PAINTING,), StyleOptions.parse(**options), 96, network)
    return np.asarray(image, dtype=float)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


def photo() -> np.ndarray:
    return np.asarray(decode(PHOTO), dtype=float)


def test_it_is_a_jpeg_of_the_size_asked_for() -> None:
    with Image.open(BytesIO(stylize_preview(PHOTO, [PAINTING], StyleOptions(), side=120))) as image:
        assert (image.format, image.size) == ("JPEG", (120, 80))


@settings(max_examples=12, deadline=None)
@given(width=st.integers(16, 150), height=st.integers(16, 150), side=st.integers(64, 160))
def test_any_size_and_shape_is_painted(network: PreviewNetwork, width: int, height: int, side: int) -> None:
    image = paint_preview(png(width, height), [PAINTING], StyleOptions(), side, network)
    assert max(image.size) == side or min(image.size) == 64
    assert abs(image.width / image.height - width / height) <= max(width, height) / min(image.size)


@settings(max_examples=12, deadline=None)
@given(
    strength=st.integers(1, 100),
    colors=st.sampled_from(COLOR_MODES),
    style_scale=st.floats(0.1, 4),
    style_blend=st.just(()) | st.tuples(st.floats(0, 9), st.floats(0.1, 9)),
    mode=st.sampled_from(["L", "RGBA", "P", "CMYK"]),
)
def test_any_options_are_painted(network: PreviewNetwork, mode: str, **options: object) -> None:
    painted = paint(network, save(in_mode(mode), "TIFF"), PAINTING, OTHER, **options)
    assert painted.shape == (64, 96, 3)


@pytest.mark.parametrize("size", [(320, 16), (16, 320)])
def test_a_panorama_is_painted(network: PreviewNetwork, size: tuple[int, int]) -> None:
    image = paint_preview(png(*size), [PAINTING], StyleOptions(), 64, network)
    assert sorted(image.size) == [64, 1280]


def test_the_networks_see_the_whole_picture_at_any_size(network: PreviewNetwork) -> None:
    style = network.style_vector(strokes())
    for size in ((33, 50), (64, 64), (101, 38)):
        assert network.paint(strokes(*size), style).size == size


def test_the_same_input_gives_the_same_picture(network: PreviewNetwork) -> None:
    assert np.array_equal(paint(network), paint(network))


def test_the_more_strength_the_further_from_the_photo(network: PreviewNetwork) -> None:
    away = [distance(paint(network, strength=strength), photo()) for strength in (1, 20, 50, 100)]
    assert away == sorted(away)
    assert away[0] < 5 < 15 < away[-1]


def test_another_painting_gives_another_picture(network: PreviewNetwork) -> None:
    assert distance(paint(network, PHOTO, PAINTING), paint(network, PHOTO, OTHER)) > 5


def test_styles_are_blended_by_weight(network: PreviewNetwork) -> None:
    first, second = paint(network, PHOTO, PAINTING), paint(network, PHOTO, OTHER)
    blend = paint(network, PHOTO, PAINTING, OTHER, style_blend=(9, 1))
    assert 0 < distance(blend, first) < distance(blend, second)


def test_a_weight_of_nothing_leaves_a_style_out(network: PreviewNetwork) -> None:
    alone = paint(network, PHOTO, PAINTING)
    assert distance(paint(network, PHOTO, PAINTING, OTHER, style_blend=(1, 0)), alone) < 1


def test_a_blend_that_does_not_fit_the_styles_is_refused(network: PreviewNetwork) -> None:
    with pytest.raises(OptionError, match="3 weights for 2") as caught:
        paint(network, PHOTO, PAINTING, OTHER, style_blend=(1, 2, 3))
    assert caught.value.field == "style_blend"


def chroma(pixels: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels.astype(np.uint8)).convert("YCbCr"), dtype=float)[..., 1:]


def test_keep_keeps_the_colours_of_the_photo(network: PreviewNetwork) -> None:
    soft = save(strokes(96, 64, seed=4).point(lambda value: 64 + value // 2))
    own = chroma(np.asarray(decode(soft), dtype=float))
    kept = distance(chroma(paint(network, soft, colors="keep")), own)
    assert kept < 4 < distance(chroma(paint(network, soft, colors="style")), own)


def test_match_brings_the_palette_closer_to_the_photo(network: PreviewNetwork) -> None:
    dark, light = (
        save(strokes().point(lambda value: value // 4)),
        save(strokes(seed=2).point(lambda value: 190 + value // 4)),
    )
    own = np.asarray(decode(light), dtype=float).mean()
    matched, styled = (paint(network, light, dark, colors=colors).mean() for colors in ("match", "style"))
    assert abs(matched - own) < abs(styled - own)


def test_style_scale_paints_larger_strokes(network: PreviewNetwork) -> None:
    def roughness(pixels: np.ndarray) -> float:
        return float(np.abs(np.diff(pixels, axis=1)).mean())

    coarse, fine = (paint(network, PHOTO, OTHER, style_scale=scale) for scale in (3, 1))
    assert roughness(coarse) < roughness(fine)


@pytest.mark.parametrize("colors", COLOR_MODES)
@pytest.mark.parametrize(
    "gray", [Image.new("L", (64, 64), 128), strokes(64, 64).convert("L")], ids=["flat", "waves"]
)
def test_gray_photos_and_paintings_are_safe(network: PreviewNetwork, gray: Image.Image, colors: str) -> None:
    painted = paint(network, save(gray), save(gray), colors=colors)
    assert np.isfinite(painted).all()
    assert painted.mean() > 10


def test_a_gray_photo_that_keeps_its_colours_stays_gray(network: PreviewNetwork) -> None:
    painted = paint(network, save(strokes(64, 64).convert("L")), colors="keep")
    assert np.abs(painted - painted.mean(axis=2, keepdims=True)).max() <= 2


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_painted(network: PreviewNetwork, mode: str) -> None:
    kind = "PNG" if mode == "1" else "WEBP" if mode == "HSV" else "TIFF"
    assert paint(network, save(in_mode(mode), kind), save(in_mode(mode), kind)).shape == (64, 96, 3)


def test_what_is_no_picture_is_refused(network: PreviewNetwork) -> None:
    with pytest.raises(PictureError):
        paint(network, b"no picture")
