"""Everything that is sent: one place that knows Telegram's moods.

A group that moved is followed, a reply whose target is gone is sent without it, an edit that changes nothing is
no error. What is left is raised as one of three: `MessageGone`, `TooBig`, or `Undeliverable`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from telegram import InputFile, InputMediaPhoto, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError
from telegram.ext import ExtBot

from bot.core.surface import Undeliverable
from bot.telegram.flood import TOO_LARGE, Urgency
from bot.telegram.messages import Said
from bot.telegram.places import Chats, Place

T = TypeVar("T")

MEDIA_SECONDS: Final = 120.0
"""How long an upload, and the server's answer to it, may take."""

UNCHANGED: Final = "message is not modified"
GONE: Final = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
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
)
NO_PHOTO: Final = (
    "not enough rights to send photos",
    "photo_invalid_dimensions",
    "image_process_failed",
    "chat_send_photos_forbidden",
)
TOO_BIG: Final = ("file is too big", TOO_LARGE.lower())
"""Words in the descriptions of the Bot API's errors; it gives no other code for them.
Source: https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp"""


class MessageGone(Exception):
    """The message to be changed is not there any more."""


class TooBig(Exception):
    """Telegram does not take a file of this size."""


class NotAsPhoto(Exception):
    """This picture, or this chat, takes no photos: send a file."""


class Messenger:
    """Sends and edits, each call with the urgency that its chat's budget is shared out by."""

    def __init__(self, bot: ExtBot[Any], chats: Chats) -> None:
        self._bot = bot
        self._chats = chats

    async def text(self, place: Place, said: Said, reply_to: int | None) -> Message:
        """A new message."""
        return await self._send(
            place,
            lambda chat_id, thread_id: self._bot.send_message(
                chat_id,
                said.text,
                message_thread_id=thread_id,
                reply_markup=said.keyboard,
                reply_parameters=_reply(reply_to),
            ),
        )

    async def photo(
        self, place: Place, picture: bytes, name: str, said: Said, reply_to: int | None
    ) -> Message:
        """A new picture. Raises `NotAsPhoto`, `TooBig`."""
        return await self._send(
            place,
            lambda chat_id, thread_id: self._bot.send_photo(
                chat_id,
                InputFile(picture, name),
                caption=said.caption,
                message_thread_id=thread_id,
                reply_markup=said.keyboard,
                reply_parameters=_reply(reply_to),
                read_timeout=MEDIA_SECONDS,
                write_timeout=MEDIA_SECONDS,
            ),
        )

    async def file(self, place: Place, data: bytes, name: str, said: Said, reply_to: int | None) -> Message:
        """A new file, as it is. Raises `TooBig`."""
        return await self._send(
            place,
            lambda chat_id, thread_id: self._bot.send_document(
                chat_id,
                InputFile(data, name),
                caption=said.caption,
                disable_content_type_detection=True,
                message_thread_id=thread_id,
                reply_markup=said.keyboard,
                reply_parameters=_reply(reply_to),
                read_timeout=MEDIA_SECONDS,
                write_timeout=MEDIA_SECONDS,
            ),
        )

    async def edit_words(
        self, place: Place, message_id: int, said: Said, *, pictured: bool, urgency: Urgency = Urgency.ANSWER
    ) -> None:
        """Other words and buttons; `pictured` says whether the message is believed to hold a picture.

        Raises `MessageGone`.
        """

        def text(chat_id: int) -> Awaitable[object]:
            return self._bot.edit_message_text(
                said.text, chat_id, message_id, reply_markup=said.keyboard, rate_limit_args=urgency
            )

        def caption(chat_id: int) -> Awaitable[object]:
            return self._bot.edit_message_caption(
                chat_id, message_id, caption=said.caption, reply_markup=said.keyboard, rate_limit_args=urgency
            )

        likely, other = (caption, text) if pictured else (text, caption)
        try:
            await self._change(place, likely)
        except BadRequest as error:
            if OTHER_KIND not in error.message.lower():
                raise
            await self._change(place, other)

    async def edit_picture(
        self,
        place: Place,
        message_id: int,
        picture: bytes,
        name: str,
        said: Said,
        urgency: Urgency = Urgency.ANSWER,
    ) -> None:
        """Another picture, or a picture instead of words. Raises `MessageGone`, `NotAsPhoto`, `TooBig`."""
        await self._change(
            place,
            lambda chat_id: self._bot.edit_message_media(
                InputMediaPhoto(picture, caption=said.caption, filename=name),
                chat_id,
                message_id,
                reply_markup=said.keyboard,
                read_timeout=MEDIA_SECONDS,
                write_timeout=MEDIA_SECONDS,
                rate_limit_args=urgency,
            ),
        )

    async def delete(self, place: Place, message_id: int) -> None:
        """Takes a message away; no harm if it is gone."""
        with contextlib.suppress(MessageGone):
            await self._change(place, lambda chat_id: self._bot.delete_message(chat_id, message_id))

    async def action(self, place: Place, action: str) -> None:
        """'... is sending a photo', for five seconds, if the chat's budget has room."""
        await self._guard(
            place,
            lambda chat_id: self._bot.send_chat_action(
                chat_id, action, message_thread_id=place.thread_id, rate_limit_args=Urgency.COURTESY
            ),
        )

    async def _send(self, place: Place, call: Callable[[int, int | None], Awaitable[T]]) -> T:
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
            if any(words in said for words in NO_PHOTO):
                raise NotAsPhoto(error.message) from error
            if any(words in said for words in CLOSED):
                raise Undeliverable(error.message) from error
            raise


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
