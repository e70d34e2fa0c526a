"""Forgetting: a job, a person, a server that the bot has left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job, JobState, Owner
from bot.core.limits import check_live
from bot.core.painter import Painter
from bot.core.presets import Presets
from bot.core.records import Records
from bot.core.refusal import Refusal
from bot.core.servers import KIND as SETTINGS
from bot.core.sheets import Sheets
from bot.core.store import Store

LEFT: Final = "left_server"
"""Notes of the servers that the bot has left: the time, Unix seconds."""

GRACE_SECONDS: Final = 7 * 86_400.0
"""Who throws the bot out by mistake, or moves, finds everything as it was within so long."""


@dataclass(frozen=True)
class Belongings:
    """How much is kept of one person. `pictures` are those of the jobs, each counted once."""

    jobs: int
    pictures: int
    presets: int


class Privacy:
    """Takes away what somebody does not want kept, with every copy."""

    def __init__(
        self, store: Store, records: Records, painter: Painter, presets: Presets, sheets: Sheets
    ) -> None:
        self._store = store
        self._records = records
        self._painter = painter
        self._presets = presets
        self._sheets = sheets

    async def delete(self, jobs: Sequence[Job]) -> None:
        """Forget jobs. Whoever borrows their pictures keeps what is painted; what is not will not be.

        Borrowers are ended before, so that a crash in between leaves nobody with the pictures of a job that is
        gone, and once more after, for those who came meanwhile.
        """
        for job in jobs:
            await self._end(job.id, JobState.CANCELLED)
        await self._end_borrowers(jobs)
        await self._store.jobs.remove([job.id for job in jobs])
        await self._end_borrowers(jobs)
        await self._store.blobs.collect()
        self._sheets.forget()

    async def check_lender(self, job: Job) -> None:
        """End a job whose lender was deleted while it came in. Raises `Refusal("pictures_gone")`."""
        if job.borrowed_from is None:
            return
        try:
            await self._store.jobs.get(job.borrowed_from)
        except NoSuchJob:
            await self.delete([job])
            raise Refusal("pictures_gone") from None

    async def belongings(self, owner: Owner) -> Belongings:
        """What `forget` would take away from this person."""
        return Belongings(
            jobs=len(await self._store.jobs.of_owner(owner.key)),
            pictures=await self._store.pictures_of(owner.key),
            presets=len(self._presets.of_person(owner)),
        )

    async def forget(self, owner: Owner) -> Belongings:
        """Everything of this person's goes: jobs, pictures, presets and notes. Says how much it was."""
        gone = await self.belongings(owner)
        await self._presets.discard(self._presets.of_person(owner))
        for whose in (owner.key, replace(owner, server_id=None).server_key):
            await self._store.delete_notes_of(whose)
        await self.delete(await self._store.jobs.of_owner(owner.key))
        return gone

    async def known_servers(self, surface: str) -> list[str]:
        """The servers of a surface that something is kept of: settings or presets."""
        keys = {*await self._store.notes(SETTINGS), *await self._store.notes(LEFT), *self._presets.servers()}
        return sorted(key for key in keys if key.startswith(f"{surface}:"))

    async def left_server(self, server_key: str) -> None:
        """The bot is no longer there. After a grace its presets, settings and waiting jobs go."""
        if await self._store.get_note(LEFT, server_key) is None:
            await self._store.put_note(LEFT, server_key, time.time())

    async def joined_server(self, server_key: str) -> None:
        """The bot is (again) there: nothing goes."""
        await self._store.delete_note(LEFT, server_key)

    async def clear_left_servers(self) -> None:
        """What belongs to servers that the bot left longer ago than the grace goes."""
        long_ago = time.time() - GRACE_SECONDS
        for server_key, moment in (await self._store.notes(LEFT)).items():
            if moment > long_ago:
                continue
            await self._presets.discard(self._presets.of_server(server_key))
            for job in await self._store.jobs.live_of_server(server_key):
                await self._end(job.id, JobState.CANCELLED)
            await self._store.delete_notes_of(server_key)

    async def _end_borrowers(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            for borrower in await self._store.jobs.borrowing_from(job.id):
                await self._end(borrower.id, JobState.FAILED, "inputs_deleted")

    async def _end(self, job_id: str, state: JobState, code: str | None = None) -> None:
        """Write that a live job is over; one that is over already stays as it is."""

        def ended(job: Job) -> Job:
            check_live(job)
            return job.with_changes(state=state, error_code=code, finished=time.time())

        with suppress(Refusal):
            await self._painter.end(await self._records.change(job_id, ended))
