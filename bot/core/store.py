"""The durable store: jobs, notes and pictures under one data folder.

SQLite in WAL mode with `synchronous=FULL`: once a person is told "you are number 3", not even a power cut may
forget it, and a job costs only a handful of commits.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import filelock

from bot.core.blobs import BlobFiles, Checkpoints, sha256
from bot.core.database import BUSY_SECONDS, Database, StoreError, Transaction, disk_error, open_database
from bot.core.jobs import Job, JobState

DATABASE: Final = "impasto.sqlite3"
PICTURES: Final = "pictures"
LOCK: Final = "lock"
"""What lies in the data folder."""

MIGRATIONS: Final = (
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, surface TEXT NOT NULL, owner_key TEXT NOT NULL, server_key TEXT NOT NULL,
        state TEXT NOT NULL, told INTEGER NOT NULL, request_key TEXT NOT NULL,
        created REAL NOT NULL, started REAL, finished REAL, body TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX jobs_by_owner ON jobs (owner_key, created);
    CREATE INDEX jobs_by_state ON jobs (state, finished);
    CREATE INDEX jobs_by_request ON jobs (request_key);
    CREATE INDEX jobs_untold ON jobs (surface) WHERE told = 0;
    CREATE TABLE blobs (sha TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE holds (holder TEXT NOT NULL, sha TEXT NOT NULL, PRIMARY KEY (holder, sha)) WITHOUT ROWID;
    CREATE INDEX holds_by_sha ON holds (sha);
    CREATE TABLE notes (
        kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires REAL, PRIMARY KEY (kind, key)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE notes ADD COLUMN belongs_to TEXT;
    CREATE INDEX notes_by_whose ON notes (belongs_to) WHERE belongs_to IS NOT NULL;
    CREATE INDEX jobs_borrowing ON jobs (json_extract(body, '$.borrowed_from'));
    CREATE INDEX jobs_by_server ON jobs (server_key, state);
    CREATE TEMP TABLE lenders AS
        WITH RECURSIVE lines (id, owner_key, ancestor, next) AS (
            SELECT id, owner_key, id, json_extract(body, '$.parent') FROM jobs
            UNION
            SELECT lines.id, lines.owner_key, jobs.id, json_extract(jobs.body, '$.parent')
            FROM lines JOIN jobs ON jobs.id = lines.next
        )
        SELECT lines.id AS id, coalesce(lines.next, lines.ancestor) AS lender
        FROM lines LEFT JOIN jobs ON jobs.id = coalesce(lines.next, lines.ancestor)
        WHERE (lines.next IS NULL OR lines.next NOT IN (SELECT id FROM jobs))
            AND lines.owner_key IS NOT jobs.owner_key;
    UPDATE jobs SET body = json_set(body, '$.borrowed_from', (SELECT lender FROM lenders WHERE id = jobs.id))
        WHERE id IN (SELECT id FROM lenders);
    DELETE FROM holds WHERE EXISTS (
        SELECT 1 FROM jobs WHERE holds.holder = 'job:' || jobs.id AND jobs.id IN (SELECT id FROM lenders)
            AND jobs.state NOT IN ('queued', 'running')
            AND holds.sha IS NOT json_extract(jobs.body, '$.result')
            AND holds.sha IS NOT json_extract(jobs.body, '$.timelapse')
            AND (json_extract(jobs.body, '$.preset') IS NULL
                OR holds.sha = json_extract(jobs.body, '$.content'))
    );
    DROP TABLE lenders;
    """,
)
"""Each entry takes the schema one version further; never edit one that was released."""

UNTOLD_SECONDS: Final = 90 * 86_400.0
"""So long a picture waits for a place that does not come back."""

LIVE: Final = (JobState.QUEUED, JobState.RUNNING)
OVER: Final = tuple(state for state in JobState if state.over)
ALL: Final = -1
"""SQLite's way to say that there is no limit."""
KNOWN: Final = "SELECT sha FROM blobs WHERE sha = ?"
EMPTY: Final[Mapping[str, int]] = MappingProxyType({})


