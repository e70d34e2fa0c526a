"""Pictures of every Discord message, in English and in German: docs/discord-messages-<language>.jpg.

    python -m scripts.discord_screenshots PHOTO

plays the situations of `tests.scenarios.discord_messages` with PHOTO, draws what people see as Discord does, and takes
one picture for each language with Chromium; a font with emoji has to be there. The paintings are those of the instant
network.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import html
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any

import structlog
from PIL import Image
from playwright.async_api import async_playwright

from engine.messages import StyleRequest
from engine.processes.pool import PicturePool, open_picture_pool
from tests.bot.discord.world import Filmer, World, open_world
from tests.fakes.discord import Message
from tests.scenarios.discord_messages import KINDS, named, situations

DOCS = Path(__file__).parent.parent / "docs"
LOCALES = {"en-US": "en", "de": "de"}
SIDE = 360
"""Longest side of the photo and of what is painted from it, pixels."""
WIDTH = 1500
QUALITY = 50
"""A JPEG of one language stays below 400 kB."""

PAGE = Template("""<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; columns: 4; column-gap: 16px; background: #1e1f22; color: #dbdee1;
       font: 13px/1.4 "gg sans", "Noto Sans", "DejaVu Sans", "Noto Color Emoji", sans-serif }
section { break-inside: avoid; margin: 0 0 14px; padding: 8px 10px 10px; border-radius: 8px; background: #313338 }
section.one { background: #2b2d42 }
h2 { margin: 0 0 6px; color: #949ba4; font-size: 11px; font-weight: 600 }
p { margin: 0 0 6px; overflow-wrap: anywhere }
pre, code { padding: 1px 4px; border-radius: 4px; background: #1e1f22; font: 11px "DejaVu Sans Mono", monospace }
pre { margin: 2px 0; padding: 6px; white-space: pre-wrap }
small { color: #949ba4 }
mark { border-radius: 3px; background: #3c4270; color: #c9cdfb }
img { display: block; max-width: 100%; max-height: 210px; margin: 0 0 6px; border-radius: 8px }
div { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px }
b.button { padding: 3px 8px; border-radius: 6px; background: #4e5058; color: #fff; font-weight: 500; font-size: 12px }
b.blue { background: #5865f2 } b.green { background: #248046 } b.red { background: #da373c }
label { flex: 1 0 100%; color: #b5bac1; font-size: 11px; font-weight: 600 }
span { flex: 1 0 100%; box-sizing: border-box; padding: 4px 8px; border-radius: 5px; background: #1e1f22;
       min-height: 26px }
span.menu::after { content: "▾"; float: right }
</style>$cards""")
LOOKS = {1: "blue", 3: "green", 4: "red"}
MARKS = (
    (r"```\n?(.+?)\n?```", r"<pre>\1</pre>"),
    (r"`(.+?)`", r"<code>\1</code>"),
    (r"\*\*(.+?)\*\*", r"<strong>\1</strong>"),
    (r"\*(.+?)\*", r"<em>\1</em>"),
    (r"(?m)^-# (.+)$", r"<small>\1</small>"),
    (r"(@ann|#general)", r"<mark>\1</mark>"),
)
"""Discord's Markdown, as far as the bot uses it, in the order in which it is read."""


class Sketching(Filmer):
    """Paints with the instant network."""

    def __init__(self, pool: PicturePool) -> None:
        super().__init__()
        self._pool = pool

    async def painted(self, request: StyleRequest) -> bytes:
        """See `Painter.painted`."""
        sketch = await self._pool.stylize_preview(request.content, request.styles, request.options, SIDE)
        out = BytesIO()
        Image.open(BytesIO(sketch)).save(out, "PNG")
        return out.getvalue()


def photos(file: Path) -> Callable[[], bytes]:
    """Gives the photo, each time as a file of its own."""
    image = Image.open(file).convert("RGB")
    image.thumbnail((SIDE, SIDE))
    qualities = iter(range(95, 0, -1))

    def photo() -> bytes:
        out = BytesIO()
        image.save(out, "JPEG", quality=next(qualities))
        return out.getvalue()

    return photo


def card(world: World, title: str, what: Message | dict[str, Any]) -> str:
    """One situation as HTML; what one person alone sees has an eye and another ground."""
    if not isinstance(what, Message):
        return f"<section><h2>{_escaped(title)}</h2><p><strong>{_escaped(what['title'])}</strong></p>" + (
            "".join(f"<div>{''.join(_labelled(each))}</div>" for each in what["components"]) + "</section>"
        )
    kind, eye = ("one", " 👁") if what.ephemeral else ("all", "")
    pictures = (_picture(world.fake.world.read_file(each)) for each in what.attachments)
    rows = (
        f"<div>{''.join(map(_part, row['components']))}</div>" for row in what.body.get("components") or []
    )
    words = f"<p>{marked(what.text)}</p>" if what.text else ""
    heading = f"<h2>{_escaped(title)}{eye}</h2>"
    return f'<section class="{kind}">{heading}{words}{"".join(pictures)}{"".join(rows)}</section>'


def marked(text: str) -> str:
    """Discord's Markdown as HTML."""
    shown = _escaped(named(text))
    for pattern, tag in MARKS:
        shown = re.sub(pattern, tag, shown, flags=re.DOTALL if "pre" in tag else 0)
    return re.sub(r"\n(?![^<]*</pre>)", "<br>", shown)


def _labelled(field: dict[str, Any]) -> Iterator[str]:
    yield f"<label>{_escaped(field['label'])}</label>"
    yield _part(field["component"])


def _part(part: dict[str, Any]) -> str:
    words = part.get("label") or part.get("value") or part.get("placeholder") or KINDS[part["type"]]
    if part["type"] == 2:
        emoji = (part.get("emoji") or {}).get("name") or ""
        return f'<b class="button {LOOKS.get(part["style"], "")}">{emoji} {_escaped(words)}</b>'
    if part["type"] == 4:
        return f"<span>{_escaped(part.get('value') or part.get('placeholder') or '')}</span>"
    chosen = [option["label"] for option in part.get("options", ()) if option.get("default")]
    return f'<span class="menu">{_escaped((chosen or [part.get("placeholder") or ""])[0])}</span>'


def _picture(data: bytes) -> str:
    return f'<img src="data:image;base64,{base64.b64encode(data).decode()}">'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


async def photographed(page: str, file: Path) -> None:
    """The HTML as a JPEG."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = await browser.new_page(viewport={"width": WIDTH, "height": 800})
        await tab.set_content(page)
        await tab.screenshot(path=file, full_page=True, type="jpeg", quality=QUALITY)
        await browser.close()


async def main(photo: Path) -> None:
    """See the module's docstring."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    async with open_picture_pool(2) as pool:
        for locale, language in LOCALES.items():
            with tempfile.TemporaryDirectory() as folder:
                async with open_world(pool, Path(folder), painter=Sketching(pool)) as world:
                    seen = situations(world, locale, photos(photo))
                    cards = [card(world, title, what) async for title, what in seen]
            await photographed(
                PAGE.substitute(cards="".join(cards)), DOCS / f"discord-messages-{language}.jpg"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photo", type=Path)
    asyncio.run(main(parser.parse_args().photo))
