"""`/start` and what opens the private chat: a style by deep link, a picture of a group for one person alone."""

from __future__ import annotations

from telegram import Message

from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.core.surface import Undeliverable
from bot.telegram.buttons import Handler
from bot.telegram.choices import Choices
from bot.telegram.command import Asked, Command
from bot.telegram.delivery import ALONE, Delivery
from bot.telegram.desk import Desk
from bot.telegram.intake import Intake
from bot.telegram.messages import ALONE_ACTION, HUSH_ACTION, Said
from bot.telegram.messenger import NotAllowed
from bot.telegram.places import Destination, Place
from bot.telegram.press import Press


class PrivateChat:
    """`handlers` are those of the buttons, by action."""

    def __init__(self, desk: Desk, choices: Choices, intake: Intake, delivery: Delivery) -> None:
        self._desk = desk
        self._choices = choices
        self._intake = intake
        self._delivery = delivery
        self.handlers: dict[str, Handler] = {ALONE_ACTION: self._alone, HUSH_ACTION: self._hush}

    async def start(self, message: Message, owner: Owner, command: Command) -> None:
        """`/start`, alone or with what a link carried. Raises `Refusal`."""
        place = Place.of(message)
        if not place.private:
            await self._desk.say(message, "start-group")
        elif command.rest.startswith(ALONE):
            await self._bring(await self._desk.studio.records.job(command.rest.removeprefix(ALONE)), owner)
        elif command.rest:
            preset = self._desk.studio.presets.get(command.rest, owner.server_key)
            choice = await self._intake.begin(place, owner, Asked(preset=preset.name))
            sent = await self._desk.answer(message, self._desk.speak(owner.locale).photo_wanted(choice))
            await self._choices.put(choice.with_changes(question=sent.message_id))
        else:
            await self._desk.say(message, "start")

    async def _alone(self, press: Press) -> None:
        """The button under a group's picture, or one in the making. A private chat that is not open is opened."""
        job = await self._desk.studio.records.job(press.rest)
        owner = await press.owner()
        try:
            await self._bring(job, owner)
        except Undeliverable:
            await press.open(self._desk.link(f"{ALONE}{job.id}"))
        else:
            await press.toast("sent-alone")

    async def _hush(self, press: Press) -> None:
        """The button under a question: what comes of it is for this person alone."""
        choice = await self._choices.by_token(press.rest)
        if choice is None:
            await press.alert(press.phrases.say("choice-over"))
        elif choice.user_id != str(press.query.from_user.id):
            raise Refusal("not_yours")
        else:
            try:
                said = Said(press.phrases.say("comes-here"))
                await self._desk.messenger.text(Place(press.query.from_user.id, private=True), said, None)
            except Undeliverable:
                await press.open(self._desk.link("hello"))
            else:
                await self._choices.put(choice.with_changes(private=True))
                await press.toast("sent-alone")

    async def _bring(self, job: Job, owner: Owner) -> None:
        """A finished picture to whoever may see it; one in the making moves to its owner's private chat.

        Raises `Refusal`, and `Undeliverable` when that chat is not open.
        """
        if job.state.over:
            try:
                await self._delivery.send_photo(job, Place(int(owner.user_id), private=True), owner)
            except NotAllowed as error:
                raise Undeliverable(str(error)) from error
            return
        if job.owner.key != owner.key:
            raise Refusal("not_yours")
        where = Destination.of(job)
        if where.private:
            return
        alone = where.alone(int(owner.user_id))
        said = Said(self._desk.speak(owner.locale).say("comes-here"))
        sent = await self._desk.messenger.text(alone.place, said, None)
        await self._desk.studio.records.note_destination(
            job.id, **{**alone.to_json(), "status": sent.message_id}
        )
        if where.status is not None:
            await self._desk.messenger.delete(where.place, where.status)
