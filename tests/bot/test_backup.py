"""The data folder in one file: while the bot runs, with a job in each state, and put back with nothing changed."""

from __future__ import annotations

import asyncio
import sqlite3
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.backup import BackupError, restore, save
from bot.core.blob_files import BlobGone
from bot.core.jobs import Job, JobState
from bot.core.schema import MIGRATIONS
from bot.core.store import DATABASE, Store, open_store
from tests.bot.executors import ScriptedExecutor
from tests.bot.world import open_world, person, picture


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


async def backed_up(data: Path) -> Path:
    """A backup of the folder, made as the command does, in a thread beside the running bot."""
    file = data.with_name("saved.tar")
    await asyncio.to_thread(save, data, file)
    return file


async def every_state(store: Store, sample: Job) -> dict[JobState, Job]:
    """One stored job in each state, with pictures of its own."""
    jobs = {}
    for number, state in enumerate(JobState):
        content = await store.blobs.put(picture(f"#00{number:02x}00"), "test")
        job = replace(sample, id=f"job{number}", state=state, content=content, told=state.over)
        await store.jobs.add(job)
        jobs[state] = job
    return jobs


async def test_a_job_in_each_state_comes_back_as_it_was(data: Path, tmp_path: Path) -> None:
    async with open_world(data / "elsewhere") as world:
        sample = await world.submit()
    async with open_store(data) as store:
        jobs = await every_state(store, sample)
        file = await backed_up(data)
    restore(file, tmp_path / "new")
    async with open_store(tmp_path / "new") as store:
        assert {state: await store.jobs.get(job.id) for state, job in jobs.items()} == jobs
        for number, job in enumerate(jobs.values()):
            assert await store.blobs.read(job.content) == picture(f"#00{number:02x}00")


async def test_what_waited_and_what_was_painted_is_finished_after_restoring(
    data: Path, tmp_path: Path
) -> None:
    async with open_world(data) as world:
        painted, waiting = await world.submit(person("1")), await world.submit(person("2"))
        run = await world.executor.begun()
        run.checkpoint(b"half way")
        run.paint(3)
        file = await backed_up(data)
    restore(file, tmp_path / "new")
    async with open_world(tmp_path / "new", ScriptedExecutor(slots=2)) as world:
        for _ in range(2):
            (await world.executor.begun()).finish()
        assert {(await world.ended(job)).state for job in (painted, waiting)} == {JobState.DELIVERED}


async def test_pictures_that_come_and_go_meanwhile_leave_the_backup_whole(data: Path, tmp_path: Path) -> None:
    async with open_store(data) as store:

        async def come_and_go() -> None:
            for number in range(200):
                await store.blobs.put(picture(f"#{number:06x}"), f"holder{number}")
                if number % 3:
                    await store.release(f"holder{number}")
                    await store.blobs.collect()

        traffic = asyncio.create_task(come_and_go())
        files = []
        while not traffic.done():
            files.append(data.with_name(f"{len(files)}.tar"))
            await asyncio.to_thread(save, data, files[-1])
        await traffic
    for file in files:
        restore(file, tmp_path / file.stem)
        async with open_store(tmp_path / file.stem) as store:
            for (sha,) in await store.rows("SELECT sha FROM blobs"):
                assert await store.blobs.there(sha)


async def test_a_picture_that_was_missing_before_is_counted(data: Path) -> None:
    async with open_store(data) as store:
        sha = await store.blobs.put(picture(), "test")
        store.blobs._files.path(sha).unlink()
        with pytest.raises(BlobGone):
            await store.blobs.read(sha)
        assert (await asyncio.to_thread(save, data, data.with_name("saved.tar"))).missing == 1


async def test_a_picture_that_was_damaged_before_does_not_spoil_the_backup(
    data: Path, tmp_path: Path
) -> None:
    async with open_store(data) as store:
        sha, other = await store.blobs.put(picture("teal"), "test"), await store.blobs.put(picture(), "test")
        store.blobs._files.path(sha).write_bytes(b"rubbish")
        saved = await asyncio.to_thread(save, data, tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "new")
    async with open_store(tmp_path / "new") as store:
        assert (saved.missing, await store.blobs.read(other)) == (1, picture())


async def test_a_backup_may_be_read_by_its_owner_only(data: Path) -> None:
    async with open_store(data):
        assert (await backed_up(data)).stat().st_mode & 0o077 == 0


