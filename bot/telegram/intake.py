"""From messages to jobs: which picture is the photo, which the painting, and what is still missing.

The first, or replied-to, picture is the content; what follows are styles. A photo alone becomes a half-made choice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from telegram import Message
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.config import TELEGRAM_API, Settings
from bot.core.jobs import Owner
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.core.surface import Undeliverable
from bot.core.texts import Texts
from bot.telegram.albums import Albums
from bot.telegram.choices import Choice, Choices
from bot.telegram.command import Asked, Command, WrongWord, parse
from bot.telegram.limits import DOWNLOAD_BYTES
from bot.telegram.messages import Phrasebook, Said
from bot.telegram.messenger import MessageGone, Messenger
from bot.telegram.pictures import Picture, TooBigToFetch, fetch
from bot.telegram.places import Chats, Destination, Place, owner_of
from engine.errors import OptionError
from engine.messages import StyleRequest
from engine.options import StyleOptions

log = structlog.get_logger()

STYLIZE: Final = "stylize"
ALBUM: Final = "telegram.album"
ALBUM_SECONDS: Final = 3600.0
"""How long an album's pieces are remembered, for a straggler or a caption corrected later."""


@dataclass(frozen=True)
class Wanted:
    """A whole request, not yet fetched. `source` names what it came from; `status` a message to reuse."""

    owner: Owner
    place: Place
    source: str
    reply_to: int
    content: Picture
    styles: tuple[Picture, ...]
    asked: Asked
    status: int | None = None