class NoSuchJob(Exception):
    """No job has that id (any more)."""


class Store:
    """Everything that must survive the process. Open it with `open_store`."""

    def __init__(self, data_dir: Path, database: Database) -> None:
        self.data_dir = data_dir
        self.write = database.write
        self.rows = database.rows
        files = BlobFiles(data_dir / PICTURES)
        self.blobs = Blobs(self, files)
        self.jobs = Jobs(self)
        self.checkpoints = Checkpoints(data_dir / "checkpoints")

    async def put_note(
        self, kind: str, key: str, value: Any, ttl: float | None = None, *, belongs_to: str | None = None
    ) -> None:
        """Remember a JSON value, for `ttl` seconds or for good.

        `belongs_to` is the key of the person or the server that it goes with when they are forgotten.
        """
        expires = time.time() + ttl if ttl is not None else None
        row = (kind, key, json.dumps(value), expires, belongs_to)
        await self.write(lambda to: to.rows("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?)", row))

    async def get_note(self, kind: str, key: str) -> Any | None:
        """The value, or None when there is none or it has expired."""
        rows = await self.rows(
            "SELECT value FROM notes WHERE kind = ? AND key = ? AND coalesce(expires, 9e99) > ?",
            (kind, key, time.time()),
        )
        return json.loads(rows[0][0]) if rows else None

    async def delete_note(self, kind: str, key: str) -> None:
        """Forget it; no harm if it is not there."""
        await self.write(lambda to: to.rows("DELETE FROM notes WHERE kind = ? AND key = ?", (kind, key)))

    async def delete_notes_of(self, whose: str) -> None:
        """Forget every note that belongs to this person or server, or is kept under their key."""
        await self.write(
            lambda to: to.rows("DELETE FROM notes WHERE belongs_to = ? OR key = ?", (whose, whose))
        )

    async def notes(self, kind: str) -> dict[str, Any]:
        """All notes of a kind that have not expired, by key."""
        rows = await self.rows(
            "SELECT key, value FROM notes WHERE kind = ? AND coalesce(expires, 9e99) > ? ORDER BY key",
            (kind, time.time()),
        )
        return {key: json.loads(value) for key, value in rows}

    async def release(self, holder: str, *, but: str | None = None) -> None:
        """`holder` needs its pictures no longer, `but` one; what nobody else holds goes at the next `Blobs.collect`."""
        await self.write(
            lambda to: to.rows("DELETE FROM holds WHERE holder = ? AND sha IS NOT ?", (holder, but))
        )

    async def pictures_of(self, owner_key: str) -> int:
        """How many different pictures are kept for this person's jobs."""
        rows = await self.rows(
            "SELECT count(DISTINCT sha) FROM holds WHERE holder IN "
            "(SELECT 'job:' || id FROM jobs WHERE owner_key = ?)",
            (owner_key,),
        )
        return int(rows[0][0])

    async def bytes_used(self) -> int:
        """Bytes of all pictures."""
        rows = await self.rows("SELECT coalesce(sum(bytes), 0) FROM blobs")
        return int(rows[0][0])

    async def tidy(self, *, keep_seconds: float, max_bytes: int) -> None:
        """Forget what has expired, then the oldest told jobs until the pictures fit. Never a live job.

        What its owner has not been told yet is kept `UNTOLD_SECONDS`: the place may be down, or the clock jump.
        """
        now = time.time()
        await self.write(lambda to: to.rows("DELETE FROM notes WHERE expires <= ?", (now,)))
        await self.jobs.remove(
            await self.jobs.finished_before(now - keep_seconds, now - max(keep_seconds, UNTOLD_SECONDS))
        )
        await self.blobs.collect()
        while await self.bytes_used() > max_bytes:
            oldest = await self.jobs.oldest_told(limit=16)
            if not oldest:
                break
            await self.jobs.remove(oldest)
            await self.blobs.collect()


