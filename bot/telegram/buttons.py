"""The buttons under our messages. What a button means is in the store; who pressed it, Telegram says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import CallbackQuery

from bot.core.jobs import Job
from bot.core.limits import variation
from bot.core.naming import file_name
from bot.core.refusal import Refusal
from bot.core.variations import VARIATIONS
from bot.telegram.delivery import Delivery
from bot.telegram.desk import Desk
from bot.telegram.messages import Keyboard, Said
from bot.telegram.messenger import MessageGone
from bot.telegram.orders import Orders
from bot.telegram.places import Destination
from bot.telegram.press import Press

Handler = Callable[[Press], Awaitable[None]]


class Buttons:
    """Handles callback queries. `handlers` are those of other rooms, by the button's action."""

    def __init__(
        self,
        desk: Desk,
        orders: Orders,
        delivery: Delivery,
        handlers: Mapping[str, Handler],
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._delivery = delivery
        self._handlers: dict[str, Handler] = {
            "cancel": self._cancel,
            "keep": self._keep,
            "compare": self._compare,
            "file": self._file,
            "delete": self._delete,
            "delete-yes": self._delete_really,
            "delete-no": self._delete_not,
            **dict.fromkeys(VARIATIONS, self._vary),
            **handlers,
        }

    async def pressed(self, query: CallbackQuery) -> None:
        """Somebody pressed a button. Whatever comes of it, the button stops spinning."""
        press = Press.of(self._desk, query)
        if press is None:
            return
        handler = self._handlers.get(press.action)
        if handler is None:
            await press.alert(press.phrases.say("too-old"))
            return
        try:
            await handler(press)
        except Refusal as refusal:
            await press.alert(refusal.message(press.phrases.locale))

    async def _cancel(self, press: Press) -> None:
        owner, moderator = await press.acting_on(await self._job(press))
        await self._desk.studio.cancel(press.rest, owner, moderator=moderator)
        await press.toast("cancelling")

    async def _keep(self, press: Press) -> None:
        owner, moderator = await press.acting_on(await self._job(press))
        await self._desk.studio.keep(press.rest, owner, moderator=moderator)
        await press.toast("keeping")

    async def _vary(self, press: Press) -> None:
        job = await self._job(press)
        owner, moderator = await press.acting_on(job)
        bounds = await self._desk.studio.servers.bounds(owner.server_key, moderator=moderator)
        await self._orders.rerun_once(press, job, press.action, **variation(press.action, job, bounds))
        await press.toast("accepted")

    async def _compare(self, press: Press) -> None:
        job = await self._job(press)
        owner, _ = await press.acting_on(job)
        sheet = await self._desk.studio.records.picture_of(job.id, "comparison", owner)
        await press.toast("coming")
        said = Said("", spoiler=job.spoiler)
        await self._desk.messenger.photo(press.place, sheet, file_name(job, "jpg"), said, press.message_id)

    async def _file(self, press: Press) -> None:
        job = await self._job(press)
        owner, _ = await press.acting_on(job)
        if job.result is None:
            raise Refusal("pictures_gone")
        await press.toast("coming")
        await self._delivery.send_file(job, press.place, press.message_id, owner)

    async def _delete(self, press: Press) -> None:
        """Asks once, by other buttons in the same place."""
        await self._may_delete(press)
        await self._swap_buttons(press, press.phrases.really_delete(press.rest))
        await press.toast("delete-sure")

    async def _delete_not(self, press: Press) -> None:
        await self._may_delete(press)
        await self._swap_buttons(
            press, press.phrases.result_keyboard(press.rest, private=press.place.private)
        )
        await press.toast("delete-kept")

    async def _delete_really(self, press: Press) -> None:
        job = await self._may_delete(press)
        messages = {press.message_id}
        if job is not None:
            owner, moderator = await press.acting_on(job)
            where = Destination.of(job)
            if self._desk.chats.here(where.chat_id) == press.place.chat_id:
                messages |= {each for each in (where.result, *where.files) if each}
            await self._desk.studio.delete(job.id, owner, moderator=moderator)
        await press.toast("deleted")
        emptied = Said(press.phrases.say("emptied"))
        for message_id in messages:
            await self._delivery.take_away(press.place, message_id, emptied, pictured=True)

    async def _may_delete(self, press: Press) -> Job | None:
        """The job, if whoever pressed may delete it; None when its record has expired and the message is theirs.

        Raises `Refusal`.
        """
        try:
            job = await self._desk.studio.records.job(press.rest)
        except Refusal:
            if press.place.private or await self._asked_for(press):
                return None
            raise
        owner, moderator = await press.acting_on(job)
        if owner.key != job.owner.key and not moderator:
            raise Refusal("not_yours")
        return job

    async def _asked_for(self, press: Press) -> bool:
        """Whether the picture answers a message of whoever pressed, or they administer the chat."""
        answered = press.message.reply_to_message if press.message else None
        if answered and answered.from_user and answered.from_user.id == press.query.from_user.id:
            return True
        return await self._desk.administers(await press.owner(), press.place)

    async def _swap_buttons(self, press: Press, keyboard: Keyboard) -> None:
        try:
            await self._desk.messenger.edit_buttons(press.place, press.message_id, keyboard)
        except MessageGone:
            return

    async def _job(self, press: Press) -> Job:
        return await self._desk.studio.records.job(press.rest)
