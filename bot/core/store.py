"""The durable store: jobs, notes and pictures under one data folder.

SQLite in WAL mode with `synchronous=FULL`: once a person is told "you are number 3", not even a power cut may
forget it, and a job costs only a handful of commits.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import filelock

from bot.core.blob_files import BlobFiles, Checkpoints
from bot.core.blobs import Blobs
from bot.core.database import BUSY_SECONDS, Database, StoreError, open_database
from bot.core.job_table import Jobs
from bot.core.schema import MIGRATIONS

DATABASE: Final = "impasto.sqlite3"
PICTURES: Final = "pictures"
LOCK: Final = "lock"
"""What lies in the data folder."""

UNTOLD_SECONDS: Final = 90 * 86_400.0
"""So long a picture waits for a place that does not come back."""


class Store:
    """Everything that must survive the process. Open it with `open_store`."""

    def __init__(self, data_dir: Path, database: Database) -> None:
        self.data_dir = data_dir
        self.write = database.write
        self.rows = database.rows
        files = BlobFiles(data_dir / PICTURES)
        self.blobs = Blobs(database, files)
        self.jobs = Jobs(database)
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
