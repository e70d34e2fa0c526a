"""The web surface with a real store, picture pool and studio behind real sockets; only the painter is ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar, FormData
from PIL import Image, ImageOps

from bot.config import LimitSettings, Settings, WebSettings
from bot.core.store import open_store
from bot.core.studio import Studio, open_studio
from bot.core.texts import load_texts
from bot.web import open_surface
from engine.messages import Progress, Result, StyleRequest, Update
from engine.pictures.animations import animation
from engine.processes.pool import PicturePool
from engine.processes.supervisor import DeviceStatus
from tests.patience import PATIENCE
from tests.pictures import png, save


class Painter:
    """An executor that turns a photo into its negative, and stops where a test wants to look."""

    slots = 1
    ready = True
    devices: tuple[DeviceStatus, ...] = (DeviceStatus("cpu", ready=True),)

    def __init__(self) -> None:
        self.requests: list[StyleRequest] = []
        self.error: Exception | None = None
        self.loss = 10.0
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()
        self._rests_at = 0

    def pause(self, at: int = 0) -> None:
        """Every job but a sketch rests after its progress of step `at`."""
        self._rests_at = at
        self._may_go_on.clear()

    def go_on(self) -> None:
        self._may_go_on.set()

    async def run(self, request: StyleRequest, *, keep: asyncio.Event | None = None) -> AsyncIterator[Update]:
        self.requests.append(request)
        image = Image.open(BytesIO(request.content)).convert("RGB")
        steps = request.options.iterations or 3
        step = 0
        for step in range(steps + 1):
            yield Progress(step, steps, self.loss, float(steps - step), *image.size, save(image, "JPEG"))
            if not request.options.preview:
                await self.rest(step, keep)
            if self.error:
                raise self.error
            if keep and keep.is_set():
                break
        painted = await self.painted(request)
        film = animation([image, ImageOps.invert(image)], "webp") if request.options.timelapse else None
        recipe = {"step": step}
        yield Result(painted, *image.size, step, 1.0, 0.5, 0.5, 0.1, "cpu", "none", recipe, timelapse=film)

    async def painted(self, request: StyleRequest) -> bytes:
        """The picture as PNG, of the photo's size."""
        return save(ImageOps.invert(Image.open(BytesIO(request.content)).convert("RGB")))

    async def rest(self, step: int, keep: asyncio.Event | None) -> None:
        """Waits where `pause` says, until it may go on or is told to keep what there is."""
        if step < self._rests_at:
            return
        waits = [asyncio.ensure_future(event.wait()) for event in (self._may_go_on, keep) if event]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


@dataclass
class World:
    """A running web surface."""

    studio: Studio
    painter: Painter
    address: str

    def visitor(self) -> ClientSession:
        """A browser of its own, with its own cookies."""
        return ClientSession(self.address, cookie_jar=CookieJar(unsafe=True))

    async def painted(self, visitor: ClientSession, **fields: Any) -> str:
        """The id of a job that was submitted and is done."""
        job_id = await submitted(visitor, **fields)
        assert (await events(visitor, job_id))[-1][0] == "done"
        return job_id

    async def being_painted(self, visitor: ClientSession, **fields: Any) -> str:
        """The id of a job that rests after its first progress."""
        self.painter.pause()
        job_id = await submitted(visitor, **fields)
        async for name, _ in listen(visitor, job_id):
            if name == "progress":
                break
        return job_id


@asynccontextmanager
async def open_world(
    pool: PicturePool,
    folder: Path,
    *,
    painter: Painter | None = None,
    patience: float | None = PATIENCE,
    web: Mapping[str, Any] | None = None,
    **limits: Any,
) -> AsyncIterator[World]:
    """Ends with `TimeoutError` after `patience` seconds."""
    settings = Settings(
        data_dir=folder, web=WebSettings(port=0, **(web or {})), limits=LimitSettings(**limits)
    )
    painter = painter or Painter()
    async with (
        asyncio.timeout(patience),
        open_store(folder) as store,
        open_studio(store, pool, painter, settings) as studio,
        open_surface(studio, load_texts(), settings) as surface,
    ):
        studio.notifier.attach(surface)
        yield World(studio, painter, surface.address)  # type: ignore[attr-defined]


def form(
    content: bytes | None = b"", style: bytes | None = b"", name: str = "photo.png", **fields: Any
) -> FormData:
    """A filled-in form; empty bytes stand for a picture drawn here, None for none."""
    data = FormData(quote_fields=False)
    if content is not None:
        data.add_field("content", content or png(seed=1), filename=name, content_type="image/png")
    if style is not None:
        data.add_field("style", style or png(seed=2), filename="painting.png", content_type="image/png")
    for key, value in fields.items():
        data.add_field(key, str(value))
    return data


async def submit(visitor: ClientSession, **fields: Any) -> ClientResponse:
    return await visitor.post("/api/jobs", data=form(**fields))


async def submitted(visitor: ClientSession, **fields: Any) -> str:
    async with await submit(visitor, **fields) as response:
        body = await response.json()
        assert response.status == 202, body
        return str(body["id"])


async def job(visitor: ClientSession, job_id: str) -> dict[str, Any]:
    async with visitor.get(f"/api/jobs/{job_id}") as response:
        assert response.status == 200
        return dict(await response.json())


async def error(response: ClientResponse) -> tuple[int, str, str | None]:
    """Status, code and field of a refusal that has a message."""
    body = await response.json()
    assert body["error"]["message"]
    return response.status, body["error"]["code"], body["error"]["field"]


async def listen(visitor: ClientSession, job_id: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Name and data of each event, until the server ends the stream."""
    async with visitor.get(f"/api/jobs/{job_id}/events") as response:
        assert response.status == 200
        name = ""
        async for line in response.content:
            field, _, value = line.decode().rstrip("\r\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                yield name, json.loads(value)


async def events(visitor: ClientSession, job_id: str) -> list[tuple[str, dict[str, Any]]]:
    return [event async for event in listen(visitor, job_id)]


async def picture(visitor: ClientSession, path: str) -> Image.Image:
    async with visitor.get(path) as response:
        assert response.status == 200, await response.text()
        image = Image.open(BytesIO(await response.read()))
        image.load()
        return image
