"""When the device has no room: which errors mean that, and how to ask for less."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.errors import Fact, OutOfMemory
from engine.messages import Checkpoint, Result, StyleRequest

SHRINK: Final = 0.75
FLOOR: Final = 256
"""Pixels of the longest side below which a picture is not worth having."""

_TELLTALES: Final = (
    *("out of memory", "not enough memory", "can't allocate memory", "bad_alloc"),
    *("alloc_failed", "host_allocation_failed", "unable to find an engine to execute this computation"),
    *("erroroutofmemory", "invalid buffer size", "out_of_device_memory", "out_of_host_memory"),
)
"""In the words of torch's allocators, the C++ library, cuBLAS, cuDNN (which finds no algorithm that fits), HIP,
Metal and Level Zero."""
_MARK: Final = b"impasto-frugal"
_SIDES: Final = struct.Struct(">II")


def is_out_of_memory(error: Exception) -> bool:
    """Whether `error` is the device's or the machine's way to say that its memory is full."""
    if isinstance(error, OutOfMemory | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _TELLTALES)


def sides_after(error: Exception, tried: int) -> tuple[int, int]:
    """The longest side in pixels that was too much, and the one to try next: what would fit, if `error` knows."""
    if isinstance(error, OutOfMemory) and "fits" in error.values:
        return max(error.values["width"], error.values["height"]), error.values["fits"]
    return tried, int(tried * SHRINK)


@dataclass(frozen=True)
class Frugal:
    """A request as it is really painted: `size` pixels on the longest side instead of `asked`."""

    request: StyleRequest[Any]
    asked: int = 0
    size: int = 0

    @classmethod
    def resume(cls, request: StyleRequest[Any]) -> Frugal:
        """As asked, or as small as it had become when its checkpoint was written."""
        data = request.checkpoint
        if data is None or not data.startswith(_MARK):
            return cls(request)
        body = len(_MARK) + _SIDES.size
        asked, size = _SIDES.unpack(data[len(_MARK) : body])
        return cls(_resized(request, size).with_checkpoint(data[body:]), asked, size)

    def smaller(self, side: int, size: int) -> Frugal | None:
        """The same with `size` pixels on the longest side after `side` did not fit, or None if that is too small."""
        if size < FLOOR:
            return None
        return Frugal(_resized(self.request, size).with_checkpoint(None), self.asked or side, size)

    def afresh(self) -> Frugal:
        """The same without its checkpoint."""
        return replace(self, request=self.request.with_checkpoint(None))

    def mark(self, update: Checkpoint) -> Checkpoint:
        """A checkpoint that remembers the smaller size."""
        if not self.size:
            return update
        return replace(update, data=_MARK + _SIDES.pack(self.asked, self.size) + update.data)

    def admit(self, update: Result[Any]) -> Result[Any]:
        """A result that says what was done differently."""
        if not self.size:
            return update
        text = f"Painted at {self.size} px instead of {self.asked} px: {update.device} had not enough memory."
        note = Fact("painted-smaller", text, {"size": self.size, "asked": self.asked})
        return replace(update, notes=(*update.notes, note))


def _resized(request: StyleRequest[Any], size: int) -> StyleRequest[Any]:
    return request.with_options(size=size, width=None)
