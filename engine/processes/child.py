"""Processes of our own: started by asyncio, spoken to over stdin and stdout, gone with their parent.

A message is its length in eight bytes, big-endian, then that many bytes of pickle. Unpickling makes nothing
but plain data and the engine's own values, so that a process undone by a hostile picture gets no further.
"""

from __future__ import annotations

import asyncio
import ctypes
import io
import os
import pickle
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

HEADER: Final = struct.Struct(">Q")

READ_AHEAD: Final = 2**20

VALUES: Final = frozenset({"engine.errors", "engine.messages", "engine.options", "engine.processes.wire"})
"""Modules whose classes and functions a message may name."""

PR_SET_PDEATHSIG: Final = 1
"""Linux, prctl(2)."""


@asynccontextmanager
async def open_child(
    module: str, *arguments: str, environment: Mapping[str, str], stdin: int = PIPE, stdout: int = PIPE
) -> AsyncIterator[Process]:
    """Runs `python -m module` with this process's import path; in the end it is killed and reaped.

    `environment` is added to this process's own; `stdin` and `stdout` may be file descriptors of the caller's.
    Raises `OSError` when it cannot be started. Whoever is cancelled here waits until the process is gone: none
    is left behind, whenever that happens.
    """
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", module, *arguments),
            stdin=stdin,
            stdout=stdout,
            env={**os.environ, "PYTHONPATH": path, **environment},
            limit=READ_AHEAD,
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


async def _end(starting: asyncio.Task[Process]) -> None:
    try:
        process = await starting
    except OSError:
        return
    with suppress(ProcessLookupError):
        process.kill()
    if process.stdin:
        process.stdin.close()
    while process.stdout and await process.stdout.read(READ_AHEAD):
        pass
    if process.stdin:
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


class ValueUnpickler(pickle.Unpickler):
    """Makes nothing but plain data and the engine's own values; raises `UnpicklingError` for the rest."""

    def find_class(self, module: str, name: str) -> Any:
        if module in VALUES and "." not in name:
            found = super().find_class(module, name)
            if getattr(found, "__module__", None) == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place between the engine's processes")


def pack(message: object) -> tuple[bytes, bytes]:
    """Header and payload of a message."""
    payload = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(payload)), payload


def unpack(payload: bytes) -> Any:
    """The message in a payload. Raises `pickle.UnpicklingError` if there is anything foreign in it."""
    return ValueUnpickler(io.BytesIO(payload)).load()
