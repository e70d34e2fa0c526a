"""The buttons under our messages. What a button means is in the store; who pressed it, Telegram says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from telegram import CallbackQuery, Message
from telegram.constants import CallbackQueryLimit
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.core.jobs import Job
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.core.variations import VARIATIONS
from bot.telegram.choices import Choices
from bot.telegram.delivery import Delivery, file_name
from bot.telegram.intake import Intake
from bot.telegram.messages import PRESET_ACTION, Phrasebook, Said, clipped
from bot.telegram.messenger import Messenger
from bot.telegram.places import Chats, Destination, Place, owner_of
from engine.processes.pool import PicturePool

COMPARE_HEIGHT: Final = 512


class Buttons:
    """Handles callback queries."""

    def __init__(
        self,
        bot: ExtBot[Any],
        studio: Studio,
        pool: PicturePool,
        texts: Texts,
        messenger: Messenger,
        chats: Chats,
        choices: Choices,
        intake: Intake,
        delivery: Delivery,
        speak: Callable[[str], Phrasebook],
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._pool = pool
        self._texts = texts
        self._messenger = messenger
        self._chats = chats
        self._choices = choices
        self._intake = intake
        self._delivery = delivery
        self._speak = speak
        self._actions: dict[str, Callable[[CallbackQuery, Message, Job, str], Awaitable[None]]] = {
            "cancel": self._cancel,
            "keep": self._keep,
            "compare": self._compare,
            "file": self._file,
            **dict.fromkeys(VARIATIONS, self._vary),
        }

    async def pressed(self, query: CallbackQuery) -> None:
        """Somebody pressed a button. Whatever comes of it, the button stops spinning."""
        action, _, rest = (query.data or "").partition(":")
        phrases = self._speak(self._texts.match(query.from_user.language_code))
        message = query.message
        if not isinstance(message, Message):
            await self._alert(query, phrases.say("too-old"))
        elif action == PRESET_ACTION:
            await self._preset(query, message, rest, phrases)
        elif action in self._actions:
            try:
                await self._actions[action](query, message, await self._studio.job(rest), action)
            except Refusal as refusal:
                await self._alert(query, refusal.message(phrases.locale))
        else:
            await self._alert(query, phrases.say("too-old"))

    async def _cancel(self, query: CallbackQuery, message: Message, job: Job, action: str) -> None:
        owner, moderator = await self._presser(query, message, job)
        await self._studio.cancel(job.id, owner, moderator=moderator)
        await self._toast(query, "cancelling")

    async def _keep(self, query: CallbackQuery, message: Message, job: Job, action: str) -> None:
        owner, moderator = await self._presser(query, message, job)
        await self._studio.keep(job.id, owner, moderator=moderator)
        await self._toast(query, "keeping")

    async def _vary(self, query: CallbackQuery, message: Message, job: Job, action: str) -> None:
        owner, moderator = await self._presser(query, message, job)
        if owner.key != job.owner.key and not moderator:
            raise Refusal("not_yours")
        source = f"press:{query.id}"
        known = await self._studio.jobs_of(owner.key)
        if not any(each.destination.get("source") == source for each in known):
            where = Destination.at(Place.of(message), source, message.message_id)
            changes = VARIATIONS[action](job)
            await self._studio.rerun(job.id, owner, where.to_json(), moderator=moderator, **changes)
        await self._toast(query, "accepted")

    async def _compare(self, query: CallbackQuery, message: Message, job: Job, action: str) -> None:
        if job.result is None:
            raise Refusal("pictures_gone")
        await self._toast(query, "coming")
        shas = (job.content, *job.styles, job.result)
        pictures = await asyncio.gather(*(self._studio.picture(sha) for sha in shas))
        sheet = await self._pool.side_by_side(pictures, COMPARE_HEIGHT)
        await self._messenger.photo(
            Place.of(message), sheet, file_name(job, "jpg"), Said(""), message.message_id
        )

    async def _file(self, query: CallbackQuery, message: Message, job: Job, action: str) -> None:
        if job.result is None:
            raise Refusal("pictures_gone")
        await self._toast(query, "coming")
        await self._delivery.send_file(job, Place.of(message), message.message_id)

    async def _preset(self, query: CallbackQuery, message: Message, rest: str, phrases: Phrasebook) -> None:
        token, _, name = rest.partition(":")
        choice = await self._choices.by_token(token)
        if choice is None:
            await self._alert(query, phrases.say("choice-over"))
            return
        owner = owner_of(query.from_user, None, Place.of(message), self._texts)
        if choice.user_id != owner.user_id:
            await self._alert(query, Refusal("not_yours").message(phrases.locale))
            return
        await self._toast(query, "accepted")
        await self._intake.preset(choice, owner, name)

    async def _presser(self, query: CallbackQuery, message: Message, job: Job) -> tuple[Any, bool]:
        """Who pressed, and whether they may decide for the owner because they administer the chat."""
        place = Place.of(message)
        owner = owner_of(query.from_user, None, place, self._texts)
        if owner.key == job.owner.key or place.private:
            return owner, False
        return owner, await self._chats.administers(self._bot, place, query.from_user.id)

    async def _toast(self, query: CallbackQuery, key: str) -> None:
        phrases = self._speak(self._texts.match(query.from_user.language_code))
        await self._answer(query, phrases.say(key), alert=False)

    async def _alert(self, query: CallbackQuery, sentence: str) -> None:
        await self._answer(query, sentence, alert=True)

    async def _answer(self, query: CallbackQuery, sentence: str, *, alert: bool) -> None:
        words = clipped(sentence, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
        try:
            await self._bot.answer_callback_query(query.id, words, show_alert=alert)
        except BadRequest:
            return
