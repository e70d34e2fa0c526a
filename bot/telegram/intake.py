"""From messages to requests: which picture is the photo, which the painting, and what is still missing.

The first, or replied-to, picture is the content; what follows are styles. A photo alone, or a style alone, becomes a
half-made choice. An album, or a picture in reply to a picture, is a whole request whatever was begun before.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from telegram import Message
from telegram.constants import ReactionEmoji

from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.core.surface import Undeliverable
from bot.telegram.albums import Albums
from bot.telegram.choices import Choice, Choices
from bot.telegram.command import Asked, Command, WrongWord, parse
from bot.telegram.desk import Desk
from bot.telegram.messages import Said
from bot.telegram.messenger import MessageGone
from bot.telegram.orders import Orders, UnfetchedRequest
from bot.telegram.pictures import Picture
from bot.telegram.places import Destination, Place
from engine.errors import OptionError
from engine.options import StyleOptions

STYLIZE: Final = "stylize"
ALBUM: Final = "telegram.album"
ALBUM_SECONDS: Final = 3600.0
"""How long an album's pieces are remembered, for a straggler or a caption corrected later."""


@dataclass(frozen=True)
class Heard:
    """What somebody said: a message or a whole album. `own` pictures came in it, `replied` in what it answers.

    `source` names it, so that the same said twice is known; `first` is the message an answer answers.
    """

    message: Message
    owner: Owner
    place: Place
    command: Command | None
    own: tuple[Picture, ...]
    replied: Picture | None
    source: str
    first: int

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All of them, the photo first."""
        return (self.replied, *self.own) if self.replied and (self.command or self.own) else self.own

    @property
    def says_something(self) -> bool:
        """A person sent it: no service message, such as a pin or a new background."""
        return bool(self.message.text or self.message.effective_attachment)


class Intake:
    """Reads messages, asks for what is missing, and hands on what is whole."""

    def __init__(self, desk: Desk, choices: Choices, orders: Orders) -> None:
        self._desk = desk
        self._choices = choices
        self._orders = orders
        self._albums = Albums(desk.settings.telegram.album_seconds)
        self._choice_seconds = desk.settings.telegram.choice_seconds

    async def message(self, message: Message) -> None:
        """A message that may hold pictures, `/stylize`, or both."""
        if message.media_group_id:
            await self._albums.collect(message, self._album)
        else:
            own = tuple(filter(None, [Picture.of(message)]))
            source = f"message:{message.chat.id}:{message.message_id}"
            await self._take(self._heard(message, own, source, message))

    async def preset(self, token: str, owner: Owner, preset: str) -> bool:
        """A preset's button was pressed under a question. False when the choice is over."""
        choice = await self._choices.by_token(token)
        if choice is None or choice.content is None:
            return False
        async with self._choices.lock(choice.place, choice.user_id):
            if await self._choices.by_token(token) is None:
                return await self._orders.known(owner, _pressed(choice)) is not None
            await self._complete(choice, owner, (), Asked(preset=preset), _pressed(choice))
        return True

    async def begin(
        self, place: Place, owner: Owner, asked: Asked, *, question: int | None = None, source: str = ""
    ) -> Choice:
        """A style, before any photo: what comes next is the photo. `question` is the message that asks for it."""
        choice = self._new(place, owner, None, asked, source).with_changes(question=question)
        await self._choices.put(choice)
        return choice

    async def noted(self, place: Place, owner: Owner, content: Picture, asked: Asked, source: str) -> Choice:
        """A photo, before any painting, whose question somebody else asks."""
        choice = self._new(place, owner, content, asked, source)
        await self._choices.put(choice)
        return choice

    async def expired(self, choice: Choice) -> None:
        """Says that a half-made choice has come to its end."""
        if choice.question is not None and choice.content is not None:
            said = Said(self._desk.speak(choice.locale).say("expired"))
            try:
                await self._desk.messenger.edit_words(choice.place, choice.question, said, pictured=False)
            except (MessageGone, Undeliverable):
                return

    # -- what was said ------------------------------------------------------------------------------------------

    async def _album(self, pieces: list[Message]) -> None:
        """An album as far as it has come; joined with what came of it before."""
        key = f"{pieces[0].chat.id}:{pieces[0].media_group_id}"
        store = self._desk.studio.store
        pictures = {picture.message_id: picture for picture in map(Picture.of, pieces) if picture}
        for note in await store.get_note(ALBUM, key) or ():
            pictures.setdefault(note["message_id"], Picture.from_json(note))
        ordered = tuple(pictures[number] for number in sorted(pictures))
        await store.put_note(ALBUM, key, [each.to_json() for each in ordered], ALBUM_SECONDS)
        spoken = next((piece for piece in pieces if self._command(piece)), pieces[0])
        await self._take(self._heard(spoken, ordered, f"album:{key}", pieces[0]))

    def _heard(self, message: Message, own: tuple[Picture, ...], source: str, first: Message) -> Heard:
        return Heard(
            message,
            self._desk.sender(message),
            Place.of(message),
            self._command(message),
            own,
            Picture.answered(first),
            source,
            first.message_id,
        )

    def _command(self, message: Message) -> Command | None:
        command = Command.of(message.text or message.caption, self._desk.bot.username)
        return command if command and command.name == STYLIZE else None

    async def _take(self, heard: Heard) -> None:
        async with self._choices.lock(heard.place, heard.owner.user_id):
            choice = await self._choices.get(heard.place, heard.owner.user_id)
            if not await self._concerns_us(heard, choice):
                return
            phrases = self._desk.speak(heard.owner.locale)
            try:
                asked = parse(heard.command.rest if heard.command else "", self._ways_to_write(heard.owner))
                StyleOptions.parse(**asked.options)
                await self._understood(heard, choice, asked)
            except WrongWord as error:
                await self._desk.answer(heard.message, phrases.wrong_word(error))
            except OptionError as error:
                await self._desk.answer(heard.message, phrases.wrong_value(error))
            except Refusal as refusal:
                await self._desk.answer(heard.message, Said(refusal.message(heard.owner.locale)))

    async def _concerns_us(self, heard: Heard, choice: Choice | None) -> bool:
        """In a group: the command, or a picture in answer to our question. An edit only where it mends something."""
        if not heard.says_something:
            return False
        meant = bool(heard.command or heard.own)
        if heard.message.edit_date:
            number = heard.message.message_id
            if not meant or await self._orders.asked_in(heard.owner, heard.place, number):
                return False
        if heard.command or heard.place.private:
            return True
        return bool(heard.own) and _answers(heard.message, choice)

    async def _understood(self, heard: Heard, choice: Choice | None, asked: Asked) -> None:
        pictures = heard.pictures
        refined = await self._refined(heard) if asked and not heard.own else None
        if refined:
            await self._refine(heard, refined, asked)
        elif len(pictures) > 1:
            await self._whole(heard, choice, pictures, asked)
        elif choice is None:
            await self._first(heard, pictures, asked)
        elif choice.content is None:
            await self._photo_for_style(heard, choice, pictures, asked)
        elif pictures and pictures[0] == choice.content:
            await self._same_photo(heard, choice, asked)
        elif pictures and not heard.own:
            await self._first(heard, pictures, asked)
            await self._take_away(choice)
        else:
            await self._style_for_photo(heard, choice, asked)

    async def _whole(
        self, heard: Heard, choice: Choice | None, pictures: Sequence[Picture], asked: Asked
    ) -> None:
        """Photo and paintings at once. What was half made before is settled with it."""
        if choice:
            await self._choices.drop(choice)
            if choice.content is None:
                asked = asked.over(choice.asked)
        status = choice.question if choice and choice.content else None
        await self._whole_request(heard, pictures[0], tuple(pictures[1:]), asked, status)

    async def _first(self, heard: Heard, pictures: Sequence[Picture], asked: Asked) -> None:
        """Nothing was begun here, or something else is begun now."""
        if pictures and asked.preset:
            await self._whole_request(heard, pictures[0], (), asked, None)
        elif pictures:
            await self._ask_style(heard, pictures[0], asked)
        elif asked:
            await self._ask_photo(heard, asked)
        else:
            await self._desk.say(heard.message, "send-photo" if heard.place.private else "reply-to-photo")

    async def _photo_for_style(
        self, heard: Heard, choice: Choice, pictures: Sequence[Picture], asked: Asked
    ) -> None:
        """The style is known: now comes the photo, or another style."""
        asked = asked.over(choice.asked)
        if pictures and asked.preset:
            await self._choices.drop(choice)
            await self._whole_request(
                heard, pictures[0], (), asked, choice.question if choice.source else None
            )
        elif pictures:
            await self._ask_style(heard, pictures[0], asked)
        elif asked != choice.asked:
            await self._ask_photo(heard, asked)
        else:
            await self._desk.say(heard.message, "still-no-photo")

    async def _same_photo(self, heard: Heard, choice: Choice, asked: Asked) -> None:
        """The photo that we have already: options for it, its question once more, or the same message again."""
        if asked.preset:
            await self._complete(choice, heard.owner, (), asked, heard.source)
        elif heard.source != choice.source or choice.question is None:
            assert choice.content is not None
            await self._ask_style(heard, choice.content, asked.over(choice.asked))
            await self._take_away(choice)
        elif asked.over(choice.asked) != choice.asked:
            await self._note(heard, choice, asked)

    async def _style_for_photo(self, heard: Heard, choice: Choice, asked: Asked) -> None:
        """There was a photo already: now comes the painting, a preset's name, or more options."""
        if heard.own or asked.preset:
            await self._complete(choice, heard.owner, heard.own, asked, heard.source)
        elif asked:
            await self._note(heard, choice, asked)
        elif heard.command:
            assert choice.content is not None
            await self._ask_style(heard, choice.content, choice.asked)
            await self._take_away(choice)
        else:
            await self._desk.say(heard.message, "still-no-style")

    # -- asking ---------------------------------------------------------------------------------------------

    async def _ask_style(self, heard: Heard, content: Picture, asked: Asked) -> None:
        """The choice is written down first: cut by a kill, the same update comes again and asks."""
        choice = self._new(heard.place, heard.owner, content, asked, heard.source)
        await self._choices.put(choice)
        presets = self._desk.studio.presets.list(heard.owner.server_key)
        said = self._desk.speak(heard.owner.locale).question(choice, presets)
        sent = await self._desk.answer(heard.message, said)
        await self._choices.put(choice.with_changes(question=sent.message_id))

    async def _ask_photo(self, heard: Heard, asked: Asked) -> None:
        if asked.preset:
            self._desk.studio.presets.get(asked.preset, heard.owner.server_key)
        choice = await self.begin(heard.place, heard.owner, asked, source=heard.source)
        sent = await self._desk.answer(
            heard.message, self._desk.speak(heard.owner.locale).photo_wanted(choice)
        )
        await self._choices.put(choice.with_changes(question=sent.message_id))

    async def _note(self, heard: Heard, choice: Choice, asked: Asked) -> None:
        """More options for the same photo: the question shows them; a reaction says 'seen', else a sentence."""
        noted = choice.with_changes(
            asked=asked.over(choice.asked), expires=time.time() + self._choice_seconds
        )
        await self._choices.put(noted)
        messenger, phrases = self._desk.messenger, self._desk.speak(heard.owner.locale)
        if not await messenger.react(heard.place, heard.message.message_id, ReactionEmoji.OK_HAND_SIGN):
            await self._desk.say(heard.message, "options-noted")
        if noted.question is not None:
            presets = self._desk.studio.presets.list(heard.owner.server_key)
            try:
                said = phrases.question(noted, presets)
                await messenger.edit_words(noted.place, noted.question, said, pictured=False)
            except MessageGone:
                return

    async def _take_away(self, choice: Choice) -> None:
        """An older question, whose buttons no longer mean anything."""
        if choice.question is not None:
            await self._desk.messenger.delete(choice.place, choice.question)

    def _new(self, place: Place, owner: Owner, content: Picture | None, asked: Asked, source: str) -> Choice:
        expires = time.time() + self._choice_seconds
        return Choice(place, owner.user_id, content, expires, owner.locale, asked, source=source)

    # -- handing on -----------------------------------------------------------------------------------------

    async def _complete(
        self, choice: Choice, owner: Owner, styles: tuple[Picture, ...], asked: Asked, source: str
    ) -> None:
        """The painting is there. Two photos sent at once may come in the wrong order: the first sent is the content."""
        assert choice.content is not None
        pictures = [choice.content, *styles]
        if choice.place.private:
            pictures.sort(key=lambda picture: picture.message_id)
        await self._choices.drop(choice)
        await self._orders.submit(
            UnfetchedRequest(
                owner,
                choice.place,
                source,
                choice.content.message_id,
                pictures[0],
                tuple(pictures[1:]),
                asked.over(choice.asked),
                choice.question,
                choice.private,
            )
        )
        if choice.private:
            await self._take_away(choice)

    async def _whole_request(
        self,
        heard: Heard,
        content: Picture,
        styles: tuple[Picture, ...],
        asked: Asked,
        status: int | None,
    ) -> None:
        await self._orders.submit(
            UnfetchedRequest(
                heard.owner, heard.place, heard.source, heard.first, content, styles, asked, status
            )
        )

    async def _refined(self, heard: Heard) -> Job | None:
        """The person's own job whose result the command answers."""
        answered = heard.message.reply_to_message
        if not heard.command or answered is None or answered.from_user is None:
            return None
        if answered.from_user.id != self._desk.bot.id:
            return None
        return await self._orders.shown_in(heard.owner, heard.place, answered.message_id)

    async def _refine(self, heard: Heard, job: Job, asked: Asked) -> None:
        """`/stylize strength=90` in reply to a result: the same pictures with these options."""
        if await self._orders.known(heard.owner, heard.source):
            return
        wanted = StyleOptions.parse(**asked.options)
        changes = {name: getattr(wanted, name) for name in asked.options}
        where = Destination.at(heard.place, heard.source, heard.message.message_id)
        moderator = await self._orders.moderates(heard.owner, heard.place)
        await self._desk.studio.rerun(
            job.id, heard.owner, where.to_json(), preset=asked.preset, moderator=moderator, **changes
        )

    def _ways_to_write(self, owner: Owner) -> Mapping[str, str]:
        """Names and titles of the presets, in every language."""
        return {
            way: preset.name
            for preset in self._desk.studio.presets.list(owner.server_key)
            for way in (*map(preset.title_in, self._desk.texts.locales), preset.handle, preset.name)
        }


def _pressed(choice: Choice) -> str:
    return f"choice:{choice.token}"


def _answers(message: Message, choice: Choice | None) -> bool:
    """In a group, a picture without a command counts only as the answer to our question."""
    replied = message.reply_to_message
    return bool(choice and replied and replied.message_id == choice.question)
