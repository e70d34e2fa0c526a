import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from skimage.color import lab2rgb, rgb2lab

from engine.painting.color import Chroma, from_lab, to_array, to_lab, with_palette_of
from engine.painting.gamut import gray_bounds


def noise(seed: int, low: int = 0, high: int = 256, size: tuple[int, int] = (24, 18)) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(low, high, (*size[::-1], 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def test_cielab_agrees_with_an_independent_implementation() -> None:
    pixels = to_array(noise(1))
    assert np.abs(to_lab(pixels) - rgb2lab(pixels / 255)).max() < 0.02


def test_the_way_back_from_cielab_agrees_too() -> None:
    lab = rgb2lab(to_array(noise(2)) / 255)
    assert np.abs(from_lab(lab) - 255 * lab2rgb(lab)).max() < 0.1


def test_a_palette_is_moved_to_the_references_mean_and_covariance() -> None:
    moved = to_array(with_palette_of(noise(3, 60, 200), noise(4, 90, 160))).reshape(-1, 3)
    wanted = to_array(noise(4, 90, 160)).reshape(-1, 3)
    assert np.abs(moved.mean(0) - wanted.mean(0)).max() < 1
    assert np.abs(np.cov(moved.T) - np.cov(wanted.T)).max() < 25


def test_amount_zero_leaves_the_picture_as_it_is() -> None:
    assert with_palette_of(noise(5), noise(6), amount=0) == noise(5)


@pytest.mark.parametrize("gray", ["own", "reference"])
def test_a_flat_gray_picture_has_a_palette_too(gray: str) -> None:
    flat = Image.new("RGB", (24, 18), (90, 90, 90))
    pictures = (flat, noise(7)) if gray == "own" else (noise(7), flat)
    assert np.isfinite(to_array(with_palette_of(*pictures))).all()


def test_the_photos_own_lightness_gives_the_photo_back() -> None:
    photo = noise(8)
    chroma = Chroma.of(photo)
    zero = np.zeros_like(chroma.lightness)
    gray = from_lab(np.stack([chroma.lightness, zero, zero], axis=-1))[..., 0]
    assert np.abs(to_array(chroma.colored(gray)) - to_array(photo)).max() <= 1


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.floats(0, 1))
def test_any_gray_within_the_bounds_keeps_a_and_b(seed: int, share: float) -> None:
    photo = noise(seed)
    chroma = Chroma.of(photo)
    darkest, brightest = (bound[0, 0].double().numpy() for bound in gray_bounds(chroma, torch.device("cpu")))
    colored = to_lab(to_array(chroma.colored(darkest + share * (brightest - darkest))))
    before = to_lab(to_array(photo))
    assert np.abs(colored[..., 1:] - before[..., 1:]).mean() < 1.5


def test_a_palette_of_several_pictures_lies_between_theirs_by_their_shares() -> None:
    dark, light = noise(9, 70, 120), noise(10, 140, 190)
    means = [
        to_array(with_palette_of(noise(11), dark, light, shares=shares)).mean()
        for shares in ((1, 0), (0.75, 0.25), (0, 1))
    ]
    assert means[1] - means[0] == pytest.approx(0.25 * (means[2] - means[0]), abs=3)
