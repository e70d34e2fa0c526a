"""Reading what follows the command."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.command import OPTIONS, Asked, Command, WrongWord, parse
from engine.options import OWNER_ONLY

PRESETS = ("wave", "starry night", "stained_glass")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Asked()),
        ("strength=70", Asked({"strength": "70"})),
        ("strength = 70", Asked({"strength": "70"})),
        ("Strength: 70", Asked({"strength": "70"})),
        ("--strength=70", Asked({"strength": "70"})),
        ("strength=70 colors=keep size=1024", Asked({"strength": "70", "colors": "keep", "size": "1024"})),
        ("style-blend=3,7", Asked({"style_blend": "3,7"})),
        ("wave", Asked(preset="wave")),
        ("preset=WAVE", Asked(preset="wave")),
        ("preset=starry_night", Asked(preset="starry night")),
        ('preset="starry night"', Asked(preset="starry night")),
        ("starry night strength=70", Asked({"strength": "70"}, "starry night")),
        ("strength=70 stained glass", Asked({"strength": "70"}, "stained_glass")),
        ("preset=unheard", Asked(preset="unheard")),
    ],
)
def test_words_are_read(text: str, expected: Asked) -> None:
    assert parse(text, PRESETS) == expected


@pytest.mark.parametrize(
    ("text", "word", "nearest"),
    [("strengh=70", "strengh", "strength"), ("wav", "wav", "wave"), ("qwertz", "qwertz", None)],
)
def test_a_wrong_word_comes_with_the_nearest(text: str, word: str, nearest: str | None) -> None:
    with pytest.raises(WrongWord) as caught:
        parse(text, PRESETS)
    assert (caught.value.word, caught.value.nearest) == (word, nearest)


@pytest.mark.parametrize("option", sorted(OWNER_ONLY))
def test_what_only_the_owner_may_say_is_unknown_here(option: str) -> None:
    with pytest.raises(WrongWord):
        parse(f"{option}=cpu", PRESETS)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_other_option_can_be_written(name: str) -> None:
    assert parse(f"{name}=1,2", ()).options == {name: "1,2"}


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(WrongWord):
        assert isinstance(parse(text, PRESETS), Asked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/stylize", Command("stylize", "")),
        ("/Stylize  strength=70 ", Command("stylize", "strength=70")),
        ("/stylize@impasto_bot wave", Command("stylize", "wave")),
        ("/stylize@IMPASTO_BOT", Command("stylize", "")),
        ("/stylize\nstrength=70", Command("stylize", "strength=70")),
        ("/stylize@another_bot", None),
        ("please /stylize", None),
        ("/stylize!", None),
        ("", None),
        (None, None),
    ],
)
def test_a_command_is_recognised(text: str | None, expected: Command | None) -> None:
    assert Command.of(text, "impasto_bot") == expected


def test_newer_words_win_over_earlier_ones() -> None:
    earlier = Asked({"strength": "30", "size": "512"}, "wave")
    assert Asked({"strength": "70"}).over(earlier) == Asked({"strength": "70", "size": "512"}, "wave")
