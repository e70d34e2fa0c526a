"""What the program and its child processes say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError
from engine.messages import StyleRequest


@dataclass(frozen=True)
class Setup:
    """The first message to a worker: what to load, and how often to give a sign of life.

    `share` workers divide the device between them; 0: the worker finds out how many should. `factory` is the
    import path `module:callable` of what is called with `device`, `weights`, `threads` and `share`.
    """

    device: str
    weights: str
    share: int
    factory: str
    beat_seconds: float


@dataclass(frozen=True)
class Start:
    """Paint this. Sent only to a worker that is ready and idle."""

    request: StyleRequest[Any]


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
class Shared:
    """So many workers should divide the device, this one included."""

    share: int


@dataclass(frozen=True)
class Ready:
    """The network is loaded, and a first kernel has run."""


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


@dataclass(frozen=True)
class Call:
    """To a picture process: call `function` (`module:name`) within so many seconds of processor time."""

    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    seconds: int


@dataclass(frozen=True)
class Open:
    """The first message of a picture process: it is there, within these walls."""

    walls: tuple[str, ...]


@dataclass(frozen=True)
class Returned:
    """What the call gave."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """Why the call gave nothing."""

    error: EngineError
