"""The bot is added to a chat, thrown out of it, or blocked."""

from __future__ import annotations

import contextlib
from typing import Final

import structlog
from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.core.jobs import Owner
from bot.core.refusal import Refusal
from bot.core.surface import Undeliverable
from bot.telegram.desk import Desk
from bot.telegram.messages import Said
from bot.telegram.places import SURFACE, Place

log = structlog.get_logger()

GREETED: Final = "telegram.greeted"
THERE: Final = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Membership:
    """Hears of `my_chat_member`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def changed(self, news: ChatMemberUpdated) -> None:
        """Greets a group once, lets a group's things go after it was left, ends what a person waits for no more."""
        before, now = _there(news.old_chat_member), _there(news.new_chat_member)
        server_key = f"{SURFACE}:{news.chat.id}"
        if news.chat.type == ChatType.PRIVATE:
            if not now:
                await self._end_jobs(str(news.chat.id))
        elif now and not before:
            await self._desk.studio.privacy.joined_server(server_key)
            if news.chat.type != ChatType.CHANNEL:
                await self._greet(news)
        elif before and not now:
            log.info("left", chat=news.chat.id)
            await self._desk.studio.privacy.left_server(server_key)

    async def _greet(self, news: ChatMemberUpdated) -> None:
        store, chat_id = self._desk.studio.store, str(news.chat.id)
        if self._desk.chats.is_new_home(news.chat.id) or await store.get_note(GREETED, chat_id):
            return
        await store.put_note(GREETED, chat_id, True)
        locale = self._desk.texts.match(news.from_user.language_code)
        with contextlib.suppress(Undeliverable, TelegramError):
            await self._desk.messenger.text(
                Place(news.chat.id, private=False), Said(self._desk.speak(locale).say("greeting")), None
            )

    async def _end_jobs(self, user_id: str) -> None:
        """Who blocks the bot waits for nothing; what is asked for in groups goes on."""
        owner = Owner(SURFACE, user_id)
        for job, _ in await self._desk.studio.queue(owner.server_key):
            with contextlib.suppress(Refusal):
                await self._desk.studio.cancel(job.id, owner)


def _there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in THERE
