"""What strength means, in numbers that need no network."""

from itertools import pairwise

import pytest
import torch

from engine.painting.pyramid import Level
from engine.painting.strength import (
    FARTHEST,
    LIKENESS,
    POINT,
    SETTLED,
    SETTLED_FIRST,
    Dial,
    content_ratio,
    likeness,
)

ONE = (Level(96, 64, 40),)
TWO = (Level(96, 64, 40), Level(192, 128, 25))


def test_more_strength_asks_for_less_of_the_photo() -> None:
    assert all(less < more for more, less in pairwise(LIKENESS.values()))
    assert list(LIKENESS) == sorted(LIKENESS)
    assert (min(LIKENESS), max(LIKENESS)) == (1, 100)


def test_twenty_points_are_a_factor_of_ten() -> None:
    assert content_ratio(30) / content_ratio(50) == pytest.approx(10)


def test_a_picture_is_like_itself_and_not_like_its_negative() -> None:
    photo = {"relu4_2": torch.randn(1, 8, 4, 4), "relu2_2": torch.randn(1, 4, 8, 8)}
    negative = {name: -found for name, found in photo.items()}
    assert likeness(photo, photo) == pytest.approx(1)
    assert likeness(negative, photo) == pytest.approx(-1)
    assert likeness({**photo, "relu2_2": negative["relu2_2"]}, photo) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("asked", LIKENESS)
def test_what_comes_out_as_asked_is_left_alone(asked: int) -> None:
    dial = Dial(asked, ONE)
    dial.turn(0, LIKENESS[asked])
    assert dial.turned == pytest.approx(asked)


def test_what_is_too_much_like_the_photo_is_painted_more_strongly() -> None:
    more, less = Dial(50, TWO), Dial(50, TWO)
    more.turn(1, 0.7)
    less.turn(1, 0.2)
    assert 50 < more.turned <= 50 + FARTHEST
    assert 50 - FARTHEST <= less.turned < 50


def test_a_level_that_shows_the_same_pair_at_its_turned_strength_confirms_it() -> None:
    """Turned twice by one finding is turned once: the second level knows what the first one did."""
    dial = Dial(50, (*TWO, Level(384, 256, 25)))
    dial.turn(1, 0.4)
    once = dial.turned
    dial.turn(2, 0.4 - POINT * (once - 50))
    assert dial.turned == pytest.approx(once)


def test_it_is_turned_once_at_each_level() -> None:
    dial = Dial(50, TWO)
    assert [taken for taken in range(41) if dial.due(0, taken)] == [SETTLED_FIRST]
    assert [taken for taken in range(26) if dial.due(1, taken)] == [SETTLED]


def test_a_job_that_goes_on_knows_how_far_it_was_turned() -> None:
    assert Dial(50, TWO, turned=37.5).turned == 37.5
