"""How the program and its child processes speak: one pickled message after another over two pipes.

Unpickling makes nothing but plain data and the engine's own values, and no message is larger than
`LARGEST`, so that a process undone by a hostile picture gets no further.
"""

from __future__ import annotations

import io
import pickle
import threading
from contextlib import suppress
from typing import IO, Any, Final

VALUES: Final = frozenset(
    {
        *("engine.errors", "engine.messages", "engine.options"),
        *("engine.processes.wire", "engine.cluster.wire"),
    }
)
"""Modules whose classes and functions a message may name."""

LARGEST: Final = 2**29
"""Bytes of one message. A job of ten pictures at 4096 x 4096 pixels has 500 MB; the usual one has a few."""


class Channel:
    """One side's end of the two pipes, blocking. One thread may receive while others send.

    Large pictures go straight between pipe and `bytes`, without copies that hold the interpreter.
    """

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer
        self._sending = threading.Lock()

    def receive(self) -> Any:
        """The next message, or None when the other side is gone.

        Raises `UnpicklingError` for anything foreign or too large; what is damaged raises whatever it likes.
        """
        try:
            return _ValueUnpickler(_Bounded(self._reader)).load()
        except EOFError:
            return None

    def send(self, message: object) -> None:
        """Blocks until the pipe has it. Raises `BrokenPipeError` when the other side is gone."""
        with self._sending:
            pickle.dump(message, self._writer, protocol=pickle.HIGHEST_PROTOCOL)
            self._writer.flush()

    def close(self) -> None:
        """Gives both ends back. An unsent rest is dropped."""
        self._reader.close()
        with suppress(OSError):
            self._writer.close()


def packed(message: object) -> bytes:
    """A message by itself, for a way that keeps bytes together."""
    return pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Any:
    """What `packed` was given. Raises like `Channel.receive`."""
    return _ValueUnpickler(_Bounded(io.BytesIO(data))).load()


class _ValueUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module in VALUES and "." not in name:
            found = super().find_class(module, name)
            if getattr(found, "__module__", None) == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place between the engine's processes")


class _Bounded:
    """The part of a file that unpickling needs, with an end after `LARGEST` bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = LARGEST

    def read(self, size: int) -> bytes:
        self._take(size)
        return self._file.read(size)

    def readinto(self, buffer: bytearray | memoryview) -> int:
        self._take(len(buffer))
        count: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        return count

    def readline(self) -> bytes:
        line = self._file.readline(self._left)
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise pickle.UnpicklingError(f"a message of more than {LARGEST} bytes")
