"""What is said: short enough for the platform, in every language."""

from __future__ import annotations

import re

import pytest
from telegram import InlineKeyboardMarkup

from bot.core.jobs import Job, JobState, Owner, Status, new_job_id
from bot.core.presets import MAX_PER_SERVER, Preset
from bot.core.texts import LOCALES, load_texts
from bot.telegram.choices import Choice
from bot.telegram.command import OPTIONS, parse
from bot.telegram.messages import Phrasebook, callback_data, clipped, command_of
from bot.telegram.pictures import Picture
from bot.telegram.places import Place
from engine.options import StyleOptions

CAPTION, TEXT, DATA = 1024, 4096, 64


def job(**changes: object) -> Job:
    made = Job(
        id=new_job_id(),
        owner=Owner("telegram", "5", "Ada"),
        destination={"chat_id": 5, "private": True, "source": ""},
        options=StyleOptions(),
        content="c",
        styles=("s",),
        created=0.0,
        state=JobState.DONE,
        width=1024,
        height=768,
        step=300,
        seconds=42.0,
        result="r",
    )
    return made.with_changes(**changes)


def english() -> Phrasebook:
    return Phrasebook(load_texts(), "en")


def data_of(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    assert keyboard
    return [str(button.callback_data) for row in keyboard.inline_keyboard for button in row]


@pytest.mark.parametrize("locale", LOCALES)
def test_buttons_fit_the_platform_in_every_language(locale: str) -> None:
    keyboard = Phrasebook(load_texts(), locale).result(job()).keyboard
    assert all(len(data.encode()) <= DATA for data in data_of(keyboard))


def test_a_presets_button_fits_the_platform() -> None:
    choice = Choice(Place(1, True), "5", Picture("f", 1), 0.0, "en")
    presets = [Preset("n" * 32, "Title", "sha")]
    assert all(len(data) <= DATA for data in data_of(english().question(choice, presets).keyboard))


def test_many_presets_fit_the_keyboard() -> None:
    choice = Choice(Place(1, True), "5", Picture("f", 1), 0.0, "en")
    presets = [Preset(f"style {number}", f"Style {number}", "sha") for number in range(MAX_PER_SERVER + 40)]
    assert len(data_of(english().question(choice, presets).keyboard)) <= 100


def test_data_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 64 bytes"):
        callback_data("preset", "ü" * 40)


def test_a_long_caption_is_cut() -> None:
    said = english().result(job(notes=("x" * 3000,)))
    assert len(said.caption) == CAPTION


def test_a_cut_counts_as_the_platform_counts() -> None:
    assert len(clipped("🎨" * 600, CAPTION).encode("utf-16-le")) <= 2 * CAPTION


def test_what_fits_is_not_cut() -> None:
    assert clipped("short", 5) == "short"


def test_the_queue_of_a_busy_group_fits_a_message() -> None:
    line = [
        (job(owner=Owner("telegram", "5", "N" * 60)), Status("j", JobState.QUEUED, n)) for n in range(200)
    ]
    assert len(english().queue(line).text) <= TEXT


def test_the_recipe_asks_for_the_same_again() -> None:
    options = StyleOptions.parse(strength=70, colors="keep", style_blend="3,7", seed=9, timelapse=True)
    written = command_of(job(options=options, preset="starry night"))
    asked = parse(written.removeprefix("/stylize"), ["starry night"])
    assert StyleOptions.parse(**asked.options) == options
    assert asked.preset == "starry night"


def test_the_bar_grows() -> None:
    bars = [
        english().status(job(), Status("j", JobState.RUNNING, step=step, steps=100)).text.count("▰")
        for step in (0, 25, 50, 100)
    ]
    assert bars == [0, 3, 6, 12]


def test_a_job_that_waits_can_only_be_cancelled() -> None:
    said = english().status(job(), Status("j", JobState.QUEUED, 3, 7))
    assert [data.split(":")[0] for data in data_of(said.keyboard)] == ["cancel"]


def test_a_job_that_is_painted_can_be_kept() -> None:
    said = english().status(job(), Status("j", JobState.RUNNING, step=1, steps=9))
    assert [data.split(":")[0] for data in data_of(said.keyboard)] == ["cancel", "keep"]


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (42, "42 s"), (120, "2 min"), (7200, "2 h")])
def test_a_duration_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert english().duration(seconds) == said


@pytest.mark.parametrize("locale", LOCALES)
def test_the_help_names_real_options_only(locale: str) -> None:
    said = Phrasebook(load_texts(), locale).say("help")
    assert set(re.findall(r"(\w+)=", said)) - {"preset"} <= set(OPTIONS)
