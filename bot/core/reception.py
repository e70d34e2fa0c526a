"""The reception: checks a request, stores it durably, and answers it from an earlier result where there is one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.config import LimitSettings
from bot.core.budget import Budget
from bot.core.inputs import lender_of, read_inputs
from bot.core.intake import inspect_all, tidy_file_name
from bot.core.jobs import Job, JobState, Owner, new_job_id
from bot.core.limits import Bounds, ServerSettings, check_options, check_person, has_priority, within_size
from bot.core.metrics import Metrics
from bot.core.moderation import Moderation
from bot.core.presets import Presets
from bot.core.queue import Queue
from bot.core.refusal import Refusal, storing
from bot.core.servers import Servers
from bot.core.store import Store
from bot.core.visibility import check_borrowing, may_see
from engine.errors import OptionError
from engine.messages import StyleRequest
from engine.processes.pool import PicturePool

PAINTED: Final = ("result", "timelapse", "width", "height", "step", "steps", "seconds", "recipe", "notes")
"""What a job answered from an earlier one takes over from it."""

FETCHES: Final = 8
FETCH_BYTES: Final = 200_000_000
"""What all pictures may take that are being fetched, looked at or stored."""


@dataclass(frozen=True)
class Order:
    """What somebody asks for. The fields are those of `Job`; `moderator` see `Studio.submit`."""

    owner: Owner
    destination: Mapping[str, Any]
    request: StyleRequest
    preset: str | None = None
    parent: str | None = None
    borrowed_from: str | None = None
    content_name: str = ""
    style_name: str = ""
    private: bool = False
    spoiler: bool = False
    moderator: bool = False


class Reception:
    """Takes requests in."""

    def __init__(
        self,
        store: Store,
        queue: Queue,
        presets: Presets,
        servers: Servers,
        pool: PicturePool,
        metrics: Metrics,
        limits: LimitSettings,
        moderation: Moderation,
    ) -> None:
        self._store = store
        self._queue = queue
        self._presets = presets
        self._servers = servers
        self._pool = pool
        self._metrics = metrics
        self._limits = limits
        self._moderation = moderation
        self._fetches = Budget(FETCHES, max(FETCH_BYTES, limits.upload_bytes))
        self._closing = False

    def close(self) -> None:
        """Refuse whatever comes from now on."""
        self._closing = True

    @asynccontextmanager
    async def admit(
        self,
        owner: Owner,
        destination: Mapping[str, Any],
        *,
        pictures: int,
        size: int | None,
        moderator: bool,
    ) -> AsyncIterator[None]:
        """See `Studio.admission`."""
        async with (
            self._place(owner, destination, moderator=moderator),
            self._fetches.take(size or pictures * self._limits.upload_bytes),
        ):
            yield

    async def check(self, owner: Owner, destination: Mapping[str, Any]) -> None:
        """See `Studio.check`."""
        async with self._place(owner, destination, moderator=False):
            return

    @asynccontextmanager
    async def _place(
        self, owner: Owner, destination: Mapping[str, Any], *, moderator: bool
    ) -> AsyncIterator[None]:
        with ExitStack() as stack:
            try:
                if self._closing:
                    raise Refusal("shutting_down")
                bounds = await self._servers.bounds(owner.server_key, moderator=moderator)
                check_person(owner, destination.get("channel_id"), bounds)
                last = await self._store.jobs.last_created(owner.key)
                stack.enter_context(self._queue.admitted(owner, bounds, last))
            except Refusal as refusal:
                self._metrics.refused(refusal.code)
                raise
            yield

    async def take(self, order: Order) -> Job:
        """See `Studio.submit`. The job is stored, and not yet in the queue unless it is there already."""
        if self._closing:
            raise Refusal("shutting_down")
        owner, request, preset = order.owner, order.request, order.preset
        chosen = await self._servers.settings(owner.server_key)
        bounds = Bounds(self._limits, ServerSettings() if order.moderator else chosen)
        check_person(owner, order.destination.get("channel_id"), bounds)
        options = chosen.apply_defaults(request.options, bounds)
        given = styles = request.styles
        if not styles and preset is not None:
            preset = self._presets.get(preset, owner.server_key).name
            styles = (await self._presets.image(preset, owner.server_key),)
        if not styles:
            raise Refusal("style_missing", "style")
        check_options(options, len(styles), bounds)
        last = await self._store.jobs.last_created(owner.key)
        with self._queue.room(owner, bounds, last):
            sent = (request.content, *given)
            photo = await inspect_all(self._pool, sent, self._limits.upload_bytes, owner.key)
            if order.parent is None:
                await self._moderation.check((request.content, *styles))
            speed = self._queue.speed
            options = within_size(options, (photo.width, photo.height), speed.side, bounds)
            width, height = speed.size(options, photo.width, photo.height)
            draft = Job(
                id=new_job_id(),
                owner=owner,
                destination=dict(order.destination),
                options=options,
                content="",
                styles=(),
                created=time.time(),
                preset=preset,
                parent=order.parent,
                borrowed_from=order.borrowed_from,
                private=order.private,
                spoiler=order.spoiler or chosen.always_spoiler,
                content_name=tidy_file_name(order.content_name),
                style_name=tidy_file_name(order.style_name) if order.style_name else "",
                priority=has_priority(owner, Bounds(self._limits, chosen)),
                width=width,
                height=height,
            )
            return await self._keep(draft, replace(request, styles=styles, options=options))

    async def again(
        self, parent: Job, owner: Owner, *, swap: bool, preset: str | None, changes: Mapping[str, Any]
    ) -> Order:
        """The parent's pictures once more, for `owner`: other options, another preset, or swapped.

        Raises `Refusal`: `bad_option`, `not_yours`, `not_your_photo`, `pictures_gone`.
        """
        if not may_see(parent, "result", owner):
            raise Refusal("not_yours")
        if swap or preset is not None:
            changes = {**changes, "style_blend": ()}
        try:
            options = parent.options.with_changes(**changes)
        except OptionError as error:
            raise Refusal.because("bad_option", error) from error
        lender = await lender_of(self._store, parent)
        borrowed = lender.owner.key != owner.key
        if borrowed:
            check_borrowing(lender.options, options, swap=swap)
        content, styles = parent.content, parent.styles
        content_name, style_name = parent.content_name, parent.style_name
        if swap:
            content, styles = styles[0], (content,)
            content_name, style_name = parent.preset or style_name, content_name
        elif preset is not None:
            styles, style_name = (), ""
        return Order(
            owner,
            {},
            await read_inputs(self._store, content, styles, options),
            preset=None if swap else preset or parent.preset,
            parent=parent.id,
            borrowed_from=lender.id if borrowed else None,
            content_name=content_name,
            style_name=style_name,
            private=parent.private,
            spoiler=parent.spoiler,
        )

    async def _keep(self, draft: Job, request: StyleRequest) -> Job:
        pictures = (request.content, *request.styles)
        with storing():
            async with self._store.blobs.arriving(pictures) as (content, *styles):
                job = await self._from_earlier(draft.with_changes(content=content, styles=tuple(styles)))
                sizes = dict(zip((content, *styles), map(len, pictures), strict=True))
                await self._store.jobs.add(job, sizes)
        self._metrics.entered(job)
        return job

    async def _from_earlier(self, job: Job) -> Job:
        """The job as already done, when the same was painted before and its picture is still there."""
        twin = await self._store.jobs.same_request(job.request_key)
        if twin is None or twin.result is None or not await self._store.blobs.there(twin.result):
            return job
        now = time.time()
        return job.with_changes(
            state=JobState.DONE,
            started=now,
            finished=now,
            **{name: getattr(twin, name) for name in PAINTED},
        )
