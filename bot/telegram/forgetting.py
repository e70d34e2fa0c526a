"""`/forget`: everything that is kept of a person goes, after one question."""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardButton, Message

from bot.core.jobs import Owner
from bot.core.refusal import Refusal
from bot.telegram.buttons import Handler
from bot.telegram.command import Command
from bot.telegram.desk import Desk
from bot.telegram.messages import Keyboard, Said, callback_data
from bot.telegram.messenger import MessageGone
from bot.telegram.places import SURFACE
from bot.telegram.press import Press

YES: Final = "forget"
NO: Final = "forget-no"


class Forgetting:
    """`handlers` are those of the buttons, by action."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.handlers: dict[str, Handler] = {YES: self._really, NO: self._not}

    async def ask(self, message: Message, owner: Owner, command: Command) -> None:
        """Says how much there is, and asks."""
        kept = await self._desk.studio.privacy.belongings(owner)
        phrases = self._desk.speak(owner.locale)
        buttons = [
            InlineKeyboardButton(
                phrases.say(f"button-{action}"), callback_data=callback_data(action, owner.user_id)
            )
            for action in (YES, NO)
        ]
        text = phrases.say("forget-ask", jobs=kept.jobs, pictures=kept.pictures, presets=kept.presets)
        await self._desk.answer(message, Said(text, Keyboard([buttons])))

    async def _really(self, press: Press) -> None:
        owner = await self._whose(press)
        gone = await self._desk.studio.privacy.forget(owner)
        await press.toast("deleted")
        text = press.phrases.say("forgotten", jobs=gone.jobs, pictures=gone.pictures, presets=gone.presets)
        await self._rewrite(press, text)

    async def _not(self, press: Press) -> None:
        await self._whose(press)
        await press.toast("delete-kept")
        await self._rewrite(press, press.phrases.say("forget-kept"))

    async def _whose(self, press: Press) -> Owner:
        """Raises `Refusal("not_yours")`."""
        owner = await press.owner(Owner(SURFACE, press.rest))
        if owner.user_id != press.rest:
            raise Refusal("not_yours")
        return owner

    async def _rewrite(self, press: Press, text: str) -> None:
        try:
            await self._desk.messenger.edit_words(press.place, press.message_id, Said(text), pictured=False)
        except MessageGone:
            return
