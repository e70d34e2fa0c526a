"""Who may see which picture of a job, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.refusal import Refusal
from bot.core.visibility import Which, check_borrowing, covers, may_see
from engine.options import StyleOptions
from tests.bot.core.test_store import make_job
from tests.bot.world import person

ANN, BOB = person("ann"), person("bob")
YES, NO = True, False

TABLE: list[tuple[Which, bool, bool, bool]] = [
    # picture      owner  other  owner of a job with borrowed pictures
    ("content", YES, NO, NO),
    ("style", YES, NO, NO),
    ("comparison", YES, NO, NO),
    ("result", YES, YES, YES),
    ("timelapse", YES, YES, YES),
]
PRIVATE: list[tuple[Which, bool, bool, bool]] = [
    (which, owner, NO, borrower) for which, owner, _, borrower in TABLE
]


@pytest.mark.parametrize(
    ("which", "owner", "other", "borrower", "private"),
    [*((*row, False) for row in TABLE), *((*row, True) for row in PRIVATE)],
)
def test_who_may_see_what(which: Which, owner: bool, other: bool, borrower: bool, private: bool) -> None:
    job = make_job(owner=ANN, private=private)
    borrowed = make_job(owner=BOB, borrowed_from=job.id, private=private)
    assert (
        may_see(job, which, ANN),
        may_see(job, which, BOB),
        may_see(borrowed, which, BOB),
    ) == (owner, other, borrower)


SHOWN = StyleOptions.parse(strength=50)


@pytest.mark.parametrize(
    "changes",
    [{}, {"strength": 51}, {"seed": 7}, {"size": 900}, {"colors": "keep"}, {"quality": "draft"}],
)
def test_others_may_vary_what_shows_no_more(changes: dict[str, Any]) -> None:
    check_borrowing(SHOWN, SHOWN.with_changes(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"strength": 49},
        {"timelapse": True},
        {"iterations": 1},
        {"preview": True},
        {"style_weight": 0.001},
        {"init": "noise"},
    ],
)
def test_others_may_not_ask_for_what_shows_more(changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="not_your_photo"):
        check_borrowing(SHOWN, SHOWN.with_changes(**changes))


@pytest.mark.parametrize(("step", "shown"), [(1, False), (9, False), (10, True), (30, True)])
def test_early_steps_of_a_borrowed_photo_are_not_shown(step: int, shown: bool) -> None:
    assert covers(make_job(borrowed_from="another"), step, 30) is shown


def test_early_steps_of_ones_own_photo_are_shown() -> None:
    assert covers(make_job(), 1, 30)
