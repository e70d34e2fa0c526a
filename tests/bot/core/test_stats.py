"""A day in figures."""

from __future__ import annotations

from pathlib import Path

from bot.core.jobs import JobState
from bot.core.stats import easels_in_use
from engine.processes.executor import DeviceStatus
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import open_world, person


async def test_nothing_happened_yet(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        stats = await world.studio.stats()
        assert (dict(stats.states), stats.seconds_p50, stats.seconds_p99) == ({}, None, None)


async def test_what_was_painted_has_its_seconds(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        for _ in range(3):
            await world.ended(await world.submit())
        stats = await world.studio.stats()
        assert (stats.states, stats.surfaces) == ({JobState.DELIVERED: 3}, {"fake": 3})
        assert stats.seconds_p50 is not None
        assert stats.seconds_p99 is not None
        assert 0 <= stats.seconds_p50 <= stats.seconds_p99


async def test_a_server_sees_its_own_only(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        await world.submit(person("1", server="here"))
        await world.submit(person("2", server="there"))
        stats = await world.studio.stats("fake:here")
        assert (stats.waiting, stats.running, stats.states) == (1, 0, {JobState.QUEUED: 1})


def test_easels_are_counted_by_machine() -> None:
    devices = (
        DeviceStatus("cuda:0", ready=True, busy=True, node="north"),
        DeviceStatus("cuda:1", ready=True, node="north"),
        DeviceStatus("cuda:0", ready=True, busy=True, node="south"),
        DeviceStatus("refused", error="it has torch 1.0", node="west"),
    )
    assert easels_in_use(devices) == ((1, 2), (1, 1))


def test_one_machine_alone_has_no_easels_to_count() -> None:
    assert easels_in_use((DeviceStatus("cpu", ready=True),)) == ()
