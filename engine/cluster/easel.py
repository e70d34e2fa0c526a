"""Ray's actor beside one share of a node: starts the worker there and passes on what it says, newest first.

It touches no picture: what it forwards are messages that have passed the restricted unpickler.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

from engine.cluster.versions import versions_here
from engine.cluster.wire import Begun, Ended
from engine.messages import Pixels, Progress
from engine.processes.connection import Lost
from engine.processes.framing import packed, unpacked
from engine.processes.pending import News
from engine.processes.supervisor import Link, local_worker
from engine.processes.wire import Setup, Start

LEASE_SECONDS: Final = 30.0
"""An easel that hears nothing from the bridge for so long is alone, and ends: somebody else has its work."""
PATIENCE: Final = 3600.0
"""Seconds of silence that the easel bears; the program on the other side bears less."""

log = logging.getLogger(__name__)


class Previews:
    """Lets so many bytes of previews through a second; who comes too early waits for the next progress."""

    def __init__(self, bytes_per_second: float) -> None:
        self._rate = bytes_per_second
        self._due = 0.0
        self._held: Any = None

    def thinned(self, progress: Progress[Any]) -> Progress[Any]:
        """The same with the newest preview if one is due, else without."""
        self._held = progress.preview or self._held
        now = time.monotonic()
        if self._held is None or now < self._due:
            return replace(progress, preview=None)
        shown, self._held = self._held, None
        self._due = now + _size(shown) / self._rate
        return replace(progress, preview=shown)


class Easel:
    """One worker process after another, for one bridge. Lives in a process of Ray's, which never loads torch."""

    def __init__(self) -> None:
        self._heard = time.monotonic()
        self._worker: Link | None = None
        self._left = asyncio.Event()
        self._leased = False

    async def versions(self) -> bytes:
        """What is installed here."""
        return packed(versions_here())

    async def pulse(self) -> None:
        """The bridge is there."""
        self._heard = time.monotonic()

    async def work(self, setup: bytes, previews: float) -> AsyncIterator[bytes]:
        """A worker's life, from `Begun` to `Ended`; `previews` in bytes a second."""
        self._lease()
        self._left = left = asyncio.Event()
        reason = "was left"
        asked = unpacked(setup)
        assert isinstance(asked, Setup)
        try:
            async with local_worker(asked) as worker:
                self._worker = worker
                yield packed(Begun(worker.pid or 0))
                news = News()
                hearing = asyncio.create_task(_pass_on(worker, news, Previews(previews)))
                leaving = asyncio.create_task(left.wait())
                try:
                    while True:
                        telling = asyncio.create_task(news.get())
                        await asyncio.wait((telling, leaving), return_when=asyncio.FIRST_COMPLETED)
                        if left.is_set():
                            telling.cancel()
                            break
                        message = telling.result()
                        if isinstance(message, Ended):
                            reason = message.reason
                            break
                        yield packed(message)
                finally:
                    self._worker = None
                    for task in (hearing, leaving):
                        task.cancel()
        except Lost as lost:
            reason = str(lost)
        yield packed(Ended(reason))

    async def say(self, message: bytes, *paintings: bytes) -> None:
        """For the worker. A `Start` comes without its paintings: they follow, each by itself."""
        self._heard = time.monotonic()
        said = unpacked(message)
        if isinstance(said, Start):
            said = Start(replace(said.request, styles=tuple(unpacked(each) for each in paintings)))
        if self._worker is not None:
            self._worker.send(said)

    async def end(self) -> None:
        """Kill the worker."""
        self._left.set()

    def _lease(self) -> None:
        self._heard = time.monotonic()
        if not self._leased:
            self._leased = True
            self._lease_task = asyncio.create_task(self._keep_lease())

    async def _keep_lease(self) -> None:
        while (left := self._heard + LEASE_SECONDS - time.monotonic()) > 0:  # noqa: ASYNC110 - time is what it waits for
            await asyncio.sleep(left)
        os._exit(1)


async def _pass_on(worker: Link, news: News, previews: Previews) -> None:
    try:
        while True:
            message = await worker.receive(PATIENCE)
            news.put(previews.thinned(message) if isinstance(message, Progress) else message)
    except Lost as lost:
        news.put(Ended(str(lost)))


def _size(preview: Pixels | bytes) -> int:
    return len(preview.rgb if isinstance(preview, Pixels) else preview)
