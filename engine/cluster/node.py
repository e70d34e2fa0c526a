"""A machine as a node of a Ray cluster: `ray start`, again and again for as long as it is wanted.

`python -m engine.cluster.node HOST:PORT FOLDER OPTIONS...` is one such life beside the bridge, gone with it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final

from engine.errors import EngineError
from engine.processes.child import PR_SET_PDEATHSIG

STOP_SECONDS: Final = 5.0
LASTING_SECONDS: Final = 60.0
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0

AS_ALONE: Final = {"RAY_worker_niceness": "0", "RAY_memory_monitor_refresh_ms": "0"}
"""Ray would put an easel, and so its worker, behind everything else, and kill it when the machine's memory is nearly
full; the worker chooses its priority and plans its memory itself, as it does on one machine."""

log = logging.getLogger(__name__)


def start_command(address: str, options: Sequence[str]) -> list[str]:
    """What starts Ray's own processes and stays until they end."""
    ray = (sys.executable, "-m", "ray.scripts.scripts", "start")
    return [*ray, f"--address={address}", "--block", "--disable-usage-stats", *options]


def beside_bridge(address: str, folder: Path, options: Sequence[str]) -> list[str]:
    """What starts this module as a child that ends with its parent and removes `folder`."""
    return [sys.executable, "-P", "-m", __name__, address, str(folder), *options]


class NodeLife:
    """Ray's processes on this machine; `stop` ends them from a signal handler or another thread."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        self._stopped.set()
        if self._process is not None:
            self._process.terminate()

    def run_once(self) -> int:
        """Until they have ended; returns the exit status."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, env={**AS_ALONE, **os.environ}
        )
        if self._stopped.is_set():
            self._process.terminate()
        while True:
            with suppress(subprocess.TimeoutExpired):
                return self._process.wait(STOP_SECONDS)
            if self._stopped.is_set():
                self._process.kill()

    def run(self) -> None:
        """Joins again whenever the node has ended, until stopped: a cluster that has lost its head comes back."""
        pause = FIRST_PAUSE
        while not self._stopped.is_set():
            began = time.monotonic()
            status = self.run_once()
            if time.monotonic() - began > LASTING_SECONDS:
                pause = FIRST_PAUSE
            if self._stopped.wait(pause):
                return
            log.warning("the node has ended (status %d); it joins the cluster again", status)
            pause = min(LONGEST_PAUSE, pause * 2)


def keep_node(address: str, options: Sequence[str]) -> None:
    """Until SIGTERM or SIGINT, this machine is a node of the cluster at `address` (`HOST:PORT`).

    `options` go to `ray start`. Raises `EngineError` when Ray is not installed.
    """
    require_ray()
    life = NodeLife(start_command(address, options))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, life.stop)
    life.run()


def require_ray() -> None:
    """Raises `EngineError` when Ray is not installed."""
    if importlib.util.find_spec("ray") is None:
        raise EngineError(
            "Ray is not installed here; pip install 'impasto[cluster]'",
            field="cluster",
        )


def main() -> None:
    """Runs until the parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    address, folder, *options = sys.argv[1:]
    life = NodeLife(start_command(address, [*options, f"--temp-dir={folder}"]))
    signal.signal(signal.SIGTERM, life.stop)
    try:
        life.run_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