class Intake:
    """Reads messages and submits what is whole."""

    def __init__(
        self,
        bot: ExtBot[Any],
        studio: Studio,
        texts: Texts,
        settings: Settings,
        messenger: Messenger,
        chats: Chats,
        choices: Choices,
        speak: Callable[[str], Phrasebook],
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._texts = texts
        self._messenger = messenger
        self._chats = chats
        self._choices = choices
        self._speak = speak
        self._albums = Albums(settings.telegram.album_seconds)
        self._choice_seconds = settings.telegram.choice_seconds
        self._fetch_limit = settings.limits.upload_bytes
        if settings.telegram.api_base == TELEGRAM_API:
            self._fetch_limit = min(self._fetch_limit, DOWNLOAD_BYTES)

    async def message(self, message: Message) -> None:
        """A message that may hold pictures, `/stylize`, or both."""
        if message.media_group_id:
            await self._albums.collect(message, self._album)
        else:
            await self._take(message, [message], Picture.of(message.reply_to_message))

    async def preset(self, choice: Choice, owner: Owner, preset: str) -> None:
        """A preset's button was pressed under the question for a painting."""
        async with self._choices.lock(choice.place, choice.user_id):
            await self._complete(choice, owner, (), Asked(preset=preset), f"choice:{choice.token}")

    async def expired(self, choice: Choice) -> None:
        """Says that a half-made choice has come to its end."""
        if choice.question is not None:
            said = Said(self._speak(choice.locale).say("expired"))
            try:
                await self._messenger.edit_words(choice.place, choice.question, said, pictured=False)
            except (MessageGone, Undeliverable):
                return

    async def _album(self, pieces: list[Message]) -> None:
        """An album as far as it has come; joined with what came of it before."""
        key = f"{pieces[0].chat.id}:{pieces[0].media_group_id}"
        pictures = {picture.message_id: picture for picture in map(Picture.of, pieces) if picture}
        for note in await self._studio.store.get_note(ALBUM, key) or ():
            pictures.setdefault(note["message_id"], Picture.from_json(note))
        ordered = [pictures[number] for number in sorted(pictures)]
        await self._studio.store.put_note(ALBUM, key, [each.to_json() for each in ordered], ALBUM_SECONDS)
        spoken = next((piece for piece in pieces if self._command(piece)), pieces[0])
        await self._take(
            spoken, pieces, Picture.of(pieces[0].reply_to_message), ordered, source=f"album:{key}"
        )

    async def _take(
        self,
        message: Message,
        pieces: Sequence[Message],
        replied: Picture | None,
        pictures: Sequence[Picture] | None = None,
        source: str | None = None,
    ) -> None:
        own = list(pictures if pictures is not None else filter(None, map(Picture.of, pieces)))
        command = self._command(message)
        place = Place.of(message)
        owner = owner_of(message.from_user, message.sender_chat, place, self._texts)
        source = source or f"message:{message.chat.id}:{message.message_id}"
        async with self._choices.lock(place, owner.user_id):
            choice = await self._choices.get(place, owner.user_id)
            if not command and not (own and _answers(message, choice)) and not place.private:
                return
            if message.edit_date and await self._edit_is_no_request(message, owner, bool(command or own)):
                return
            try:
                asked = parse(command.rest if command else "", self._presets(owner))
                StyleOptions.parse(**asked.options)
            except WrongWord as error:
                await self._answer(message, self._speak(owner.locale).wrong_word(error))
                return
            except OptionError as error:
                await self._answer(message, self._speak(owner.locale).wrong_value(error.message))
                return
            found = [*([replied] if replied and (command or own) else []), *own]
            if choice and choice.content in found and len(found) == 1 and not asked.preset:
                await self._choices.put(choice.with_changes(asked=asked))
            elif choice and choice.content not in found and found == own:
                await self._continue(choice, owner, message, tuple(own), asked, source)
            elif not found:
                key = "send-photo" if place.private else "reply-to-photo"
                await self._answer(message, Said(self._speak(owner.locale).say(key)))
            elif len(found) == 1 and not asked.preset:
                await self._ask_style(message, owner, place, found[0], asked)
            else:
                if choice:
                    await self._choices.drop(choice)
                status = choice.question if choice else None
                reply_to = pieces[0].message_id
                await self._submit(
                    Wanted(owner, place, source, reply_to, found[0], tuple(found[1:]), asked, status)
                )

    async def _continue(
        self,
        choice: Choice,
        owner: Owner,
        message: Message,
        own: tuple[Picture, ...],
        asked: Asked,
        source: str,
    ) -> None:
        """There was a photo already: now comes the painting, a preset's name, or more options."""
        if own or asked.preset:
            await self._complete(choice, owner, own, asked, source)
        else:
            await self._remember(choice.with_changes(asked=asked.over(choice.asked)), message)

    async def _edit_is_no_request(self, message: Message, owner: Owner, meant: bool) -> bool:
        """An edit counts only where it mends something: not when the message has become a job, nor small talk."""
        jobs = await self._studio.jobs_of(owner.key)
        here = [where for where in map(Destination.of, jobs) if where.chat_id == message.chat.id]
        return not meant or any(where.reply_to == message.message_id for where in here)

    async def _ask_style(
        self, message: Message, owner: Owner, place: Place, content: Picture, asked: Asked
    ) -> None:
        expires = time.time() + self._choice_seconds
        choice = Choice(place, owner.user_id, content, expires, owner.locale, asked)
        await self._choices.put(choice)
        said = self._speak(owner.locale).question(choice, self._studio.presets.list(owner.server_key))
        sent = await self._messenger.text(place, said, message.message_id)
        await self._choices.put(choice.with_changes(question=sent.message_id))

    async def _remember(self, choice: Choice, message: Message) -> None:
        await self._choices.put(choice.with_changes(expires=time.time() + self._choice_seconds))
        await self._answer(message, Said(self._speak(choice.locale).say("options-noted")))

    async def _complete(
        self, choice: Choice, owner: Owner, styles: tuple[Picture, ...], asked: Asked, source: str
    ) -> None:
        """The painting is there. Two photos sent at once may come in the wrong order: the first sent is the content."""
        pictures = [choice.content, *styles]
        if choice.place.private:
            pictures.sort(key=lambda picture: picture.message_id)
        await self._choices.drop(choice)
        await self._submit(
            Wanted(
                owner,
                choice.place,
                source,
                choice.content.message_id,
                pictures[0],
                tuple(pictures[1:]),
                asked.over(choice.asked),
                choice.question,
            )
        )

    async def _submit(self, wanted: Wanted) -> None:
        """Fetches the pictures and hands the request in, unless that was done before.

        While the bot is shutting down this waits for its end: the next start takes the update up again.
        """
        if await self._known(wanted.owner, wanted.source):
            return
        phrases = self._speak(wanted.owner.locale)
        try:
            request = StyleRequest(
                await fetch(self._bot, wanted.content, self._fetch_limit),
                tuple([await fetch(self._bot, style, self._fetch_limit) for style in wanted.styles]),
                StyleOptions.parse(**wanted.asked.options),
            )
            await self._studio.submit(
                wanted.owner,
                Destination.at(wanted.place, wanted.source, wanted.reply_to, wanted.status).to_json(),
                request,
                preset=wanted.asked.preset if not wanted.styles else None,
                content_name=wanted.content.name,
                moderator=await self._moderates(wanted),
            )
        except Refusal as refusal:
            if refusal.code == "shutting_down":
                await asyncio.Event().wait()
            await self._refuse(wanted, refusal.message(wanted.owner.locale))
        except TooBigToFetch as error:
            await self._refuse(wanted, phrases.say("too-big", limit=round(error.limit / 1e6)))
        except TelegramError as error:
            log.warning("picture not fetched", chat=wanted.place.chat_id, error=repr(error))
            await self._refuse(wanted, phrases.say("not-fetched"))

    async def _moderates(self, wanted: Wanted) -> bool:
        """Administrators are free of the limits they set for others; asked only where there are any."""
        if wanted.place.private or not await self._studio.store.get_note("server", wanted.owner.server_key):
            return False
        return await self._chats.administers(self._bot, wanted.place, int(wanted.owner.user_id))

    async def _known(self, owner: Owner, source: str) -> bool:
        jobs = await self._studio.jobs_of(owner.key)
        return any(job.destination.get("source") == source for job in jobs)

    async def _refuse(self, wanted: Wanted, sentence: str) -> None:
        if wanted.status is not None:
            try:
                await self._messenger.edit_words(wanted.place, wanted.status, Said(sentence), pictured=False)
            except MessageGone:
                pass
            else:
                return
        await self._messenger.text(wanted.place, Said(sentence), wanted.reply_to)

    async def _answer(self, message: Message, said: Said) -> None:
        await self._messenger.text(Place.of(message), said, message.message_id)

    def _command(self, message: Message) -> Command | None:
        command = Command.of(message.text or message.caption, self._bot.username)
        return command if command and command.name == STYLIZE else None

    def _presets(self, owner: Owner) -> Iterable[str]:
        return [preset.name for preset in self._studio.presets.list(owner.server_key)]


def _answers(message: Message, choice: Choice | None) -> bool:
    """In a group, a picture without a command counts only as the answer to our question."""
    replied = message.reply_to_message
    return bool(choice and replied and replied.message_id == choice.question)
