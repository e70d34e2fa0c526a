"""The instant picture while a person still chooses: one pass of the feed-forward network, nothing stored."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.web.api import NOT_KEPT, wanted_of
from bot.web.errors import ApiError
from bot.web.gallery import public_options
from bot.web.interface import Call, Schema, form_schema
from bot.web.uploads import Uploads
from bot.web.visitors import owner_of
from engine.errors import PictureError, PictureTooLarge, PictureTooSmall

AT_ONCE: Final = 1
"""Sketches drawn at a time; the picture pool has two processes, and the other looks at uploads."""
WAITING: Final = 12
"""Visitors who may wait for theirs; the next is told to try again in a moment."""
SKETCH_SIDE: Final = 512
"""Pixels of the longest side, at most and when nothing is said."""
LEAST_SIDE: Final = 64


class Sketches:
    """`POST /api/sketches`. Of one visitor the latest wins: what still waits is given up for it."""

    def __init__(self, studio: Studio, uploads: Uploads) -> None:
        self._studio = studio
        self._uploads = uploads
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def calls(self) -> list[Call]:
        return [
            Call(
                *("POST", "/api/sketches", self.draw, ("image/jpeg",)),
                body={"multipart/form-data": sketch_schema()},
                refusals=(
                    *("bad_option", "content_missing", "style_missing", "unknown_preset", "superseded"),
                    *("picture_too_large", "upload_too_large", "upload_too_slow", "not_multipart", "encoded"),
                    *("not_a_picture", "bad_combination", "blend_mismatch", "picture_too_small"),
                ),
            )
        ]

    async def draw(self, request: web.Request) -> web.Response:
        """A first idea of the picture, at once. Nothing is kept; the newest request of a visitor wins."""
        form = await self._uploads.read(request)
        side = _side(form.fields.pop("side", None))
        wanted, preset = wanted_of(form)
        styles = wanted.styles or (await self._studio.presets.image(preset or ""),)
        await self._my_turn(owner_of(request).key)
        try:
            data = await self._studio.pool.stylize_preview(wanted.content, styles, wanted.options, side)
        except (PictureTooLarge, PictureTooSmall):
            raise
        except PictureError as error:
            raise Refusal.because("not_a_picture", error) from error
        finally:
            self._turn.release()
        return web.Response(body=data, content_type="image/jpeg", headers=NOT_KEPT)

    async def _my_turn(self, who: str) -> None:
        """Takes the turn. Raises `ApiError`: `superseded` by a newer one of `who`, `busy`."""
        older = self._waiting.get(who)
        if older is not None and not older.done():
            older.set_result(None)
        if older is None and len(self._waiting) >= WAITING:
            raise ApiError("busy", "Many people are sketching right now; please try again in a moment.")
        newer = self._waiting[who] = asyncio.get_running_loop().create_future()
        turn = asyncio.ensure_future(self._turn.acquire())
        try:
            await asyncio.wait((turn, newer), return_when=asyncio.FIRST_COMPLETED)
            if newer.done() and not turn.done():
                raise ApiError("superseded", "A newer sketch of yours has taken this one's place.")
        except BaseException:
            if not turn.cancel():
                self._turn.release()
            raise
        finally:
            if self._waiting.get(who) is newer:
                del self._waiting[who]


def sketch_schema() -> Schema:
    """The form of a sketch: that of a request, and `side`."""
    picture = {"type": "string", "format": "binary"}
    files: dict[str, Schema] = {"content": picture, "style": {"type": "array", "items": picture}}
    side = {"type": "integer", "minimum": LEAST_SIDE, "maximum": SKETCH_SIDE}
    return form_schema(files, {"preset": {"type": "string"}, "side": side, **public_options()}, ["content"])


def _side(written: str | None) -> int:
    if written is None:
        return SKETCH_SIDE
    if not (
        written.isascii()
        and written.isdecimal()
        and len(written) < 5
        and LEAST_SIDE <= int(written) <= SKETCH_SIDE
    ):
        raise ApiError(
            "bad_option", f"side: got {written[:20]!r}; give {LEAST_SIDE} to {SKETCH_SIDE} pixels.", "side"
        )
    return int(written)
