"""`/settings`: what administrators choose for their chat. All of it is changed, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from telegram import Message

from bot.core.jobs import Owner
from bot.core.limits import ServerSettings
from bot.telegram.command import DASHES, PAIR, SEPARATOR, Command
from bot.telegram.delivery import CHAT_KIND, sends_files
from bot.telegram.desk import Desk
from bot.telegram.messages import Said, written_options
from bot.telegram.places import Place, owner_of

FIELDS: Final = {
    "strength": "default_strength",
    "size": "default_size",
    "quality": "default_quality",
    "colors": "default_colors",
    "max_size": "max_size",
    "max_quality": "max_quality",
    "jobs": "jobs_per_person",
    "jobs_here": "jobs_per_server",
    "cooldown": "cooldown",
    "spoiler": "always_spoiler",
    "topics": "allowed_channels",
    "log": "log_channel",
    "blocked": "blocked",
}
"""The word after `/settings`, and the field of `ServerSettings` it sets; each has its `telegram-setting-…`."""
FILES: Final = "files"
BLOCK: Final = "block"
UNBLOCK: Final = "unblock"
DEFAULT: Final = ("default", "off", "-", "none", "all")
ON: Final = ("on", "yes", "1", "true")
HERE: Final = "here"
SWITCHES: Final = ("spoiler", FILES)


@dataclass(frozen=True)
class Wanted:
    """Changes to the settings, read and not yet made."""

    fields: Mapping[str, Any]
    files: bool | None = None


class SettingsCommand:
    """Answers `/settings`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, message: Message, owner: Owner, command: Command) -> None:
        """Shows the settings; for an administrator, changes them first. Raises `Refusal`."""
        place = Place.of(message)
        if command.rest:
            if not await self._desk.administers(owner, place):
                await self._desk.say(message, "settings-admins")
                return
            present = await self._desk.studio.servers.settings(owner.server_key)
            wanted = await self._read(message, owner, present, command.rest)
            if wanted is None:
                return
            await self._change(owner, place, wanted)
        await self._show(message, owner, place)

    async def _change(self, owner: Owner, place: Place, wanted: Wanted) -> None:
        if wanted.fields:
            await self._desk.studio.servers.change(owner.server_key, **wanted.fields)
        if wanted.files is not None:
            chat_id = str(self._desk.chats.here(place.chat_id))
            await self._desk.studio.store.put_note(
                CHAT_KIND, chat_id, {FILES: wanted.files}, belongs_to=owner.server_key
            )

    async def _read(
        self, message: Message, owner: Owner, present: ServerSettings, text: str
    ) -> Wanted | None:
        """What is to be changed; None when it was answered why not."""
        text = SEPARATOR.sub(" ", DASHES.sub("", text))
        pairs = {found["name"].lower(): found["value"].strip('"“”') for found in PAIR.finditer(text)}
        left = PAIR.sub(" ", text).lower().split()
        fields: dict[str, Any] = {}
        files: bool | None = None
        if left and left[0] in (BLOCK, UNBLOCK):
            blocked = await self._blocking(message, present, left[0])
            if blocked is None:
                return None
            fields["blocked"], left = blocked, left[1:]
        unknown = [*left, *(name for name in pairs if name not in (*FIELDS, FILES))]
        if unknown:
            await self._unknown(message, owner, unknown[0])
            return None
        for name, value in pairs.items():
            if name == FILES:
                files = value.lower() in ON
            elif name == "log":
                channel = await self._log_channel(message, owner, value)
                if channel == "":
                    return None
                fields[FIELDS[name]] = channel
            else:
                fields[FIELDS[name]] = _value(name, value, Place.of(message), present)
        return Wanted(fields, files)

    async def _blocking(self, message: Message, present: ServerSettings, verb: str) -> tuple[str, ...] | None:
        """The list of blocked people with the author of the answered message put on it, or taken off."""
        answered = message.reply_to_message
        if answered is None or answered.from_user is None or answered.from_user.id == self._desk.bot.id:
            await self._desk.say(message, "settings-block-whom", verb=verb)
            return None
        whom = owner_of(answered.from_user, answered.sender_chat, Place.of(message), self._desk.texts).user_id
        rest = tuple(each for each in present.blocked if each != whom)
        return (*rest, whom) if verb == BLOCK else rest

    async def _log_channel(self, message: Message, owner: Owner, value: str) -> str | None:
        """The chat that hears who had what painted; empty when it was answered why not.

        Only somebody who administers that chat too may have things sent there.
        """
        if value.lower() in DEFAULT:
            return None
        chat_id = message.chat.id if value.lower() == HERE else _number(value)
        speaker = message.from_user.id if message.from_user else 0
        if chat_id == message.chat.id or (
            chat_id and await self._desk.chats.leads(self._desk.bot, chat_id, speaker)
        ):
            return str(chat_id)
        await self._desk.say(message, "settings-log-whose")
        return ""

    async def _unknown(self, message: Message, owner: Owner, word: str) -> None:
        phrases = self._desk.speak(owner.locale)
        known = ", ".join((*FIELDS, FILES))
        await self._desk.answer(
            message, Said(phrases.say("settings-unknown", word=word[:40], known=known), None, (known,))
        )

    async def _show(self, message: Message, owner: Owner, place: Place) -> None:
        phrases = self._desk.speak(owner.locale)
        settings = await self._desk.studio.servers.settings(owner.server_key)
        files = await sends_files(self._desk.studio.store, self._desk.chats, place)
        values = {name: getattr(settings, field) for name, field in FIELDS.items()} | {FILES: files}
        marked = {name: f"{name}={_written(value)}" for name, value in values.items()}
        lines = [f"{phrases.setting(name)}: {written}" for name, written in marked.items()]
        text = phrases.say("settings", values="\n".join(lines))
        await self._desk.answer(message, Said(text, None, tuple(marked.values())))


def _value(name: str, value: str, place: Place, present: ServerSettings) -> Any:
    """What a field of `ServerSettings` takes; None, or the field's default, for the installation's."""
    word = value.lower()
    default = ServerSettings.model_fields[FIELDS[name]].default
    if name in SWITCHES:
        return word in ON
    if word in DEFAULT:
        return default
    if name == "topics":
        return (str(place.thread_id or 0),) if word == HERE else tuple(value.split(","))
    if name == "blocked":
        return tuple(value.split(","))
    return value


def _number(value: str) -> int | None:
    return int(value) if value.removeprefix("-").isdecimal() else None


def _written(value: Any) -> str:
    if value is None or value == ():
        return DEFAULT[0]
    if isinstance(value, bool):
        return ON[0] if value else "off"
    return written_options({"": value}).removeprefix("=")
