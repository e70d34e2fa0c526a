"""The disk is full, or somebody holds the database: it is waited out, and nothing is lost, doubled or spun."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core import database
from bot.core.backoff import Backoff
from bot.core.blob_files import BlobFiles, Checkpoints
from bot.core.jobs import JobState
from bot.core.refusal import Refusal
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import FakeSurface, open_world, until

MOST_TRIES = 40
"""A loop without a pause would try thousands of times before a test has looked once."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "AGAIN", Backoff(0.02, 0.05))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program holds the database."""
    other = sqlite3.connect(folder / "impasto.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def not_stored(logs: list[dict[str, object]]) -> int:
    return sum(entry["event"] == "not stored; trying again" for entry in logs)


async def test_a_job_whose_start_cannot_be_written_is_painted_later(tmp_path: Path) -> None:
    executor = EagerExecutor(slots=0)
    async with open_world(tmp_path, executor) as world:
        job = await world.submit()
        with capture_logs() as logs, locked(tmp_path):
            executor.slots = 1
            await until(lambda: not_stored(logs) >= 3)
        assert not_stored(logs) < MOST_TRIES
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_result_that_cannot_be_written_is_not_painted_again(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        with capture_logs() as logs, locked(tmp_path):
            run.finish()
            await until(lambda: not_stored(logs) >= 3)
        assert (await world.ended(job)).state is JobState.DELIVERED
        assert len(world.executor.runs) == 1


async def test_a_result_that_the_disk_has_no_room_for_waits_for_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(files: BlobFiles, sha: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        with capture_logs() as logs, monkeypatch.context() as patch:
            patch.setattr(BlobFiles, "write", full)
            run.finish()
            await until(lambda: not_stored(logs) >= 3)
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_checkpoint_that_cannot_be_written_costs_the_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(checkpoints: Checkpoints, job_id: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Checkpoints, "put", full)
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        run.checkpoint(b"half way")
        run.finish()
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_delivery_that_cannot_be_written_down_is_not_repeated(tmp_path: Path) -> None:
    surface = FakeSurface()
    surface.may_deliver.clear()
    async with open_world(tmp_path, EagerExecutor(), surface) as world:
        job = await world.submit()
        await until(lambda: surface.tries)
        with capture_logs() as logs, locked(tmp_path):
            surface.may_deliver.set()
            await until(lambda: not_stored(logs) >= 3)
        await world.ended(job)
        assert len(surface.tries) == 1


async def test_a_failure_that_cannot_be_written_is_told_later(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        with capture_logs() as logs, locked(tmp_path):
            run.fail(ZeroDivisionError())
            await until(lambda: not_stored(logs) >= 3)
        assert (await world.ended(job)).error_code == "internal"


async def test_who_asks_meanwhile_is_told_to_come_again(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        with locked(tmp_path):
            for deed in (world.submit(), world.studio.cancel(job.id, job.owner)):
                with pytest.raises(Refusal, match="storage_busy"):
                    await deed
