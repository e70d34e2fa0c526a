"""One thread, all or nothing, and what stands in the way."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.core.database import StorageFull, StoreError, Transaction
from bot.core.store import open_store


class WatchedCursor(sqlite3.Cursor):
    """Notes which threads free cursors."""

    freed_by: ClassVar[set[str]] = set()

    def __del__(self) -> None:
        self.freed_by.add(threading.current_thread().name)


class WatchedConnection(sqlite3.Connection):
    def execute(self, *args: Any) -> sqlite3.Cursor:
        return self.cursor(WatchedCursor).execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        return self.cursor(WatchedCursor).executemany(*args)


async def test_no_cursor_leaves_the_databases_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=WatchedConnection))
    async with open_store(tmp_path) as store:
        writes = (store.put_note("kind", str(number), 1) for number in range(50))
        questions = (store.get_note("kind", str(number)) for number in range(500))
        await asyncio.gather(*writes, *questions)
        with pytest.raises(sqlite3.OperationalError):
            await store.rows("nonsense")
    assert {name.rpartition("_")[0] for name in WatchedCursor.freed_by} == {"database"}


async def test_what_fails_in_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    def half(to: Transaction) -> None:
        to.rows("INSERT INTO blobs VALUES ('sha', 1)")
        raise ZeroDivisionError

    async with open_store(tmp_path) as store:
        with pytest.raises(ZeroDivisionError):
            await store.write(half)
        assert await store.bytes_used() == 0


async def test_a_full_disk_is_known_as_such(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.rows("PRAGMA max_page_count = 1")
        with pytest.raises(StorageFull):
            await store.put_note("kind", "key", "x" * 100_000)


async def test_a_locked_database_is_known_as_such(tmp_path: Path) -> None:
    async with open_store(tmp_path, busy_seconds=0.01) as store:
        other = sqlite3.connect(tmp_path / "impasto.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program"):
            await store.put_note("kind", "key", 1)
        other.close()


async def test_a_broken_question_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(sqlite3.OperationalError):
            await store.rows("SELECT nonsense")
