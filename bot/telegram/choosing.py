"""The buttons under a question: a preset, another photo, never mind; and those under the gallery."""

from __future__ import annotations

from telegram.error import TelegramError

from bot.core.jobs import Owner
from bot.core.refusal import Refusal
from bot.telegram.buttons import Handler
from bot.telegram.choices import Choice, Choices
from bot.telegram.command import Asked
from bot.telegram.desk import Desk
from bot.telegram.intake import Intake
from bot.telegram.messages import BEGIN_ACTION, DROP_ACTION, OTHER_ACTION, PRESET_ACTION, Said
from bot.telegram.messenger import MessageGone
from bot.telegram.places import SURFACE
from bot.telegram.press import Press


class Choosing:
    """What half-made choices are made whole, or taken back, with. `handlers` by the button's action."""

    def __init__(self, desk: Desk, choices: Choices, intake: Intake) -> None:
        self._desk = desk
        self._choices = choices
        self._intake = intake
        self.handlers: dict[str, Handler] = {
            PRESET_ACTION: self._preset,
            OTHER_ACTION: self._other_photo,
            DROP_ACTION: self._drop,
            BEGIN_ACTION: self._begin,
        }

    async def _preset(self, press: Press) -> None:
        token, _, name = press.rest.partition(":")
        choice = await self._choices.by_token(token)
        if choice is None:
            await press.alert(press.phrases.say("choice-over"))
            return
        owner = await self._whose(press, choice)
        preset = self._preset_named(name, owner)
        await press.toast("accepted")
        await self._intake.preset(token, owner, preset)

    async def _other_photo(self, press: Press) -> None:
        """The photo is put aside; what was asked for stays."""
        choice = await self._mine(press)
        if choice is None:
            return
        waiting = choice.with_changes(content=None, source=f"press:{press.query.id}")
        await self._choices.put(waiting)
        await press.toast("photo-dropped")
        keyboard = press.phrases.photo_wanted(waiting).keyboard
        await self._rewrite(press, Said(press.phrases.say("photo-dropped"), keyboard))

    async def _drop(self, press: Press) -> None:
        choice = await self._mine(press)
        if choice is None:
            return
        await self._choices.drop(choice)
        await press.toast("cancelling")
        await self._rewrite(press, Said(press.phrases.say("choice-dropped")))

    async def _begin(self, press: Press) -> None:
        """A preset under the gallery: what comes next is the photo."""
        owner = await press.owner()
        asked = Asked(preset=self._preset_named(press.rest, owner))
        await self._intake.begin(press.place, owner, asked, question=press.message_id)
        await press.alert(
            press.phrases.say("begin" if press.place.private else "begin-group", name=asked.preset)
        )

    async def _mine(self, press: Press) -> Choice | None:
        choice = await self._choices.by_token(press.rest)
        if choice is None:
            await press.alert(press.phrases.say("choice-over"))
            return None
        await self._whose(press, choice)
        return choice

    async def _whose(self, press: Press, choice: Choice) -> Owner:
        """Who pressed, as the one who began. Raises `Refusal("not_yours")`."""
        owner = await press.owner(Owner(SURFACE, choice.user_id, locale=choice.locale))
        if owner.user_id != choice.user_id:
            raise Refusal("not_yours")
        return owner

    def _preset_named(self, written: str, owner: Owner) -> str:
        """Buttons carry a handle; those of earlier versions the name. Raises `Refusal("unknown_preset")`."""
        return self._desk.studio.presets.get(written, owner.server_key).name

    async def _rewrite(self, press: Press, said: Said) -> None:
        try:
            await self._desk.messenger.edit_words(press.place, press.message_id, said, pictured=False)
        except (MessageGone, TelegramError):
            return
