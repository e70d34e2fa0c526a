"""What a picture will take is planned before it is begun."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from benchmarks.memory import STATUS, Case, measured
from engine.errors import OutOfMemory
from engine.painting import devices
from engine.painting.devices import memory_room
from engine.painting.memory_plan import BASE, CAREFUL, SIDES, Work, peak, tiling_for
from engine.painting.precision import PROCESSOR, PROCESSOR_BFLOAT16, precision_of
from engine.painting.tiles import WHOLE

HUGE = Work(4096, 3072, PROCESSOR_BFLOAT16, pairs=10, colors="style", sources=2**24)


def test_where_there_is_room_nothing_is_in_tiles() -> None:
    assert tiling_for(HUGE, 64 * 10**9) is WHOLE


def test_with_less_room_tiles_are_as_large_as_fit() -> None:
    sides = [tiling_for(HUGE, room * 10**9).side for room in (12, 10, 9, 8)]
    assert sides == sorted(sides, reverse=True)
    assert set(sides) <= set(SIDES)


def test_4096_pixels_fit_a_machine_with_8_gb() -> None:
    tiling = tiling_for(HUGE, 8 * 10**9)
    assert peak(HUGE, tiling.side) < 8 * 10**9


@pytest.mark.parametrize("room", [2, 3, 5, 8, 12, 40])
@pytest.mark.parametrize("side", [256, 1024, 2048, 4096])
@pytest.mark.parametrize("row", [PROCESSOR, PROCESSOR_BFLOAT16], ids=["float32", "bfloat16"])
def test_what_is_planned_stays_within_the_room_and_what_is_not_is_told(
    room: int, side: int, row: object
) -> None:
    work = replace(HUGE, width=side, height=side * 3 // 4, precision=row, sources=0)
    try:
        tiling = tiling_for(work, room * 10**9)
    except OutOfMemory as refused:
        fits = refused.values["fits"]
        assert fits < side
        smaller = replace(work, width=fits, height=fits * 3 // 4)
        tiling_for(smaller, room * 10**9)
    else:
        shown = 0 if work.pixels <= tiling.whole else tiling.side
        assert peak(work, shown) <= CAREFUL * room * 10**9
        whole = replace(work, width=min(tiling.whole, work.pixels), height=1)
        assert peak(whole) <= CAREFUL * room * 10**9


def test_a_refusal_says_what_would_fit() -> None:
    with pytest.raises(
        OutOfMemory, match=r"4096 x 3072 px take [\d.]+ GB .* there are 3.0 GB; \d+ px would fit"
    ):
        tiling_for(HUGE, 3 * 10**9)


def test_a_refusal_for_want_of_any_memory_says_what_to_do() -> None:
    with pytest.raises(OutOfMemory, match="free some memory"):
        tiling_for(HUGE, 10**9)


@pytest.fixture
def linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended machine: 16 GB, of which 6 GB are available, and this process has 1 GB."""
    (tmp_path / "meminfo").write_text("MemTotal: 1 kB\nMemAvailable:  6000000 kB\nBuffers: 3 kB\n")
    monkeypatch.setattr(devices, "MEMORY", tmp_path / "meminfo")
    (tmp_path / "own").write_text("0::/bots/impasto\n")
    (tmp_path / "bots" / "impasto").mkdir(parents=True)
    monkeypatch.setattr(devices, "GROUPS", tmp_path)
    monkeypatch.setattr(devices, "OWN_GROUPS", tmp_path / "own")
    monkeypatch.setattr(devices, "device_memory", lambda _: (10**9, 16 * 10**9))
    return tmp_path


def test_a_process_may_have_what_it_has_and_what_is_available(linux: Path) -> None:
    assert memory_room("cpu") == 10**9 + 6_000_000 * 1024


def test_processes_that_share_a_device_divide_it(linux: Path) -> None:
    assert memory_room("cpu", 4) == 4 * 10**9


@pytest.mark.parametrize("group", ["", "bots", "bots/impasto"])
@pytest.mark.parametrize(
    ("limit", "room"), [("3000000000", 2_500_000_000), ("max", 10**9 + 6_000_000 * 1024)]
)
def test_the_limit_of_every_group_around_it_is_kept(linux: Path, group: str, limit: str, room: int) -> None:
    """Of 2 GB in use half a GB are files that can be read again."""
    (linux / group / "memory.max").write_text(f"{limit}\n")
    (linux / group / "memory.current").write_text("2000000000\n")
    (linux / group / "memory.stat").write_text("anon 1500000000\ninactive_file 500000000\nslab 1\n")
    assert memory_room("cpu") == room


def test_a_limit_is_kept_in_groups_of_version_1_too(linux: Path) -> None:
    (linux / "own").write_text("4:memory:/bots\n2:cpu,cpuacct:/elsewhere\n")
    (linux / "memory" / "bots").mkdir(parents=True)
    (linux / "memory" / "bots" / "memory.limit_in_bytes").write_text("3000000000\n")
    (linux / "memory" / "bots" / "memory.usage_in_bytes").write_text("2000000000\n")
    (linux / "memory" / "bots" / "memory.stat").write_text("inactive_file 7\ntotal_inactive_file 500000000\n")
    assert memory_room("cpu") == 2_500_000_000


def test_where_nothing_is_known_nothing_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(devices, "MEMORY", tmp_path / "none")
    monkeypatch.setattr(devices, "OWN_GROUPS", tmp_path / "none")
    monkeypatch.setattr(devices, "device_memory", lambda _: (None, None))
    assert memory_room("cpu") is None
    assert tiling_for(HUGE, sys.maxsize) is WHOLE


def test_a_card_s_own_reserve_counts_as_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "device_memory", lambda _: (7 * 10**9, 8 * 10**9))
    monkeypatch.setattr("torch.cuda.memory_reserved", lambda _: 2 * 10**9)
    assert memory_room("cuda:0") == 3 * 10**9


PLANNED_FOR = precision_of(torch.device("cpu")) is PROCESSOR_BFLOAT16 and STATUS.exists()


@pytest.mark.skipif(not PLANNED_FOR, reason="measured on Linux and processors with bfloat16")
@pytest.mark.parametrize("side", [0, 256], ids=["whole", "tiles"])
def test_the_plan_foretells_what_a_process_takes(side: int) -> None:
    """On top of the loaded network, which differs from build to build of torch."""
    case = Case(512, 384, side=side, steps=4)
    found, said = measured(case), peak(case.work, side)
    assert found.peak - found.loaded == pytest.approx(said - BASE, abs=0.15 * said)
