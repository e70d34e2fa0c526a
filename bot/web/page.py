"""The pages, in seven languages: `{{key}}` in a file of `static/` is the sentence of that name."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from aiohttp import web
from fluent.syntax import FluentParser, ast

from bot.core.texts import FOLDER, LOCALES, load_texts
from bot.web.language import language_of, remember_language
from bot.web.static import StaticFiles, compressed
from bot.web.visitors import new_visitor, remember, visitor

PLACE: Final = re.compile(r"\{\{(!?)([\w-]+)\}\}")
NAMES: Final = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "pt-BR": "Português",
    "ru": "Русский",
    "ja": "日本語",
}


class Pages:
    """Each page in each language, made when it is first asked for."""

    def __init__(self, static: StaticFiles) -> None:
        self._static = static
        self._made: dict[tuple[str, str], tuple[bytes, bytes]] = {}

    async def page(self, request: web.Request) -> web.Response:
        """The one page; a visitor without a name gets one."""
        response = self._answer(request, "index.html")
        remember(request, response, visitor(request) or new_visitor())
        remember_language(request, response)
        return response

    async def interface(self, request: web.Request) -> web.Response:
        """What `/api/openapi.json` says, for people to read."""
        return self._answer(request, "api.html")

    async def manifest(self, request: web.Request) -> web.Response:
        """What a phone needs to keep the page among its programs (https://www.w3.org/TR/appmanifest/)."""
        return self._answer(request, "manifest.json", "application/manifest+json")

    def shared(self, request: web.Request, *, name: str, image: str, width: int, height: int) -> web.Response:
        """The page behind a shared link. `image` is the picture's whole address, for link previews."""
        facts = {"name": name, "image": image, "width": width, "height": height}
        text = self._fill("share.html", language_of(request), facts)
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})

    def _answer(self, request: web.Request, name: str, kind: str = "text/html") -> web.Response:
        plain, small = self._page(name, language_of(request))
        response = compressed(request, plain, small, f"{kind}; charset=utf-8", "no-cache")
        response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
        return response

    def _page(self, name: str, locale: str) -> tuple[bytes, bytes]:
        """As it is, and in gzip."""
        if (name, locale) not in self._made:
            plain = self._fill(name, locale).encode()
            self._made[name, locale] = plain, gzip.compress(plain, mtime=0)
        return self._made[name, locale]

    def _fill(self, name: str, locale: str, facts: Mapping[str, object] | None = None) -> str:
        raw = {
            "static": self._static.base,
            "lang": locale,
            "texts": _for_script(sentences(locale)),
            "languages": "".join(
                f'<option value="{each}" lang="{each}"{" selected" if each == locale else ""}>{NAMES[each]}</option>'
                for each in LOCALES
            ),
        }
        known = {key: html.escape(str(value)) for key, value in (facts or {}).items()}

        def put(place: re.Match[str]) -> str:
            is_raw, key = place.groups()
            if is_raw:
                return raw[key]
            return known[key] if key in known else html.escape(load_texts().say(key, locale))

        return PLACE.sub(put, self._static.text(name))


def sentences(locale: str) -> dict[str, str]:
    """Every sentence of the page, by its key without `web-`; `{name}` stands where the page puts a value."""
    texts = load_texts()
    return {
        key.removeprefix("web-"): texts.say(key, locale, **{name: f"{{{name}}}" for name in names})
        for key, names in _page_sentences().items()
    }


@cache
def _page_sentences() -> Mapping[str, tuple[str, ...]]:
    """The keys in `web.ftl`, each with the names of its values."""
    resource = FluentParser().parse((FOLDER / LOCALES[0] / "web.ftl").read_text(encoding="utf-8"))
    return {
        entry.id.name: tuple(sorted(set(_values(entry))))
        for entry in resource.body
        if isinstance(entry, ast.Message)
    }


def _values(node: Any) -> list[str]:
    if isinstance(node, ast.VariableReference):
        return [node.id.name]
    children = (
        vars(node).values() if isinstance(node, ast.BaseNode) else node if isinstance(node, list) else ()
    )
    return [name for child in children for name in _values(child)]


def _for_script(value: object) -> str:
    """JSON that no markup can break out of."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