async def test_a_backup_inside_the_data_folder_is_refused(data: Path) -> None:
    async with open_store(data):
        with pytest.raises(BackupError, match="choose a place outside"):
            await asyncio.to_thread(save, data, data / "saved.tar")


async def test_what_a_killed_backup_left_does_not_stand_in_the_way(data: Path) -> None:
    async with open_store(data):
        data.with_name("saved.tar.part").write_bytes(b"half")
        assert (await backed_up(data)).is_file()


async def test_a_backup_that_fails_leaves_the_one_before(data: Path) -> None:
    async with open_store(data):
        file = await backed_up(data)
    before = file.read_bytes()
    (data / DATABASE).write_bytes(b"nonsense" * 1000)
    with pytest.raises(BackupError, match="impasto doctor"):
        save(data, file)
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*.part"))


async def test_a_folder_that_is_not_empty_is_refused_and_the_way_is_said(data: Path) -> None:
    async with open_store(data):
        file = await backed_up(data)
    before = (data / DATABASE).read_bytes()
    with pytest.raises(BackupError, match="--replace"):
        restore(file, data)
    assert (data / DATABASE).read_bytes() == before


async def test_what_is_replaced_is_kept_beside(data: Path) -> None:
    async with open_store(data) as store:
        file = await backed_up(data)
        await store.put_note("kind", "later", 1)
    aside = restore(file, data, replace=True)
    assert aside is not None
    async with open_store(data) as now, open_store(aside) as before:
        assert (await now.get_note("kind", "later"), await before.get_note("kind", "later")) == (None, 1)


async def test_what_is_replaced_twice_in_a_second_is_kept_twice(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.backup.time.strftime", lambda _: "20261121-204900")
    async with open_store(data):
        file = await backed_up(data)
    asides = [restore(file, data, replace=True) for _ in range(3)]
    assert len({aside.name for aside in asides if aside is not None and (aside / DATABASE).exists()}) == 3


async def test_a_folder_in_use_is_refused(data: Path) -> None:
    async with open_store(data):
        file = await backed_up(data)
        with pytest.raises(BackupError, match="a bot is running on it"):
            await asyncio.to_thread(restore, file, data, replace=True)


def archive(file: Path, **contents: bytes) -> Path:
    folder = file.with_suffix("")
    folder.mkdir()
    with tarfile.open(file, "w") as tar:
        for name, data in contents.items():
            (folder / "one").write_bytes(data)
            tar.add(folder / "one", name)
    return file


def database(tmp_path: Path, version: int) -> bytes:
    file = tmp_path / "made.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute(f"PRAGMA user_version = {version}")
    made.close()
    return file.read_bytes()


def test_what_is_no_archive_is_refused_and_nothing_is_touched(tmp_path: Path, data: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(picture())
    data.mkdir()
    (data / "mine").write_text("keep me")
    with pytest.raises(BackupError, match="is not a backup of Impasto"):
        restore(tmp_path / "holiday.jpg", data, replace=True)
    assert [path.name for path in data.iterdir() if path.name != "lock"] == ["mine"]


def test_an_archive_of_something_else_is_refused(tmp_path: Path, data: Path) -> None:
    with pytest.raises(BackupError, match="not a whole backup"):
        restore(archive(tmp_path / "x.tar", letter=b"Dear Sir"), data)


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, data: Path, name: str) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupError, match="is not a backup of Impasto"):
        restore(tmp_path / "x.tar", data)
    assert not (tmp_path / "escaped").exists()


def test_a_damaged_database_is_refused(tmp_path: Path, data: Path) -> None:
    broken = archive(tmp_path / "x.tar", **{DATABASE: b"SQLite format 3\0" + b"nonsense" * 1000})
    with pytest.raises(BackupError, match="is damaged"):
        restore(broken, data)


def test_a_damaged_picture_is_refused(tmp_path: Path, data: Path) -> None:
    made = database(tmp_path, len(MIGRATIONS))
    broken = archive(tmp_path / "x.tar", **{DATABASE: made, f"pictures/ab/{'ab' * 32}": b"cat"})
    with pytest.raises(BackupError, match=r"the picture abababababab.*damaged"):
        restore(broken, data)


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path, data: Path) -> None:
    newer = archive(tmp_path / "x.tar", **{DATABASE: database(tmp_path, len(MIGRATIONS) + 1)})
    with pytest.raises(BackupError, match="newer Impasto"):
        restore(newer, data)
