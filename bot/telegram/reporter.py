"""One status message a job: sent once, then edited; in private chats it becomes the growing picture."""

from __future__ import annotations

import contextlib
import time
from typing import Final

import structlog
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from bot.core.jobs import Job, JobState, Status
from bot.core.refusal import Refusal
from bot.core.surface import Undeliverable
from bot.telegram.desk import Desk
from bot.telegram.flood import Budget, NoRoom, Urgency
from bot.telegram.messages import Said
from bot.telegram.messenger import MessageGone, NotAllowed, TooBig
from bot.telegram.places import Destination

log = structlog.get_logger()

ACTION_SECONDS: Final = 5.0
"""A chat action is shown for five seconds: https://core.telegram.org/bots/api#sendchataction"""
PREVIEW_NAME: Final = "preview.jpg"


class Reporter:
    """Shows progress within the chat's budget."""

    def __init__(self, desk: Desk, budget: Budget) -> None:
        self._studio = desk.studio
        self._messenger = desk.messenger
        self._chats = desk.chats
        self._budget = budget
        self._speak = desk.speak
        self._watched: dict[str, int] = {}
        self._shown: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._acted: dict[int, float] = {}

    def pace(self, job: Job) -> float:
        """The chat's share for progress, divided among the jobs that are shown there."""
        where = Destination.of(job)
        chat_id = self._chats.here(where.chat_id)
        jobs = max(1, sum(chat == chat_id for chat in self._watched.values()))
        chats = len(set(self._watched.values()))
        return jobs * self._budget.progress_seconds(group=not where.private, chats=chats)

    async def show(self, job: Job, status: Status) -> None:
        """Sends the status message, or edits it. A chat that is closed to the bot ends the job: nobody waits for it."""
        where = Destination.of(job)
        self._watched[job.id] = self._chats.here(where.chat_id)
        try:
            await self._show(job, where, status)
        except Undeliverable as error:
            log.info("chat closed, job ended", job=job.id, reason=str(error))
            with contextlib.suppress(Refusal):
                await self._studio.cancel(job.id, job.owner)

    async def _show(self, job: Job, where: Destination, status: Status) -> None:
        said = self._speak(job.owner.locale).status(job, status)
        if where.status is None:
            message = await self._messenger.text(where.place, said, where.reply_to)
            await self._studio.records.note_arrival(job.id, status=message.message_id)
        elif job.id not in self._gone:
            try:
                await self._edit(job, where, status, said)
            except MessageGone:
                self._gone.add(job.id)
            except (NoRoom, RetryAfter):
                return
        if status.state is JobState.RUNNING:
            await self._act(where)

    def forget(self, job: Job) -> None:
        """The job is over."""
        self._watched.pop(job.id, None)
        self._shown.pop(job.id, None)
        self._gone.discard(job.id)

    async def _edit(self, job: Job, where: Destination, status: Status, said: Said) -> None:
        assert where.status is not None
        if where.private and status.preview is not None and status.preview is not self._shown.get(job.id):
            try:
                await self._messenger.edit_picture(
                    where.place, where.status, status.preview, PREVIEW_NAME, said, Urgency.PROGRESS
                )
            except (NotAllowed, TooBig):
                self._shown[job.id] = status.preview
            else:
                self._shown[job.id] = status.preview
                if not where.pictured:
                    await self._studio.records.note_arrival(job.id, pictured=True)
                return
        await self._messenger.edit_words(
            where.place, where.status, said, pictured=where.pictured, urgency=Urgency.PROGRESS
        )

    async def _act(self, where: Destination) -> None:
        now = time.monotonic()
        chat_id = self._chats.here(where.chat_id)
        if now - self._acted.get(chat_id, -ACTION_SECONDS) < ACTION_SECONDS:
            return
        try:
            await self._messenger.action(where.place, ChatAction.UPLOAD_PHOTO)
        except TelegramError:
            return
        self._acted[chat_id] = now