class Jobs:
    """The table of jobs. Every change reads, edits and writes in one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
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

        await self._store.write(add)
        self._arrivals = [each for each in self._arrivals if each not in batch]

    async def get(self, job_id: str) -> Job:
        """Raises `NoSuchJob`."""
        rows = await self._store.rows("SELECT body FROM jobs WHERE id = ?", (job_id,))
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

        return await self._store.write(change)

    async def remove(self, job_ids: Iterable[str]) -> None:
        """Forget jobs; pictures that nobody else holds go at the next `Blobs.collect`."""
        ids = tuple(job_ids)

        def remove(to: Transaction) -> None:
            to.many("DELETE FROM jobs WHERE id = ?", [(job_id,) for job_id in ids])
            to.many("DELETE FROM holds WHERE holder = ?", [(job_holder(job_id),) for job_id in ids])

        await self._store.write(remove)

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
        return await self._store.rows(
            "SELECT owner_key, server_key, max(started) FROM jobs WHERE started > ? GROUP BY 1, 2",
            (since,),
        )

    async def last_created(self, owner_key: str) -> float | None:
        """When this person last asked for something, Unix seconds."""
        rows = await self._store.rows("SELECT max(created) FROM jobs WHERE owner_key = ?", (owner_key,))
        return rows[0][0] if rows else None

    async def counts(self) -> list[tuple[str, str, int]]:
        """Surface, state and number of jobs on record."""
        return await self._store.rows("SELECT surface, state, count(*) FROM jobs GROUP BY surface, state")

    async def finished_before(self, told: float, untold: float) -> list[str]:
        """Ids of jobs that were over before `told`, or before `untold` where the owner does not know yet."""
        query = f"SELECT id FROM jobs WHERE state IN ({_marks(OVER)}) AND finished < iif(told, ?, ?)"  # noqa: S608
        return [row[0] for row in await self._store.rows(query, (*OVER, told, untold))]

    async def oldest_told(self, limit: int) -> list[str]:
        """Ids of jobs that are over and told, oldest first."""
        query = f"SELECT id FROM jobs WHERE told = 1 AND state IN ({_marks(OVER)}) ORDER BY finished LIMIT ?"  # noqa: S608
        return [row[0] for row in await self._store.rows(query, (*OVER, limit))]

    async def _select(self, where: str, values: Sequence[Any]) -> list[Job]:
        return [_read(row) for row in await self._store.rows(f"SELECT body FROM jobs WHERE {where}", values)]  # noqa: S608


class Blobs:
    """Pictures by the SHA-256 of their bytes, kept while anything holds them."""

    def __init__(self, store: Store, files: BlobFiles) -> None:
        self._store = store
        self._files = files
        self._collecting = asyncio.Lock()
        self._arriving: Counter[str] = Counter()

    async def put(self, data: bytes, holder: str) -> str:
        """Store bytes durably for `holder` and return their name. Raises `StoreError`."""

        def hold(to: Transaction) -> None:
            to.rows("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (sha, len(data)))
            _hold(to, holder, (sha,))

        async with self.arriving([data]) as (sha,):
            await self._store.write(hold)
        return sha

    @asynccontextmanager
    async def arriving(self, pictures: Sequence[bytes]) -> AsyncIterator[tuple[str, ...]]:
        """The names of pictures that now lie on disk, and stay there until the end of the block.

        Whoever is inside sees to it that something holds them from then on. Raises `StoreError`.
        """
        shas = tuple([await asyncio.to_thread(sha256, data) for data in pictures])
        async with self._collecting:
            self._arriving.update(shas)
        try:
            await self._write_all(zip(shas, pictures, strict=True))
            yield shas
        except BaseException:
            await self._forget(shas)
            raise
        finally:
            self._arriving.subtract(shas)
            self._arriving += Counter()

    async def _write_all(self, named: Iterable[tuple[str, bytes]]) -> None:
        try:
            await asyncio.gather(*(asyncio.to_thread(self._files.write, *each) for each in named))
        except OSError as error:
            raise disk_error(error) from error

    async def _forget(self, shas: Sequence[str]) -> None:
        """Remove files of an arrival that failed, unless somebody else needs them."""
        async with self._collecting:
            known = {row[0] for sha in shas for row in await self._store.rows(KNOWN, (sha,))}
            strays = [sha for sha in shas if sha not in known and self._arriving[sha] == 1]
            await asyncio.to_thread(self._files.remove_all, strays)

    async def read(self, sha: str) -> bytes:
        """The bytes. Raises `BlobGone`."""
        return await asyncio.to_thread(self._files.read, sha)

    async def there(self, sha: str) -> bool:
        """Whether the bytes are still on disk."""
        return await asyncio.to_thread(self._files.path(sha).is_file)

    async def collect(self) -> None:
        """Delete the pictures that nothing holds."""
        async with self._collecting:
            rows = await self._store.write(
                lambda to: to.rows("DELETE FROM blobs WHERE sha NOT IN (SELECT sha FROM holds) RETURNING sha")
            )
            gone = [sha for (sha,) in rows if sha not in self._arriving]
            await asyncio.to_thread(self._files.remove_all, gone)

    async def sweep(self) -> None:
        """Delete what a crash left: pictures of jobs that were never stored, files nobody knows."""
        await self._store.write(
            lambda to: to.rows(
                "DELETE FROM holds WHERE holder LIKE 'job:%' AND holder NOT IN (SELECT 'job:' || id FROM jobs)"
            )
        )
        await self.collect()
        known = {row[0] for row in await self._store.rows("SELECT sha FROM blobs")}
        strays = await asyncio.to_thread(lambda: [name for name in self._files.names() if name not in known])
        await asyncio.to_thread(self._files.remove_all, strays)


@dataclass(frozen=True, eq=False)
class _Arrival:
    """A job on its way into the store."""

    job: Job
    sizes: Mapping[str, int]


@asynccontextmanager
async def open_store(
    data_dir: Path, *, beside_a_bot: bool = False, busy_seconds: float = BUSY_SECONDS
) -> AsyncIterator[Store]:
    """Open the store, making or migrating it.

    The bot owns its folder: a second one is refused. `beside_a_bot` opens it for a short command while a bot
    may be running. A call waits `busy_seconds` for another program that holds the database. Raises `StoreError`.
    """
    lock = filelock.FileLock(data_dir / LOCK, timeout=0)
    try:
        await asyncio.to_thread(data_dir.mkdir, parents=True, exist_ok=True)
        if not beside_a_bot:
            lock.acquire()
    except filelock.Timeout:
        raise StoreError(
            f"{data_dir}: another Impasto is running on this data_dir; stop it, or set another data_dir"
        ) from None
    except OSError as error:
        raise StoreError(f"{data_dir}: cannot be used as data_dir: {error.strerror or error}") from error
    try:
        async with open_database(data_dir / DATABASE, MIGRATIONS, busy_seconds=busy_seconds) as database:
            store = Store(data_dir, database)
            if not beside_a_bot:
                await store.blobs.sweep()
            yield store
    finally:
        lock.release()


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
    _hold(to, job_holder(job.id), job.pictures)


def _hold(to: Transaction, holder: str, shas: Iterable[str]) -> None:
    to.many("INSERT OR IGNORE INTO holds VALUES (?, ?)", [(holder, sha) for sha in shas])


def _read(row: Any) -> Job:
    return Job.from_json(json.loads(row[0]))


def job_holder(job_id: str) -> str:
    return f"job:{job_id}"


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
