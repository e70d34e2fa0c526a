"""Who a visitor is: a browser by its cookie, a program by its address. It counts for limits and ownership."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from ipaddress import ip_address, ip_network
from typing import Final

from aiohttp import web

from bot.core.jobs import Owner
from bot.web.language import language_of

SURFACE: Final = "web"

COOKIE: Final = "impasto_visitor"
COOKIE_SECONDS: Final = 365 * 24 * 3600
VISITOR: Final = re.compile(r"[A-Za-z0-9_-]{22}")
VISITOR_BYTES: Final = 16
"""128 random bits, 22 characters in base64."""

IPV6_HOUSEHOLD_BITS: Final = 64
"""One customer commonly gets at least a /64 (RFC 6177)."""

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def visitor(request: web.Request) -> str | None:
    """Who this browser said it is, by its cookie."""
    value = request.cookies.get(COOKIE, "")
    return value if VISITOR.fullmatch(value) else None


def new_visitor() -> str:
    return secrets.token_urlsafe(VISITOR_BYTES)


def remember(request: web.Request, response: web.StreamResponse, name: str) -> None:
    """Have the browser tell us `name` from now on."""
    response.set_cookie(
        COOKIE, name, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.secure, path="/"
    )


def owner_of(request: web.Request) -> Owner:
    """The visitor as the studio knows people. Their network stands where a chat has its server.

    Who sends no cookie is their network, so that dropping the cookie sheds no limit; on this machine itself
    they are the idempotency key they give, else somebody new.
    """
    network = household(request.remote)
    name = visitor(request) or _known_by(network or request.headers.get(IDEMPOTENCY_KEY)) or new_visitor()
    return Owner(surface=SURFACE, user_id=name, server_id=network, locale=language_of(request))


def household(address: str | None) -> str | None:
    """The visitor's network; None for this machine's own."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return None
    if ip.is_loopback:
        return None
    return str(ip if ip.version == 4 else ip_network((ip, IPV6_HOUSEHOLD_BITS), strict=False))


def is_from_here(request: web.Request) -> bool:
    """Whether this very machine asks, and no proxy on it that we do not know."""
    try:
        here = ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in FORWARDED)


def _known_by(words: str | None) -> str | None:
    """The same name for the same words, which cannot be read off it."""
    if not words:
        return None
    digest = hashlib.sha256(f"visitor {words}".encode()).digest()[:VISITOR_BYTES]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
