"""The other commands: `/start`, `/help`, `/presets`, `/queue`, `/cancel`, `/settings`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from telegram import Message
from telegram.ext import ExtBot

from bot.core.jobs import Job, Owner, Status
from bot.core.limits import ServerSettings
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.telegram.command import PAIR, Command
from bot.telegram.delivery import CHAT_KIND, sends_files
from bot.telegram.messages import Phrasebook, Said
from bot.telegram.messenger import Messenger
from bot.telegram.places import Chats, Place, owner_of
from engine.processes.pool import PicturePool

SHEET_COLUMNS: Final = 3
SHEET_TILE: Final = 256
SHEET_NAME: Final = "presets.jpg"

SETTINGS: Final = {
    "strength": "default_strength",
    "size": "default_size",
    "quality": "default_quality",
    "colors": "default_colors",
    "max_size": "max_size",
    "max_quality": "max_quality",
    "jobs": "jobs_per_person",
    "cooldown": "cooldown",
}
"""The word after `/settings`, and the field of `ServerSettings` it sets."""
FILES: Final = "files"
DEFAULT: Final = ("default", "off", "-")
ON: Final = ("on", "yes", "1", "true")


class Commands:
    """Answers commands; `answers` is the table of them."""

    def __init__(
        self,
        bot: ExtBot[Any],
        studio: Studio,
        pool: PicturePool,
        texts: Texts,
        messenger: Messenger,
        chats: Chats,
        speak: Callable[[str], Phrasebook],
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._pool = pool
        self._texts = texts
        self._messenger = messenger
        self._chats = chats
        self._speak = speak
        self.answers: dict[str, Callable[[Message, Owner, Command], Any]] = {
            "start": self._start,
            "help": self._help,
            "presets": self._presets,
            "queue": self._queue,
            "cancel": self._cancel,
            "settings": self._settings,
        }

    async def answer(self, message: Message, command: Command) -> None:
        """Somebody gave one of the commands in `answers`."""
        owner = owner_of(message.from_user, message.sender_chat, Place.of(message), self._texts)
        try:
            await self.answers[command.name](message, owner, command)
        except Refusal as refusal:
            await self._say(message, Said(refusal.message(owner.locale)))

    async def _start(self, message: Message, owner: Owner, command: Command) -> None:
        key = "start" if Place.of(message).private else "start-group"
        await self._say(message, Said(self._speak(owner.locale).say(key)))

    async def _help(self, message: Message, owner: Owner, command: Command) -> None:
        await self._say(message, Said(self._speak(owner.locale).say("help")))

    async def _presets(self, message: Message, owner: Owner, command: Command) -> None:
        phrases = self._speak(owner.locale)
        presets = self._studio.presets.list(owner.server_key)
        if not presets:
            await self._say(message, Said(phrases.say("no-presets")))
            return
        pictures = [
            (preset.name, await self._studio.presets.image(preset.name, owner.server_key))
            for preset in presets
        ]
        sheet = await self._pool.contact_sheet(pictures, SHEET_COLUMNS, SHEET_TILE)
        names = ", ".join(preset.name for preset in presets)
        said = Said(phrases.say("presets", names=names, example=presets[0].name))
        await self._messenger.photo(Place.of(message), sheet, SHEET_NAME, said, message.message_id)

    async def _queue(self, message: Message, owner: Owner, command: Command) -> None:
        jobs = await self._studio.queue(owner.server_key)
        await self._say(message, self._speak(owner.locale).queue(jobs))

    async def _cancel(self, message: Message, owner: Owner, command: Command) -> None:
        """In reply to a request or its status: that job. Else one's only job; of several, asks which."""
        jobs = await self._studio.queue(owner.server_key)
        pointed = [(job, status) for job, status in jobs if _points_at(message.reply_to_message, job)]
        mine = [(job, status) for job, status in jobs if job.owner.key == owner.key]
        found = pointed or mine
        phrases = self._speak(owner.locale)
        if not found:
            await self._say(message, Said(phrases.say("cancel-none")))
        elif len(found) > 1:
            await self._say(message, phrases.which(found))
        else:
            await self._cancel_one(message, owner, found[0])

    async def _cancel_one(self, message: Message, owner: Owner, found: tuple[Job, Status]) -> None:
        job, _ = found
        moderator = job.owner.key != owner.key and await self._administers(message, owner)
        await self._studio.cancel(job.id, owner, moderator=moderator)
        await self._say(message, Said(self._speak(owner.locale).say("cancelling")))

    async def _settings(self, message: Message, owner: Owner, command: Command) -> None:
        phrases = self._speak(owner.locale)
        place = Place.of(message)
        if command.rest and not await self._administers(message, owner):
            await self._say(message, Said(phrases.say("settings-admins")))
            return
        changes = self._read(command.rest)
        files = changes.pop(FILES, None)
        if files is not None:
            chat_id = str(self._chats.here(place.chat_id))
            await self._studio.store.put_note(CHAT_KIND, chat_id, {FILES: str(files).lower() in ON})
        settings = await self._studio.change_settings(owner.server_key, **changes)
        sends = await sends_files(self._studio.store, self._chats, place)
        await self._say(message, Said(phrases.say("settings", values=_written(settings, sends))))

    def _read(self, text: str) -> dict[str, Any]:
        """Words to fields of `ServerSettings`. Raises `Refusal("bad_option")`."""
        changes: dict[str, Any] = {}
        for found in PAIR.finditer(text):
            name, value = found["name"].lower(), found["value"].strip('"')
            if name == FILES:
                changes[FILES] = value
            elif name in SETTINGS:
                changes[SETTINGS[name]] = None if value.lower() in DEFAULT else value
            else:
                known = ", ".join((*SETTINGS, FILES))
                raise Refusal("bad_option", name, detail=f"{name}: {known}")
        left = PAIR.sub(" ", text).split()
        if left:
            raise Refusal("bad_option", left[0], detail=f"{left[0]}: {', '.join((*SETTINGS, FILES))}")
        return changes

    async def _administers(self, message: Message, owner: Owner) -> bool:
        return await self._chats.administers(self._bot, Place.of(message), int(owner.user_id))

    async def _say(self, message: Message, said: Said) -> None:
        await self._messenger.text(Place.of(message), said, message.message_id)


def _points_at(replied: Message | None, job: Job) -> bool:
    if replied is None or job.destination.get("chat_id") != replied.chat.id:
        return False
    return replied.message_id in (job.destination.get("status"), job.destination.get("reply_to"))


def _written(settings: ServerSettings, files: bool) -> str:
    values = {word: getattr(settings, field) for word, field in SETTINGS.items()}
    lines = [f"{word} = {'default' if value is None else value}" for word, value in values.items()]
    return "\n".join([*lines, f"{FILES} = {'on' if files else 'off'}"])
