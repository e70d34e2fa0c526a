"""The real program as a process, reached over HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession

from tests.patience import PATIENCE

STOP_SECONDS = 60.0
LOOK_SECONDS = 0.1


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def start(folder: Path, port: int, environment: Mapping[str, str] | None = None) -> Process:
    """`impasto run` with its data in `folder`; returns at once. It logs into `folder/log`."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    settings = {
        "IMPASTO_DATA_DIR": str(folder),
        "IMPASTO_WEB__PORT": str(port),
        "OMP_NUM_THREADS": "1",
        **(environment or {}),
    }
    with await asyncio.to_thread((folder / "log").open, "ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


async def until_it_answers(session: ClientSession, path: str = "/healthz") -> None:
    """Polls until `path` answers 200; the caller's deadline bounds it."""
    while True:
        with suppress(ClientConnectionError):
            async with session.get(path) as response:
                if response.status == 200:
                    return
        await asyncio.sleep(LOOK_SECONDS)


async def stop(process: Process) -> None:
    """SIGTERM, and after `STOP_SECONDS` the whole group is killed."""
    if process.returncode is None:
        process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


@asynccontextmanager
async def open_program(folder: Path, threads: int = 1) -> AsyncIterator[str]:
    """The address of a running program whose model is loaded; it paints with `threads`."""
    port = free_port()
    process = await start(folder, port, {"OMP_NUM_THREADS": str(threads)})
    address = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(PATIENCE), ClientSession(address) as session:
            await until_it_answers(session, "/readyz")
        yield address
    finally:
        await stop(process)
