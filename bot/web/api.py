"""Jobs over HTTP. Whoever holds a job's id may see it, stop it and repeat it; nobody else can."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final
from urllib.parse import quote
from weakref import WeakValueDictionary

from aiohttp import web

from bot.core.jobs import Job, JobState, Owner
from bot.core.limits import Bounds, variation
from bot.core.live import error_sentence
from bot.core.naming import file_name
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.core.variations import VARIATIONS
from bot.core.visibility import Which, may_see
from bot.web.bodies import json_object
from bot.web.errors import ApiError
from bot.web.gallery import SIDE, Thumbnails, public_options, side_of
from bot.web.interface import Call, Parameter, Schema, form_schema
from bot.web.keys import check_same, job_under, print_of, under_key
from bot.web.uploads import Form, Uploads
from bot.web.views import JobView, job_url, job_view
from bot.web.visitors import IDEMPOTENCY_KEY, SURFACE, owner_of, remember, visitor
from engine.messages import Format, StyleRequest
from engine.options import MAX_STYLES, StyleOptions
from engine.processes.pool import PicturePool

JOB_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
SOURCE_SIDE: Final = 1600
"""Pixels; photo and painting are shown beside the result, never larger than it is shown."""

CHANGES: Final = {"change", "swap", *StyleOptions.model_fields}
EXTENSIONS: Final[dict[Format, str]] = {"png": "png", "jpeg": "jpg", "webp": "webp"}
FOREVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
NOT_KEPT: Final = {"Cache-Control": "no-store"}

PICTURE: Final[Schema] = {"type": "string", "format": "binary"}
FLAG: Final[Schema] = {"type": "string", "enum": ["0", "1"]}
DOWNLOAD: Final = Parameter("download", FLAG, "1 sends it as a file to keep, with its name")
FORMAT: Final = Parameter("format", {"type": "string", "enum": list(EXTENSIONS)}, "instead of PNG")
NUMBER: Final = Parameter(
    "n", {"type": "integer", "minimum": 0, "maximum": MAX_STYLES - 1}, "which of several paintings, from 0"
)
KEEP: Final = Parameter("keep", FLAG, "1 finishes with the picture as it is")
FORGET: Final = Parameter("forget", FLAG, "1 deletes the job and its pictures")
KEY: Final = Parameter(
    IDEMPOTENCY_KEY,
    {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]*$"},
    "a word of your own, e.g. a UUID: the same request sent again with it is the same job",
    "header",
)
OF_REQUEST: Final = (
    *(
        "bad_option",
        "content_missing",
        "style_missing",
        "unknown_preset",
        "owner_only",
        "blocked",
        "cooldown",
    ),
    *(
        "picture_too_large",
        "upload_too_large",
        "upload_too_slow",
        "not_multipart",
        "encoded",
        "not_a_picture",
    ),
    *("bad_combination", "blend_mismatch", "too_many_styles", "picture_too_small", "size_not_allowed"),
    *("queue_full", "shutting_down", "key_reused"),
)


async def job_of(request: web.Request, studio: Studio) -> Job:
    """The job that the path names. Raises `ApiError("no_such_job")`, for other surfaces' jobs too."""
    job_id = request.match_info["id"]
    if JOB_ID.fullmatch(job_id):
        job = await studio.records.job(job_id)
        if job.owner.surface == SURFACE:
            return job
    raise ApiError("no_such_job", "There is no such picture; perhaps it has expired.")


