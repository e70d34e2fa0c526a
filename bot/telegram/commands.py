"""The commands beside `/stylize` and `/settings`: what is here, who waits, and stopping it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from telegram import Message

from bot.core.jobs import Job, Owner, Status
from bot.core.refusal import Refusal
from bot.core.stats import easels_in_use
from bot.telegram.choices import Choice, Choices
from bot.telegram.command import Command
from bot.telegram.desk import Desk
from bot.telegram.messages import Said
from bot.telegram.places import Place

SHEET_COLUMNS: Final = 3
SHEET_TILE: Final = 256
SHEET_NAME: Final = "presets.jpg"

Answer = Callable[[Message, Owner, Command], Awaitable[None]]


class Commands:
    """Answers commands; `answers` is the table of them, with those of other rooms."""

    def __init__(self, desk: Desk, choices: Choices, answers: Mapping[str, Answer]) -> None:
        self._desk = desk
        self._choices = choices
        self.answers: dict[str, Answer] = {
            "help": self._help,
            "presets": self._presets,
            "queue": self._queue,
            "cancel": self._cancel,
            "stats": self._stats,
            **answers,
        }

    async def answer(self, message: Message, command: Command) -> None:
        """Somebody gave one of the commands in `answers`."""
        owner = self._desk.sender(message)
        try:
            await self.answers[command.name](message, owner, command)
        except Refusal as refusal:
            await self._desk.answer(message, Said(refusal.message(owner.locale)))

    async def _help(self, message: Message, owner: Owner, command: Command) -> None:
        await self._desk.say(message, "help")

    async def _presets(self, message: Message, owner: Owner, command: Command) -> None:
        phrases = self._desk.speak(owner.locale)
        presets = self._desk.studio.presets.list(owner.server_key)
        if not presets:
            await self._desk.say(message, "no-presets")
            return
        pictures = [
            (
                preset.title_in(owner.locale),
                await self._desk.studio.presets.image(preset.name, owner.server_key),
            )
            for preset in presets
        ]
        sheet = await self._desk.studio.pool.contact_sheet(pictures, SHEET_COLUMNS, SHEET_TILE)
        said = phrases.gallery(presets)
        await self._desk.messenger.photo(Place.of(message), sheet, SHEET_NAME, said, message.message_id)

    async def _queue(self, message: Message, owner: Owner, command: Command) -> None:
        jobs = await self._desk.studio.queue(owner.server_key)
        machines = easels_in_use(self._desk.studio.executor.devices)
        await self._desk.answer(message, self._desk.speak(owner.locale).queue(jobs, machines))

    async def _cancel(self, message: Message, owner: Owner, command: Command) -> None:
        """In reply to a request or its status: that job. Else one's only job or noted photo; of several, asks which."""
        jobs = await self._desk.studio.queue(owner.server_key)
        pointed = [found for found in jobs if _points_at(message.reply_to_message, found[0])]
        mine = [found for found in jobs if found[0].owner.key == owner.key]
        choice = None if pointed else await self._choices.get(Place.of(message), owner.user_id)
        found = pointed or mine
        if not found and choice is None:
            await self._desk.say(message, "cancel-none")
        elif len(found) + (choice is not None) > 1:
            await self._desk.answer(message, self._desk.speak(owner.locale).which(found, choice))
        elif choice is not None:
            await self._drop(message, choice)
        else:
            await self._cancel_one(message, owner, found[0])

    async def _cancel_one(self, message: Message, owner: Owner, found: tuple[Job, Status]) -> None:
        job, _ = found
        another = job.owner.key != owner.key
        moderator = another and await self._desk.administers(owner, Place.of(message))
        await self._desk.studio.cancel(job.id, owner, moderator=moderator)
        await self._desk.say(message, "cancelling")

    async def _drop(self, message: Message, choice: Choice) -> None:
        await self._choices.drop(choice)
        if choice.question is not None and choice.content is not None:
            await self._desk.messenger.delete(choice.place, choice.question)
        await self._desk.say(message, "choice-dropped")

    async def _stats(self, message: Message, owner: Owner, command: Command) -> None:
        """For administrators: what this chat had painted in a day."""
        if not await self._desk.administers(owner, Place.of(message)):
            await self._desk.say(message, "stats-admins")
            return
        stats = await self._desk.studio.stats(owner.server_key)
        await self._desk.answer(message, self._desk.speak(owner.locale).stats(stats))


def _points_at(replied: Message | None, job: Job) -> bool:
    if replied is None or job.destination.get("chat_id") != replied.chat.id:
        return False
    return replied.message_id in (job.destination.get("status"), job.destination.get("reply_to"))
