"""How a cluster is divided."""

from __future__ import annotations

import pytest

from engine.cluster.shares import Node, Share, shares

AUTO = ("auto",)
PLAIN = Node("a", "plain", 8.0, 0)
CARDS = Node("b", "cards", 16.0, 2)
BOT = Node("c", "bot", 0.0, 0)


def test_every_card_of_every_node() -> None:
    assert [share.device for share in shares([CARDS], AUTO, 1)] == ["cuda:0", "cuda:1"]


def test_a_card_is_divided_by_slots() -> None:
    assert [(each.device, each.slot, each.cards) for each in shares([CARDS], ("cuda",), 2)] == [
        ("cuda:0", 0, 0.5),
        ("cuda:0", 1, 0.5),
    ]


def test_processors_paint_where_there_is_no_card_at_all() -> None:
    assert list(shares([PLAIN, BOT], AUTO, 1)) == [Share("a", "cpu", 0, processors=8.0)]


def test_processors_rest_where_there_are_cards() -> None:
    assert {share.node for share in shares([PLAIN, CARDS], AUTO, 1)} == {"b"}


def test_processors_paint_when_they_are_asked_for() -> None:
    assert {share.node for share in shares([PLAIN, CARDS, BOT], ("cpu",), 1)} == {"a", "b"}


def test_a_card_that_a_node_has_not_is_passed_over() -> None:
    assert not list(shares([CARDS, PLAIN], ("cuda:7",), 1))


@pytest.mark.parametrize(("slots", "processors"), [(1, 8.0), (3, 2.0), (16, 0.5)])
def test_ray_counts_whole_processors_or_parts_of_one(slots: int, processors: float) -> None:
    assert {share.processors for share in shares([PLAIN], AUTO, slots)} == {processors}


def test_a_process_sees_its_own_card_as_the_first() -> None:
    assert [share.here for share in shares([CARDS], ("cuda:1", "cpu"), 1)] == ["cuda:0", "cpu"]
