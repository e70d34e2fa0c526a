"""Processes of our own: started by asyncio with a short environment, gone with their parent."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

PR_SET_PDEATHSIG: Final = 1
"""Linux, prctl(2)."""

INHERITED: Final = (
    *("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR"),
)
"""What Python and shared libraries need. Nothing else of this process's environment reaches a child, so that
a token, however its variable is called, stays here."""


@asynccontextmanager
async def open_child(
    module: str, *arguments: str, environment: Mapping[str, str], stdin: int, stdout: int
) -> AsyncIterator[Process]:
    """Runs `python -m module` with this process's import path; in the end it is killed and reaped.

    Its environment is `INHERITED` and `environment`; `stdin` and `stdout` are file descriptors of the caller's.
    Raises `OSError` when it cannot be started. Whoever is cancelled here waits until the process is gone: none
    is left behind, whenever that happens.
    """
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", module, *arguments),
            stdin=stdin,
            stdout=stdout,
            env={**inherited(INHERITED), "PYTHONPATH": path, **environment},
            start_new_session=True,
        )
    )
    try:
        yield await asyncio.shield(starting)
    finally:
        ending = asyncio.create_task(_end(starting))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await ending
            raise


def inherited(names: tuple[str, ...]) -> dict[str, str]:
    """Those of this process's variables."""
    return {name: os.environ[name] for name in names if name in os.environ}


async def _end(starting: asyncio.Task[Process]) -> None:
    try:
        process = await starting
    except OSError:
        return
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def become_child() -> tuple[BinaryIO, BinaryIO]:
    """To be called first in the child. Gives what was stdin and stdout; whatever else prints goes to stderr.

    Signals from a terminal or a service manager are the parent's affair. Linux kills the child with its
    parent; elsewhere it must end when its input does.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    reader, writer = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(reader, "rb"), os.fdopen(writer, "wb")
