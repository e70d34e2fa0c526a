"""A surface that fails costs itself a moment, and nobody else anything."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot import app
from bot.app import Keeper
from bot.config import Settings
from bot.core.backoff import Backoff
from bot.core.jobs import JobState
from bot.core.surface import Standing
from tests.bot.executors import EagerExecutor
from tests.bot.world import FakeSurface, World, open_world, person, until


class Weak(ModuleType):
    """A surface's package: fails to open as often as `fails_to_open` says, and whenever `failing` is set."""

    def __init__(self) -> None:
        super().__init__("bot.weak")
        self.opened: list[FakeSurface] = []
        self.fails_to_open = 0
        self.failing = asyncio.Event()

    @asynccontextmanager
    async def open_surface(self, *args: Any) -> AsyncIterator[FakeSurface]:
        if self.fails_to_open:
            self.fails_to_open -= 1
            raise ValueError("a page of HTML")
        surface = FakeSurface("weak")
        self.opened.append(surface)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self._fail())
            try:
                yield surface
            finally:
                task.cancel()

    async def _fail(self) -> None:
        await self.failing.wait()
        self.failing.clear()
        raise ValueError("a page of HTML")


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> Weak:
    package = Weak()
    monkeypatch.setitem(sys.modules, "bot.weak", package)
    monkeypatch.setattr(app, "AGAIN", Backoff(0.001, 0.01))
    return package


def keeper(world: World, folder: Path) -> Keeper:
    return Keeper("weak", world.studio, Settings(data_dir=folder))


async def test_a_surface_that_cannot_be_opened_does_not_stop_the_start(tmp_path: Path, weak: Weak) -> None:
    weak.fails_to_open = 3
    async with open_world(tmp_path) as world, keeper(world, tmp_path).open() as surface:
        assert surface is None
        await until(lambda: weak.opened)


async def test_a_surface_that_was_lost_comes_back(tmp_path: Path, weak: Weak) -> None:
    async with open_world(tmp_path) as world, keeper(world, tmp_path).open():
        weak.failing.set()
        await until(lambda: len(weak.opened) == 2)
        await until(lambda: Standing("weak", None, restarts=1) in world.studio.notifier.standings())


async def test_how_a_lost_surface_stands_is_said_without_its_words(tmp_path: Path, weak: Weak) -> None:
    async with open_world(tmp_path) as world, keeper(world, tmp_path).open():
        weak.fails_to_open = 1000
        weak.failing.set()
        await until(lambda: any(each.trouble for each in world.studio.notifier.standings()))
        assert Standing("weak", "ValueError; the log says more") in world.studio.notifier.standings()


async def test_what_a_lost_surface_was_telling_is_told_by_the_next(tmp_path: Path, weak: Weak) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world, keeper(world, tmp_path).open():
        weak.opened[0].may_deliver.clear()
        job = await world.submit(person(surface="weak"))
        await until(lambda: weak.opened[0].tries)
        weak.failing.set()
        assert (await world.ended(job)).state is JobState.DELIVERED
        assert [each.id for each in weak.opened[1].delivered] == [job.id]


async def test_others_go_on_meanwhile(tmp_path: Path, weak: Weak) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world, keeper(world, tmp_path).open():
        weak.fails_to_open = 1000
        weak.failing.set()
        assert (await world.ended(await world.submit())).state is JobState.DELIVERED
