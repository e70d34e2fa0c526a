"""SQLite in a thread of its own. The connection and its cursors are made, used and freed there and nowhere else.

A cursor that is freed by another thread resets its statement, which SQLite may just be running again: 'bad
parameter or other API misuse'. So a transaction is a function that runs wholly in the thread.
"""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from bot.core.backoff import Backoff

T = TypeVar("T")

BUSY_SECONDS: Final = 10.0
"""So long another program may hold the database before a call fails."""
BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
OUT_OF_ORDER: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
AGAIN: Final = Backoff(0.5, 10.0)

log = structlog.get_logger()


class StoreError(Exception):
    """The data folder cannot be used now; the message says why and what to do."""


class StorageFull(StoreError):
    """There is no room left on the disk."""


class Transaction:
    """What a function given to `Database.write` works with, in the database's thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Execute one statement and give its answer."""
        with closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()

    def many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for each row."""
        self._connection.executemany(query, rows).close()


class Database:
    """One connection. Every method raises `StoreError` when the disk or another program stands in the way."""

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """What `work` returns; all it wrote or nothing is stored. What it raises is raised."""
        return await self._run(partial(_transact, self._connection, work))

    async def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The answer to a question."""
        return await self._run(partial(Transaction(self._connection).rows, query, values))

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.OperationalError as error:
            raise _explained(error) from error


@asynccontextmanager
async def open_database(
    path: Path, migrations: Sequence[str], *, busy_seconds: float
) -> AsyncIterator[Database]:
    """Open the database, making or migrating it. Raises `StoreError`."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="database") as thread:
        try:
            connection = await loop.run_in_executor(thread, partial(_open, path, migrations, busy_seconds))
        except sqlite3.OperationalError as error:
            raise StoreError(f"{path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{path}: is damaged ({error}) and was left as it is; "
                "put a backup back with `impasto restore FILE --replace`, or move the data folder away"
            ) from error
        try:
            yield Database(connection, thread)
        finally:
            await loop.run_in_executor(thread, connection.close)


async def persistently(write: Callable[[], Awaitable[T]]) -> T:
    """Again and again until it is stored, ever more slowly, while the disk is full or the database locked."""
    for pause in AGAIN.pauses():
        try:
            return await write()
        except StoreError as error:
            log.warning("not stored; trying again", error=str(error), again_in=pause)
        await asyncio.sleep(pause)
    raise AssertionError("the pauses have no end")


def disk_error(error: OSError) -> StoreError:
    """What a failed write to the disk means."""
    if error.errno in FULL:
        return StorageFull("the disk is full: make room, or lower storage.max_bytes")
    return StoreError(f"the disk cannot be written: {error.strerror or error}")


def _explained(error: sqlite3.OperationalError) -> Exception:
    match error.sqlite_errorcode & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StorageFull("the disk is full: make room, or lower storage.max_bytes")
        case code if code in BUSY:
            return StoreError("another program holds the database: stop it")
        case code if code in OUT_OF_ORDER:
            return StoreError(f"the database cannot be read or written: {error}")
        case _:
            return error


def _transact(connection: sqlite3.Connection, work: Callable[[Transaction], T]) -> T:
    connection.execute("BEGIN IMMEDIATE").close()
    try:
        done = work(Transaction(connection))
        connection.execute("COMMIT").close()
    except BaseException:
        connection.rollback()
        raise
    return done


def _open(path: Path, migrations: Sequence[str], busy_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=busy_seconds)
    try:
        _prepare(connection, migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    ask = Transaction(connection)
    ((verdict,),) = ask.rows("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError(" ".join(verdict.split()))
    ask.rows("PRAGMA journal_mode = WAL")
    ask.rows("PRAGMA synchronous = FULL")
    ((version,),) = ask.rows("PRAGMA user_version")
    if version > len(migrations):
        raise StoreError(
            f"the database has schema {version}, this Impasto knows up to {len(migrations)}; "
            "install the newer version"
        )
    for number, script in enumerate(migrations[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;").close()