class Jobs:
    """The calls below `/api/jobs`."""

    def __init__(
        self, studio: Studio, uploads: Uploads, thumbnails: Thumbnails, *, jobs_per_address: int
    ) -> None:
        self._studio = studio
        self._pool: PicturePool = studio.pool
        self._uploads = uploads
        self._thumbnails = thumbnails
        self._jobs_per_address = jobs_per_address
        self._arriving: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def calls(self) -> list[Call]:
        one = "/api/jobs/{id}"
        no_job, nothing_yet = ("no_such_job",), ("no_such_job", "not_yet", "pictures_gone", "bad_option")
        return [
            Call(
                *("POST", "/api/jobs", self.submit, JobView, 202, (KEY,)),
                body={"multipart/form-data": request_schema()},
                refusals=OF_REQUEST,
            ),
            Call("GET", one, self.show, JobView, refusals=no_job),
            Call(
                *("DELETE", one, self.end, JobView, 200, (KEEP, FORGET)),
                refusals=(*no_job, "already_over", "not_yours"),
                also=(204,),
            ),
            Call(
                *("POST", f"{one}/again", self.again, JobView, 202, (KEY,)),
                body={"application/json": changes_schema()},
                refusals=(*no_job, *OF_REQUEST, "not_your_photo", "size_reached"),
            ),
            Call("GET", f"{one}/preview", self.preview, ("image/jpeg",), refusals=nothing_yet),
            Call(
                *("GET", f"{one}/result", self.result, ("image/png", "image/jpeg", "image/webp")),
                parameters=(FORMAT, SIDE, DOWNLOAD),
                refusals=nothing_yet,
            ),
            Call(
                *("GET", f"{one}/timelapse", self.timelapse, ("image/webp",)),
                parameters=(DOWNLOAD,),
                refusals=nothing_yet,
            ),
            Call(
                *("GET", f"{one}/comparison", self.comparison, ("image/jpeg",)),
                parameters=(DOWNLOAD,),
                refusals=(*nothing_yet, "not_yours"),
            ),
            Call(
                *("GET", f"{one}/content", self.content, ("image/jpeg",)),
                parameters=(SIDE,),
                refusals=(*nothing_yet, "not_yours"),
            ),
            Call(
                *("GET", f"{one}/style", self.style, ("image/jpeg",)),
                parameters=(NUMBER, SIDE),
                refusals=(*nothing_yet, "not_found", "not_yours"),
            ),
        ]

    async def submit(self, request: web.Request) -> web.Response:
        """Take two pictures and options; 202 with where to follow the job.

        Who may not ask now is told so before their pictures are read.
        """
        key = _key(request)
        owner = owner_of(request)
        async with under_key(self._arriving, owner, key):
            job = await job_under(self._studio, owner, key)
            if job is None:
                await self._check_address(owner)
                await self._studio.check(owner, {})
            form = await self._uploads.read(request)
            wanted, preset = wanted_of(form)
            print_ = print_of(key, await asyncio.to_thread(form.digest)) if key else {}
            if job is None:
                await self._check_address(owner)
                job = await self._studio.submit(
                    owner,
                    print_,
                    wanted,
                    preset=preset,
                    content_name=form.content_name,
                    style_name=form.style_name,
                )
            else:
                check_same(job, print_)
        return await self._accepted(request, job, owner)

    async def again(self, request: web.Request) -> web.Response:
        """The same pictures once more. JSON: changed options, `swap`, or `change`, one of the variations."""
        key = _key(request)
        parent = await job_of(request, self._studio)
        changes = await json_object(request, "changes")
        wanted = _variation(parent, changes, await self._studio.servers.bounds(parent.owner.server_key))
        owner = owner_of(request) if visitor(request) else parent.owner
        print_ = print_of(key, f"{parent.id} {sorted(map(str, changes.items()))}") if key else {}
        async with under_key(self._arriving, owner, key):
            job = await job_under(self._studio, owner, key)
            if job is None:
                await self._check_address(owner)
                job = await self._studio.rerun(parent.id, owner, print_, **wanted)
            else:
                check_same(job, print_)
        return await self._accepted(request, job, owner)

    async def show(self, request: web.Request) -> web.Response:
        """The job as it stands."""
        return await self._view(await job_of(request, self._studio))

    async def end(self, request: web.Request) -> web.Response:
        """Cancel; `?keep=1` finishes with the picture as it is, `?forget=1` deletes it all."""
        job = await job_of(request, self._studio)
        if request.query.get("forget") == "1":
            await self._studio.delete(job.id, job.owner)
            return web.Response(status=204)
        end = self._studio.keep if request.query.get("keep") == "1" else self._studio.cancel
        return await self._view(await end(job.id, job.owner))

    async def preview(self, request: web.Request) -> web.Response:
        """The newest preview as a JPEG."""
        job = await job_of(request, self._studio)
        data = await self._studio.records.preview(job.id)
        if data is None:
            raise ApiError("not_yet", "There is no preview yet; the first comes within seconds of the start.")
        return web.Response(body=data, content_type="image/jpeg", headers=NOT_KEPT)

    async def result(self, request: web.Request) -> web.Response:
        """The finished picture: PNG with its recipe, `?format=jpeg|webp`, or a small JPEG for `?side=`."""
        job = await job_of(request, self._studio)
        asked = request.query.get("format", "png")
        kind = next((kind for kind in EXTENSIONS if kind == asked), None)
        if kind is None:
            raise ApiError(
                "bad_option", f"format: got {asked!r}; there are {', '.join(EXTENSIONS)}.", "format"
            )
        side = side_of(request)
        result = _result(job)
        if side:
            return await self._small(job, "result", result, side)
        data = await self._picture(job, "result")
        if kind != "png":
            data = await self._pool.encode_as(data, kind)
        return _file(request, data, kind, file_name(job, EXTENSIONS[kind]))

    async def timelapse(self, request: web.Request) -> web.Response:
        """The picture growing, as an animated WebP."""
        job = await job_of(request, self._studio)
        if job.timelapse is None:
            raise ApiError(
                "not_yet", "There is no animation; ask for one with the option timelapse.", "timelapse"
            )
        data = await self._picture(job, "timelapse")
        return _file(request, data, "webp", file_name(job, "webp", "timelapse"))

    async def comparison(self, request: web.Request) -> web.Response:
        """Photo, painting and result side by side."""
        job = await job_of(request, self._studio)
        _result(job)
        data = await self._picture(job, "comparison")
        return _file(request, data, "jpeg", file_name(job, "jpg", "before-after"))

    async def content(self, request: web.Request) -> web.Response:
        """The photo, upright, as a JPEG of at most `?side=` pixels."""
        job = await job_of(request, self._studio)
        return await self._small(job, "content", job.content, side_of(request) or SOURCE_SIDE)

    async def style(self, request: web.Request) -> web.Response:
        """The painting, or with `?n=1` the second of several, as a JPEG of at most `?side=` pixels."""
        job = await job_of(request, self._studio)
        written = request.query.get("n", "0")
        if not (
            written.isascii() and written.isdecimal() and len(written) < 3 and int(written) < len(job.styles)
        ):
            raise ApiError(
                "not_found", f"n: got {written[:20]!r}; this job has {len(job.styles)} styles from 0.", "n"
            )
        number = int(written)
        return await self._small(job, "style", job.styles[number], side_of(request) or SOURCE_SIDE, number)

    async def _check_address(self, owner: Owner) -> None:
        """One address has so many jobs, whatever its cookies say. Raises `Refusal("too_many_of_yours")`."""
        if owner.server_id is None:
            return
        here = len(await self._studio.queue(owner.server_key))
        if here >= self._jobs_per_address:
            raise Refusal("too_many_of_yours", count=here, limit=self._jobs_per_address)

    async def _accepted(self, request: web.Request, job: Job, owner: Owner) -> web.Response:
        view = job_view(job, await self._studio.records.status(job.id))
        response = web.json_response(
            text=view.model_dump_json(), status=202, headers={"Location": job_url(job.id)}
        )
        if owner.key == job.owner.key and (visitor(request) or owner.server_id is None):
            remember(request, response, owner.user_id)
        return response

    async def _view(self, job: Job) -> web.Response:
        status = await self._studio.records.status(job.id)
        return web.json_response(text=job_view(job, status).model_dump_json(), headers=NOT_KEPT)

    async def _picture(self, job: Job, which: Which, number: int = 0) -> bytes:
        """A picture for whoever holds the job's id, who counts as its owner."""
        return await self._studio.records.picture_of(job.id, which, job.owner, number=number)

    async def _small(self, job: Job, which: Which, sha: str, side: int, number: int = 0) -> web.Response:
        if not may_see(job, which, job.owner):
            raise Refusal("not_yours")
        data = await self._thumbnails.get(sha, side, lambda: self._picture(job, which, number))
        return web.Response(body=data, content_type="image/jpeg", headers=FOREVER)


