"""What every handler of this surface works with, given once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import Message
from telegram.ext import ExtBot

from bot.config import Settings
from bot.core.jobs import Owner
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.telegram.messages import Phrasebook, Said
from bot.telegram.messenger import Messenger
from bot.telegram.places import Chats, Place, owner_of


@dataclass(frozen=True)
class Desk:
    """The studio behind, Telegram in front, and the words between."""

    bot: ExtBot[Any]
    studio: Studio
    texts: Texts
    settings: Settings
    messenger: Messenger
    chats: Chats

    def speak(self, locale: str) -> Phrasebook:
        """This surface's sentences in a language."""
        return Phrasebook(self.texts, locale)

    def sender(self, message: Message) -> Owner:
        """Whose a message is."""
        return owner_of(message.from_user, message.sender_chat, Place.of(message), self.texts)

    async def administers(self, owner: Owner, place: Place) -> bool:
        """Whether somebody may decide for others in this chat."""
        return await self.chats.administers(self.bot, place, int(owner.user_id))

    async def answer(self, message: Message, said: Said) -> Message:
        """An answer to somebody's message: rather twice than never."""
        return await self.messenger.text(Place.of(message), said, message.message_id, insist=True)

    async def say(self, message: Message, key: str, **params: Any) -> None:
        """One sentence in answer, in the sender's language."""
        await self.answer(message, Said(self.speak(self.sender(message).locale).say(key, **params)))

    def link(self, payload: str) -> str:
        """The address that opens the private chat and sends `/start payload`.

        At most 64 letters, digits, `_` and `-`: https://core.telegram.org/bots/features#deep-linking
        """
        return f"https://t.me/{self.bot.username}?start={payload}"
