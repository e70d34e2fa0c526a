"""A job's life as server-sent events: `queued`, `progress`, `preview`, then `done`, `failed`, `cancelled`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, suppress
from typing import Final
from weakref import WeakSet

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.core.jobs import Job, JobState, Status
from bot.core.studio import Studio
from bot.web.api import job_of
from bot.web.interface import Call
from bot.web.views import View, job_view, preview_view

HEARTBEAT_SECONDS: Final = 15.0
"""Proxies commonly cut a silent connection after 60 s (nginx proxy_read_timeout)."""

PACE_SECONDS: Final = 0.2
"""The least time between two looks at a running job: what happens in between is skipped, newest wins."""

NAMES: Final = {
    JobState.QUEUED: "queued",
    JobState.RUNNING: "progress",
    JobState.DONE: "done",
    JobState.DELIVERED: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}


class Events:
    """The open streams. `close` ends them all, so that a stopping server waits for nobody."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._streams: WeakSet[EventSourceResponse] = WeakSet()

    def calls(self) -> list[Call]:
        return [
            Call(
                *("GET", "/api/jobs/{id}/events", self.stream, ("text/event-stream",)),
                refusals=("no_such_job",),
            )
        ]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events. The present state comes at once; the stream ends with the job."""
        job = await job_of(request, self._studio)
        async with sse_response(request, ping_interval=HEARTBEAT_SECONDS) as stream:
            self._streams.add(stream)
            async with aclosing(self._studio.records.watch(job.id)) as statuses:
                with suppress(ConnectionError):
                    await self._send(stream, job, statuses)
        return stream

    async def close(self, app: web.Application) -> None:
        """Hang up on everyone; browsers come back by themselves."""
        for stream in list(self._streams):
            stream.stop_streaming()

    async def _send(self, stream: EventSourceResponse, job: Job, statuses: AsyncIterator[Status]) -> None:
        seen: bytes | None = None
        async for status in _while_listening(stream, statuses):
            if status.state.over:
                job = await self._studio.records.job(job.id)
            for name, view in _events(job, status, seen):
                await stream.send(view.model_dump_json(), event=name)
            if status.state.over:
                return
            seen = status.preview
            await asyncio.sleep(PACE_SECONDS)


def _events(job: Job, status: Status, seen: bytes | None) -> Iterator[tuple[str, View]]:
    yield NAMES[status.state], job_view(job, status)
    if status.preview is not None and status.preview != seen and not status.state.over:
        yield "preview", preview_view(status)


async def _while_listening(
    stream: EventSourceResponse, statuses: AsyncIterator[Status]
) -> AsyncIterator[Status]:
    """What `statuses` yields, until it ends, the listener is gone or the stream is stopped."""
    gone = asyncio.create_task(stream.wait())
    try:
        while True:
            upcoming = asyncio.ensure_future(anext(statuses, None))
            await asyncio.wait({upcoming, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                upcoming.cancel()
                await asyncio.wait({upcoming})
                return
            status = upcoming.result()
            if status is None:
                return
            yield status
    finally:
        gone.cancel()
