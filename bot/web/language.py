"""Which of our languages a visitor reads: the one they chose, else the one their browser asks for."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.core.texts import FALLBACK, LOCALES, load_texts

COOKIE: Final = "impasto_language"
COOKIE_SECONDS: Final = 365 * 24 * 3600


def language_of(request: web.Request) -> str:
    """One of `LOCALES`. Programs, which name none, get English."""
    chosen = request.query.get("lang") or request.cookies.get(COOKIE)
    if chosen in LOCALES:
        return chosen
    known = {locale.split("-")[0] for locale in LOCALES}
    for wanted in _by_preference(request.headers.get("Accept-Language", "")):
        if wanted.split("-")[0].lower() in known:
            return load_texts().match(wanted)
    return FALLBACK


def remember_language(request: web.Request, response: web.StreamResponse) -> None:
    """Keep a language that was just chosen by `?lang=`."""
    chosen = request.query.get("lang")
    if chosen in LOCALES:
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.secure,
            path="/",
        )


def _by_preference(header: str) -> list[str]:
    """The language tags of an `Accept-Language` (RFC 9110, 12.5.4), the most wanted first."""
    weighted = []
    for item in header.split(","):
        tag, _, quality = item.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighted.append((weight, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda each: -each[0])]
