"""Whose turn it is."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import LimitSettings
from bot.core.jobs import Job
from bot.core.limits import (
    LONG_WAIT_SECONDS,
    Bounds,
    History,
    ServerSettings,
    fair_order,
    has_priority,
    next_job,
)
from engine.options import StyleOptions
from tests.bot.world import person


def job(who: str, created: float, server: str = "s", **fields: object) -> Job:
    return Job(
        f"{who}{created:g}", person(who, server=server), {}, StyleOptions(), "c", ("s",), created
    ).with_changes(**fields)


def names(jobs: list[Job]) -> str:
    return "".join(each.owner.user_id for each in jobs)


def test_one_persons_jobs_come_in_their_order() -> None:
    assert [each.created for each in fair_order([job("a", 2), job("a", 1)], [], History())] == [1, 2]


def test_people_take_turns() -> None:
    queued = [job("a", 1), job("a", 2), job("a", 3), job("b", 4), job("c", 5)]
    assert names(fair_order(queued, [], History())) == "abcaa"


def test_who_has_a_job_running_comes_later() -> None:
    assert names(fair_order([job("a", 1), job("b", 2)], [job("a", 0)], History())) == "ba"


def test_who_was_served_longest_ago_comes_first() -> None:
    history = History(people={"fake:a": 20.0, "fake:b": 10.0})
    assert names(fair_order([job("a", 1), job("b", 2)], [], history)) == "ba"


def test_servers_take_turns_between_people_who_are_even() -> None:
    queued = [job("a", 1, "big"), job("b", 2, "big"), job("c", 3, "big"), job("d", 4, "small")]
    assert names(fair_order(queued, [], History())) == "adbc"


def test_priority_goes_first() -> None:
    assert names(fair_order([job("a", 1), job("b", 2, priority=True)], [], History())) == "ba"


def test_a_job_begun_before_a_restart_goes_first() -> None:
    assert names(fair_order([job("a", 1), job("b", 2, started=1.0)], [], History())) == "ba"


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=40), st.integers(0, 2**16))
def test_nobody_waits_for_two_jobs_of_one_other_person(people: list[str], seed: int) -> None:
    """One slot; jobs arrive at random moments while others are painted."""
    chance = random.Random(seed)
    arriving = list(people)
    history, waiting, painted_since = History(), list[Job](), dict[str, Counter[str]]()
    clock = 0.0
    while arriving or waiting:
        for _ in range(chance.randint(0, 3)):
            if arriving:
                clock += chance.uniform(0.001, LONG_WAIT_SECONDS)
                newcomer = job(arriving.pop(0), clock)
                if newcomer.owner.key not in {each.owner.key for each in waiting}:
                    painted_since[newcomer.owner.key] = Counter()
                waiting.append(newcomer)
        if not waiting:
            continue
        clock += 1
        chosen = fair_order(waiting, [], history)[0]
        waiting.remove(chosen)
        history.served(chosen.owner.key, chosen.owner.server_key, clock)
        painted_since[chosen.owner.key] = Counter()
        for other in {each.owner.key for each in waiting} - {chosen.owner.key}:
            painted_since[other][chosen.owner.key] += 1
            assert painted_since[other][chosen.owner.key] <= 1


def test_a_stream_of_newcomers_from_elsewhere_keeps_no_server_waiting_for_ever() -> None:
    """One slot, and with every job that is painted somebody new comes in a chat of their own."""
    history = History(people={}, servers={"fake:guild": 1.0})
    waiting = [job("member", 2.0, "guild"), job("first", 2.5, "its own")]
    clock = 3.0
    while any(each.owner.user_id == "member" for each in waiting):
        chosen = fair_order(waiting, [], history)[0]
        waiting.remove(chosen)
        clock += 60.0
        history.served(chosen.owner.key, chosen.owner.server_key, clock)
        waiting.append(job(f"new{clock:g}", clock, f"chat{clock:g}"))
        assert clock < 2 * LONG_WAIT_SECONDS


def test_who_has_waited_much_longer_than_the_newest_goes_first() -> None:
    history = History(people={"fake:a": 20.0})
    late = 21.0 + LONG_WAIT_SECONDS
    assert names(fair_order([job("a", 1), job("b", late)], [], history)) == "ab"


def test_every_job_has_a_place() -> None:
    queued = [job(who, moment) for moment, who in enumerate("abcabcabc")]
    assert sorted(each.id for each in fair_order(queued, [], History())) == sorted(each.id for each in queued)


def test_a_person_at_their_limit_of_running_jobs_is_passed_over() -> None:
    queued, running = [job("a", 1), job("b", 2)], [job("a", 0)]
    chosen = next_job(queued, running, LimitSettings(running_per_person=1))
    assert chosen
    assert chosen.owner.user_id == "b"


def test_a_server_at_its_limit_of_running_jobs_is_passed_over() -> None:
    queued, running = [job("a", 1, "big"), job("b", 2, "small")], [job("c", 0, "big")]
    chosen = next_job(queued, running, LimitSettings(running_per_server=1))
    assert chosen
    assert chosen.owner.user_id == "b"


LARGE = {"width": 4096, "height": 3072}
SMALL = {"width": 512, "height": 384}


def test_large_pictures_leave_one_slot_to_the_small() -> None:
    queued, running = [job("a", 1, **LARGE), job("b", 2, **SMALL)], [job("c", 0, **LARGE)]
    chosen = next_job(queued, running, LimitSettings(), slots=2)
    assert chosen
    assert chosen.owner.user_id == "b"


def test_a_large_picture_waits_for_nothing_while_there_is_a_second_slot() -> None:
    queued, running = [job("a", 1, **LARGE)], [job("c", 0, **SMALL)]
    assert next_job(queued, running, LimitSettings(), slots=2)


def test_the_only_slot_takes_large_pictures_too() -> None:
    assert next_job([job("a", 1, **LARGE)], [], LimitSettings(), slots=1)


@pytest.mark.parametrize("favoured", ["fake:a", "fake:role:77"])
def test_the_installation_may_favour_a_person_or_a_role(favoured: str) -> None:
    assert has_priority(person("a", role_ids=("77",)), Bounds(LimitSettings(priority=(favoured,))))


def test_a_server_may_favour_a_role() -> None:
    bounds = Bounds(LimitSettings(), ServerSettings(priority_roles=("77",)))
    assert has_priority(person("a", role_ids=("77",)), bounds)


def test_others_are_not_favoured() -> None:
    assert not has_priority(person("a", role_ids=("1",)), Bounds(LimitSettings(priority=("fake:b",))))


def test_who_was_served_and_still_waits_stays_behind_a_newcomer() -> None:
    """Even when nobody else who waits had come yet."""
    history = History(people={"fake:a": 20.0}, servers={})
    waiting = job("a", 21)
    history.forget_before(21.0, [waiting])
    assert names(fair_order([waiting, job("b", 22)], [], history)) == "ba"
