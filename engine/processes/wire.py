"""What the chat process and a worker say to each other, and how it becomes bytes.

One pickled message follows another.
"""

from __future__ import annotations

import pickle
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from engine.errors import EngineError
from engine.messages import StyleRequest, Update
from engine.processes.child import ValueUnpickler


@dataclass(frozen=True)
class Setup:
    """The first message to a worker: what to load, and how often to give a sign of life.

    `share` workers divide the device between them. `factory` is the import path `module:callable` of what is
    called with `device`, `weights` and `threads`.
    """

    device: str
    weights: str
    share: int
    factory: str
    beat_seconds: float


@dataclass(frozen=True)
class Start:
    """Paint this. Sent only to a worker that is ready and idle."""

    request: StyleRequest


@dataclass(frozen=True)
class Cancel:
    """Stop the present work at its next step."""


@dataclass(frozen=True)
class Keep:
    """End the present work now with the picture as it is."""


@dataclass(frozen=True)
class Found:
    """The worker was told to choose: it takes the first of these devices, the others are free."""

    devices: tuple[str, ...]


@dataclass(frozen=True)
class Ready:
    """The network is loaded."""


@dataclass(frozen=True)
class Beat:
    """A sign of life. `still` is for how many seconds the present work has not moved; memory is in bytes."""

    still: float
    memory_used: int | None
    memory_total: int | None


@dataclass(frozen=True)
class Failed:
    """The work, or before `Ready` the loading, ended with an error."""

    error: EngineError


@dataclass(frozen=True)
class Over:
    """The work has ended, whichever way; the worker is idle."""


ToWorker = Setup | Start | Cancel | Keep
FromWorker = Found | Ready | Beat | Update | Failed | Over


class Channel:
    """One side's end of the two pipes, blocking. One thread may receive while others send.

    Large pictures go straight between pipe and `bytes`, without copies that hold the interpreter.
    """

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer
        self._sending = threading.Lock()

    def receive(self) -> Any:
        """The next message, or None when the other side is gone. Raises `UnpicklingError`."""
        try:
            return ValueUnpickler(self._reader).load()
        except EOFError:
            return None

    def send(self, message: ToWorker | FromWorker) -> None:
        """Blocks until the pipe has it. Raises `BrokenPipeError` when the other side is gone."""
        with self._sending:
            pickle.dump(message, self._writer, protocol=pickle.HIGHEST_PROTOCOL)
            self._writer.flush()

    def close(self) -> None:
        """Gives both ends back. An unsent rest is dropped."""
        self._reader.close()
        with suppress(OSError):
            self._writer.close()
