"""What a visitor chooses from: presets, sample photos, and every option with its range and meaning."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final
from urllib.parse import quote
from zlib import crc32

from aiohttp import web

from bot.config import LimitSettings
from bot.core.presets import Preset
from bot.core.studio import Studio
from bot.core.texts import load_texts
from bot.web.errors import ApiError
from bot.web.interface import Call, Parameter
from bot.web.language import language_of
from bot.web.views import OptionsView, PresetView, SampleView, SecondsView
from engine.options import LAYERS, OWNER_ONLY, PUBLIC_INITS, QUALITIES, StyleOptions
from engine.pictures.samples import sample, sample_names

THUMBNAILS_KEPT: Final = 256
MAX_THUMBNAIL_SIDE: Final = 2048
MIN_THUMBNAIL_SIDE: Final = 16
PRESET_SIDE: Final = 1024
SIDE: Final = Parameter(
    "side",
    {"type": "integer", "minimum": MIN_THUMBNAIL_SIDE, "maximum": MAX_THUMBNAIL_SIDE},
    "a JPEG that fits into so many pixels",
)


PIXELS: Final = Parameter(
    "pixels", {"type": "integer", "minimum": 1, "maximum": 999_999_999}, "width times height of the photo"
)
OF_TIME: Final = ("size", "width", "iterations")
"""Options besides the quality on which it depends how long a picture takes."""
GROUPS: Final = {
    name: group
    for group, names in {
        "paint": ("impasto", "watercolor", "pastel", "pointillism", "ink-wash"),
        "print": ("woodcut", "linocut", "risograph", "cut-paper"),
        "craft": ("stained-glass", "mosaic", "embroidery", "batik", "marbling"),
        "wild": ("neon", "strata"),
    }.items()
    for name in names
}
"""What the presets that ship are shown under; an owner's own come before them all."""


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
    if not (
        written.isascii()
        and written.isdecimal()
        and len(written) < 6
        and MIN_THUMBNAIL_SIDE <= int(written) <= MAX_THUMBNAIL_SIDE
    ):
        raise ApiError(
            "bad_option",
            f"side: got {written[:20]!r}; give {MIN_THUMBNAIL_SIDE} to {MAX_THUMBNAIL_SIDE} pixels.",
            "side",
        )
    return int(written)


class Gallery:
    """The handlers below `/api/presets`, `/api/samples` and `/api/options`."""

    def __init__(self, studio: Studio, thumbnails: Thumbnails, limits: LimitSettings) -> None:
        self._studio = studio
        self._thumbnails = thumbnails
        self._options = _options(limits)

    def calls(self) -> list[Call]:
        image = ("image/jpeg",)
        return [
            Call("GET", "/api/options", self.options, OptionsView),
            Call("GET", "/api/presets", self.presets, list[PresetView]),
            Call(
                *("GET", "/api/presets/{name}/image", self.preset_image, image),
                parameters=(SIDE,),
                refusals=("unknown_preset", "bad_option", "pictures_gone"),
            ),
            Call("GET", "/api/samples", self.samples, list[SampleView]),
            Call(
                *("GET", "/api/samples/{name}/image", self.sample_image, image),
                parameters=(SIDE,),
                refusals=("not_found", "bad_option"),
            ),
            Call(
                *("GET", "/api/estimate", self.estimate, SecondsView),
                parameters=(PIXELS, *_parameters(OF_TIME)),
                refusals=("bad_option",),
            ),
        ]

    async def options(self, request: web.Request) -> web.Response:
        """The JSON Schema of each option that a visitor may give, and what an upload may hold."""
        return web.json_response(text=self._options)

    async def presets(self, request: web.Request) -> web.Response:
        """This installation's named styles."""
        language = language_of(request)
        presets = [_preset_view(each, language) for each in self._studio.presets.list()]
        return web.json_response([each.model_dump() for each in presets])

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
        language = language_of(request)
        samples = [
            SampleView(
                name=name,
                title=_said(f"web-sample-{name}", language, name),
                image=f"/api/samples/{name}/image",
            )
            for name in sample_names()
        ]
        return web.json_response([each.model_dump() for each in samples])

    async def estimate(self, request: web.Request) -> web.Response:
        """Seconds until a photo of so many pixels would be painted here, queue included, at each quality."""
        written = request.query.get("pixels", "")
        if not (written.isascii() and written.isdecimal() and len(written) < 10 and int(written)):
            raise ApiError("bad_option", f"pixels: got {written[:20]!r}; give width times height.", "pixels")
        wanted = {name: request.query[name] for name in OF_TIME if request.query.get(name)}
        options = StyleOptions.parse(**wanted)
        seconds = {
            quality: self._studio.estimate(options.with_changes(quality=quality), int(written))
            for quality in QUALITIES
        }
        return web.json_response(text=SecondsView(seconds=seconds).model_dump_json())

    async def sample_image(self, request: web.Request) -> web.Response:
        """A sample photo as it is, or a small one for `?side=`."""
        name = request.match_info["name"]
        if name not in sample_names():
            raise ApiError("not_found", f"There is no sample photo {name[:40]!r}.", "name")
        side = side_of(request)
        data = await asyncio.to_thread(sample, name)
        return _public(await self._thumbnails.get(name, side, lambda: _now(data)) if side else data)


async def _now(data: bytes) -> bytes:
    return data


def _public(jpeg: bytes) -> web.Response:
    response = web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "max-age=3600"})
    response.etag = f"{crc32(jpeg):08x}"
    return response


def public_options() -> dict[str, Any]:
    """The JSON Schema of each option that a stranger may give."""
    properties = StyleOptions.model_json_schema()["properties"]
    public = {name: schema for name, schema in properties.items() if name not in OWNER_ONLY}
    return public | {"init": {**public["init"], "enum": list(PUBLIC_INITS)}}


def _parameters(names: Iterable[str]) -> tuple[Parameter, ...]:
    """Options as a query has them, where leaving one out stands for null."""
    schemas = public_options()
    return tuple(Parameter(name, schemas[name]["anyOf"][0], schemas[name]["description"]) for name in names)


def _options(settings: LimitSettings) -> str:
    return OptionsView(
        options=public_options(),
        layers=list(LAYERS),
        max_size=settings.max_size,
        max_iterations=settings.max_iterations,
        max_quality=settings.max_quality,
        max_styles=settings.max_styles,
        file_bytes=settings.upload_bytes,
    ).model_dump_json()


def _preset_view(preset: Preset, language: str) -> PresetView:
    return PresetView(
        name=preset.name,
        title=preset.title_in(language),
        image=f"/api/presets/{quote(preset.name)}/image",
        group=GROUPS.get(preset.name, "") if preset.builtin else "own",
    )


def _said(key: str, language: str, otherwise: str) -> str:
    texts = load_texts()
    return texts.say(key, language) if texts.has(key) else otherwise
