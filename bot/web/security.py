"""What every answer carries, who a visitor is, and which requests are not taken."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.core.jobs import Owner
from bot.web.errors import error_response

SURFACE: Final = "web"

COOKIE: Final = "impasto_visitor"
COOKIE_SECONDS: Final = 365 * 24 * 3600
VISITOR: Final = re.compile(r"[A-Za-z0-9_-]{22}")
VISITOR_BYTES: Final = 16
"""128 random bits, 22 characters in base64."""

IPV6_HOUSEHOLD_BITS: Final = 64
"""One customer commonly gets at least a /64 (RFC 6177)."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_SITE: Final = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site (W3C Fetch Metadata) that are no other site's doing."""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, streams included, before it is sent."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


@web.middleware
async def refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site's page may not act in a visitor's name. Programs, which send neither header, may."""
    if request.method not in SAFE_METHODS and _is_cross_site(request):
        return error_response("cross_origin", "Another site's page may not do this; open Impasto's own page.")
    return await handler(request)


def visitor(request: web.Request) -> str | None:
    """Who this browser said it is, by its cookie. It counts for limits only: a job's id opens the job."""
    value = request.cookies.get(COOKIE, "")
    return value if VISITOR.fullmatch(value) else None


def new_visitor() -> str:
    return secrets.token_urlsafe(VISITOR_BYTES)


def remember(request: web.Request, response: web.StreamResponse, name: str) -> None:
    """Have the browser tell us `name` from now on."""
    response.set_cookie(
        COOKIE, name, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.secure, path="/"
    )


def owner_of(request: web.Request, name: str) -> Owner:
    """The visitor as the studio knows people. Their network stands where a chat has its server."""
    return Owner(surface=SURFACE, user_id=name, server_id=_household(request.remote))


def _household(address: str | None) -> str | None:
    """The visitor's network, so that dropping the cookie evades no limit; None for this machine's own."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return None
    if ip.is_loopback:
        return None
    return str(ip if ip.version == 4 else ip_network((ip, IPV6_HOUSEHOLD_BITS), strict=False))


def _is_cross_site(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in SAME_SITE
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
