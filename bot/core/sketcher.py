"""The instant previews: a picture seconds after the upload, while the job still waits."""

from __future__ import annotations

import asyncio

import structlog

from bot.core.blobs import Blobs
from bot.core.live import PREVIEW_SIDE, Live
from engine.processes.pool import PicturePool

log = structlog.get_logger()


class Sketcher:
    """Makes them one after the other, in the order of their coming."""

    def __init__(self, blobs: Blobs, pool: PicturePool) -> None:
        self._blobs = blobs
        self._pool = pool
        self._asked: asyncio.Queue[Live] = asyncio.Queue()

    def ask(self, live: Live) -> None:
        """This job wants one."""
        self._asked.put_nowait(live)

    async def work(self) -> None:
        """Make them, for ever."""
        while True:
            live = await self._asked.get()
            if live.preview is not None or live.over.is_set():
                continue
            try:
                live.sketched(await self._sketch(live))
            except Exception as error:  # noqa: BLE001 - the instant preview is a courtesy
                log.warning("no instant preview", job=live.job.id, error=repr(error))

    async def _sketch(self, live: Live) -> bytes:
        content = await self._blobs.read(live.job.content)
        styles = [await self._blobs.read(sha) for sha in live.job.styles]
        return await self._pool.stylize_preview(content, styles, live.job.options, PREVIEW_SIDE)
