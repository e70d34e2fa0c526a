"""The jobs that are not over: whose turn it is, who stands where, who still has room to come in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from bot.config import LimitSettings
from bot.core.jobs import Job, Owner
from bot.core.limits import Bounds, History, check_room, fair_order, next_job
from bot.core.live import Live
from bot.core.speed import Speed, finish_times, typical_size
from engine.options import StyleOptions

REORDER_SECONDS: Final = 0.5
"""At most so often are people told of a new position."""
TOLD_AT_ONCE: Final = 10
"""Between so many, the event loop does its other work."""


@dataclass(eq=False)
class Place:
    """Kept for somebody whose pictures are on their way: being fetched, then looked at and stored."""

    owner: Owner
    fetching: bool = True


class Queue:
    """Those who wait and those who are being painted (`Live.work` is set)."""

    def __init__(self, limits: LimitSettings, slots: Callable[[], int]) -> None:
        self.speed = Speed()
        self._limits = limits
        self._slots = slots
        self._live: dict[str, Live] = {}
        self._arriving: set[Place] = set()
        self._history = History()
        self._order: list[Job] | None = None
        self._places: dict[str, int] = {}
        self._etas: dict[str, float | None] = {}
        self._woken = asyncio.Event()
        self._moved = asyncio.Event()

    def __iter__(self) -> Iterator[Live]:
        """All of them, the longest here first."""
        return iter(tuple(self._live.values()))

    def get(self, job_id: str) -> Live | None:
        """The job, unless it is over."""
        return self._live.get(job_id)

    def add(self, live: Live) -> None:
        """From now on the job waits."""
        self._live[live.job.id] = live
        self.changed()

    def drop(self, job_id: str) -> None:
        """The job is over."""
        self._live.pop(job_id, None)
        self.changed()

    def changed(self) -> None:
        """Somebody came, went, or was begun."""
        self._order = None
        self._woken.set()
        self._moved.set()

    async def wait(self, seconds: float) -> None:
        """Until something has changed, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()

    def next(self) -> Live | None:
        """Whose turn it is, of those who may have one more job running."""
        job = next_job(self.line(), self._painting(), self._limits, self._slots())
        return self._live[job.id] if job else None

    def served(self, job: Job) -> None:
        """The job was begun: its owner goes behind the others."""
        self._history.served(job.owner.key, job.owner.server_key, time.time())
        jobs = [each.job for each in self._live.values()]
        self._history.forget_before(min(each.created for each in jobs), jobs)
        self.changed()

    def served_before(self, starts: Sequence[tuple[str, str, float]]) -> None:
        """Who was served when, by the process before this one."""
        for owner_key, server_key, moment in starts:
            self._history.served(owner_key, server_key, moment)

    @contextmanager
    def admitted(self, owner: Owner, bounds: Bounds, last: float | None) -> Iterator[None]:
        """A place, reserved while the pictures are fetched: this person's next `room` takes it over.

        `last` is when this person last came. Raises `Refusal`: those of `check_room`.
        """
        place = self._reserve(Place(owner), bounds, last)
        try:
            yield
        finally:
            self._arriving.discard(place)

    @contextmanager
    def room(self, owner: Owner, bounds: Bounds, last: float | None) -> Iterator[None]:
        """A place, reserved while the pictures are looked at and stored. Arguments and errors as above."""
        held = (place for place in self._arriving if place.fetching and place.owner.key == owner.key)
        place = self._reserve(next(held, Place(owner)), bounds, last)
        place.fetching = False
        try:
            yield
        finally:
            self._arriving.discard(place)

    def _reserve(self, place: Place, bounds: Bounds, last: float | None) -> Place:
        others = [each.owner for each in self._arriving if each is not place]
        taken = [*(live.job.owner for live in self._live.values()), *others]
        coming = any(other.key == place.owner.key for other in others)
        check_room(place.owner, taken, bounds, 0.0 if coming else time.time() - (last or 0.0))
        self._arriving.add(place)
        return place

    def line(self) -> list[Job]:
        """Who waits, in the order of their turns."""
        if self._order is None:
            queued = [live.job for live in self._live.values() if live.work is None]
            self._order = fair_order(queued, self._painting(), self._history)
            times = self._finish_times(self._order)
            self._etas = {job.id: eta for job, eta in zip(self._order, times, strict=True)}
            self._places = {job.id: number for number, job in enumerate(self._order, start=1)}
        return self._order

    def place(self, job_id: str) -> tuple[int | None, int, float | None]:
        """Position, length of the line, and seconds until it is done."""
        line = self.line()
        return self._places.get(job_id), len(line), self._etas.get(job_id)

    def in_order(self) -> list[Live]:
        """Those being painted, then those who wait."""
        waiting = [self._live[job.id] for job in self.line() if job.id in self._live]
        return [*(live for live in self._live.values() if live.work), *waiting]

    def estimate(self, options: StyleOptions, pixels: int) -> float | None:
        """Seconds from now until a new job for a photo of so many pixels would be done."""
        width, height = self.speed.size(options, *typical_size(pixels))
        work = self.speed.seconds(options, width * height)
        return self._finish_times(self.line(), more=[work])[-1]

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._live) - self.running

    @property
    def running(self) -> int:
        """How many jobs are being painted."""
        return sum(live.work is not None for live in self._live.values())

    async def tell_positions(self) -> None:
        """Tell those who wait of their new positions, a few times a second at most; for ever."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            for number, live in enumerate(self, start=1):
                live.moved(*self.place(live.job.id))
                if number % TOLD_AT_ONCE == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(REORDER_SECONDS)

    def _painting(self) -> list[Job]:
        return [live.job for live in self._live.values() if live.work is not None]

    def _finish_times(self, line: Sequence[Job], more: Sequence[float | None] = ()) -> list[float | None]:
        running = [self._left(live) for live in self._live.values() if live.work is not None]
        queued = [self.speed.seconds(job.options, job.width * job.height) for job in line]
        return finish_times(running, [*queued, *more], max(1, self._slots()))

    def _left(self, live: Live) -> float | None:
        if live.progress is not None and live.progress.seconds_left is not None:
            return live.progress.seconds_left
        return self.speed.seconds(live.job.options, live.job.width * live.job.height)
