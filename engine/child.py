"""Processes of our own: started by asyncio, spoken to over stdin and stdout, gone with their parent."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

READ_AHEAD: Final = 2**20

PR_SET_PDEATHSIG: Final = 1
"""Linux, prctl(2)."""


@asynccontextmanager
async def open_child(module: str, *arguments: str, environment: Mapping[str, str]) -> AsyncIterator[Process]:
    """Runs `python -m module` with this process's import path; in the end it is killed and reaped.

    `environment` is added to this process's own. Raises `OSError` when it cannot be started.
    """
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": path, **environment},
        limit=READ_AHEAD,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(_reap(process))


async def _reap(process: Process) -> None:
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    while await process.stdout.read(READ_AHEAD):
        pass
    with suppress(OSError):
        await process.stdin.wait_closed()
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