def wanted_of(form: Form) -> tuple[StyleRequest, str | None]:
    """What a form asks for, and the preset it names. Raises `ApiError` and `OptionError`."""
    options = dict(form.fields)
    preset = options.pop("preset", None)
    if form.content is None:
        raise ApiError("content_missing", "content: send a photo to repaint.", "content")
    if preset and form.styles:
        raise ApiError("bad_combination", "preset: send a painting or a preset, not both.", "preset")
    if not preset and not form.styles:
        raise ApiError("style_missing", "style: send a painting, or name a preset.", "style")
    return StyleRequest(form.content, form.styles, StyleOptions.parse(**options)), preset


def request_schema() -> Schema:
    """The form of a request."""
    files: dict[str, Schema] = {
        "content": {**PICTURE, "description": "the photo"},
        "style": {"type": "array", "items": PICTURE, "description": "the painting, or several to mix"},
    }
    preset = {"type": "string", "description": "one of /api/presets, instead of style"}
    return form_schema(files, {"preset": preset, **public_options()}, ["content"])


def changes_schema() -> Schema:
    """The changes that `again` takes."""
    return {
        "type": "object",
        "properties": {
            "change": {"type": "string", "enum": list(VARIATIONS), "description": "a ready-made change"},
            "swap": {"type": "boolean", "description": "photo and painting change places"},
            **public_options(),
        },
        "additionalProperties": False,
    }


