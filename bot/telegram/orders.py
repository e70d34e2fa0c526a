"""A whole request becomes a job: its pictures are fetched and handed in, once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import structlog
from telegram.error import TelegramError

from bot.config import TELEGRAM_API
from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.core.surface import Undeliverable
from bot.telegram.choices import Choices
from bot.telegram.command import Asked
from bot.telegram.desk import Desk
from bot.telegram.limits import DOWNLOAD_BYTES
from bot.telegram.messages import Said
from bot.telegram.messenger import MessageGone
from bot.telegram.pictures import Picture, TooBigToFetch, fetch
from bot.telegram.places import Destination, Place
from bot.telegram.press import Press
from engine.messages import StyleRequest
from engine.options import StyleOptions

log = structlog.get_logger()

TWICE_SECONDS: Final = 5.0
"""Two taps on one button within so long are one."""
MANY: Final = 200
"""Of so many of a person's newest jobs is it known which message or button they came from."""


@dataclass(frozen=True)
class UnfetchedRequest:
    """A whole request, not yet fetched. `source` names what it came from; `status` a message to reuse.

    What is `private` is delivered to the person alone.
    """

    owner: Owner
    place: Place
    source: str
    reply_to: int
    content: Picture
    styles: tuple[Picture, ...]
    asked: Asked
    status: int | None = None
    private: bool = False

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All of them, the photo first."""
        return (self.content, *self.styles)

    @property
    def destination(self) -> Destination:
        """Where to answer."""
        asked = tuple(picture.message_id for picture in self.pictures)
        where = Destination.at(self.place, self.source, self.reply_to, self.status, asked)
        return where.alone(int(self.owner.user_id)) if self.private else where


class Orders:
    """Hands requests in."""

    def __init__(self, desk: Desk, choices: Choices) -> None:
        self._desk = desk
        self._choices = choices
        limit = desk.settings.limits.upload_bytes
        official = desk.settings.telegram.api_base == TELEGRAM_API
        self._fetch_limit = min(limit, DOWNLOAD_BYTES) if official else limit

    async def submit(self, request: UnfetchedRequest) -> None:
        """Fetches the pictures and hands the request in, unless that was done before.

        While the bot is shutting down this waits for its end: the next start takes the update up again.
        """
        if await self.known(request.owner, request.source):
            return
        phrases = self._desk.speak(request.owner.locale)
        try:
            await self._hand_in(request)
        except Refusal as refusal:
            if refusal.code == "shutting_down":
                await asyncio.Event().wait()
            await self._refuse(request, refusal.message(request.owner.locale))
        except TooBigToFetch as error:
            await self._refuse(request, phrases.say("too-big", limit=round(error.limit / 1e6)))
        except TelegramError as error:
            log.warning("picture not fetched", chat=request.place.chat_id, error=repr(error))
            await self._refuse(request, phrases.say("not-fetched"))

    async def known(self, owner: Owner, source: str) -> Job | None:
        """The job that this message or button has become."""
        jobs = await self._desk.studio.jobs_of(owner.key, limit=MANY)
        return next((job for job in jobs if job.destination.get("source") == source), None)

    async def rerun_once(self, press: Press, job: Job, kind: str, **changes: Any) -> None:
        """A button asks for a job's pictures once more. Two taps are one; so is a press that comes again after a kill.

        The job is whoever pressed's, and `kind` names the button under this one. Raises `Refusal`.
        """
        owner, moderator = await press.acting_on(job)
        source = f"press:{kind}:{job.id}:"
        async with self._choices.lock(press.place, owner.user_id):
            known = await self._desk.studio.jobs_of(owner.key)
            if not any(_same_press(each, source, press.query.id) for each in known):
                where = Destination.at(press.place, source + press.query.id, press.message_id)
                await self._desk.studio.rerun(job.id, owner, where.to_json(), moderator=moderator, **changes)

    async def asked_in(self, owner: Owner, place: Place, message_id: int) -> Job | None:
        """The job that a message of pictures has become."""
        return await self._find(owner, place, lambda where: message_id in (where.reply_to, *where.asked))

    async def shown_in(self, owner: Owner, place: Place, message_id: int) -> Job | None:
        """The job whose result, or file, a message is."""
        return await self._find(owner, place, lambda where: message_id in (where.result, *where.files))

    async def moderates(self, owner: Owner, place: Place) -> bool:
        """Administrators are free of the limits they set for others; asked only where there are any."""
        if place.private or not await self._desk.studio.store.get_note("server", owner.server_key):
            return False
        return await self._desk.administers(owner, place)

    async def _find(self, owner: Owner, place: Place, fits: Callable[[Destination], bool]) -> Job | None:
        chat_id = self._desk.chats.here(place.chat_id)
        for job in await self._desk.studio.jobs_of(owner.key, limit=MANY):
            where = Destination.of(job)
            if self._desk.chats.here(where.chat_id) == chat_id and fits(where):
                return job
        return None

    @asynccontextmanager
    async def fetched(
        self, owner: Owner, destination: Mapping[str, Any], pictures: Sequence[Picture], moderator: bool
    ) -> AsyncIterator[list[bytes]]:
        """The pictures, fetched side by side once it is known that this person may ask; they count until the end.

        Raises `Refusal`, `TooBigToFetch`, and the library's errors.
        """
        size = sum(picture.size for picture in pictures)
        admission = self._desk.studio.admission(
            owner, destination, pictures=len(pictures), size=size or None, moderator=moderator
        )
        async with admission:
            fetching = (fetch(self._desk.bot, picture, self._fetch_limit) for picture in pictures)
            yield await asyncio.gather(*fetching)

    async def _hand_in(self, request: UnfetchedRequest) -> None:
        options = StyleOptions.parse(**request.asked.options)
        where = request.destination.to_json()
        moderator = await self.moderates(request.owner, request.place)
        async with self.fetched(request.owner, where, request.pictures, moderator) as (content, *styles):
            await self._desk.studio.submit(
                request.owner,
                where,
                StyleRequest(content, tuple(styles), options),
                preset=request.asked.preset if not request.styles else None,
                content_name=request.content.name,
                private=request.private,
                spoiler=any(picture.spoiler for picture in request.pictures),
                moderator=moderator,
            )

    async def _refuse(self, request: UnfetchedRequest, sentence: str) -> None:
        if request.status is not None:
            try:
                await self._desk.messenger.edit_words(
                    request.place, request.status, Said(sentence), pictured=False
                )
            except (MessageGone, Undeliverable):
                pass
            else:
                return
        await self._desk.messenger.text(request.place, Said(sentence), request.reply_to, insist=True)


def _same_press(job: Job, source: str, query_id: str) -> bool:
    """Whether a job came from this press, or from another one on the same button a moment ago."""
    came_from = str(job.destination.get("source", ""))
    if came_from == source + query_id:
        return True
    return came_from.startswith(source) and (job.state.live or time.time() - job.created < TWICE_SECONDS)
