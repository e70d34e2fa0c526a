"""What is worth telling, and when."""

from __future__ import annotations

import pytest

from bot.core.jobs import JobState, Status
from bot.core.notifier import worth_showing

QUEUED = Status("id", JobState.QUEUED, position=40)


def at(position: int) -> Status:
    return Status("id", JobState.QUEUED, position=position)


def test_the_first_news_is_told() -> None:
    assert worth_showing(None, QUEUED)


@pytest.mark.parametrize(
    ("before", "now", "told"), [(40, 39, False), (40, 30, True), (4, 3, True), (3, 2, True)]
)
def test_far_back_only_leaps_are_told(before: int, now: int, told: bool) -> None:
    assert worth_showing(at(before), at(now)) is told


def test_the_same_again_is_not_told() -> None:
    assert not worth_showing(at(2), at(2))


def test_a_new_state_is_told() -> None:
    assert worth_showing(QUEUED, Status("id", JobState.RUNNING))


def test_a_new_preview_is_told() -> None:
    assert worth_showing(QUEUED, Status("id", JobState.QUEUED, position=40, preview=b"jpeg", instant=True))


def test_a_step_forward_is_told() -> None:
    assert worth_showing(Status("id", JobState.RUNNING, step=1), Status("id", JobState.RUNNING, step=2))
