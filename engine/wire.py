"""What the chat process and a worker say to each other, and how it becomes bytes.

A frame is the payload's length in eight bytes, big-endian, then the payload: one pickled message. Unpickling
makes nothing but the engine's own values, so that a worker undone by a hostile picture cannot reach further.
"""

from __future__ import annotations

import io
import pickle
import struct
import threading
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from engine.errors import EngineError
from engine.messages import StyleRequest, Update

HEADER: Final = struct.Struct(">Q")

_OWN_MODULES: Final = frozenset({"engine.errors", "engine.messages", "engine.options", "engine.wire"})


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


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module in _OWN_MODULES and "." not in name:
            found = super().find_class(module, name)
            if getattr(found, "__module__", None) == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place between the engine's processes")


def pack(message: object) -> tuple[bytes, bytes]:
    """The two parts of a frame: header and payload."""
    payload = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(payload)), payload


def unpack(payload: bytes) -> Any:
    """The message in a payload. Raises `pickle.UnpicklingError` if there is anything foreign in it."""
    return _Unpickler(io.BytesIO(payload)).load()


class Channel:
    """The worker's end, blocking. Any thread may send."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer
        self._sending = threading.Lock()

    def receive(self) -> ToWorker | None:
        """The next message, or None when the other side is gone."""
        header = self._reader.read(HEADER.size)
        if len(header) < HEADER.size:
            return None
        (length,) = HEADER.unpack(header)
        payload = self._reader.read(length)
        return unpack(payload) if len(payload) == length else None

    def send(self, message: FromWorker) -> None:
        """Blocks until the other side has taken the message. Raises `BrokenPipeError` when it is gone."""
        parts = pack(message)
        with self._sending:
            for part in parts:
                self._writer.write(part)
            self._writer.flush()
