"""What the bridge asks of a cluster, whatever it is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

from engine.cluster.shares import Node, Share


class Severed(Exception):
    """The cluster cannot be used any more by this process."""


class EaselLost(Exception):
    """The easel's process or its node is gone, or cannot be reached."""


class RemoteEasel(Protocol):
    """An `engine.cluster.easel.Easel` somewhere else. Every call raises `EaselLost`."""

    async def versions(self) -> bytes: ...

    async def pulse(self) -> None: ...

    def work(self, setup: bytes, previews: float) -> AsyncIterator[bytes]: ...

    async def say(self, message: bytes, *paintings: Any) -> None: ...

    async def end(self) -> None: ...

    def kill(self) -> None:
        """At once, and whatever it has started with it."""


class Ground(Protocol):
    """Where easels stand: a cluster."""

    def join(self) -> None:
        """Blocks until this process belongs to it. Raises `Severed`."""

    def nodes(self) -> tuple[Node, ...]:
        """Those that are there now; blocks for as long as the head is silent. Raises `Severed`."""

    def set_up(self, share: Share) -> RemoteEasel:
        """A new easel on that share; `versions` answers when it stands."""

    def put(self, painting: bytes) -> Any:
        """Keeps a painting in the cluster for as long as what is returned is kept; that goes to `say` in its place."""
