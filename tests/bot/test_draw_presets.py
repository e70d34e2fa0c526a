"""The styles that ship: drawn the same way every time, listed, small, each with a character of its own."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import bot
from scripts.presets import STYLES

FOLDER = Path(bot.__file__).parent / "core" / "styles"
LISTED = tomllib.loads((FOLDER / "styles.toml").read_text(encoding="utf-8"))


def pixels(name: str, side: int = 64) -> NDArray[np.float32]:
    """The shipped style, small, (side, side, 3) in 0..1."""
    with Image.open(FOLDER / f"{name}.jpg") as image:
        return np.asarray(image.convert("RGB").resize((side, side)), np.float32) / 255


def character(name: str) -> NDArray[np.float32]:
    """The mean, spread and correlation of a style's colours, (9,)."""
    colors = pixels(name).reshape(-1, 3)
    covariance = np.cov(colors.T)
    return np.concatenate(
        [colors.mean(axis=0), np.sqrt(covariance.diagonal()), covariance[np.triu_indices(3, 1)]]
    )


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_drawn_the_same_every_time(name: str) -> None:
    first, second = (STYLES[name].draw((80, 64)) for _ in range(2))
    assert first.size == (80, 64)
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("name", STYLES)
def test_a_small_piece_of_a_style_is_not_empty(name: str) -> None:
    assert np.asarray(STYLES[name].draw((96, 96)).convert("L"), np.float32).std() > 10


def test_another_seed_draws_another_picture() -> None:
    style = STYLES["mosaic"]
    other = type(style)(style.drawing, style.size, style.seed + 1)
    assert style.draw((64, 64)).tobytes() != other.draw((64, 64)).tobytes()


def test_what_ships_is_what_is_listed_and_what_can_be_drawn() -> None:
    assert {file.stem for file in FOLDER.glob("*.jpg")} == set(LISTED) == set(STYLES)


def test_the_order_counts_from_one_without_gaps() -> None:
    assert sorted(style["order"] for style in LISTED.values()) == list(range(1, len(LISTED) + 1))


@pytest.mark.parametrize("name", LISTED)
def test_a_shipped_file_is_a_small_jpeg_of_its_full_size(name: str) -> None:
    file = FOLDER / f"{name}.jpg"
    assert file.stat().st_size < 256_000
    with Image.open(file) as image:
        assert (image.format, image.size) == ("JPEG", STYLES[name].size)


@pytest.mark.parametrize("name", LISTED)
def test_a_shipped_style_has_darks_and_lights(name: str) -> None:
    luminance = pixels(name, 256) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    dark, light = np.quantile(luminance, (0.02, 0.98))
    assert luminance.std() > 0.1
    assert light - dark > 0.4


@pytest.mark.parametrize("name", LISTED)
def test_no_part_of_a_shipped_style_is_empty(name: str) -> None:
    luminance = pixels(name, 256).mean(axis=2)
    tiles = luminance.reshape(4, 64, 4, 64).std(axis=(1, 3))
    assert tiles.min() > 0.025


def test_no_two_shipped_styles_are_alike() -> None:
    characters = {name: character(name) for name in LISTED}
    for one, other in itertools.combinations(characters, 2):
        assert np.linalg.norm(characters[one] - characters[other]) > 0.05, (one, other)
