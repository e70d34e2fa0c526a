"""A bridge whose cluster is its own process: real easels and workers, without Ray.

The place of the address is taken by a file that lists the nodes and may change at any time, see `write_nodes`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from engine.cluster.bridge import serve
from engine.cluster.easel import Easel
from engine.cluster.protocol import EaselLost
from engine.cluster.shares import Node, Share
from engine.cluster.versions import versions_here
from engine.cluster.wire import Join
from engine.processes.framing import packed


def write_nodes(file: Path, *nodes: Node, torch: str = "") -> None:
    """These are the nodes from now on, all of them with that torch."""
    new = file.with_suffix(".new")
    described = [[node.id, node.host, node.processors, node.cards] for node in nodes]
    new.write_text(json.dumps({"nodes": described, "torch": torch}))
    new.replace(file)


class EaselHere:
    """An easel in this process; killed, it is lost like one whose process has died."""

    def __init__(self, torch: str) -> None:
        self._easel = Easel()
        self._torch = torch
        self._killed = False

    async def versions(self) -> bytes:
        here = versions_here()
        return packed(replace(here, torch=self._torch or here.torch))

    async def pulse(self) -> None:
        await self._easel.pulse()

    async def work(self, setup: bytes, previews: float) -> AsyncIterator[bytes]:
        async for data in self._easel.work(setup, previews):
            if self._killed:
                raise EaselLost("killed")
            yield data

    async def say(self, message: bytes, *paintings: bytes) -> None:
        await self._easel.say(message, *paintings)

    async def end(self) -> None:
        await self._easel.end()

    def kill(self) -> None:
        self._killed = True
        self._ending = asyncio.ensure_future(self._easel.end())


class GroundHere:
    """The nodes of the file."""

    def __init__(self, join: Join) -> None:
        self._file = Path(join.address)

    def join(self) -> None:
        """It is here."""

    def nodes(self) -> tuple[Node, ...]:
        return tuple(Node(*each) for each in json.loads(self._file.read_text())["nodes"])

    def set_up(self, share: Share) -> EaselHere:
        return EaselHere(json.loads(self._file.read_text())["torch"])

    def put(self, painting: bytes) -> bytes:
        return painting


if __name__ == "__main__":
    asyncio.run(serve(GroundHere))
