"""What the program and the bridge to the cluster say to each other, and the bridge to an easel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.processes.wire import Setup


@dataclass(frozen=True)
class Join:
    """The first message to the bridge: which cluster, and what to have there.

    `address` is `auto` for the cluster that this machine belongs to, else `HOST:PORT`. Each of `devices` is
    shared by `slots` easels on every node that has it. `previews` is how many bytes of previews a second the
    network may carry.
    """

    address: str
    devices: tuple[str, ...]
    slots: int
    previews: float


@dataclass(frozen=True)
class Versions:
    """Of Impasto, of the engine's own code (a digest), and of torch, as they are installed somewhere."""

    impasto: str
    engine: str
    torch: str


@dataclass(frozen=True)
class Pulse:
    """The bridge is there. `sent` and `received` are the bytes that went between it and the easels so far."""

    sent: int
    received: int


@dataclass(frozen=True)
class Offer:
    """An easel is set up: a worker may be started there.

    It is the `slot`th of the node's `device`, from 0, which the process there knows as `visible`.
    """

    easel: str
    node: str
    device: str
    slot: int
    visible: str


@dataclass(frozen=True)
class Withdrawn:
    """An easel is gone, with whatever was on it."""

    easel: str
    reason: str


@dataclass(frozen=True)
class Declined:
    """A node is not used; `reason` says why and what to do, "" when the node is gone."""

    node: str
    reason: str


@dataclass(frozen=True)
class Begin:
    """Start a worker on that easel. `session` is a number of the program's, never used twice."""

    session: int
    easel: str
    setup: Setup


@dataclass(frozen=True)
class Begun:
    """The worker's process is there."""

    pid: int


@dataclass(frozen=True)
class To:
    """For the session's worker."""

    session: int
    message: Any


@dataclass(frozen=True)
class From:
    """The session's worker, or `Begun`, or at last `Ended`."""

    session: int
    message: Any


@dataclass(frozen=True)
class End:
    """Kill the session's worker."""

    session: int


@dataclass(frozen=True)
class Ended:
    """The worker is gone: it `reason`. `lost`: together with its easel, so that no request is to blame."""

    reason: str
    lost: bool = False
