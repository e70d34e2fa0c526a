"""Who is let in: the access token, other sites' pages, and whose word about the client's address is taken."""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from aiohttp_remotes import XForwardedFiltered

from bot.web.errors import error_response

OPEN: Final = frozenset({"/healthz", "/readyz"})
"""Paths that whoever looks after the machine asks for without a token."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_SITE: Final = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site (W3C Fetch Metadata) that are no other site's doing."""

ASK: Final = 'Basic realm="Impasto", charset="UTF-8", Bearer realm="Impasto"'
PREFLIGHT_SECONDS: Final = 600
METHODS: Final = "GET, POST, DELETE"
ASKED_HEADERS: Final = "Authorization, Content-Type, Idempotency-Key"
SHOWN_HEADERS: Final = "Location, Retry-After, Content-Disposition"


def behind_proxies(trusted: Sequence[IPv4Network | IPv6Network]) -> Middleware:
    """The client's address, scheme and host as `trusted` proxies tell them; from others they are not read."""
    forwarded = XForwardedFiltered(set(trusted))

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _is_in(request.remote, trusted):
            return await forwarded.middleware(request, handler)
        return await handler(request)

    return middleware


def with_token(token: str) -> Middleware:
    """Nobody without `token`: as a bearer token, or as the password that the browser asks for (RFC 7617)."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in OPEN or secrets.compare_digest(_given(request).encode(), token.encode()):
            return await handler(request)
        response = error_response(
            "no_access", "An access token is needed: send it as a bearer token, or as the password."
        )
        response.headers["WWW-Authenticate"] = ASK
        return response

    return middleware


def for_origins(origins: Sequence[str]) -> Middleware:
    """Pages of `origins` may use the interface, without cookies; other sites' pages may change nothing.

    Programs, which send neither `Origin` nor `Sec-Fetch-Site`, may do everything.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        invited = origin is not None and (origin in origins or "*" in origins)
        if invited and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return web.Response(
                status=204,
                headers={
                    "Access-Control-Allow-Methods": METHODS,
                    "Access-Control-Allow-Headers": ASKED_HEADERS,
                    "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
                },
            )
        if request.method not in SAFE_METHODS and not invited and _is_cross_site(request):
            return error_response(
                "cross_origin", "Another site's page may not do this; open Impasto's own page."
            )
        return await handler(request)

    return middleware


def tell_origins(origins: Sequence[str]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Lets the pages of `origins` read the answers; for `on_response_prepare`."""

    async def tell(request: web.Request, response: web.StreamResponse) -> None:
        origin = request.headers.get("Origin")
        if origin is not None and (origin in origins or "*" in origins):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = SHOWN_HEADERS
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            response.headers.add("Vary", "Origin")

    return tell


def _given(request: web.Request) -> str:
    header = request.headers.get("Authorization", "")
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_in(address: str | None, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        ip = ip_address(address or "")
    except ValueError:
        return False
    return any(ip in network for network in networks)


def _is_cross_site(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in SAME_SITE
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
