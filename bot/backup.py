"""The data folder as one file, taken while the bot runs, and put back.

The file is a tar: the database last, copied with SQLite's own backup, after every picture that the copy names.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Final

import filelock

from bot.core.blob_files import PARTIAL
from bot.core.schema import MIGRATIONS
from bot.core.store import DATABASE, LOCK, PICTURES

CACHE: Final = "cache"
"""What can be fetched again: XDG_CACHE_HOME of the Docker image."""
ASIDE: Final = "before-restore-"
UNPACKED: Final = f"restore{PARTIAL}"
BUSY_SECONDS: Final = 30.0


class BackupError(Exception):
    """It cannot be saved or put back; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class Saved:
    """What lies in a backup. `missing` are pictures that the database names but the folder has not, or damaged."""

    jobs: int
    pictures: int
    missing: int


def save(data_dir: Path, file: Path) -> Saved:
    """Write the folder's present state into `file`, beside a running bot or without one. Blocks.

    Raises `BackupError`, and `OSError` when the disk is full; `file` is then as it was.
    """
    if not (data_dir / DATABASE).is_file():
        raise BackupError(f"{data_dir}: there is nothing to save here; is data_dir right?")
    if file.resolve().is_relative_to(data_dir.resolve()):
        raise BackupError(f"{file}: lies inside the data folder; choose a place outside {data_dir}")
    if file.is_dir():
        raise BackupError(f"{file}: is a folder; give a file name such as {file / 'impasto.tar'}")
    partial = file.with_name(f"{file.name}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        with (
            open(partial, "xb", opener=_private) as raw,
            tarfile.open(fileobj=raw, mode="w") as archive,
        ):
            saved = _archive(data_dir, archive, file.parent)
            archive.close()
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(file)
    except sqlite3.DatabaseError as error:
        partial.unlink(missing_ok=True)
        raise BackupError(f"{data_dir / DATABASE}: {error}; run: impasto doctor") from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return saved