def _key(request: web.Request) -> str | None:
    """The idempotency key. Raises `ApiError`."""
    key = request.headers.get(IDEMPOTENCY_KEY)
    least, most = KEY.schema["minLength"], KEY.schema["maxLength"]
    if key is not None and not least <= len(key) <= most:
        raise ApiError(
            "bad_option", f"{IDEMPOTENCY_KEY}: give {least} to {most} characters.", IDEMPOTENCY_KEY
        )
    return key


def _result(job: Job) -> str:
    if job.result is not None:
        return job.result
    match job.state:
        case JobState.FAILED:
            raise ApiError("not_yet", f"There is no picture: {error_sentence(job)}")
        case JobState.CANCELLED:
            raise ApiError("not_yet", "There is no picture: the job was cancelled.")
        case _:
            raise ApiError("not_yet", "The picture is not finished yet; follow the job's events.")


def _file(request: web.Request, data: bytes, kind: str, name: str) -> web.Response:
    disposition = "attachment" if request.query.get("download") == "1" else "inline"
    header = _disposition(disposition, name)
    return web.Response(
        body=data, content_type=f"image/{kind}", headers={**FOREVER, "Content-Disposition": header}
    )


def _disposition(kind: str, name: str) -> str:
    """RFC 6266: a name for every client, and the real one for those that read UTF-8."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _variation(job: Job, wanted: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
    changes = dict(wanted)
    for unknown in changes.keys() - CHANGES:
        name = unknown[:80]
        raise ApiError("bad_option", f"{name}: there is no such change.", name)
    if not isinstance(changes.get("swap", False), bool):
        raise ApiError("bad_option", f"swap: got {str(changes['swap'])[:40]!r}; give true or false.", "swap")
    name = changes.pop("change", None)
    if name is None:
        return changes
    if not isinstance(name, str) or name not in VARIATIONS:
        raise ApiError(
            "bad_option", f"change: got {str(name)[:40]!r}; there are {', '.join(VARIATIONS)}.", "change"
        )
    return {**variation(name, job, bounds), **changes}
