"""Pictures on disk, named by the SHA-256 of their bytes; a file that is there is whole."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

PARTIAL: Final = ".part"

log = structlog.get_logger()


class BlobGone(Exception):
    """The file is not on disk any more: it has expired, was deleted, or is damaged."""


def write_whole(path: Path, data: bytes) -> None:
    """Write so that after a crash at any point the file is there wholly, as before, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class BlobFiles:
    """The files alone: `folder/ab/abcdef...`. Who needs which is the store's knowledge. Methods block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha: str) -> Path:
        """Where the picture of that name lies."""
        return self.folder / sha[:2] / sha

    def write(self, sha: str, data: bytes) -> None:
        """Store the bytes unless they are there."""
        path = self.path(sha)
        if not path.is_file() or path.stat().st_size != len(data):
            write_whole(path, data)

    def read(self, sha: str) -> bytes:
        """The bytes. A damaged file is put aside until the next start. Raises `BlobGone`."""
        path = self.path(sha)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise BlobGone(sha) from None
        if sha256(data) != sha:
            log.error("a picture on disk is damaged", file=str(path))
            with suppress(FileNotFoundError):
                path.replace(path.with_name(f"{sha}.damaged{PARTIAL}"))
            raise BlobGone(sha)
        return data

    def remove_all(self, shas: Iterable[str]) -> None:
        """Delete the files; no harm if one is not there."""
        for sha in shas:
            self.path(sha).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Every picture on disk; leftovers of interrupted writes are removed on the way."""
        for path in self.folder.glob("??/*"):
            if path.name.endswith(PARTIAL):
                path.unlink(missing_ok=True)
            else:
                yield path.name


def sha256(data: bytes) -> str:
    """The name of these bytes."""
    return hashlib.sha256(data).hexdigest()


class Checkpoints:
    """One file a running job: enough to go on after a crash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, job_id: str, data: bytes) -> None:
        """Keep the newest."""
        await asyncio.to_thread(write_whole, self._folder / job_id, data)

    async def get(self, job_id: str) -> bytes | None:
        """The newest, if there is one."""
        path = self._folder / job_id
        return await asyncio.to_thread(lambda: path.read_bytes() if path.is_file() else None)

    async def remove(self, job_id: str) -> None:
        """Forget it."""
        await asyncio.to_thread((self._folder / job_id).unlink, missing_ok=True)

    def names(self) -> list[str]:
        """The jobs that have one. Blocks."""
        return [path.name for path in self._folder.iterdir()] if self._folder.is_dir() else []
