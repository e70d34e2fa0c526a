"""Everything that is sent: one place that knows Telegram's moods.

A group that moved is followed, a reply whose target is gone is sent without it, an edit that changes nothing is
no error. What is left is sorted: `MessageGone`, `TooBig` and `NotAllowed` can be helped in another way,
`Undeliverable` cannot, and any other error is worth another try later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from telegram import (
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.core.surface import Undeliverable
from bot.telegram.flood import TOO_LARGE, Turn, Urgency, certainly_undone
from bot.telegram.messages import Said
from bot.telegram.places import Chats, Place

T = TypeVar("T")

MEDIA_SECONDS: Final = 120.0
"""How long an upload, and the server's answer to it, may take."""
INSISTENCE: Final = (1.0, 5.0, 20.0)
"""Seconds before an answer that may or may not have arrived is sent once more."""

UNCHANGED: Final = "message is not modified"
GONE: Final = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
    "message_id_invalid",
)
OTHER_KIND: Final = "in the message to edit"
NO_TOPIC: Final = "message thread not found"
CLOSED: Final = (
    "chat not found",
    "chat_write_forbidden",
    "peer_id_invalid",
    "topic_closed",
    "have no rights to send a message",
    "not enough rights to send text messages",
    "need administrator rights",
    "user is deactivated",
    "chat_restricted",
)
TOO_BIG: Final = ("file is too big", TOO_LARGE.lower())
"""Words in the descriptions of the Bot API's errors; it gives no other code for them.
Source: https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp"""

Send = Callable[[int, int | None], Awaitable[T]]


class MessageGone(Exception):
    """The message to be changed is not there, or may not be changed any more."""


class TooBig(Exception):
    """Telegram does not take a file of this size."""


class NotAllowed(Exception):
    """This picture, or this chat, takes nothing of this kind: send it in another way."""


