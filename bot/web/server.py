"""The web server: puts the calls together, serves them, and stops without keeping anyone waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.config import Settings
from bot.core.jobs import Job, Status
from bot.core.studio import Studio
from bot.core.surface import Surface
from bot.core.texts import Texts
from bot.web.access import behind_proxies, for_origins, tell_origins, with_token
from bot.web.api import Jobs
from bot.web.belongings import Personal
from bot.web.connection import Connection
from bot.web.errors import errors_as_json
from bot.web.events import Events
from bot.web.gallery import Gallery, Thumbnails
from bot.web.health import Health
from bot.web.interface import Call, describe
from bot.web.page import Pages
from bot.web.security import add_headers
from bot.web.sharing import Sharing
from bot.web.sketches import Sketches
from bot.web.static import StaticFiles
from bot.web.uploads import Limits, Uploads
from bot.web.visitors import SURFACE

OF_CONNECTIONS: Final[dict[str, Any]] = {"access_log": None, "auto_decompress": False}
BACKLOG: Final = 512
"""Connections that wait to be accepted."""

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
    async with serve(make_app(studio, settings), settings.web.host, settings.web.port) as address:
        surface = WebSurface(address)
        log.info("web page is open", address=surface.address)
        yield surface


@asynccontextmanager
async def serve(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serves `app` until left; gives its address. Raises `OSError` when that is taken."""
    loop = asyncio.get_running_loop()
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    assert runner.server is not None
    connect = partial(Connection, runner.server, loop=loop, **OF_CONNECTIONS)
    try:
        server = await loop.create_server(connect, host, port, backlog=BACKLOG)
        try:
            yield _address(server.sockets[0].getsockname())
        finally:
            server.close()
    finally:
        await runner.cleanup()


def make_app(studio: Studio, settings: Settings) -> web.Application:
    """The whole HTTP interface."""
    file = settings.limits.upload_bytes
    uploads = Uploads(Limits(file=file, form=FORM_FILES * file, held=HELD_FORMS * FORM_FILES * file))
    thumbnails = Thumbnails(studio.pool.thumbnail)
    static = StaticFiles()
    pages = Pages(static)
    events = Events(studio)
    calls = [
        *Jobs(studio, uploads, thumbnails, jobs_per_address=settings.web.jobs_per_address).calls(),
        *events.calls(),
        *Sketches(studio, uploads).calls(),
        *Personal(studio).calls(),
        *Sharing(studio, thumbnails, pages).calls(),
        *Gallery(studio, thumbnails, settings.limits).calls(),
        *Health(studio, settings.web.metrics).calls(),
    ]
    app = web.Application(middlewares=_middlewares(settings))
    app.add_routes([call.route for call in calls])
    app.add_routes(
        [
            web.get("/", pages.page),
            web.get("/api", pages.interface),
            web.get("/manifest.webmanifest", pages.manifest),
            web.get("/static/{path:.*}", static.serve),
            web.get("/api/openapi.json", _description(calls, settings)),
        ]
    )
    app.on_response_prepare.append(add_headers)
    app.on_response_prepare.append(tell_origins(settings.web.allow_origins))
    app.on_shutdown.append(events.close)
    return app


def _middlewares(settings: Settings) -> list[Middleware]:
    token = settings.web.access_token
    return [
        *([behind_proxies(settings.web.trusted_proxies)] if settings.web.trusted_proxies else []),
        errors_as_json,
        for_origins(settings.web.allow_origins),
        *([with_token(token.get_secret_value())] if token is not None else []),
    ]


def _description(calls: list[Call], settings: Settings) -> Handler:
    description = describe(calls, version("impasto"), token=settings.web.access_token is not None)

    async def openapi(request: web.Request) -> web.Response:
        """The description of all this."""
        return web.json_response(description)

    return openapi


def _address(name: tuple[str, int]) -> str:
    host, port = name[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
