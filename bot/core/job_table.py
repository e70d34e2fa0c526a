"""Jobs in the database: every one that is on record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from bot.core.blobs import hold, job_holder
from bot.core.database import Database, Transaction
from bot.core.jobs import Job, JobState

LIVE: Final = (JobState.QUEUED, JobState.RUNNING)
OVER: Final = tuple(state for state in JobState if state.over)
ALL: Final = -1
"""SQLite's way to say that there is no limit."""
EMPTY: Final[Mapping[str, int]] = MappingProxyType({})


class NoSuchJob(Exception):
    """No job has that id (any more)."""


class Jobs:
    """The table of jobs. Every change reads, edits and writes in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._arrivals: list[_Arrival] = []
        self._adding = asyncio.Lock()

    async def add(self, job: Job, sizes: Mapping[str, int] = EMPTY) -> None:
        """Store a new job; it holds its pictures. `sizes` are the bytes of those that have just arrived.

        Jobs that come at the same moment share one commit.
        """
        arrival = _Arrival(job, sizes)
        self._arrivals.append(arrival)
        try:
            async with self._adding:
                if arrival in self._arrivals:
                    await self._add_all()
        finally:
            if arrival in self._arrivals:
                self._arrivals.remove(arrival)

    async def _add_all(self) -> None:
        batch = list(self._arrivals)

        def add(to: Transaction) -> None:
            for arrival in batch:
                to.many("INSERT OR IGNORE INTO blobs VALUES (?, ?)", arrival.sizes.items())
                _write(to, arrival.job)

        await self._database.write(add)
        self._arrivals = [each for each in self._arrivals if each not in batch]

    async def get(self, job_id: str) -> Job:
        """Raises `NoSuchJob`."""
        rows = await self._database.rows("SELECT body FROM jobs WHERE id = ?", (job_id,))
        if not rows:
            raise NoSuchJob(job_id)
        return _read(rows[0])

    async def change(self, job_id: str, edit: Callable[[Job], Job]) -> Job:
        """Write what `edit` makes of the job as it is now; what `edit` raises leaves it as it was.

        `edit` runs in the database's thread. Raises `NoSuchJob`.
        """

        def change(to: Transaction) -> Job:
            rows = to.rows("SELECT body FROM jobs WHERE id = ?", (job_id,))
            if not rows:
                raise NoSuchJob(job_id)
            before = _read(rows[0])
            after = edit(before)
            if after != before:
                _write(to, after)
                released = set(before.pictures) - set(after.pictures)
                to.many(
                    "DELETE FROM holds WHERE holder = ? AND sha = ?",
                    [(job_holder(job_id), sha) for sha in released],
                )
            return after

        return await self._database.write(change)

    async def remove(self, job_ids: Iterable[str]) -> None:
        """Forget jobs; pictures that nobody else holds go at the next `Blobs.collect`."""
        ids = tuple(job_ids)

        def remove(to: Transaction) -> None:
            to.many("DELETE FROM jobs WHERE id = ?", [(job_id,) for job_id in ids])
            to.many("DELETE FROM holds WHERE holder = ?", [(job_holder(job_id),) for job_id in ids])

        await self._database.write(remove)

    async def live(self) -> list[Job]:
        """Queued and running, oldest first."""
        return await self._select("state IN (?, ?) ORDER BY created", LIVE)

    async def untold(self, surface: str) -> list[Job]:
        """Over, but the owner does not know yet; oldest first."""
        return await self._select(
            f"told = 0 AND surface = ? AND state IN ({_marks(OVER)}) ORDER BY finished",
            (surface, *OVER),
        )

    async def of_owner(self, owner_key: str, limit: int = ALL) -> list[Job]:
        """One person's jobs, newest first."""
        return await self._select("owner_key = ? ORDER BY created DESC LIMIT ?", (owner_key, limit))

    async def borrowing_from(self, job_id: str) -> list[Job]:
        """Other people's jobs that are painted from the pictures of this one."""
        return await self._select("json_extract(body, '$.borrowed_from') = ?", (job_id,))

    async def live_of_server(self, server_key: str) -> list[Job]:
        """Queued and running on one server."""
        return await self._select("server_key = ? AND state IN (?, ?)", (server_key, *LIVE))

    async def same_request(self, request_key: str) -> Job | None:
        """The newest job that has a picture for exactly this request and was not ended early."""
        for job in await self._select(
            "request_key = ? AND state IN (?, ?) ORDER BY created DESC LIMIT 8",
            (request_key, JobState.DONE, JobState.DELIVERED),
        ):
            if job.result and not job.kept:
                return job
        return None

    async def last_starts(self, since: float) -> list[tuple[str, str, float]]:
        """Owner key, server key and time of the newest start after `since`, for each person served."""
        return await self._database.rows(
            "SELECT owner_key, server_key, max(started) FROM jobs WHERE started > ? GROUP BY 1, 2",
            (since,),
        )

    async def last_created(self, owner_key: str) -> float | None:
        """When this person last asked for something, Unix seconds."""
        rows = await self._database.rows("SELECT max(created) FROM jobs WHERE owner_key = ?", (owner_key,))
        return rows[0][0] if rows else None

    async def counts(self) -> list[tuple[str, str, int]]:
        """Surface, state and number of jobs on record."""
        return await self._database.rows("SELECT surface, state, count(*) FROM jobs GROUP BY surface, state")

    async def finished_before(self, told: float, untold: float) -> list[str]:
        """Ids of jobs that were over before `told`, or before `untold` where the owner does not know yet."""
        query = f"SELECT id FROM jobs WHERE state IN ({_marks(OVER)}) AND finished < iif(told, ?, ?)"  # noqa: S608
        return [row[0] for row in await self._database.rows(query, (*OVER, told, untold))]

    async def oldest_told(self, limit: int) -> list[str]:
        """Ids of jobs that are over and told, oldest first."""
        query = f"SELECT id FROM jobs WHERE told = 1 AND state IN ({_marks(OVER)}) ORDER BY finished LIMIT ?"  # noqa: S608
        return [row[0] for row in await self._database.rows(query, (*OVER, limit))]

    async def _select(self, where: str, values: Sequence[Any]) -> list[Job]:
        query = f"SELECT body FROM jobs WHERE {where}"  # noqa: S608
        return [_read(row) for row in await self._database.rows(query, values)]


@dataclass(frozen=True, eq=False)
class _Arrival:
    """A job on its way into the store."""

    job: Job
    sizes: Mapping[str, int]


def _write(to: Transaction, job: Job) -> None:
    to.rows(
        "INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job.id,
            job.owner.surface,
            job.owner.key,
            job.owner.server_key,
            job.state,
            job.told,
            job.request_key,
            job.created,
            job.started,
            job.finished,
            json.dumps(job.to_json()),
        ),
    )
    hold(to, job_holder(job.id), job.pictures)


def _read(row: Any) -> Job:
    return Job.from_json(json.loads(row[0]))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