class Messenger:
    """Sends and edits, each call with the urgency that its chat's budget is shared out by."""

    def __init__(self, bot: ExtBot[Any], chats: Chats) -> None:
        self._bot = bot
        self._chats = chats

    async def text(self, place: Place, said: Said, reply_to: int | None, *, insist: bool = False) -> Message:
        """A new message. One to `insist` on is sent again when it may have been lost: better twice than never."""

        def send(chat_id: int, thread_id: int | None) -> Awaitable[Message]:
            return self._bot.send_message(
                chat_id,
                said.text,
                entities=said.entities,
                message_thread_id=thread_id,
                reply_markup=said.keyboard,
                reply_parameters=_reply(reply_to),
            )

        for pause in INSISTENCE if insist else ():
            try:
                return await self._send(place, send)
            except TelegramError as error:
                if certainly_undone(error):
                    raise
            await asyncio.sleep(pause)
        return await self._send(place, send)

    async def photo(
        self,
        place: Place,
        picture: bytes,
        name: str,
        said: Said,
        reply_to: int | None,
        turn: Turn | None = None,
    ) -> Message:
        """A new picture. Raises `NotAllowed`, `TooBig`."""
        return await self._send_media(
            place,
            lambda chat_id, thread_id: self._bot.send_photo(
                chat_id,
                InputFile(picture, name),
                has_spoiler=said.spoiler or None,
                **_caption(said, thread_id, reply_to),
                rate_limit_args=turn,
            ),
        )

    async def animation(
        self, place: Place, data: bytes, name: str, said: Said, reply_to: int | None
    ) -> Message:
        """A new MP4 or GIF that plays in the chat. Raises `NotAllowed`, `TooBig`."""
        return await self._send_media(
            place,
            lambda chat_id, thread_id: self._bot.send_animation(
                chat_id,
                InputFile(data, name),
                has_spoiler=said.spoiler or None,
                **_caption(said, thread_id, reply_to),
            ),
        )

    async def file(
        self, place: Place, data: bytes, name: str, said: Said, reply_to: int | None, turn: Turn | None = None
    ) -> Message:
        """A new file, as it is. Raises `NotAllowed`, `TooBig`."""
        return await self._send_media(
            place,
            lambda chat_id, thread_id: self._bot.send_document(
                chat_id,
                InputFile(data, name),
                disable_content_type_detection=True,
                **_caption(said, thread_id, reply_to),
                rate_limit_args=turn,
            ),
        )

    async def react(self, place: Place, message_id: int, emoji: str) -> bool:
        """A reaction that stands for an answer. False where the chat has none."""
        try:
            await self._guard(
                place,
                lambda chat_id: self._bot.set_message_reaction(chat_id, message_id, ReactionTypeEmoji(emoji)),
            )
        except BadRequest:
            return False
        return True

    async def edit_words(
        self, place: Place, message_id: int, said: Said, *, pictured: bool, urgency: Urgency = Urgency.ANSWER
    ) -> None:
        """Other words and buttons; `pictured` says whether the message is believed to hold a picture.

        Raises `MessageGone`.
        """

        def text(chat_id: int) -> Awaitable[object]:
            return self._bot.edit_message_text(
                said.text,
                chat_id,
                message_id,
                entities=said.entities,
                reply_markup=said.keyboard,
                rate_limit_args=urgency,
            )

        def caption(chat_id: int) -> Awaitable[object]:
            return self._bot.edit_message_caption(
                chat_id,
                message_id,
                caption=said.caption,
                caption_entities=said.caption_entities,
                reply_markup=said.keyboard,
                rate_limit_args=urgency,
            )

        likely, other = (caption, text) if pictured else (text, caption)
        try:
            await self._change(place, likely)
        except BadRequest as error:
            if OTHER_KIND not in error.message.lower():
                raise
            await self._change(place, other)

    async def edit_buttons(
        self, place: Place, message_id: int, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Other buttons under the same words. Raises `MessageGone`."""
        await self._change(
            place,
            lambda chat_id: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard),
        )

    async def edit_picture(
        self,
        place: Place,
        message_id: int,
        picture: bytes,
        name: str,
        said: Said,
        urgency: Urgency = Urgency.ANSWER,
    ) -> None:
        """Another picture, or a picture instead of words. Raises `MessageGone`, `NotAllowed`, `TooBig`."""
        try:
            await self._change(
                place,
                lambda chat_id: self._bot.edit_message_media(
                    InputMediaPhoto(
                        picture,
                        caption=said.caption,
                        caption_entities=said.caption_entities,
                        filename=name,
                        has_spoiler=said.spoiler or None,
                    ),
                    chat_id,
                    message_id,
                    reply_markup=said.keyboard,
                    read_timeout=MEDIA_SECONDS,
                    write_timeout=MEDIA_SECONDS,
                    rate_limit_args=urgency,
                ),
            )
        except BadRequest as error:
            raise NotAllowed(error.message) from error

    async def delete(self, place: Place, message_id: int) -> bool:
        """Takes a message away. False when that cannot be: it is gone, or older than Telegram lets a bot delete.

        https://core.telegram.org/bots/api#deletemessage
        """
        try:
            await self._change(place, lambda chat_id: self._bot.delete_message(chat_id, message_id))
        except (MessageGone, BadRequest):
            return False
        return True

    async def action(self, place: Place, action: str) -> None:
        """'... is sending a photo', for five seconds, if the chat's budget has room."""
        await self._guard(
            place,
            lambda chat_id: self._bot.send_chat_action(
                chat_id, action, message_thread_id=place.thread_id, rate_limit_args=Urgency.COURTESY
            ),
        )

    async def _send_media(self, place: Place, call: Send[Message]) -> Message:
        try:
            return await self._send(place, call)
        except BadRequest as error:
            raise NotAllowed(error.message) from error

    async def _send(self, place: Place, call: Send[T]) -> T:
        try:
            return await self._guard(place, lambda chat_id: call(chat_id, place.thread_id))
        except BadRequest as error:
            if NO_TOPIC not in error.message.lower():
                raise
        return await self._guard(place, lambda chat_id: call(chat_id, None))

    async def _change(self, place: Place, call: Callable[[int], Awaitable[object]]) -> None:
        try:
            await self._guard(place, call)
        except BadRequest as error:
            said = error.message.lower()
            if any(words in said for words in GONE):
                raise MessageGone(error.message) from error
            if UNCHANGED not in said:
                raise

    async def _guard(self, place: Place, call: Callable[[int], Awaitable[T]]) -> T:
        chat_id = self._chats.here(place.chat_id)
        try:
            return await call(chat_id)
        except ChatMigrated as error:
            await self._chats.move(chat_id, error.new_chat_id)
            return await self._guard(place, call)
        except Forbidden as error:
            raise Undeliverable(error.message) from error
        except NetworkError as error:
            said = error.message.lower()
            if any(words in said for words in TOO_BIG):
                raise TooBig(error.message) from error
            if any(words in said for words in CLOSED):
                raise Undeliverable(error.message) from error
            raise


def _caption(said: Said, thread_id: int | None, reply_to: int | None) -> dict[str, Any]:
    """What every upload says besides itself."""
    return {
        "caption": said.caption,
        "caption_entities": said.caption_entities,
        "message_thread_id": thread_id,
        "reply_markup": said.keyboard,
        "reply_parameters": _reply(reply_to),
        "read_timeout": MEDIA_SECONDS,
        "write_timeout": MEDIA_SECONDS,
    }


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
