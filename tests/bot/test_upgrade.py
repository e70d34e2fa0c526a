"""An installation of the version before starts with its data folder and delivers what was queued.

`tests/data/version_0_1_0` was left by commit 05625f4, killed while it painted: jobs delivered, done but untold,
running with a checkpoint, and queued; two presets, the settings of two servers.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.config import StorageSettings
from bot.core.jobs import Job, JobState
from bot.core.schema import MIGRATIONS
from bot.core.store import Store, open_store
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.web.program import free_port, start, stop
from tests.bot.world import FakeSurface, open_world, until
from tests.patience import PATIENCE

BEFORE = Path(__file__).parents[1] / "data" / "version_0_1_0"
KEEP = StorageSettings(keep_days=36_500)
LOOK_SECONDS = 0.2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BEFORE, tmp_path / "data")
    database = sqlite3.connect(tmp_path / "data" / "impasto.sqlite3")
    database.executescript((BEFORE / "impasto.sql").read_text())
    database.close()
    return tmp_path / "data"


def jobs_before(folder: Path) -> dict[str, str]:
    """State by id."""
    database = sqlite3.connect(folder / "impasto.sqlite3")
    jobs = dict(database.execute("SELECT id, state FROM jobs"))
    database.close()
    return jobs


async def test_the_database_is_taken_further(folder: Path) -> None:
    async with open_store(folder) as store:
        assert await store.rows("PRAGMA user_version") == [(len(MIGRATIONS),)]


async def test_every_job_is_delivered_once(folder: Path) -> None:
    web, discord = FakeSurface("web"), FakeSurface("discord")
    before = jobs_before(folder)
    async with open_world(folder, EagerExecutor(), web, storage=KEEP) as world:
        world.studio.notifier.attach(discord)
        await until(lambda: len(web.delivered) + len(discord.delivered) == len(before) - 1)
        for job_id in before:
            async with asyncio.timeout(PATIENCE):
                while not (await world.studio.records.job(job_id)).told:  # noqa: ASYNC110 - the record is the truth
                    await asyncio.sleep(0.01)
        told = [job.id for job in (*web.delivered, *discord.delivered)]
    assert sorted(told) == sorted(job_id for job_id, state in before.items() if state != "delivered")


async def test_a_running_job_goes_on_from_its_checkpoint(folder: Path) -> None:
    (running,) = (job_id for job_id, state in jobs_before(folder).items() if state == "running")
    async with open_world(folder, ScriptedExecutor(), storage=KEEP) as world:
        run = await world.executor.begun()
        assert run.request.checkpoint == (BEFORE / "checkpoints" / running).read_bytes()


async def test_presets_and_settings_are_those_of_before(folder: Path) -> None:
    async with open_world(folder, storage=KEEP) as world:
        names = {preset.name for preset in world.studio.presets.list("web:room") if not preset.builtin}
        settings = await world.studio.servers.settings("web:room")
        other = await world.studio.servers.settings("telegram:-100")
        assert names == {"our wall", "our cat"}
        assert await world.studio.presets.image("our wall", "web:room")
        assert (settings.default_strength, settings.max_size, settings.blocked) == (77, 1024, ("13",))
        assert other.default_quality == "fine"


async def test_the_real_program_paints_and_delivers_what_was_queued(folder: Path) -> None:
    program = await start(folder, free_port(), {"IMPASTO_STORAGE__KEEP_DAYS": "36500"})
    try:
        async with asyncio.timeout(PATIENCE), open_store(folder, beside_a_bot=True) as store:
            while {job.state for job in await _of_web(store)} != {JobState.DELIVERED}:  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)
            for job in await _of_web(store):
                assert job.result
                assert await store.blobs.there(job.result)
    finally:
        await stop(program)


async def _of_web(store: Store) -> list[Job]:
    ids = await store.rows("SELECT id FROM jobs WHERE surface = 'web'")
    return [await store.jobs.get(job_id) for (job_id,) in ids]
