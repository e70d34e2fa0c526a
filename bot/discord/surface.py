"""Showing progress and delivering results, whatever happens to tokens, messages, channels and permissions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, Protocol, TypeVar

import discord
import structlog

from bot.core.jobs import Job, JobState, Status
from bot.core.naming import file_name
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.core.surface import Undeliverable
from bot.core.texts import Texts
from bot.discord.alarms import Alarms
from bot.discord.desk import SURFACE
from bot.discord.destination import Destination
from bot.discord.limits import CHANNEL_EDIT_SECONDS, SMALLEST_UPLOAD, TOKEN_EDIT_SECONDS
from bot.discord.messages import (
    Post,
    Upload,
    alt_text,
    end_post,
    log_text,
    moved_post,
    result_post,
    status_post,
    unreachable_post,
    veiled,
)
from bot.discord.sending import Sender, closed, doubtful, message_gone, too_large
from engine.errors import PictureError

log = structlog.get_logger()

DOUBTS: Final = 3
"""Edits in a row that an unknown webhook may refuse before the token is written off."""
DOUBT_SECONDS: Final = (0.5, 1.5)

Sent = TypeVar("Sent")
Way = Callable[[Post], Awaitable[int | None]]
"""Hands a result over and returns the id of the message it is in."""


class Line(Protocol):
    """The connection, which comes and goes."""

    @property
    def trouble(self) -> str | None:
        """Why Discord is out of reach just now; None when it is not."""

    async def online(self) -> discord.Client:
        """The client, once it is logged in."""


class DiscordSurface:
    """The `Surface` of Discord."""

    name = SURFACE

    def __init__(self, studio: Studio, texts: Texts, line: Line) -> None:
        self._studio = studio
        self._texts = texts
        self._line = line
        self._shown: dict[str, bytes] = {}
        self._tried: set[str] = set()
        self._doubted: Counter[str] = Counter()
        self._hand_overs = Alarms(self._hand_over_now)

    @property
    def trouble(self) -> str | None:
        """Why people cannot be reached just now, in a line; None when they can."""
        return self._line.trouble

    def pace(self, job: Job) -> float:
        """A token's edits have a limit of their own; the bot's edits share their channel's."""
        return CHANNEL_EDIT_SECONDS if Destination.of(job).by_bot else TOKEN_EDIT_SECONDS

    async def close(self) -> None:
        """Hand nothing over any more."""
        await self._hand_overs.close()

    # -- progress

    async def show(self, job: Job, status: Status) -> None:
        """Edit the status message; see to it that the job is handed over when the token is about to end."""
        place = Destination.of(job)
        if place.gone:
            return
        sender = Sender(await self._line.online())
        fresh = status.preview is not None and self._shown.get(job.id) is not status.preview
        post = status_post(self._texts, job, status, place.user_id, preview=fresh)
        if place.by_bot:
            await self._edit(job, place, post, sender.edit_by_bot)
        elif not place.must_hand_over:
            self._hand_overs.set(job.id, place.hands_over)
            await self._edit(job, place, post, sender.edit_by_token)
        else:
            post = status_post(self._texts, job, status, place.user_id, preview=status.preview is not None)
            await self._hand_over(job, place, post, sender)
        if status.preview is not None:
            self._shown[job.id] = status.preview

    async def _edit(
        self, job: Job, place: Destination, post: Post, edit: Callable[[Destination, Post], Awaitable[None]]
    ) -> None:
        try:
            await edit(place, post)
            self._doubted.pop(job.id, None)
        except discord.HTTPException as error:
            if doubtful(error) and self._doubts(job):
                return
            if message_gone(error) or (closed(error) and place.by_bot):
                await self._studio.records.note_destination(job.id, gone=True)
            elif closed(error):
                await self._studio.records.note_destination(job.id, expires=0.0)
            elif not too_large(error):
                raise

    def _doubts(self, job: Job) -> bool:
        """Whether the token may still live: an unknown webhook says so only when it goes on."""
        self._doubted[job.id] += 1
        return self._doubted[job.id] < DOUBTS

    async def _hand_over_now(self, job_id: str) -> None:
        """The token is about to end, whether or not there is any news."""
        job = await self._studio.records.job(job_id)
        if not job.state.over:
            await self.show(job, await self._studio.records.status(job_id))

    async def _hand_over(self, job: Job, place: Destination, post: Post, sender: Sender) -> None:
        """From now on the bot itself reports: in this message, a new one, or a DM; else a button stays."""
        if place.speaks and await self._succeeds(sender.edit_by_bot(place, post)):
            await self._studio.records.note_destination(job.id, by_bot=True)
            return
        for to_dm in (False, True) if place.speaks else (True,):
            try:
                room_id = await sender.open_dm(place.user_id) if to_dm else place.room_id
                message_id = await sender.send_to_room(room_id, post, f"{job.id}-s")
            except discord.HTTPException as error:
                if not closed(error):
                    raise
                continue
            if place.token_lives:
                await self._succeeds(sender.edit_by_token(place, moved_post(self._texts, job, to_dm=to_dm)))
            await self._studio.records.note_arrival(
                job.id, by_bot=True, message_id=message_id, message_channel_id=room_id
            )
            return
        if place.token_lives:
            await self._succeeds(
                sender.edit_by_token(place, unreachable_post(self._texts, job, place.user_id))
            )
        await self._studio.records.note_destination(job.id, gone=True)

    async def _succeeds(self, attempt: Awaitable[object]) -> bool:
        """False when that way is closed; other errors are raised."""
        try:
            await attempt
        except discord.HTTPException as error:
            if not closed(error):
                raise
            return False
        return True

    # -- the end

    async def deliver(self, job: Job) -> None:
        """The result in a new message that notifies its owner; the status message goes. Safe to repeat.

        Raises `Undeliverable` when every way is closed.
        """
        job = await self._studio.records.job(job.id)
        sender = Sender(await self._line.online())
        self._shown.pop(job.id, None)
        self._doubted.pop(job.id, None)
        self._hand_overs.drop(job.id)
        if job.state in (JobState.CANCELLED, JobState.FAILED):
            await self._tell_end(job, sender)
        else:
            await self._deliver_picture(job, sender)
        self._tried.discard(job.id)

    async def fetch(self, job: Job, place: Destination) -> None:
        """The result once more, in the answer to an interaction. Raises `Refusal("pictures_gone")`."""
        sender = Sender(await self._line.online())
        picture = await self._studio.records.picture_of(job.id, "result", job.owner)

        async def here(post: Post) -> int | None:
            await sender.edit_by_token(place, post)
            return place.message_id

        message_id = await self._send_fitting(job, place, picture, here)
        if Destination.of(job).result_message_id is None:
            await self._studio.records.note_destination(
                job.id, **replace(place, result_message_id=message_id).to_json()
            )

    async def _tell_end(self, job: Job, sender: Sender) -> None:
        place = Destination.of(job)
        reason = (await self._studio.records.status(job.id)).error
        post = end_post(self._texts, job, place.user_id, reason)
        if not place.gone and place.message_id is not None:
            edit = sender.edit_by_bot if place.by_bot or not place.token_lives else sender.edit_by_token
            if await self._succeeds(edit(place, post)):
                return
        if job.state is JobState.CANCELLED:
            return
        for way in self._ways(job, place, sender):
            try:
                await way(post)
            except discord.HTTPException as error:
                if not closed(error):
                    raise
            else:
                return
        raise Undeliverable(f"nobody to tell that {job.id} failed")

    async def _deliver_picture(self, job: Job, sender: Sender) -> None:
        place = Destination.of(job)
        again = job.deliveries > 1 or job.id in self._tried
        self._tried.add(job.id)
        if place.result_message_id is None:
            message_id = await self._find(job, place, sender) if again else None
            if message_id is None:
                message_id = await self._send_picture(job, place, sender)
            await self._studio.records.note_arrival(job.id, result_message_id=message_id)
            place = replace(place, result_message_id=message_id)
        await self._clear_status(place, sender)
        if not place.shared:
            await self._studio.records.note_destination(job.id, shared=True)
            await self._share(job, place, sender)

    async def _share(self, job: Job, place: Destination, sender: Sender) -> None:
        """In the server's results channel and its log, where its managers have chosen some. At most once."""
        if job.owner.server_id is None:
            return
        settings = await self._studio.servers.settings(job.owner.server_key)
        try:
            if settings.results_channel and not job.private:
                await self._show_off(job, place, int(settings.results_channel), sender)
            if settings.log_channel:
                post = Post(log_text(self._texts, job, place))
                await sender.send_to_room(int(settings.log_channel), post, f"{job.id}-l")
        except discord.HTTPException as error:
            log.warning("the server's channels were not told", job=job.id, error=repr(error))

    async def _show_off(self, job: Job, place: Destination, room_id: int, sender: Sender) -> None:
        """A copy for everybody; nothing for adults goes where others are."""
        if room_id == place.room_id:
            return
        for_adults = await sender.age_restricted(int(place.channel_id))
        if for_adults and not await sender.age_restricted(room_id):
            return

        async def there(post: Post) -> int:
            return await sender.send_to_room(room_id, replace(post, ping=None), f"{job.id}-r")

        picture = await self._studio.records.picture_of(job.id, "result", job.owner)
        message_id = await self._send_fitting(job, place, picture, there)
        await self._studio.records.note_arrival(job.id, copies=[(room_id, message_id)])

    async def withdraw(self, job: Job) -> None:
        """Take the messages with this job's picture away, as far as the bot may."""
        place = Destination.of(job)
        messages = [*place.copies]
        if place.result_message_id is not None and not place.private:
            messages.append((place.room_id, place.result_message_id))
        sender = Sender(await self._line.online())
        for room_id, message_id in messages:
            if not await self._succeeds(sender.delete(room_id, message_id)):
                log.info("a message stays", job=job.id)

    async def _find(self, job: Job, place: Destination, sender: Sender) -> int | None:
        """What an earlier try may have sent before it was cut off."""
        for room_id in {place.room_id, place.message_channel_id or place.room_id}:
            try:
                found = await sender.find(room_id, job.id, job.finished or job.created)
            except discord.HTTPException as error:
                if not closed(error):
                    raise
            else:
                if found is not None:
                    return found
        return None

    async def _send_picture(self, job: Job, place: Destination, sender: Sender) -> int | None:
        picture = await self._studio.records.picture_of(job.id, "result", job.owner)
        for way in self._ways(job, place, sender):
            try:
                return await self._send_fitting(job, place, picture, way)
            except discord.HTTPException as error:
                if not closed(error):
                    raise
                log.info("a way is closed", job=job.id, error=repr(error))
        raise Undeliverable(f"every way to the owner of {job.id} is closed")

    def _ways(self, job: Job, place: Destination, sender: Sender) -> list[Way]:
        """In the order of preference; each is tried only when those before it are closed for good."""

        async def in_channel(post: Post) -> int | None:
            return await sender.send_to_room(place.room_id, post, job.id, place.reply_to)

        async def through_token(post: Post) -> int | None:
            if place.gone or place.message_id is None or place.by_bot:
                return await self._by_token(sender.send_by_token, place, post)
            await self._by_token(sender.edit_by_token, place, post)
            await self._ping(job, place, sender)
            return place.message_id

        async def in_dm(post: Post) -> int | None:
            return await sender.send_to_room(await sender.open_dm(place.user_id), post, job.id)

        if place.speaks:
            return [in_channel, *([through_token] if place.token_lives else []), in_dm]
        if place.by_bot:
            return [in_dm, *([through_token] if place.token_lives else [])]
        return [*([through_token] if place.token_lives else []), in_dm]

    async def _by_token(
        self, send: Callable[[Destination, Post], Awaitable[Sent]], place: Destination, post: Post
    ) -> Sent:
        """A token that is said to be unknown is asked again, before another way is taken."""
        for pause in DOUBT_SECONDS:
            try:
                return await send(place, post)
            except discord.HTTPException as error:
                if not doubtful(error):
                    raise
                log.info("the token is said to be unknown", error=repr(error), again_in=pause)
            await asyncio.sleep(pause)
        return await send(place, post)

    async def _ping(self, job: Job, place: Destination, sender: Sender) -> None:
        """An edit notifies nobody: a short word does, once."""
        if place.pinged:
            return
        await self._studio.records.note_destination(job.id, pinged=True)
        text = self._texts.say("discord-ready", job.owner.locale, who=f"<@{place.user_id}>")
        await self._succeeds(sender.send_by_token(place, Post(text, ping=place.user_id)))

    async def _send_fitting(self, job: Job, place: Destination, picture: bytes, way: Way) -> int | None:
        """As the lossless file, or as large as the platform takes it; what was changed is said."""
        limit = place.upload_limit
        while True:
            uploads, notes = await self._uploads(job, picture, limit)
            try:
                return await way(result_post(self._texts, job, place.user_id, uploads, notes))
            except discord.HTTPException as error:
                size = sum(len(upload.data) for upload in uploads)
                if not too_large(error) or size <= SMALLEST_UPLOAD:
                    raise
                limit = min(limit, size) // 2

    async def _uploads(self, job: Job, picture: bytes, limit: int) -> tuple[list[Upload], list[str]]:
        data, extension, changed = await self._studio.pool.fit_bytes(picture, limit)
        notes = [self._texts.say("discord-fitted", job.owner.locale, how=changed)] if changed else []
        alt = alt_text(self._texts, job)
        uploads = [Upload(file_name(job, extension), data, alt, veiled(job))]
        if job.timelapse is not None:
            film = await self._film(job)
            if film is None:
                notes.append(self._texts.say("discord-animation-lost", job.owner.locale))
            elif len(data) + len(film) <= limit:
                name = file_name(job, "gif", "timelapse")
                uploads.append(Upload(name, film, alt, veiled(job)))
            else:
                notes.append(self._texts.say("discord-no-timelapse", job.owner.locale))
        return uploads, notes

    async def _film(self, job: Job) -> bytes | None:
        """The time-lapse as a GIF. None when it cannot be had: the picture comes without it."""
        try:
            webp = await self._studio.records.picture_of(job.id, "timelapse", job.owner)
            return await self._studio.pool.animation_as(webp, "gif")
        except (Refusal, PictureError) as error:
            log.warning("no animation", job=job.id, error=repr(error))
            return None

    async def _clear_status(self, place: Destination, sender: Sender) -> None:
        """The status message has done its work; that it stays is no reason to deliver again."""
        if place.gone or place.message_id in (None, place.result_message_id):
            return
        try:
            await sender.delete_status(place)
        except discord.HTTPException as error:
            log.info("status message not removed", error=repr(error))