def restore(file: Path, data_dir: Path, *, replace: bool = False) -> Path | None:
    """Unpack a backup into `data_dir` once it has been found whole. Blocks.

    A folder that holds something is refused unless `replace`, which moves what is there into a folder inside it,
    whose path is returned. Raises `BackupError`, and `OSError` when the disk is full.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with _nobody_else(data_dir):
        there = _belongings(data_dir)
        if there and not replace:
            raise BackupError(
                f"{data_dir}: is not empty; add --replace, which keeps what is there in a folder inside it, "
                "or set another data_dir"
            )
        unpacked = data_dir / UNPACKED
        shutil.rmtree(unpacked, ignore_errors=True)
        try:
            _unpack(file, unpacked)
            _check(unpacked, file)
            aside = _put_aside(data_dir, there) if there else None
            for path in list(unpacked.iterdir()):
                path.rename(data_dir / path.name)
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)
    return aside


def _archive(data_dir: Path, archive: tarfile.TarFile, scratch: Path) -> Saved:
    """Files first, then the database, until the copy names no picture that is not in the archive.

    A picture that arrives meanwhile is found in the next round; one that is deleted is not named by its copy.
    """
    done: set[str] = set()
    missing: set[str] = set()
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        copy = Path(folder) / DATABASE
        while True:
            done.update(
                [name for name in _files(data_dir) if name not in done and _add(archive, data_dir, name)]
            )
            named, jobs = _copy_database(data_dir / DATABASE, copy)
            before, missing = missing, named - {PurePosixPath(name).name for name in done}
            if not missing or missing == before:
                archive.add(copy, DATABASE)
                return Saved(jobs, len(named) - len(missing), len(missing))


def _copy_database(source: Path, copy: Path) -> tuple[set[str], int]:
    """A consistent copy, the pictures it names and the number of its jobs."""
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as original,
        closing(sqlite3.connect(copy)) as target,
    ):
        original.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        named = {sha for (sha,) in target.execute("SELECT sha FROM blobs")}
        ((jobs,),) = target.execute("SELECT count(*) FROM jobs")
    return named, int(jobs)


def _add(archive: tarfile.TarFile, data_dir: Path, name: str) -> bool:
    """Whether the file was still there, and whole if it is a picture."""
    try:
        with (data_dir / name).open("rb") as file:
            if name.startswith(f"{PICTURES}/") and not _whole(file, PurePosixPath(name).name):
                return False
            archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), file)
    except FileNotFoundError:
        return False
    return True


def _files(data_dir: Path) -> Iterator[str]:
    """Names inside the folder of all that must be kept, but for the database itself."""
    for top in _belongings(data_dir):
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            with suppress(FileNotFoundError):
                if path.is_file() and not path.name.startswith(DATABASE) and not path.name.endswith(PARTIAL):
                    yield path.relative_to(data_dir).as_posix()


def _belongings(data_dir: Path) -> list[Path]:
    return sorted(
        path
        for path in data_dir.iterdir()
        if path.name not in (LOCK, UNPACKED, CACHE, "lost+found") and not path.name.startswith(ASIDE)
    )


def _unpack(file: Path, folder: Path) -> None:
    """Plain files with plain names only, whatever else the archive holds."""
    folder.mkdir()
    try:
        with tarfile.open(file, "r:*") as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                if not member.isfile() or name.is_absolute() or ".." in name.parts:
                    raise BackupError(f"{file}: is not a backup of Impasto: it holds {member.name!r}")
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                content = archive.extractfile(member)
                assert content is not None
                with target.open("xb") as out:
                    shutil.copyfileobj(content, out)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{file}: is not a backup of Impasto, or damaged ({error})") from None


def _check(folder: Path, file: Path) -> None:
    """The database is whole and of a version we know; each picture is what its name says."""
    database = folder / DATABASE
    if not database.is_file():
        raise BackupError(f"{file}: is not a whole backup of Impasto: {DATABASE} is not in it")
    try:
        with closing(sqlite3.connect(database)) as copy:
            ((answer,),) = copy.execute("PRAGMA integrity_check(1)")
            ((version,),) = copy.execute("PRAGMA user_version")
    except sqlite3.DatabaseError as error:
        answer, version = str(error), 0
    if answer != "ok":
        raise BackupError(f"{file}: the database in it is damaged ({answer}); take an older backup")
    if version > len(MIGRATIONS):
        raise BackupError(f"{file}: was made by a newer Impasto (schema {version}); install that one first")
    for picture in (folder / PICTURES).rglob("*"):
        if picture.is_file():
            with picture.open("rb") as data:
                if not _whole(data, picture.name):
                    raise BackupError(
                        f"{file}: the picture {picture.name[:12]} in it is damaged; take another backup"
                    )


def _whole(picture: BufferedReader, name: str) -> bool:
    """Whether these are the bytes that gave the picture its name. Leaves the file at its beginning."""
    digest = hashlib.file_digest(picture, "sha256").hexdigest()
    picture.seek(0)
    return digest == name


def _put_aside(data_dir: Path, there: list[Path]) -> Path:
    now = time.strftime("%Y%m%d-%H%M%S")
    names = (f"{ASIDE}{now}-{number}" if number else f"{ASIDE}{now}" for number in count())
    aside = next(data_dir / name for name in names if not (data_dir / name).exists())
    aside.mkdir()
    for path in there:
        path.rename(aside / path.name)
    return aside


@contextmanager
def _nobody_else(data_dir: Path) -> Iterator[None]:
    """No bot runs on the folder meanwhile. Raises `BackupError`."""
    try:
        with filelock.FileLock(data_dir / LOCK, timeout=0):
            yield
    except filelock.Timeout:
        raise BackupError(f"{data_dir}: a bot is running on it; stop it first") from None


def _private(path: str, flags: int) -> int:
    """People's pictures: readable by their owner only."""
    return os.open(path, flags, 0o600)
