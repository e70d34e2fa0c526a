"""What happens over the years: clocks jump, databases and files are damaged. It is said, and nothing is lost by it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from bot.cli import main
from bot.core.blob_files import BlobFiles, BlobGone
from bot.core.database import StoreError
from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job, JobState
from bot.core.refusal import Refusal
from bot.core.store import DATABASE, PICTURES, open_store
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import FakeSurface, World, open_world, person, picture, until

DAY = 86_400.0


def jump(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The machine's clock is set."""
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + seconds)


def silent() -> FakeSurface:
    """A place that takes nothing yet."""
    surface = FakeSurface()
    surface.may_deliver.clear()
    return surface


async def painted(world: World) -> Job:
    """A job whose picture is being delivered."""
    job = await world.submit()
    (await world.executor.begun()).finish()
    await until(lambda: world.surface.tries)
    return job


async def test_a_clock_that_jumps_ahead_loses_no_picture_that_was_not_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    surface = silent()
    async with open_world(tmp_path, surface=surface) as world:
        job = await painted(world)
        jump(monkeypatch, 30 * DAY)
        await world.store.tidy(keep_seconds=7 * DAY, max_bytes=10**9)
        surface.may_deliver.set()
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_what_was_delivered_expires_as_always(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        await world.ended(job)
        jump(monkeypatch, 8 * DAY)
        await world.store.tidy(keep_seconds=7 * DAY, max_bytes=10**9)
        with pytest.raises(NoSuchJob):
            await world.store.jobs.get(job.id)


async def test_a_picture_for_a_place_that_never_comes_back_is_not_kept_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    surface = silent()
    async with open_world(tmp_path, surface=surface) as world:
        job = await painted(world)
    jump(monkeypatch, 91 * DAY)
    async with open_store(tmp_path) as store:
        await store.tidy(keep_seconds=7 * DAY, max_bytes=10**9)
        with pytest.raises(NoSuchJob):
            await store.jobs.get(job.id)


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path, cooldown=60) as world:
        await world.submit()
        jump(monkeypatch, -DAY)
        assert await world.submit()


async def test_a_photo_that_is_damaged_on_disk_costs_its_own_job_alone(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job, other = await world.submit(person("1")), await world.submit(person("2"))
    spoil(tmp_path, job.content)
    async with open_world(tmp_path, EagerExecutor()) as world:
        assert (await world.ended(job)).error_code == "pictures_gone"
        assert (await world.ended(other)).state is JobState.DELIVERED


async def test_a_result_that_is_damaged_on_disk_is_shown_to_nobody(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await painted(world)
        ended = await world.ended(job)
        assert ended.result
        spoil(tmp_path, ended.result)
        with pytest.raises(Refusal, match="pictures_gone"):
            await world.studio.records.picture_of(job.id, "result", job.owner)


async def test_a_picture_that_was_damaged_is_whole_again_when_it_is_sent_again(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        sha = await store.blobs.put(picture(), "test")
        spoil(tmp_path, sha)
        with pytest.raises(BlobGone):
            await store.blobs.read(sha)
        await store.blobs.put(picture(), "test")
        assert await store.blobs.read(sha) == picture()


def spoil(folder: Path, sha: str) -> None:
    """One bit of a stored picture is another one."""
    file = BlobFiles(folder / PICTURES).path(sha)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def damaged(folder: Path, *, where: int) -> bytes:
    """A database that was whole, with rubbish written over a part of it."""
    file = folder / DATABASE
    database = sqlite3.connect(file)
    database.execute("VACUUM")
    database.close()
    data = bytearray(file.read_bytes())
    data[where : where + 2000] = b"\xa5" * 2000
    file.write_bytes(data)
    return bytes(data)


@pytest.mark.parametrize("where", [0, 4096], ids=["its head", "its first table"])
async def test_a_damaged_database_stops_the_start_and_stays_as_it_is(tmp_path: Path, where: int) -> None:
    async with open_world(tmp_path) as world:
        await world.submit()
    before = damaged(tmp_path, where=where)
    with pytest.raises(StoreError, match=r"is damaged.*impasto restore"):
        async with open_store(tmp_path):
            pass
    assert (tmp_path / DATABASE).read_bytes() == before


def test_a_damaged_database_is_one_line_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMPASTO_DATA_DIR", str(tmp_path))
    (tmp_path / DATABASE).write_bytes(b"nonsense" * 1000)
    assert main(["run"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert (tmp_path / DATABASE).read_bytes() == b"nonsense" * 1000
