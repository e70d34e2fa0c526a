"""What survives, what expires, and what may not be opened twice."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from bot.core.blob_files import BlobGone, sha256, write_whole
from bot.core.database import StoreError
from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job, JobState, new_job_id
from bot.core.schema import MIGRATIONS
from bot.core.store import Store, open_store
from engine.errors import Fact
from engine.options import StyleOptions
from tests.bot.world import person

WEEK = 7 * 86_400.0
DATA = b"x" * 1000


def make_job(**fields: Any) -> Job:
    return Job(new_job_id(), person(), {}, StyleOptions(), "content", ("style",), time.time()).with_changes(
        **fields
    )


async def with_picture(store: Store, data: bytes, **fields: Any) -> Job:
    job = make_job(**fields)
    job = job.with_changes(content=await store.blobs.put(data, f"job:{job.id}"))
    await store.jobs.add(job)
    return job


async def test_a_job_comes_back_as_it_was(tmp_path: Path) -> None:
    job = make_job(
        owner=person(role_ids=("7",), locale="ja"),
        options=StyleOptions.parse(strength=70, style_blend="3,7"),
        notes=("smaller", Fact("painted-smaller", "smaller", {"size": 5, "asked": 9})),
        error_fact=Fact("damaged", "damaged"),
        recipe={"seed": 1},
        state=JobState.FAILED,
    )
    async with open_store(tmp_path) as store:
        await store.jobs.add(job)
    async with open_store(tmp_path) as store:
        assert await store.jobs.get(job.id) == job


async def test_an_unknown_job(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(NoSuchJob):
            await store.jobs.get("nonsense")


async def test_changes_at_the_same_moment_are_both_kept(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        job = make_job()
        await store.jobs.add(job)
        await asyncio.gather(
            store.jobs.change(job.id, lambda each: each.with_changes(steps=5)),
            store.jobs.change(job.id, lambda each: each.with_changes(kept=True)),
        )
        after = await store.jobs.get(job.id)
        assert (after.steps, after.kept) == (5, True)


async def test_a_change_that_raises_changes_nothing(tmp_path: Path) -> None:
    def broken(job: Job) -> Job:
        raise ZeroDivisionError

    async with open_store(tmp_path) as store:
        job = make_job()
        await store.jobs.add(job)
        with pytest.raises(ZeroDivisionError):
            await store.jobs.change(job.id, broken)
        assert await store.jobs.get(job.id) == job


async def test_a_cancelled_change_leaves_the_store_usable(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        job = make_job()
        await store.jobs.add(job)
        change = asyncio.create_task(store.jobs.change(job.id, lambda each: each.with_changes(steps=5)))
        await asyncio.sleep(0)
        change.cancel()
        await asyncio.wait([change])
        assert (await store.jobs.change(job.id, lambda each: each.with_changes(kept=True))).kept


async def test_a_picture_comes_back(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        assert await store.blobs.read(await store.blobs.put(DATA, "me")) == DATA


async def test_a_picture_lies_under_its_hash(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.blobs.put(DATA, "me")
    sha = sha256(DATA)
    assert (tmp_path / "pictures" / sha[:2] / sha).read_bytes() == DATA


async def test_the_same_picture_twice_takes_room_once(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.blobs.put(DATA, "me")
        await store.blobs.put(DATA, "you")
        assert await store.bytes_used() == len(DATA)


async def test_a_picture_nobody_holds_is_collected(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        sha = await store.blobs.put(DATA, "me")
        await store.release("me")
        await store.blobs.collect()
        with pytest.raises(BlobGone):
            await store.blobs.read(sha)


async def test_a_picture_somebody_else_holds_stays(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        sha = await store.blobs.put(DATA, "me")
        await store.blobs.put(DATA, "you")
        await store.release("me")
        await store.blobs.collect()
        assert await store.blobs.there(sha)


async def test_jobs_that_come_at_the_same_moment_are_all_stored(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        jobs = [make_job() for _ in range(20)]
        await asyncio.gather(*(store.jobs.add(job) for job in jobs))
        assert {job.id for job in await store.jobs.live()} == {job.id for job in jobs}


async def test_a_job_given_up_while_waiting_is_not_stored(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        stays, goes = make_job(), make_job()
        adding = [asyncio.create_task(store.jobs.add(job)) for job in (stays, goes)]
        await asyncio.sleep(0)
        adding[1].cancel()
        await asyncio.wait(adding)
        assert [job.id for job in await store.jobs.live()] == [stays.id]


async def test_one_broken_job_does_not_take_its_neighbours_along(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        broken, well = make_job(destination={"no": object()}), make_job()
        await asyncio.gather(store.jobs.add(broken), store.jobs.add(well), return_exceptions=True)
        assert [job.id for job in await store.jobs.live()] == [well.id]


async def test_a_picture_that_is_arriving_is_not_collected(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.blobs.put(DATA, "me")
        async with store.blobs.arriving([DATA]) as (sha,):
            await store.release("me")
            await store.blobs.collect()
            assert await store.blobs.there(sha)


async def test_an_arrival_that_fails_leaves_no_file(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(ZeroDivisionError):
            async with store.blobs.arriving([DATA]) as (sha,):
                raise ZeroDivisionError
        assert not await store.blobs.there(sha)


async def test_an_arrival_that_fails_spares_what_others_hold(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.blobs.put(DATA, "me")
        with pytest.raises(ZeroDivisionError):
            async with store.blobs.arriving([DATA]) as (sha,):
                raise ZeroDivisionError
        assert await store.blobs.there(sha)


async def test_pictures_of_a_job_that_was_never_stored_are_swept_at_the_next_start(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        sha = await store.blobs.put(DATA, "job:lost")
    async with open_store(tmp_path) as store:
        assert not await store.blobs.there(sha)


async def test_half_written_files_are_swept_at_the_next_start(tmp_path: Path) -> None:
    leftover = tmp_path / "pictures" / "ab" / "abcd.1234.part"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half")
    async with open_store(tmp_path):
        assert not leftover.exists()


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_whole(file, b"old")

    def broken(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


async def test_an_old_job_expires_with_its_pictures(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        job = await with_picture(
            store, DATA, state=JobState.DELIVERED, told=True, finished=time.time() - WEEK - 1
        )
        await store.tidy(keep_seconds=WEEK, max_bytes=10**9)
        assert not await store.blobs.there(job.content)


async def test_a_young_job_stays(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        job = await with_picture(store, DATA, state=JobState.DELIVERED, told=True, finished=time.time())
        await store.tidy(keep_seconds=WEEK, max_bytes=10**9)
        assert await store.jobs.get(job.id) == job


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
async def test_a_live_job_never_expires(tmp_path: Path, state: JobState) -> None:
    async with open_store(tmp_path) as store:
        job = await with_picture(store, DATA, state=state, created=1.0)
        await store.tidy(keep_seconds=0, max_bytes=1)
        assert await store.blobs.there(job.content)


async def test_when_the_disk_is_full_the_oldest_told_job_goes_first(tmp_path: Path) -> None:
    now = time.time()
    async with open_store(tmp_path) as store:
        jobs = [
            await with_picture(
                store,
                bytes([number]) * 1000,
                state=JobState.DELIVERED,
                told=True,
                finished=now - 100 + number,
            )
            for number in range(20)
        ]
        await store.tidy(keep_seconds=WEEK, max_bytes=19_999)
        there = [await store.blobs.there(job.content) for job in jobs]
        assert (there[0], there[-1]) == (False, True)


async def test_pictures_stay_within_their_bound(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for number in range(20):
            await with_picture(
                store, bytes([number]) * 1000, state=JobState.DELIVERED, told=True, finished=time.time()
            )
        await store.tidy(keep_seconds=WEEK, max_bytes=5000)
        assert await store.bytes_used() <= 5000


async def test_an_untold_result_is_not_given_up_for_room(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        job = await with_picture(store, DATA, state=JobState.DONE, finished=time.time())
        await store.tidy(keep_seconds=WEEK, max_bytes=1)
        assert await store.jobs.get(job.id) == job


async def test_a_note_comes_back(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.put_note("choice", "chat", {"photo": 1})
    async with open_store(tmp_path) as store:
        assert await store.get_note("choice", "chat") == {"photo": 1}


async def test_an_expired_note_is_gone(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.put_note("choice", "chat", 1, ttl=-1)
        assert await store.get_note("choice", "chat") is None


async def test_notes_are_listed_by_kind(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.put_note("one", "a", 1)
        await store.put_note("two", "b", 2)
        assert await store.notes("one") == {"a": 1}


async def test_a_second_bot_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        with pytest.raises(StoreError, match="another Impasto is running"):
            async with open_store(tmp_path):
                pass


async def test_a_short_command_may_look_in_beside_a_bot(tmp_path: Path) -> None:
    async with open_store(tmp_path) as bot:
        await bot.put_note("preset", "a", 1)
        async with open_store(tmp_path, beside_a_bot=True) as store:
            assert await store.notes("preset") == {"a": 1}


async def test_the_folder_is_free_after_closing(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        pass
    async with open_store(tmp_path) as store:
        assert await store.bytes_used() == 0


async def test_a_file_in_the_way_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be used as data_dir"):
        async with open_store(tmp_path / "data"):
            pass


async def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "impasto.sqlite3").write_bytes(b"nonsense" * 1000)
    with pytest.raises(StoreError, match=r"impasto\.sqlite3"):
        async with open_store(tmp_path):
            pass


async def test_the_schema_has_its_version(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        assert await store.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        pass
    database = sqlite3.connect(tmp_path / "impasto.sqlite3")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="schema 99"):
        async with open_store(tmp_path):
            pass


async def test_accepted_jobs_survive_a_power_cut(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        assert await store.rows("PRAGMA synchronous") == [(2,)]
