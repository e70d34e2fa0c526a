"""The web server: puts the handlers together, serves them, and stops without keeping anyone waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import structlog
from aiohttp import web

from bot.config import LimitSettings, Settings
from bot.core.jobs import Job, Status
from bot.core.metrics import CONTENT_TYPE
from bot.core.studio import Studio
from bot.core.surface import Surface
from bot.core.texts import Texts
from bot.web.api import Jobs
from bot.web.errors import errors_as_json
from bot.web.events import Events
from bot.web.gallery import Gallery, Thumbnails
from bot.web.security import SURFACE, add_headers, new_visitor, refuse_other_sites, remember, visitor
from bot.web.uploads import Limits, Uploads

STATIC: Final = Path(__file__).parent / "static"
STOP_SECONDS: Final = 2.0
"""How long requests under way may take to end when the server stops."""

FORM_FILES: Final = 2
"""A form may hold as much as this many of the largest single pictures."""

HELD_FORMS: Final = 6
"""The largest forms held in memory at once; smaller ones accordingly more."""

log = structlog.get_logger(__name__)


class WebSurface:
    """The surface that tells nobody anything: browsers follow their jobs by themselves."""

    name = SURFACE

    def __init__(self, address: str) -> None:
        self.address = address

    def pace(self, job: Job) -> float:
        """Browsers listen to the studio's own stream, so that nothing is to be shown from here."""
        return float("inf")

    async def show(self, job: Job, status: Status) -> None:
        """Nothing to do."""

    async def deliver(self, job: Job) -> None:
        """The picture lies where its visitor fetches it: that is the delivery."""


@asynccontextmanager
async def open_web(studio: Studio, texts: Texts, settings: Settings) -> AsyncIterator[Surface]:
    """Serves until left. Raises `OSError` when the address is taken."""
    runner = web.AppRunner(
        make_app(studio, settings.limits),
        handle_signals=False,
        access_log=None,
        shutdown_timeout=STOP_SECONDS,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.web.host, settings.web.port, backlog=512)
        await site.start()
        surface = WebSurface(_address(runner))
        log.info("web page is open", address=surface.address)
        yield surface
    finally:
        await runner.cleanup()


def make_app(studio: Studio, limits: LimitSettings) -> web.Application:
    """The whole HTTP interface."""
    file = limits.upload_bytes
    uploads = Uploads(Limits(file=file, form=FORM_FILES * file, held=HELD_FORMS * FORM_FILES * file))
    pool = studio.pool
    thumbnails = Thumbnails(pool.thumbnail)
    events = Events(studio)
    app = web.Application(middlewares=[errors_as_json, refuse_other_sites])
    app.add_routes(Jobs(studio, pool, uploads, thumbnails).routes())
    app.add_routes(Gallery(studio, thumbnails, limits).routes())
    app.add_routes(Health(studio).routes())
    app.add_routes([web.get("/api/jobs/{id}/events", events.stream), web.get("/", page)])
    app.router.add_static("/static/", STATIC)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(events.close)
    return app


async def page(request: web.Request) -> web.StreamResponse:
    """The one page; a visitor without a name gets one."""
    response = web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})
    remember(request, response, visitor(request) or new_visitor())
    return response


class Health:
    """For those who look after the machine."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, request: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:
        """200 once a device can paint, 503 before; with the state of each device and each surface."""
        executor = self._studio.executor
        devices = [{"name": each.name, "ready": each.ready, "busy": each.busy} for each in executor.devices]
        surfaces = [asdict(each) for each in self._studio.surfaces]
        return web.json_response(
            {"status": "ready" if executor.ready else "loading", "devices": devices, "surfaces": surfaces},
            status=200 if executor.ready else 503,
        )

    async def metrics(self, request: web.Request) -> web.Response:
        """Prometheus text."""
        return web.Response(body=self._studio.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
