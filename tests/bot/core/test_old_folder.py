"""A data folder of schema 1: it opens, and what people borrowed from each other then is theirs no longer."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.core.jobs import Job, JobState, Owner
from bot.core.schema import MIGRATIONS
from bot.core.store import Store, open_store
from tests.bot.core.test_store import make_job
from tests.bot.world import person

ANN, BOB = person("ann"), person("bob")


def old_body(job: Job) -> dict[str, Any]:
    body = job.to_json()
    for name in ("borrowed_from", "private", "spoiler"):
        del body[name]
    return body


def write_old_folder(folder: Path, *jobs: Job) -> None:
    database = sqlite3.connect(folder / "impasto.sqlite3")
    database.executescript(MIGRATIONS[0] + "PRAGMA user_version = 1")
    for job in jobs:
        values = (job.id, "fake", job.owner.key, job.owner.server_key, job.state, 1, "key", job.created)
        database.execute(
            "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
            (*values, json.dumps(old_body(job))),
        )
        held = [(f"job:{job.id}", sha) for sha in {job.content, *job.styles, job.result or "result"}]
        database.executemany("INSERT INTO holds VALUES (?, ?)", held)
    database.execute("INSERT INTO notes VALUES ('server', 'fake:s', '{}', NULL)")
    database.commit()
    database.close()


def done(owner: Owner, parent: Job | None = None, **fields: Any) -> Job:
    fields = {"state": JobState.DELIVERED, "result": "result", **fields}
    return make_job(owner=owner, parent=parent.id if parent else None, **fields)


async def held(store: Store, job: Job) -> set[str]:
    rows = await store.rows("SELECT sha FROM holds WHERE holder = ?", (f"job:{job.id}",))
    return {row[0] for row in rows}


async def test_its_notes_are_there(tmp_path: Path) -> None:
    write_old_folder(tmp_path)
    async with open_store(tmp_path) as store:
        assert await store.get_note("server", "fake:s") == {}


@pytest.mark.parametrize("depth", [1, 2, 3])
async def test_another_persons_rerun_borrows_from_where_the_pictures_came_from(
    tmp_path: Path, depth: int
) -> None:
    jobs = [done(ANN)]
    for _ in range(depth):
        jobs.append(done(BOB, jobs[-1]))
    write_old_folder(tmp_path, *jobs)
    async with open_store(tmp_path) as store:
        assert (await store.jobs.get(jobs[-1].id)).borrowed_from == jobs[0].id


async def test_a_rerun_of_ones_own_borrows_nothing(tmp_path: Path) -> None:
    first = done(ANN)
    second = done(ANN, first)
    write_old_folder(tmp_path, first, second)
    async with open_store(tmp_path) as store:
        assert (await store.jobs.get(second.id)).borrowed_from is None


async def test_of_an_unknown_parent_nobody_knows_whose_the_pictures_are(tmp_path: Path) -> None:
    orphan = done(BOB, done(ANN))
    write_old_folder(tmp_path, orphan)
    async with open_store(tmp_path) as store:
        assert (await store.jobs.get(orphan.id)).borrowed_from == orphan.parent


async def test_what_was_borrowed_is_not_held_any_more(tmp_path: Path) -> None:
    first = done(ANN)
    second = done(BOB, first)
    write_old_folder(tmp_path, first, second)
    async with open_store(tmp_path) as store:
        assert await held(store, second) == {"result"}


async def test_the_preset_of_a_rerun_stays(tmp_path: Path) -> None:
    first = done(ANN)
    second = done(BOB, first, preset="mosaic")
    write_old_folder(tmp_path, first, second)
    async with open_store(tmp_path) as store:
        assert await held(store, second) == {"style", "result"}


async def test_a_rerun_that_waits_keeps_what_it_needs(tmp_path: Path) -> None:
    first = done(ANN)
    second = done(BOB, first, state=JobState.QUEUED)
    write_old_folder(tmp_path, first, second)
    async with open_store(tmp_path) as store:
        assert await held(store, second) >= {"content", "style"}
