"""Where to answer: a chat, a topic in it, and what is known about chats."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Self

from telegram import Chat, MaybeInaccessibleMessage, Message, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.core.jobs import Job, Owner
from bot.core.store import Store
from bot.core.texts import Texts

SURFACE: Final = "telegram"
MOVED: Final = "telegram.moved"
SERVER: Final = "server"
ADMIN_SECONDS: Final = 60.0
"""How long it is remembered who administers a chat: asking counts against the chat's budget."""
ADMINS: Final = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


@dataclass(frozen=True)
class Place:
    """Where a message belongs. `thread_id` is a forum topic; None outside forums."""

    chat_id: int
    private: bool
    thread_id: int | None = None

    @classmethod
    def of(cls, message: MaybeInaccessibleMessage) -> Self:
        """Where a message was sent. A thread of replies that is no forum topic is no place of its own."""
        in_topic = isinstance(message, Message) and message.is_topic_message
        thread = message.message_thread_id if isinstance(message, Message) and in_topic else None
        return cls(message.chat.id, message.chat.type == ChatType.PRIVATE, thread)


@dataclass(frozen=True)
class Destination:
    """A job's `destination`: what this surface must know to answer, and what it has answered so far.

    `source` names the message or button the job came from, so that no update makes two jobs. `status` is the
    message that shows the progress, `pictured` whether it has become a picture. `sending` is true while it is
    not known whether the result got through; `result` is the message that holds it. `asked` are the messages the
    pictures came in, `files` what was sent beside the result. `channel_id` is what a chat's settings name a topic by,
    0 outside of topics.
    """

    chat_id: int
    private: bool
    source: str
    thread_id: int | None = None
    reply_to: int | None = None
    status: int | None = None
    pictured: bool = False
    sending: bool = False
    result: int | None = None
    extras: bool = False
    asked: tuple[int, ...] = ()
    files: tuple[int, ...] = ()
    channel_id: str | None = None

    @classmethod
    def of(cls, job: Job) -> Self:
        """What is written in the job."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in job.destination.items() if name in known})

    @classmethod
    def at(
        cls,
        place: Place,
        source: str,
        reply_to: int | None,
        status: int | None = None,
        asked: tuple[int, ...] = (),
    ) -> Self:
        """A new job's destination."""
        return cls(
            place.chat_id,
            place.private,
            source,
            place.thread_id,
            reply_to,
            status,
            asked=asked,
            channel_id=None if place.private else str(place.thread_id or 0),
        )

    def alone(self, user_id: int) -> Self:
        """The same, to be answered in the person's private chat; what stands in the group stays behind."""
        return replace(
            self, chat_id=user_id, private=True, thread_id=None, reply_to=None, status=None, pictured=False
        )

    @property
    def place(self) -> Place:
        """Where to answer."""
        return Place(self.chat_id, self.private, self.thread_id)

    def to_json(self) -> Mapping[str, Any]:
        """For `Studio.submit`."""
        return asdict(self)


def owner_of(user: User | None, sender_chat: Chat | None, place: Place, texts: Texts) -> Owner:
    """Whose a job is. Who writes in a group's or channel's name is that group or channel."""
    speaker = sender_chat or user
    assert speaker is not None
    name = speaker.effective_name if isinstance(speaker, Chat) else speaker.full_name
    return Owner(
        surface=SURFACE,
        user_id=str(speaker.id),
        name=name or "",
        server_id=None if place.private else str(place.chat_id),
        locale=texts.match(user.language_code if user else None),
    )


class Chats:
    """Which chats have moved, and who administers them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moved: dict[int, int] = {}
        self._admins: dict[tuple[int, int], tuple[float, bool]] = {}

    async def refresh(self) -> None:
        """Reads what earlier processes learned."""
        self._moved = {int(old): int(new) for old, new in (await self._store.notes(MOVED)).items()}

    def is_new_home(self, chat_id: int) -> bool:
        """Whether a group has moved here."""
        return chat_id in self._moved.values()

    def here(self, chat_id: int) -> int:
        """The id the chat has now."""
        while chat_id in self._moved:
            chat_id = self._moved[chat_id]
        return chat_id

    async def move(self, old: int, new: int) -> None:
        """The group has become a supergroup: its jobs, choices and settings go with it.

        https://core.telegram.org/bots/api#responseparameters
        """
        if self._moved.get(old) == new or old == new:
            return
        self._moved[old] = new
        await self._store.put_note(MOVED, str(old), new)
        settings = await self._store.get_note(SERVER, f"{SURFACE}:{old}")
        if settings is not None and await self._store.get_note(SERVER, f"{SURFACE}:{new}") is None:
            await self._store.put_note(SERVER, f"{SURFACE}:{new}", settings)

    async def administers(self, bot: ExtBot[Any], place: Place, user_id: int) -> bool:
        """Whether a person may decide for others here.

        In a private chat everybody decides for themselves; an anonymous administrator writes as the chat itself.
        """
        if place.private or user_id == place.chat_id:
            return True
        return await self.leads(bot, place.chat_id, user_id)

    async def leads(self, bot: ExtBot[Any], chat_id: int, user_id: int) -> bool:
        """Whether a person is an administrator of a group or channel, as far as Telegram lets us see."""
        key = (self.here(chat_id), user_id)
        asked, answer = self._admins.get(key, (0.0, False))
        if not asked or time.monotonic() - asked > ADMIN_SECONDS:
            try:
                answer = (await bot.get_chat_member(*key)).status in ADMINS
            except TelegramError:
                return False
            self._admins[key] = (time.monotonic(), answer)
        return answer
