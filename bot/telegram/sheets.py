"""Sheets to choose from: a photo in every style, a result in four ways. A touch, and the chosen one is painted."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from telegram import InlineKeyboardButton, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.core.jobs import Owner
from bot.core.refusal import Refusal
from bot.core.sheets import Sheet
from bot.telegram.buttons import Handler
from bot.telegram.choices import TOKEN_BYTES, Choice, Choices
from bot.telegram.command import Asked, Command
from bot.telegram.desk import Desk
from bot.telegram.intake import Intake
from bot.telegram.messages import (
    RESTYLE_ACTION,
    STYLES_ACTION,
    VARIATIONS_ACTION,
    VARIED_ACTION,
    Keyboard,
    Said,
    callback_data,
    rows_of,
)
from bot.telegram.orders import Orders
from bot.telegram.pictures import Picture, TooBigToFetch
from bot.telegram.places import Place
from bot.telegram.press import Press

log = structlog.get_logger()

KIND: Final = "telegram.sheet"
KEPT_SECONDS: Final = 7 * 86_400.0
"""How long a sheet's buttons are remembered."""
NAME: Final = "styles.jpg"


class Sheets:
    """`/styles` and the buttons of sheets; `handlers` by action."""

    def __init__(self, desk: Desk, choices: Choices, intake: Intake, orders: Orders) -> None:
        self._desk = desk
        self._choices = choices
        self._intake = intake
        self._orders = orders
        self.handlers: dict[str, Handler] = {
            STYLES_ACTION: self._styles_of_job,
            RESTYLE_ACTION: self._restyle,
            VARIATIONS_ACTION: self._variations,
            VARIED_ACTION: self._varied,
        }

    async def answer(self, message: Message, owner: Owner, command: Command) -> None:
        """`/styles` with a photo, or in reply to one: the photo in every style. Raises `Refusal`."""
        place = Place.of(message)
        known = await self._choices.get(place, owner.user_id)
        photo = Picture.of(message) or Picture.answered(message) or (known.content if known else None)
        if photo is None:
            await self._desk.say(message, "styles-need-photo")
            return
        await self._act(place)
        moderator = await self._orders.moderates(owner, place)
        try:
            async with self._orders.fetched(owner, {}, [photo], moderator) as (content,):
                sheet = await self._desk.studio.sheets.of_photo(owner, content)
        except TooBigToFetch as error:
            await self._desk.say(message, "too-big", limit=round(error.limit / 1e6))
        except TelegramError as error:
            log.warning("picture not fetched", chat=place.chat_id, error=repr(error))
            await self._desk.say(message, "not-fetched")
        else:
            source = f"message:{message.chat.id}:{message.message_id}"
            choice = await self._intake.noted(place, owner, photo, known.asked if known else Asked(), source)
            await self._offer(message, owner, choice, sheet, photo.spoiler)

    async def _offer(
        self, message: Message, owner: Owner, choice: Choice, sheet: Sheet, spoiler: bool
    ) -> None:
        """The sheet is the question for the painting: its buttons, or a painting in answer to it, are the answer."""
        phrases = self._desk.speak(owner.locale)
        presets = self._desk.studio.presets.list(owner.server_key)
        said = Said(phrases.say("styles"), phrases.question(choice, presets).keyboard, spoiler=spoiler)
        sent = await self._desk.messenger.photo(
            Place.of(message), sheet.image, NAME, said, message.message_id
        )
        await self._choices.put(choice.with_changes(question=sent.message_id))

    async def _styles_of_job(self, press: Press) -> None:
        job = await self._desk.studio.records.job(press.rest)
        owner, _ = await press.acting_on(job)
        sheet = await self._drawn(press, owner, job.id, self._desk.studio.sheets.of_job)
        if sheet is None:
            return
        presets = self._desk.studio.presets
        buttons = [
            InlineKeyboardButton(
                choice.title,
                callback_data=callback_data(
                    RESTYLE_ACTION, job.id, presets.get(choice.preset, owner.server_key).handle
                ),
            )
            for choice in sheet.choices
            if choice.preset
        ]
        said = Said(press.phrases.say("styles"), Keyboard(rows_of(buttons)), spoiler=job.spoiler)
        await self._desk.messenger.photo(press.place, sheet.image, NAME, said, press.message_id)

    async def _restyle(self, press: Press) -> None:
        job_id, _, handle = press.rest.partition(":")
        job = await self._desk.studio.records.job(job_id)
        owner = await press.owner(job.owner)
        preset = self._desk.studio.presets.get(handle, owner.server_key).name
        await self._orders.rerun_once(press, job, f"{RESTYLE_ACTION}:{handle}", preset=preset)
        await press.toast("accepted")

    async def _variations(self, press: Press) -> None:
        job = await self._desk.studio.records.job(press.rest)
        owner, _ = await press.acting_on(job)
        sheet = await self._drawn(press, owner, job.id, self._desk.studio.sheets.of_strengths)
        if sheet is None:
            return
        token = secrets.token_hex(TOKEN_BYTES)
        note: dict[str, Any] = {
            "job": job.id,
            "changes": {choice.number: dict(choice.changes) for choice in sheet.choices},
        }
        await self._desk.studio.store.put_note(KIND, token, note, KEPT_SECONDS, belongs_to=job.owner.key)
        buttons = [
            InlineKeyboardButton(
                choice.title, callback_data=callback_data(VARIED_ACTION, token, str(choice.number))
            )
            for choice in sheet.choices
        ]
        said = Said(press.phrases.say("variations"), Keyboard(rows_of(buttons)), spoiler=job.spoiler)
        await self._desk.messenger.photo(press.place, sheet.image, NAME, said, press.message_id)

    async def _varied(self, press: Press) -> None:
        token, _, number = press.rest.partition(":")
        note = await self._desk.studio.store.get_note(KIND, token)
        if note is None or number not in note["changes"]:
            await press.alert(press.phrases.say("choice-over"))
            return
        job = await self._desk.studio.records.job(note["job"])
        kind = f"{VARIED_ACTION}:{token}:{number}"
        await self._orders.rerun_once(press, job, kind, **note["changes"][number])
        await press.toast("accepted")

    async def _drawn(
        self, press: Press, owner: Owner, job_id: str, draw: Callable[..., Awaitable[Sheet]]
    ) -> Sheet | None:
        """The sheet; None when a sentence said why there is none: the press has been answered by then."""
        await press.toast("coming")
        await self._act(press.place)
        try:
            return await draw(job_id, owner, locale=press.phrases.locale)
        except Refusal as refusal:
            said = Said(refusal.message(press.phrases.locale))
            await self._desk.messenger.text(press.place, said, press.message_id, insist=True)
            return None

    async def _act(self, place: Place) -> None:
        """A sheet takes seconds: the chat shows that something comes."""
        try:
            await self._desk.messenger.action(place, ChatAction.UPLOAD_PHOTO)
        except TelegramError:
            return
