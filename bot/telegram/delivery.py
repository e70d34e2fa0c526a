"""Handing over the end of a job, so that it may be repeated.

Before a result is sent that is written down, and after it has arrived too. When an earlier try may have got
through, the picture is put into the status message instead of being sent once more: an edit can be repeated.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from telegram import Message
from telegram.error import TelegramError

from bot.core.jobs import Job, JobState
from bot.core.refusal import Refusal
from bot.core.store import Store
from bot.core.studio import Studio
from bot.core.surface import Undeliverable
from bot.telegram.flood import certainly_undone
from bot.telegram.limits import PHOTO_BYTES, UPLOAD_BYTES
from bot.telegram.messages import Phrasebook, Said
from bot.telegram.messenger import MessageGone, Messenger, NotAsPhoto, TooBig
from bot.telegram.places import Chats, Destination, Place
from engine.errors import Fact
from engine.processes.pool import PicturePool

log = structlog.get_logger()

CHAT_KIND: Final = "telegram.chat"
LEAST_BYTES: Final = 2_000
"""A picture is not made smaller than this to please a server that takes less."""


Sender = Callable[[bytes, str, Fact | None], Awaitable[int]]
"""Sends bytes with an extension and a note about what was lost; returns the id of the message."""
SendMessage = Callable[[Place, bytes, str, Said, int | None], Awaitable[Message]]


class Delivery:
    """Delivers results, failures and cancellations."""

    def __init__(
        self,
        studio: Studio,
        pool: PicturePool,
        messenger: Messenger,
        chats: Chats,
        speak: Callable[[str], Phrasebook],
        *,
        lossless: bool,
    ) -> None:
        self._studio = studio
        self._pool = pool
        self._messenger = messenger
        self._chats = chats
        self._speak = speak
        self._lossless = lossless

    async def deliver(self, job: Job) -> None:
        """Tells the owner. Raises `Undeliverable` when the chat is closed to the bot."""
        if job.result is None:
            await self._tell_end(job)
            return
        where = Destination.of(job)
        if where.result is None:
            await self._result(job, where)
            where = Destination.of(await self._studio.job(job.id))
        if where.status is not None and where.status != where.result:
            await self._messenger.delete(where.place, where.status)
        if not where.extras:
            await self._extras(job, where)

    async def send_file(self, job: Job, place: Place, reply_to: int | None) -> None:
        """The lossless picture. Raises `Refusal("pictures_gone")`."""
        assert job.result is not None
        picture = await self._studio.picture(job.result)
        send = self._sender(self._messenger.file, job, place, Said(""), reply_to)
        await self._fitted(picture, UPLOAD_BYTES, send)

    async def _result(self, job: Job, where: Destination) -> None:
        assert job.result is not None
        said = self._speak(job.owner.locale).result(job)
        picture = await self._studio.picture(job.result)
        if where.sending and where.status is not None:
            try:
                await self._put_into_status(job, where, where.status, picture, said)
            except MessageGone:
                log.info("status message gone, result sent anew", job=job.id)
            else:
                return
        await self._studio.note_destination(job.id, sending=True)
        try:
            message_id = await self._send_result(job, where, picture, said)
        except Exception as error:
            if not isinstance(error, TelegramError) or certainly_undone(error):
                await self._studio.note_destination(job.id, sending=False)
            raise
        await self._note_arrived(job, message_id)

    async def _send_result(self, job: Job, where: Destination, picture: bytes, said: Said) -> int:
        photo = self._sender(self._messenger.photo, job, where.place, said, where.reply_to)
        file = self._sender(self._messenger.file, job, where.place, said, where.reply_to)
        try:
            return await self._fitted(picture, PHOTO_BYTES, photo)
        except NotAsPhoto:
            return await self._fitted(picture, UPLOAD_BYTES, file)

    async def _put_into_status(
        self, job: Job, where: Destination, status: int, picture: bytes, said: Said
    ) -> None:
        async def put(data: bytes, extension: str, note: Fact | None) -> int:
            noted = self._noted(job, said, note)
            await self._messenger.edit_picture(where.place, status, data, file_name(job, extension), noted)
            return status

        await self._note_arrived(job, await self._fitted(picture, PHOTO_BYTES, put))

    def _sender(self, send: SendMessage, job: Job, place: Place, said: Said, reply_to: int | None) -> Sender:
        async def sent(data: bytes, extension: str, note: Fact | None) -> int:
            noted = self._noted(job, said, note)
            return (await send(place, data, file_name(job, extension), noted, reply_to)).message_id

        return sent

    async def _note_arrived(self, job: Job, message_id: int) -> None:
        await self._studio.note_destination(job.id, result=message_id, sending=False)

    async def _fitted(self, picture: bytes, limit: int, send: Sender) -> int:
        """Sends, made to fit `limit`; when that is still too big for this server, smaller and smaller."""
        data, extension, note = await self._pool.fit_bytes(picture, limit)
        while True:
            try:
                return await send(data, extension, note)
            except TooBig:
                limit = min(limit, len(data)) // 2
                if limit < LEAST_BYTES:
                    raise Undeliverable("this Bot API server takes no picture, however small") from None
                data, extension, note = await self._pool.fit_bytes(picture, limit)

    async def _extras(self, job: Job, where: Destination) -> None:
        """What goes with the picture if wanted: the lossless file, the time-lapse. Sent at most once."""
        await self._studio.note_destination(job.id, extras=True)
        try:
            if job.timelapse:
                name = f"{stem(job)}-timelapse.webp"
                timelapse = await self._studio.picture(job.timelapse)
                said = Said(self._speak(job.owner.locale).say("timelapse"))
                await self._messenger.file(where.place, timelapse, name, said, where.result)
            if self._lossless or await sends_files(self._studio.store, self._chats, where.place):
                await self.send_file(job, where.place, where.result)
        except (TelegramError, TooBig, Refusal, Undeliverable):
            await self._messenger.text(
                where.place, Said(self._speak(job.owner.locale).say("no-file")), where.result
            )

    async def _tell_end(self, job: Job) -> None:
        where = Destination.of(job)
        status = await self._studio.status_of(job.id)
        said = self._speak(job.owner.locale).ended(job, status.error or "")
        if where.status is not None:
            try:
                await self._messenger.edit_words(where.place, where.status, said, pictured=where.pictured)
            except MessageGone:
                pass
            else:
                return
        if job.state is not JobState.CANCELLED:
            await self._messenger.text(where.place, said, where.reply_to)

    def _noted(self, job: Job, said: Said, note: Fact | None) -> Said:
        if not note:
            return said
        words = self._speak(job.owner.locale).say("made-smaller", note=note)
        return Said(f"{said.text}\n{words}".strip(), said.keyboard)


def stem(job: Job) -> str:
    """The name of a job's files, without extension."""
    name = job.content_name.rpartition(".")[0] or job.content_name or "picture"
    return f"{name}-impasto"


def file_name(job: Job, extension: str) -> str:
    """What a delivered file is called."""
    return f"{stem(job)}.{extension}"


async def sends_files(store: Store, chats: Chats, place: Place) -> bool:
    """Whether this chat wants the lossless file with every picture."""
    note = await store.get_note(CHAT_KIND, str(chats.here(place.chat_id)))
    return bool(note and note.get("files"))
