"""What a visitor chooses from: presets, sample photos, and every option with its range and meaning."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import quote
from zlib import crc32

from aiohttp import web

from bot.config import LimitSettings
from bot.core.studio import Studio
from bot.web.errors import ApiError
from engine.options import LAYERS, OWNER_ONLY, PUBLIC_INITS, StyleOptions
from engine.pictures.samples import sample, sample_names

THUMBNAILS_KEPT: Final = 256
MAX_THUMBNAIL_SIDE: Final = 2048
MIN_THUMBNAIL_SIDE: Final = 16
PRESET_SIDE: Final = 1024


class Thumbnails:
    """Smaller JPEGs of pictures, the recent ones kept."""

    def __init__(self, shrink: Callable[[bytes, int], Awaitable[bytes]]) -> None:
        self._shrink = shrink
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    async def get(self, sha: str, side: int, load: Callable[[], Awaitable[bytes]]) -> bytes:
        """The picture named `sha` as a JPEG of at most `side` x `side` pixels; `load` fetches the picture."""
        key = (sha, side)
        if key not in self._kept:
            self._kept[key] = await self._shrink(await load(), side)
            if len(self._kept) > THUMBNAILS_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def side_of(request: web.Request) -> int | None:
    """`?side=240`: the visitor wants a JPEG that fits into so many pixels. Raises `ApiError`."""
    written = request.query.get("side")
    if written is None:
        return None
    if not (written.isdecimal() and MIN_THUMBNAIL_SIDE <= int(written) <= MAX_THUMBNAIL_SIDE):
        raise ApiError(
            "bad_option",
            f"side: got {written!r}; give {MIN_THUMBNAIL_SIDE} to {MAX_THUMBNAIL_SIDE} pixels.",
            "side",
        )
    return int(written)


class Gallery:
    """The handlers below `/api/presets`, `/api/samples` and `/api/options`."""

    def __init__(self, studio: Studio, thumbnails: Thumbnails, limits: LimitSettings) -> None:
        self._studio = studio
        self._thumbnails = thumbnails
        self._options = _options(limits)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/options", self.options),
            web.get("/api/presets", self.presets),
            web.get("/api/presets/{name}/image", self.preset_image),
            web.get("/api/samples", self.samples),
            web.get("/api/samples/{name}/image", self.sample_image),
        ]

    async def options(self, request: web.Request) -> web.Response:
        """The JSON Schema of each option that a visitor may give, and what an upload may hold."""
        return web.json_response(self._options)

    async def presets(self, request: web.Request) -> web.Response:
        """This installation's named styles."""
        return web.json_response(
            [
                {"name": each.name, "title": each.title, "image": f"/api/presets/{quote(each.name)}/image"}
                for each in self._studio.presets.list()
            ]
        )

    async def preset_image(self, request: web.Request) -> web.Response:
        """The painting, always as a JPEG: an owner's may be in a format that browsers do not show."""
        presets = self._studio.presets
        preset = presets.get(request.match_info["name"])
        data = await self._thumbnails.get(
            preset.sha, side_of(request) or PRESET_SIDE, lambda: presets.image(preset.name)
        )
        return _public(data)

    async def samples(self, request: web.Request) -> web.Response:
        """Photos for those who have none at hand."""
        return web.json_response(
            [
                {
                    "name": name,
                    "title": name.replace("_", " ").replace("-", " ").capitalize(),
                    "image": f"/api/samples/{name}/image",
                }
                for name in sample_names()
            ]
        )

    async def sample_image(self, request: web.Request) -> web.Response:
        """A sample photo as it is, or a small one for `?side=`."""
        name = request.match_info["name"]
        if name not in sample_names():
            raise ApiError("not_found", f"There is no sample photo {name!r}.", "name")
        side = side_of(request)
        data = await asyncio.to_thread(sample, name)
        return _public(await self._thumbnails.get(name, side, lambda: _now(data)) if side else data)


async def _now(data: bytes) -> bytes:
    return data


def _public(jpeg: bytes) -> web.Response:
    response = web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "max-age=3600"})
    response.etag = f"{crc32(jpeg):08x}"
    return response


def _options(settings: LimitSettings) -> dict[str, Any]:
    properties = StyleOptions.model_json_schema()["properties"]
    public = {name: schema for name, schema in properties.items() if name not in OWNER_ONLY}
    return {
        "options": public | {"init": {**public["init"], "enum": list(PUBLIC_INITS)}},
        "layers": LAYERS,
        "max_size": settings.max_size,
        "max_iterations": settings.max_iterations,
        "max_quality": settings.max_quality,
        "max_styles": settings.max_styles,
        "file_bytes": settings.upload_bytes,
    }
