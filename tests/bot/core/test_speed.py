"""Honest estimates."""

from __future__ import annotations

import pytest

from bot.core.speed import Speed, finish_times, typical_size
from engine.options import StyleOptions

STANDARD = StyleOptions()


def test_nothing_is_known_before_the_first_job() -> None:
    assert Speed().seconds(STANDARD, 100) is None


def test_one_job_predicts_the_same_again() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    assert speed.seconds(STANDARD, 100) == pytest.approx(4.0)


def test_twice_the_pixels_take_twice_as_long() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    assert speed.seconds(STANDARD, 200) == pytest.approx(8.0)


def test_named_iterations_count() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    assert speed.seconds(StyleOptions(iterations=5), 100) == pytest.approx(2.0)


def test_a_quality_never_seen_has_no_estimate() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    assert speed.seconds(StyleOptions(quality="fine"), 100) is None


def test_the_average_follows_newer_jobs() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    for _ in range(30):
        speed = speed.learned(STANDARD, steps=10, width=20, height=5, seconds=1.0)
    assert speed.seconds(STANDARD, 100) == pytest.approx(1.0, rel=0.01)


def test_it_survives_the_store() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    assert Speed.from_json(speed.to_json()) == speed


def test_size_is_the_longest_side() -> None:
    assert Speed().size(StyleOptions(size=100), 400, 200) == (100, 50)


def test_width_is_the_width() -> None:
    assert Speed().size(StyleOptions(width=100), 200, 400) == (100, 200)


def test_without_a_size_the_usual_one_is_assumed() -> None:
    speed = Speed().learned(STANDARD, steps=10, width=20, height=5, seconds=4.0)
    assert speed.size(STANDARD, 400, 200) == (20, 10)


def test_a_typical_photo_has_the_pixels_asked_for() -> None:
    width, height = typical_size(1_000_000)
    assert width * height == pytest.approx(1_000_000, rel=0.01)


def test_one_after_the_other_on_one_slot() -> None:
    assert finish_times([3.0], [1.0, 2.0], slots=1) == [4.0, 6.0]


def test_two_slots_work_side_by_side() -> None:
    assert finish_times([3.0], [1.0, 2.0], slots=2) == [1.0, 3.0]


def test_what_comes_after_the_unknown_is_unknown() -> None:
    assert finish_times([], [1.0, None, 1.0], slots=1) == [1.0, None, None]


def test_nothing_is_known_while_a_running_job_is_not() -> None:
    assert finish_times([None], [1.0], slots=1) == [None]
