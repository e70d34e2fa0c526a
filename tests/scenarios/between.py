"""Stands between the program and a platform's fake, and lets through what is asked, or breaks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import ClientError, ClientSession, DummyCookieJar, web

FAULTS: Final = ("500", "html", "429", "nothing", "reset")
KEPT: Final = ("content-type", "authorization", "retry-after", "via", "x-telegram-bot-api-secret-token")
"""Headers that are passed on, with those of rate limits."""
REFUSED: Final = "401"
"""Not among `FAULTS`: whose token is refused does not come back by itself."""
LARGEST: Final = 200_000_000
FLOOD: Final = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 1",
    "parameters": {"retry_after": 1},
    "message": "You are being rate limited.",
    "retry_after": 1.0,
    "global": False,
}
"""What both platforms say of a flood, each in its own words."""
UNAUTHORIZED: Final = {
    "ok": False,
    "error_code": 401,
    "description": "Unauthorized",
    "message": "401: Unauthorized",
    "code": 0,
}
"""Likewise, of a token."""


class Between:
    """`met` counts the requests that met a fault."""

    def __init__(self, target: str) -> None:
        self.url = ""
        self.met = 0
        self._target = target
        self._fault: str | None = None
        self._over = asyncio.Event()

    def breaks(self, fault: str | None) -> None:
        """From now on every request meets this fault, one of `FAULTS` or `REFUSED`; None ends it."""
        self._fault = fault
        self._over.set()
        self._over = asyncio.Event()

    async def answer(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        """What the program gets."""
        body = await request.read()
        if self._fault is None:
            return await self._pass_on(request, session, body)
        self.met += 1
        match self._fault:
            case "401":
                return web.json_response(UNAUTHORIZED, status=401)
            case "500":
                return web.json_response({"message": "Internal Server Error", "code": 0}, status=500)
            case "html":
                return web.Response(text="<!DOCTYPE html><h1>Sorry</h1>", content_type="text/html")
            case "429":
                return web.json_response(FLOOD, status=429, headers={"Retry-After": "1", "Via": "1.1 fake"})
            case "nothing":
                await self._over.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    async def _pass_on(self, request: web.Request, session: ClientSession, body: bytes) -> web.StreamResponse:
        headers = {name: value for name, value in request.headers.items() if name.lower() in KEPT}
        try:
            async with session.request(
                request.method, f"{self._target}{request.path_qs}", headers=headers, data=body or None
            ) as answer:
                data = await answer.read()
        except ClientError:
            return web.Response(status=502)
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name.lower() in KEPT or name.lower().startswith("x-ratelimit")
        }
        return web.Response(status=answer.status, body=data, headers=kept)


@asynccontextmanager
async def open_between(target: str) -> AsyncIterator[Between]:
    """Listens on a free port in front of `target`, an address without a path."""
    between = Between(target)
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        app = web.Application(client_max_size=LARGEST)

        async def answer(request: web.Request) -> web.StreamResponse:
            return await between.answer(request, session)

        app.router.add_route("*", "/{tail:.*}", answer)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            between.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield between
        finally:
            await runner.cleanup()
