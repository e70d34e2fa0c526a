"""A studio with a real store and real picture functions, a scripted executor, and a surface that remembers."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bot.config import LimitSettings, ModerationSettings, Settings, StorageSettings
from bot.core.jobs import Job, Owner, Status
from bot.core.live import PREVIEW_SIDE
from bot.core.metrics import Metrics
from bot.core.store import Store, open_store
from bot.core.studio import Studio, open_studio
from engine.messages import StyleRequest
from engine.options import StyleOptions
from engine.painting.sheet import compose_sheet
from engine.pictures import galleries, images
from tests.bot.executors import ScriptedExecutor
from tests.patience import PATIENCE

SKETCH = b"sketch"


def picture(color: str = "red", side: int = 64) -> bytes:
    """A small PNG in one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), color).save(buffer, "PNG")
    return buffer.getvalue()


def person(user_id: str = "1", *, server: str | None = "s", surface: str = "fake", **more: Any) -> Owner:
    return Owner(surface, user_id, name=f"person {user_id}", server_id=server, **more)


async def until(true: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - any condition, also one that no event tells of
            await asyncio.sleep(0.002)


class InlinePool:
    """The picture pool's functions, in this process. The instant preview waits for `sketching`."""

    def __init__(self) -> None:
        self.sketching = asyncio.Event()
        self.cells: list[tuple[bytes, StyleOptions]] = []

    async def inspect(self, data: bytes, field: str | None = None, *, caller: str = "") -> Any:
        return images.inspect(data, field)

    async def thumbnail(self, data: bytes, side: int) -> bytes:
        return images.thumbnail(data, side)

    async def side_by_side(self, pictures: Sequence[bytes], height: int) -> bytes:
        return galleries.side_by_side(pictures, height)

    async def stylize_preview(
        self, content: bytes, styles: Sequence[bytes], options: StyleOptions, side: int = 512
    ) -> bytes:
        if side != PREVIEW_SIDE:
            self.cells.append((styles[0], options))
            return images.thumbnail(content, side)
        await self.sketching.wait()
        return SKETCH

    async def compose_sheet(self, cells: Sequence[tuple[str, bytes]]) -> bytes:
        return compose_sheet(cells)


class FakeSurface:
    """Remembers what it was asked; goes wrong on demand."""

    def __init__(self, name: str = "fake", pace: float = 0.0) -> None:
        self.name = name
        self.seconds = pace
        self.shown: list[Status] = []
        self.delivered: list[Job] = []
        self.tries: list[Job] = []
        self.show_errors: list[Exception] = []
        self.deliver_errors: list[Exception] = []
        self.may_deliver = asyncio.Event()
        self.may_deliver.set()

    def pace(self, job: Job) -> float:
        return self.seconds

    async def show(self, job: Job, status: Status) -> None:
        self.shown.append(status)
        if self.show_errors:
            raise self.show_errors.pop(0)

    async def deliver(self, job: Job) -> None:
        self.tries.append(job)
        await self.may_deliver.wait()
        if self.deliver_errors:
            raise self.deliver_errors.pop(0)
        self.delivered.append(job)


@dataclass
class World:
    studio: Studio
    store: Store
    executor: ScriptedExecutor
    surface: FakeSurface
    pool: InlinePool

    async def submit(
        self,
        owner: Owner | None = None,
        *,
        content: bytes | None = None,
        styles: tuple[bytes, ...] | None = None,
        destination: dict[str, Any] | None = None,
        **more: Any,
    ) -> Job:
        """A request of its own unless `content` is given; keywords of `submit`, or options."""
        known = {"preset", "content_name", "private", "spoiler", "moderator"}
        options = StyleOptions.parse(**{key: value for key, value in more.items() if key not in known})
        self._count = getattr(self, "_count", 0) + 1
        request = StyleRequest(
            content if content is not None else picture(f"#0000{self._count:02x}"),
            (picture("gold"),) if styles is None else styles,
            options,
        )
        given = {key: value for key, value in more.items() if key in known}
        return await self.studio.submit(owner or person(), destination or {}, request, **given)

    async def ended(self, job: Job) -> Job:
        """The job once its owner knows the end."""
        async with asyncio.timeout(PATIENCE):
            while not (now := await self.studio.records.job(job.id)).told:  # noqa: ASYNC110 - the record is the truth
                await asyncio.sleep(0.002)
        return now


@asynccontextmanager
async def open_world(
    folder: Path,
    executor: ScriptedExecutor | None = None,
    surface: FakeSurface | None = None,
    *,
    storage: StorageSettings | None = None,
    moderation: ModerationSettings | None = None,
    **limits: Any,
) -> AsyncIterator[World]:
    settings = Settings(
        data_dir=folder,
        limits=LimitSettings(**limits),
        storage=storage or StorageSettings(),
        moderation=moderation or ModerationSettings(),
    )
    executor, surface, pool = executor or ScriptedExecutor(), surface or FakeSurface(), InlinePool()
    async with (
        open_store(folder, busy_seconds=0.01) as store,
        open_studio(store, pool, executor, settings, Metrics(), first_retry=0.001) as studio,
    ):
        studio.notifier.attach(surface)
        yield World(studio, store, executor, surface, pool)
