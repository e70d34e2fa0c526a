"""Links with which others may look at a result, and do nothing else with it.

A link's token is made from the job's id and does not lead back to it. It lives as long as the job.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from pathlib import PurePath
from typing import Final

from aiohttp import web

from bot.core.jobs import Job
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.web.api import NOT_KEPT, job_of
from bot.web.errors import ApiError
from bot.web.gallery import Thumbnails
from bot.web.interface import Call
from bot.web.page import Pages
from bot.web.views import ShareView

KIND: Final = "web-share"
TOKEN_BYTES: Final = 16
SHOWN_SIDE: Final = 1600
"""Pixels of the picture that others see."""
DAYS_KEPT: Final = 400
SECONDS_A_DAY: Final = 86_400


class Sharing:
    """Makes the links, and answers those who follow one."""

    def __init__(self, studio: Studio, thumbnails: Thumbnails, pages: Pages) -> None:
        self._studio = studio
        self._thumbnails = thumbnails
        self._pages = pages

    def calls(self) -> list[Call]:
        return [
            Call(
                *("POST", "/api/jobs/{id}/share", self.share, ShareView),
                refusals=("no_such_job", "not_yet", "not_yours"),
            ),
            Call("GET", "/s/{token}", self.show, ("text/html",), refusals=("no_such_job",)),
            Call(
                "GET",
                "/s/{token}/image",
                self.image,
                ("image/jpeg",),
                refusals=("no_such_job", "pictures_gone"),
            ),
        ]

    async def share(self, request: web.Request) -> web.Response:
        """An address at which others may look at the result, and nothing else."""
        job = await job_of(request, self._studio)
        if job.result is None:
            raise ApiError("not_yet", "There is no picture to share yet.")
        if job.private:
            raise Refusal("not_yours")
        token = token_of(job.id)
        await self._studio.store.put_note(KIND, token, {"job": job.id}, ttl=DAYS_KEPT * SECONDS_A_DAY)
        return web.json_response(text=ShareView(url=f"/s/{token}").model_dump_json())

    async def show(self, request: web.Request) -> web.Response:
        """A page that shows the picture."""
        job = await self._shared(request)
        token = request.match_info["token"]
        return self._pages.shared(
            request,
            name=PurePath(job.content_name).stem,
            image=f"{request.scheme}://{request.host}/s/{token}/image",
            width=job.width,
            height=job.height,
        )

    async def image(self, request: web.Request) -> web.Response:
        """The picture as a JPEG, at most 1600 pixels."""
        job = await self._shared(request)
        sha = job.result or ""
        data = await self._thumbnails.get(
            sha, SHOWN_SIDE, lambda: self._studio.records.picture_of(job.id, "result", job.owner)
        )
        return web.Response(body=data, content_type="image/jpeg", headers=NOT_KEPT)

    async def _shared(self, request: web.Request) -> Job:
        """Raises `ApiError("no_such_job")` for a token that was not given out, or whose job is gone."""
        token = request.match_info["token"]
        note = await self._studio.store.get_note(KIND, token)
        if note is not None:
            try:
                job = await self._studio.records.job(note["job"])
            except Refusal:
                await self._studio.store.delete_note(KIND, token)
            else:
                if job.result is not None and not job.private:
                    return job
        raise ApiError("no_such_job", "There is no such picture any more.", "token")


def token_of(job_id: str) -> str:
    """22 characters; the id cannot be told from them."""
    digest = hashlib.sha256(f"share {job_id}".encode()).digest()[:TOKEN_BYTES]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
