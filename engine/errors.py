"""What can go wrong in the engine. Each message says what was got, what was expected and what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

REASONS: Final = {
    errno.ENOENT: "there is no such file or folder; check the spelling",
    errno.EISDIR: "is a folder; give a file",
    errno.ENOTDIR: "a part of this path is a file, not a folder; check the spelling",
    errno.EACCES: "may not be read or written here; check its permissions",
    errno.EPERM: "may not be read or written here; check its permissions",
    errno.EROFS: "lies on a disk that is read-only; choose another place",
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the quota is used up; free some space",
}


def plain(error: OSError, path: object = None) -> str:
    """What the operating system refused, as a sentence: which file, why, and what to do."""
    where = path if path is not None else error.filename
    code = error.errno or 0
    reason = REASONS.get(code) or (f"cannot be used ({os.strerror(code).lower()})" if code else str(error))
    return f"{where}: {reason}" if where is not None else reason


@dataclass(frozen=True)
class Fact:
    """Something that can be said in any language: `code` names the sentence, `values` are the numbers in it.

    `text` is the sentence in English, for the command line.
    """

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


class EngineError(Exception):
    """Base of every error the engine raises on purpose.

    `code` is a stable word for programs, `field` the option or input at fault, where there is one. `reason`
    with `values` is what went wrong more closely, see `Fact`; "" for what only the log's reader understands.
    """

    code = "engine_error"

    def __init__(self, message: str, *, field: str | None = None, reason: str = "", **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.reason = reason
        self.values = values

    @property
    def fact(self) -> Fact | None:
        """What to tell people, if there is more to tell than the code."""
        return Fact(self.reason, self.message, self.values) if self.reason else None

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes; all of them must survive the journey."""
        return _rebuild, (type(self), self.message, self.field, self.reason, self.values)


def _rebuild(
    kind: type[EngineError], message: str, field: str | None, reason: str, values: dict[str, Any]
) -> EngineError:
    return kind(message, field=field, reason=reason, **values)


class OptionError(EngineError):
    """An option is unknown, of the wrong type or out of range."""

    code = "bad_option"


class PictureError(EngineError):
    """The bytes are not a picture that can be taken."""

    code = "bad_picture"


class PictureTooLarge(PictureError):
    """Too many bytes or too many pixels; found out before decoding."""

    code = "picture_too_large"


class PictureTooSmall(PictureError):
    """A side is too short, or the picture too narrow, to be stylised."""

    code = "picture_too_small"


class DeviceError(EngineError):
    """The device does not exist or cannot be used."""

    code = "bad_device"


class WeightsError(EngineError):
    """The network's weights cannot be found, fetched or used."""

    code = "bad_weights"


class OutOfMemory(EngineError):
    """The device has no room for this picture, even with the frugal settings."""

    code = "out_of_memory"


class WorkerDied(EngineError):
    """The process beside the device died or hung while it worked on the request."""

    code = "worker_died"


class Busy(EngineError):
    """The machine did not get to it in time, although it was tried again. Nothing is wrong with the picture."""

    code = "busy"
