"""How many pictures at once a device is given."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import Mock

import pytest
import torch

from engine.options import GPU_SIZE, StyleOptions
from engine.painting import stylizer
from engine.painting.memory_plan import most_needed
from engine.painting.occupancy import MOST_SLOTS, Pace, paces, worthwhile
from engine.painting.precision import AMPERE
from engine.painting.stylizer import Stylizer
from engine.painting.vgg import Features
from engine.painting.weights import load_weights

CPU = torch.device("cpu")
AMPLE = 1000


@pytest.mark.parametrize(
    ("found", "slots"),
    [
        ([Pace(10, 0.010, 0.010)], 1),
        ([Pace(10, 0.010, 0.005)], 2),
        ([Pace(10, 0.010, 0.0001)], MOST_SLOTS),
        ([Pace(40, 0.002, 0.001), Pace(10, 0.100, 0.100)], 1),
        ([Pace(90, 0.010, 0.002), Pace(10, 0.010, 0.010)], 4),
    ],
)
def test_slots_are_as_many_as_keep_the_device_busy_over_all_steps(found: list[Pace], slots: int) -> None:
    assert worthwhile(found, room=AMPLE, need=1) == slots


@pytest.mark.parametrize(("room", "slots"), [(0, 1), (15, 1), (20, 2), (39, 3), (None, 1)])
def test_no_more_than_memory_holds(room: int | None, slots: int) -> None:
    assert worthwhile([Pace(10, 0.1, 0.001)], room, need=10) == slots


def test_a_card_of_8_gb_is_left_to_one_large_picture() -> None:
    assert worthwhile([Pace(10, 0.1, 0.001)], 8 * 10**9, most_needed(AMPERE)) == 1


def test_a_pace_is_measured_at_every_level() -> None:
    options = StyleOptions(content_layers=("relu1_2",), style_layers=("relu1_1", "relu2_1"))
    features = Features(load_weights("original"), [*options.content_layers, *options.style_layers])
    wait = Mock()
    found = paces(features, options, 256, CPU, wait)
    assert [pace.steps for pace in found] == [40, 25]
    assert all(pace.busy > 0 and pace.taken > 0 for pace in found)
    assert wait.called


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Stylizer]:
    """Stylizers on devices that are not here."""

    def make(kind: str) -> Stylizer:
        made = Stylizer("cpu")
        made.device = torch.device(kind)
        return made

    monkeypatch.setattr(stylizer, "paces", lambda *_: [Pace(10, 0.1, 0.05)])
    monkeypatch.setattr(stylizer, "memory_room", lambda _: 80 * 10**9)
    monkeypatch.setattr(Stylizer, "features", lambda *_: None)
    return make


@pytest.mark.parametrize(("kind", "slots"), [("cuda", 2), ("mps", 2), ("cpu", 1)])
def test_a_gpu_is_measured_and_a_processor_is_used_whole(
    pretended: Callable[[str], Stylizer], kind: str, slots: int
) -> None:
    assert pretended(kind).settle_share() == slots


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_a_gpu_paints_1024_pixels_where_nothing_is_said(
    pretended: Callable[[str], Stylizer], kind: str
) -> None:
    assert pretended(kind).default_size == GPU_SIZE == 1024
