"""A pressed button: what it says, who pressed it, and the short answer that ends its spinning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from telegram import CallbackQuery, Message
from telegram.constants import CallbackQueryLimit
from telegram.error import BadRequest

from bot.core.jobs import Job, Owner
from bot.telegram.desk import Desk
from bot.telegram.messages import Phrasebook, clipped
from bot.telegram.places import Place, owner_of


@dataclass(frozen=True)
class Press:
    """`action` and `rest` are what the button carries; `message_id` is the message it stands under.

    Of a message that is too old Telegram tells only its number: `message` is then None.
    """

    desk: Desk
    query: CallbackQuery
    place: Place
    message_id: int
    action: str
    rest: str

    @classmethod
    def of(cls, desk: Desk, query: CallbackQuery) -> Press | None:
        """None for a button under a message that was sent through another chat's inline mode."""
        if query.message is None:
            return None
        action, _, rest = (query.data or "").partition(":")
        return cls(desk, query, Place.of(query.message), query.message.message_id, action, rest)

    @property
    def message(self) -> Message | None:
        """The message with the button, where Telegram still shows it."""
        return self.query.message if isinstance(self.query.message, Message) else None

    @property
    def phrases(self) -> Phrasebook:
        """In the language of who pressed."""
        return self.desk.speak(self.desk.texts.match(self.query.from_user.language_code))

    async def owner(self, of: Owner | None = None) -> Owner:
        """Who pressed. For what a chat asked for (`of`), whoever leads that chat acts in its name.

        Telegram names the person behind an anonymous press: https://github.com/tdlib/telegram-bot-api/issues/667
        """
        user = self.query.from_user
        owner = owner_of(user, None, self.place, self.desk.texts)
        if of is None or int(of.user_id) > 0:
            return owner
        if await self.desk.chats.leads(self.desk.bot, int(of.user_id), user.id):
            return replace(owner, user_id=of.user_id, name=of.name)
        return owner

    async def acting_on(self, job: Job) -> tuple[Owner, bool]:
        """Who pressed, and whether they may decide for the owner because they administer the chat."""
        owner = await self.owner(job.owner)
        if owner.key == job.owner.key or self.place.private:
            return owner, False
        return owner, await self.desk.administers(owner, self.place)

    async def toast(self, key: str, **params: Any) -> None:
        """A word at the top of the screen."""
        await self._answer(self.phrases.say(key, **params), alert=False)

    async def alert(self, sentence: str) -> None:
        """A sentence that must be closed."""
        await self._answer(sentence, alert=True)

    async def open(self, address: str) -> None:
        """Opens the private chat with the bot."""
        await self._answer(None, alert=False, url=address)

    async def _answer(self, sentence: str | None, *, alert: bool, url: str | None = None) -> None:
        words = sentence and clipped(sentence, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
        try:
            await self.desk.bot.answer_callback_query(self.query.id, words, show_alert=alert, url=url)
        except BadRequest:
            return
