"""Handing over the end of a job, so that it may be repeated.

Before a result is sent that is written down, and after it has arrived too. When an earlier try may have got
through, the picture is put into the status message instead of being sent once more: an edit can be repeated.
Where a chat takes no pictures the owner's private chat is tried; where nothing helps, the owner is told and it ends.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import structlog
from telegram import InlineKeyboardButton, Message
from telegram.error import BadRequest, TelegramError

from bot.core.jobs import Job, JobState, Owner
from bot.core.naming import file_name
from bot.core.refusal import Refusal
from bot.core.store import Store
from bot.core.surface import Undeliverable
from bot.telegram.desk import Desk
from bot.telegram.flood import Turn
from bot.telegram.limits import PHOTO_BYTES, UPLOAD_BYTES
from bot.telegram.messages import Keyboard, Phrasebook, Said
from bot.telegram.messenger import MessageGone, NotAllowed, TooBig
from bot.telegram.places import Chats, Destination, Place
from engine.errors import Fact

log = structlog.get_logger()

CHAT_KIND: Final = "telegram.chat"
LEAST_BYTES: Final = 2_000
"""A picture is not made smaller than this to please a server that takes less."""
ALONE: Final = "alone-"
"""Begins the deep link that brings a result to its owner's private chat."""

BLANK: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAFElEQVR42mP8zwABTAyjjFEGyQwAzx8Bf7QK4E8AAAAASUVORK5CYII="
)
"""A white picture of 64 x 64 pixels, in place of one that must go and cannot be deleted."""

Sender = Callable[[bytes, str, Fact | None], Awaitable[int]]
"""Sends bytes with an extension and a note about what was lost; returns the id of the message."""
SendMessage = Callable[..., Awaitable[Message]]


