"""Jobs over HTTP. Whoever holds a job's id may see it, stop it and repeat it; nobody else can."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from bot.core.jobs import Job, JobState
from bot.core.studio import Studio
from bot.core.variations import VARIATIONS
from bot.web.errors import ApiError
from bot.web.gallery import Thumbnails, side_of
from bot.web.security import SURFACE, new_visitor, owner_of, remember, visitor
from bot.web.uploads import Uploads
from bot.web.views import job_url, job_view
from engine.messages import StyleRequest
from engine.options import StyleOptions
from engine.pictures.images import Format
from engine.processes.pool import PicturePool

JOB_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
SOURCE_SIDE: Final = 1600
"""Pixels; photo and painting are shown beside the result, never larger than it is shown."""

CHANGES: Final = {"change", "swap", *StyleOptions.model_fields}
EXTENSIONS: Final[dict[Format, str]] = {"png": "png", "jpeg": "jpg", "webp": "webp"}
FOREVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
NOT_KEPT: Final = {"Cache-Control": "no-store"}


async def job_of(request: web.Request, studio: Studio) -> Job:
    """The job that the path names. Raises `ApiError("no_such_job")`, for other surfaces' jobs too."""
    job_id = request.match_info["id"]
    if JOB_ID.fullmatch(job_id):
        job = await studio.job(job_id)
        if job.owner.surface == SURFACE:
            return job
    raise ApiError("no_such_job", "There is no such picture; perhaps it has expired.")


class Jobs:
    """The handlers below `/api/jobs`."""

    def __init__(self, studio: Studio, pool: PicturePool, uploads: Uploads, thumbnails: Thumbnails) -> None:
        self._studio = studio
        self._pool = pool
        self._uploads = uploads
        self._thumbnails = thumbnails

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/jobs", self.submit),
            web.get("/api/jobs/{id}", self.show),
            web.delete("/api/jobs/{id}", self.end),
            web.post("/api/jobs/{id}/again", self.again),
            web.get("/api/jobs/{id}/preview", self.preview),
            web.get("/api/jobs/{id}/result", self.result),
            web.get("/api/jobs/{id}/timelapse", self.timelapse),
            web.get("/api/jobs/{id}/content", self.content),
            web.get("/api/jobs/{id}/style", self.style),
        ]

    async def submit(self, request: web.Request) -> web.Response:
        """Take two pictures and options; 202 with where to follow the job."""
        form = await self._uploads.read(request)
        options = dict(form.fields)
        preset = options.pop("preset", None)
        if form.content is None:
            raise ApiError("content_missing", "content: send a photo to repaint.", "content")
        if preset and form.styles:
            raise ApiError("bad_combination", "preset: send a painting or a preset, not both.", "preset")
        if not preset and not form.styles:
            raise ApiError("style_missing", "style: send a painting, or name a preset.", "style")
        wanted = StyleRequest(form.content, form.styles, StyleOptions.parse(**options))
        name = visitor(request) or new_visitor()
        job = await self._studio.submit(
            owner_of(request, name), {}, wanted, preset=preset, content_name=form.content_name
        )
        return await self._accepted(request, job, name)

    async def again(self, request: web.Request) -> web.Response:
        """The same pictures once more. JSON: changed options, `swap`, or `change`, one of `VARIATIONS`."""
        job = await job_of(request, self._studio)
        wanted = _variation(job, await _json_object(request))
        name = visitor(request) or new_visitor()
        owner = owner_of(request, name)
        again = await self._studio.rerun(job.id, owner, {}, **wanted)
        return await self._accepted(request, again, name)

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
        data = await self._studio.preview(job.id)
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
        if job.result is None:
            raise _no_result(job)
        side = side_of(request)
        if side:
            return await self._small(job.result, side)
        data = await self._studio.picture(job.result)
        if kind != "png":
            data = await self._pool.encode_as(data, kind)
        return _file(request, data, kind, _file_name(job, EXTENSIONS[kind]))

    async def timelapse(self, request: web.Request) -> web.Response:
        """The picture growing, as an animated WebP."""
        job = await job_of(request, self._studio)
        if job.timelapse is None:
            raise ApiError(
                "not_yet", "There is no animation; ask for one with the option timelapse.", "timelapse"
            )
        data = await self._studio.picture(job.timelapse)
        return _file(request, data, "webp", _file_name(job, "webp"))

    async def content(self, request: web.Request) -> web.Response:
        """The photo, upright, as a JPEG of at most `?side=` pixels."""
        job = await job_of(request, self._studio)
        return await self._small(job.content, side_of(request) or SOURCE_SIDE)

    async def style(self, request: web.Request) -> web.Response:
        """The painting, or with `?n=1` the second of several, as a JPEG of at most `?side=` pixels."""
        job = await job_of(request, self._studio)
        written = request.query.get("n", "0")
        if not (written.isdecimal() and int(written) < len(job.styles)):
            raise ApiError(
                "not_found", f"n: got {written!r}; this job has {len(job.styles)} styles from 0.", "n"
            )
        return await self._small(job.styles[int(written)], side_of(request) or SOURCE_SIDE)

    async def _accepted(self, request: web.Request, job: Job, visitor_name: str) -> web.Response:
        view = job_view(job, await self._studio.status_of(job.id))
        response = web.json_response(view, status=202, headers={"Location": job_url(job.id)})
        remember(request, response, visitor_name)
        return response

    async def _view(self, job: Job) -> web.Response:
        status = await self._studio.status_of(job.id)
        return web.json_response(job_view(job, status), headers=NOT_KEPT)

    async def _small(self, sha: str, side: int) -> web.Response:
        data = await self._thumbnails.get(sha, side, lambda: self._studio.picture(sha))
        return web.Response(body=data, content_type="image/jpeg", headers=FOREVER)


def _no_result(job: Job) -> ApiError:
    match job.state:
        case JobState.FAILED:
            return ApiError("not_yet", f"There is no picture: {job.error_message}")
        case JobState.CANCELLED:
            return ApiError("not_yet", "There is no picture: the job was cancelled.")
        case _:
            return ApiError("not_yet", "The picture is not finished yet; follow the job's events.")


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


def _file_name(job: Job, extension: str) -> str:
    stem = re.sub(r"[^\w .-]+", "", job.content_name.rpartition(".")[0]).strip(" .") or "impasto"
    return f"{stem}-{job.preset or 'painted'}.{extension}"


def _variation(job: Job, wanted: dict[str, Any]) -> dict[str, Any]:
    for unknown in wanted.keys() - CHANGES:
        raise ApiError("bad_option", f"{unknown}: there is no such change.", unknown)
    name = wanted.pop("change", None)
    if name is None:
        return wanted
    if not isinstance(name, str) or name not in VARIATIONS:
        raise ApiError("bad_option", f"change: got {name!r}; there are {', '.join(VARIATIONS)}.", "change")
    return {**VARIATIONS[name](job), **wanted}


async def _json_object(request: web.Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.text() or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ApiError(
            "bad_request", 'Send a JSON object of changes, e.g. {"strength": 70} or {"swap": true}.'
        )
    return value
