"""Names of files, and lengths of time."""

from __future__ import annotations

import pytest

from bot.core.jobs import Job
from bot.core.naming import file_name, in_units
from engine.options import StyleOptions
from tests.bot.world import person


def job(content_name: str, preset: str | None = None, style_name: str = "") -> Job:
    made = Job("id", person(), {}, StyleOptions(), "", (), 0.0, preset=preset, content_name=content_name)
    return made.with_changes(style_name=style_name)


@pytest.mark.parametrize(
    ("content_name", "preset", "name"),
    [
        ("holiday.jpg", "wave", "holiday-wave.png"),
        ("my cat (1).jpg", None, "my-cat-1-impasto.png"),
        ("Straße.png", "ink wash", "Straße-ink-wash.png"),
        ("", None, "impasto.png"),
        ("?.png", "wave", "wave.png"),
    ],
)
def test_a_file_is_named_after_photo_and_style(content_name: str, preset: str | None, name: str) -> None:
    assert file_name(job(content_name, preset), "png") == name


def test_a_painting_of_ones_own_has_its_name_there() -> None:
    assert file_name(job("holiday.jpg", style_name="Sunday market.png"), "png") == "holiday-Sunday-market.png"


def test_what_it_is_survives_a_long_name() -> None:
    assert file_name(job("x" * 500), "webp", "timelapse").endswith("-timelapse.webp")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, ("seconds", 1)),
        (89, ("seconds", 89)),
        (90, ("minutes", 2)),
        (5399, ("minutes", 90)),
        (7200, ("hours", 2)),
    ],
)
def test_a_length_of_time_is_counted_in_the_unit_people_would_use(
    seconds: float, said: tuple[str, int]
) -> None:
    assert in_units(seconds) == said
