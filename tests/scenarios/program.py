"""The real program as a process: started, killed and started again over the same data."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

STOP_SECONDS = 60.0
LOOK_SECONDS = 0.05


class Program:
    """`python -m bot run` with its settings in the environment; its log goes to `log`."""

    def __init__(self, data_dir: Path, environment: Mapping[str, str]) -> None:
        self._data_dir = data_dir
        self._environment = environment
        self._process: Process | None = None
        self.log = data_dir.with_name(f"{data_dir.name}.log")

    async def start(self) -> None:
        """Starts it; when it is ready is for the platform to see."""
        with self.log.open("ab") as log:
            await self.start_with(stdout=log, stderr=log)

    async def start_with(self, **streams: Any) -> None:
        """The same, with its output going elsewhere."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("IMPASTO_")}
        environment = {
            **inherited,
            "IMPASTO_DATA_DIR": str(self._data_dir),
            "IMPASTO_ENGINE__DEVICES": "cpu",
            "IMPASTO_WEB__ENABLED": "false",
            "OMP_NUM_THREADS": "1",
            **self._environment,
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, **streams
        )

    @property
    def pid(self) -> int:
        """The process id of the running program."""
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """`kill -9` of the program and all its children."""
        process = self._running()
        with suppress(psutil.NoSuchProcess):
            program = psutil.Process(process.pid)
            for each in (program, *program.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    each.send_signal(signal.SIGKILL)
        await _gone(process)
        self._process = None

    async def stop(self) -> None:
        """SIGTERM; killed if it does not end in time."""
        if self._process is None:
            return
        process = self._running()
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(_gone(process), STOP_SECONDS)
        except TimeoutError:
            await self.kill()
            raise AssertionError("the program did not stop when asked to") from None
        self._process = None

    def text(self) -> str:
        """What it has logged."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _running(self) -> Process:
        assert self._process is not None, "the program is not running"
        return self._process


async def _gone(process: Process) -> None:
    """Until it has ended itself: `Process.wait` waits for whoever still holds its output, too."""
    while process.returncode is None:  # noqa: ASYNC110
        await asyncio.sleep(LOOK_SECONDS)


def tail(program: Program, lines: int = 40) -> str:
    """The end of the log, for a failing test."""
    return "\n".join(program.text().splitlines()[-lines:])


__all__ = ["Program", "tail"]
