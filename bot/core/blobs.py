"""Which pictures are kept, and who holds them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from bot.core.blob_files import BlobFiles, sha256
from bot.core.database import Database, Transaction, disk_error

KNOWN: Final = "SELECT sha FROM blobs WHERE sha = ?"


class Blobs:
    """Pictures by the SHA-256 of their bytes, kept while anything holds them."""

    def __init__(self, database: Database, files: BlobFiles) -> None:
        self._database = database
        self._files = files
        self._collecting = asyncio.Lock()
        self._arriving: Counter[str] = Counter()

    async def put(self, data: bytes, holder: str) -> str:
        """Store bytes durably for `holder` and return their name. Raises `StoreError`."""

        def add(to: Transaction) -> None:
            to.rows("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (sha, len(data)))
            hold(to, holder, (sha,))

        async with self.arriving([data]) as (sha,):
            await self._database.write(add)
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
            known = {row[0] for sha in shas for row in await self._database.rows(KNOWN, (sha,))}
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
            rows = await self._database.write(
                lambda to: to.rows("DELETE FROM blobs WHERE sha NOT IN (SELECT sha FROM holds) RETURNING sha")
            )
            gone = [sha for (sha,) in rows if sha not in self._arriving]
            await asyncio.to_thread(self._files.remove_all, gone)

    async def sweep(self) -> None:
        """Delete what a crash left: pictures of jobs that were never stored, files nobody knows."""
        await self._database.write(
            lambda to: to.rows(
                "DELETE FROM holds WHERE holder LIKE 'job:%' AND holder NOT IN (SELECT 'job:' || id FROM jobs)"
            )
        )
        await self.collect()
        known = {row[0] for row in await self._database.rows("SELECT sha FROM blobs")}
        strays = await asyncio.to_thread(lambda: [name for name in self._files.names() if name not in known])
        await asyncio.to_thread(self._files.remove_all, strays)


def hold(to: Transaction, holder: str, shas: Iterable[str]) -> None:
    """From now on `holder` needs these pictures."""
    to.many("INSERT OR IGNORE INTO holds VALUES (?, ?)", [(holder, sha) for sha in shas])


def job_holder(job_id: str) -> str:
    """Who holds the pictures of a job."""
    return f"job:{job_id}"