class Delivery:
    """Delivers results, failures and cancellations."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._studio = desk.studio
        self._messenger = desk.messenger

    async def deliver(self, job: Job) -> None:
        """Tells the owner. Raises `Undeliverable` when nobody can be told, `Refusal` when the picture is lost."""
        if job.state in (JobState.FAILED, JobState.CANCELLED):
            await self._tell_end(job)
            return
        where = Destination.of(job)
        if where.result is None:
            await self._result(job, where)
            where = Destination.of(await self._studio.records.job(job.id))
        if where.status is not None and where.status != where.result:
            await self.take_away(
                where.place, where.status, Said(self._speak(job).say("below")), pictured=where.pictured
            )
        if not where.extras:
            await self._extras(job, where)

    async def send_file(self, job: Job, place: Place, reply_to: int | None, viewer: Owner) -> int:
        """The lossless picture; returns its message. Raises `Refusal`, `NotAllowed`."""
        picture = await self._studio.records.picture_of(job.id, "result", viewer)
        send = self._sender(self._messenger.file, job, place, Said("", spoiler=job.spoiler), reply_to)
        return await self._fitted(picture, UPLOAD_BYTES, send)

    async def send_photo(self, job: Job, place: Place, viewer: Owner) -> int:
        """The result with its buttons, once more, somewhere else. Raises `Refusal`, `NotAllowed`, `Undeliverable`."""
        picture = await self._studio.records.picture_of(job.id, "result", viewer)
        said = self._speak(job).result(job)
        return await self._send_result(job, Destination.at(place, "", None), picture, said, Turn())

    async def take_away(self, place: Place, message_id: int, instead: Said, *, pictured: bool) -> None:
        """Deletes one of our messages; one that Telegram does not let us delete is emptied."""
        if await self._messenger.delete(place, message_id):
            return
        try:
            if pictured:
                await self._messenger.edit_picture(place, message_id, BLANK, "blank.png", instead)
            else:
                await self._messenger.edit_words(place, message_id, instead, pictured=False)
        except (MessageGone, NotAllowed, TooBig, TelegramError, Undeliverable):
            log.info("message cannot be emptied", chat=place.chat_id)

    # -- results --------------------------------------------------------------------------------------------

    async def _result(self, job: Job, where: Destination) -> None:
        said = self._speak(job).result(job)
        picture = await self._studio.records.picture_of(job.id, "result", job.owner)
        if where.sending and where.status is not None:
            try:
                await self._put_into_status(job, where, where.status, picture, said)
            except (MessageGone, NotAllowed):
                log.info("status message does not take the result, sent anew", job=job.id)
            else:
                return
        turn = Turn(
            begin=lambda: self._note(job, sending=True), undone=lambda: self._note(job, sending=False)
        )
        try:
            message_id = await self._send_result(job, where, picture, said, turn)
        except NotAllowed:
            await self._elsewhere(job, where, picture, said)
        else:
            await self._arrived(job, result=message_id, sending=False)

    async def _send_result(self, job: Job, where: Destination, picture: bytes, said: Said, turn: Turn) -> int:
        """As a photo, else as a file. Raises `NotAllowed` where neither may be sent."""
        photo = self._sender(self._messenger.photo, job, where.place, said, where.reply_to, turn)
        file = self._sender(self._messenger.file, job, where.place, said, where.reply_to, turn)
        try:
            return await self._fitted(picture, PHOTO_BYTES, photo)
        except NotAllowed:
            return await self._fitted(picture, UPLOAD_BYTES, file)

    async def _elsewhere(self, job: Job, where: Destination, picture: bytes, said: Said) -> None:
        """This chat takes neither photos nor files: to the owner's private chat, or a way to get there.

        Raises `Undeliverable` once the owner has been told.
        """
        alone = where.alone(int(job.owner.user_id))
        if not where.private:
            try:
                message_id = await self._send_result(job, alone, picture, said, Turn())
            except (Undeliverable, NotAllowed, BadRequest):
                log.info("private chat not open either", job=job.id)
            else:
                await self._arrived(job, **{**alone.to_json(), "result": message_id, "sending": False})
                return
        await self._messenger.text(
            where.place, self.fetch_in_private(job, "no-pictures-here"), where.reply_to, insist=True
        )
        raise Undeliverable("this chat takes neither photos nor files; the owner was told how to get it")

    def fetch_in_private(self, job: Job, key: str) -> Said:
        """A sentence with a button that opens the private chat and has the picture brought there."""
        phrases = self._speak(job)
        button = InlineKeyboardButton(phrases.say("button-alone"), url=self._desk.link(f"{ALONE}{job.id}"))
        return Said(phrases.say(key), Keyboard([[button]]))

    async def _put_into_status(
        self, job: Job, where: Destination, status: int, picture: bytes, said: Said
    ) -> None:
        async def put(data: bytes, extension: str, note: Fact | None) -> int:
            noted = self._noted(job, said, note)
            await self._messenger.edit_picture(where.place, status, data, file_name(job, extension), noted)
            return status

        await self._arrived(job, result=await self._fitted(picture, PHOTO_BYTES, put), sending=False)

    def _sender(
        self,
        send: SendMessage,
        job: Job,
        place: Place,
        said: Said,
        reply_to: int | None,
        turn: Turn | None = None,
    ) -> Sender:
        async def sent(data: bytes, extension: str, note: Fact | None) -> int:
            noted = self._noted(job, said, note)
            return (await send(place, data, file_name(job, extension), noted, reply_to, turn)).message_id

        return sent

    async def _fitted(self, picture: bytes, limit: int, send: Sender) -> int:
        """Sends, made to fit `limit`; when that is still too big for this server, smaller and smaller."""
        data, extension, note = await self._studio.pool.fit_bytes(picture, limit)
        while True:
            try:
                return await send(data, extension, note)
            except TooBig:
                limit = min(limit, len(data)) // 2
                if limit < LEAST_BYTES:
                    raise Undeliverable("this Bot API server takes no picture, however small") from None
                data, extension, note = await self._studio.pool.fit_bytes(picture, limit)

    # -- beside the result ----------------------------------------------------------------------------------

    async def _extras(self, job: Job, where: Destination) -> None:
        """What goes with the picture if wanted: the lossless file, the time-lapse. Sent at most once."""
        await self._note(job, extras=True)
        sent: list[int] = []
        try:
            if job.timelapse:
                sent.append(await self._timelapse(job, where))
            if await self._wants_file(where):
                sent.append(await self.send_file(job, where.place, where.result, job.owner))
        except (TelegramError, TooBig, NotAllowed, Refusal, Undeliverable):
            await self._messenger.text(where.place, Said(self._speak(job).say("no-file")), where.result)
        await self._arrived(job, files=sent)
        await self._log(job)

    async def _wants_file(self, where: Destination) -> bool:
        lossless = self._desk.settings.telegram.lossless
        return lossless or await sends_files(self._studio.store, self._desk.chats, where.place)

    async def _timelapse(self, job: Job, where: Destination) -> int:
        """Plays in the chat where that is allowed, else a file; Telegram plays a GIF, and no animated WebP."""
        webp = await self._studio.records.picture_of(job.id, "timelapse", job.owner)
        animation = await self._studio.pool.animation_as(webp, "gif")
        said = Said(self._speak(job).say("timelapse"), spoiler=job.spoiler)
        name = file_name(job, "gif", "timelapse")
        try:
            sent = await self._messenger.animation(where.place, animation, name, said, where.result)
        except NotAllowed:
            sent = await self._messenger.file(where.place, animation, name, said, where.result)
        return sent.message_id

    async def _log(self, job: Job) -> None:
        """Into the chat that its administrators chose for it: who had what painted. Of a private picture no picture."""
        settings = await self._studio.servers.settings(job.owner.server_key)
        if settings.log_channel is None:
            return
        place = Place(int(settings.log_channel), private=False)
        said = self._speak(job).logged(job)
        try:
            if job.private or Destination.of(job).private:
                await self._messenger.text(place, said, None)
            else:
                await self._send_plain(job, place, said)
        except (TelegramError, TooBig, NotAllowed, Refusal, Undeliverable) as error:
            log.warning("log chat does not hear", chat=place.chat_id, error=repr(error))

    async def _send_plain(self, job: Job, place: Place, said: Said) -> None:
        """The result with other words and no buttons. Raises `Refusal`, `NotAllowed`, `Undeliverable`."""
        picture = await self._studio.records.picture_of(job.id, "result", job.owner)
        send = self._sender(self._messenger.photo, job, place, said, None)
        await self._fitted(picture, PHOTO_BYTES, send)

    # -- ends without a picture -----------------------------------------------------------------------------

    async def _tell_end(self, job: Job) -> None:
        status = await self._studio.records.status(job.id)
        said = self._speak(job).ended(job, status.error or "")
        await self._say_in_status(Destination.of(job), said, silent=job.state is JobState.CANCELLED)

    async def _say_in_status(self, where: Destination, said: Said, *, silent: bool) -> None:
        """In place of the progress; else, unless it may be left unsaid, as a new message."""
        if where.status is not None:
            try:
                await self._messenger.edit_words(where.place, where.status, said, pictured=where.pictured)
            except (MessageGone, BadRequest):
                pass
            else:
                return
        if not silent:
            await self._messenger.text(where.place, said, where.reply_to)

    def _noted(self, job: Job, said: Said, note: Fact | None) -> Said:
        if not note:
            return said
        words = self._speak(job).say("made-smaller", note=note)
        return replace(said, text=f"{said.text}\n{words}".strip())

    async def _note(self, job: Job, **fields: Any) -> None:
        await self._studio.records.note_destination(job.id, **fields)

    async def _arrived(self, job: Job, **fields: Any) -> None:
        await self._studio.records.note_arrival(job.id, **fields)

    def _speak(self, job: Job) -> Phrasebook:
        return self._desk.speak(job.owner.locale)


async def sends_files(store: Store, chats: Chats, place: Place) -> bool:
    """Whether this chat wants the lossless file with every picture."""
    note = await store.get_note(CHAT_KIND, str(chats.here(place.chat_id)))
    return bool(note and note.get("files"))
