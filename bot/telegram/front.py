"""Which update goes to whom."""

from __future__ import annotations

import contextlib

import structlog
from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.core.surface import Undeliverable
from bot.telegram.buttons import Buttons
from bot.telegram.choices import Choice, Choices
from bot.telegram.choosing import Choosing
from bot.telegram.command import Command
from bot.telegram.commands import Commands
from bot.telegram.delivery import Delivery
from bot.telegram.desk import Desk
from bot.telegram.forgetting import Forgetting
from bot.telegram.intake import Intake
from bot.telegram.membership import Membership
from bot.telegram.messages import Said
from bot.telegram.orders import Orders
from bot.telegram.places import Place
from bot.telegram.private import PrivateChat
from bot.telegram.settings import SettingsCommand
from bot.telegram.sheets import Sheets

log = structlog.get_logger()


class Front:
    """Takes updates in and hands each to its room."""

    def __init__(self, desk: Desk, delivery: Delivery) -> None:
        self._desk = desk
        self.choices = Choices(desk.studio.store, self._expired)
        orders = Orders(desk, self.choices)
        self._intake = Intake(desk, self.choices, orders)
        private = PrivateChat(desk, self.choices, self._intake, delivery)
        choosing = Choosing(desk, self.choices, self._intake)
        forgetting = Forgetting(desk)
        sheets = Sheets(desk, self.choices, self._intake, orders)
        self._membership = Membership(desk)
        self._buttons = Buttons(
            desk,
            orders,
            delivery,
            {**choosing.handlers, **private.handlers, **forgetting.handlers, **sheets.handlers},
        )
        self._commands = Commands(
            desk,
            self.choices,
            {
                "start": private.start,
                "forget": forgetting.ask,
                "settings": SettingsCommand(desk).answer,
                "styles": sheets.answer,
            },
        )

    async def update(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Any update."""
        message = update.message or update.edited_message
        if update.callback_query is not None:
            await self._buttons.pressed(update.callback_query)
        elif update.my_chat_member is not None:
            await self._membership.changed(update.my_chat_member)
        elif message is None or (message.from_user is None and message.sender_chat is None):
            return
        elif message.migrate_to_chat_id:
            await self._desk.chats.move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self._desk.chats.move(message.migrate_from_chat_id, message.chat.id)
        else:
            await self._message(message)

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Something went wrong that nobody foresaw: into the log, and a word to the person."""
        if isinstance(context.error, Undeliverable):
            log.info("nobody to answer", reason=str(context.error))
            return
        log.error("update not handled", error=repr(context.error), exc_info=context.error)
        message = update.effective_message if isinstance(update, Update) else None
        if message is None or isinstance(context.error, TelegramError):
            return
        user = update.effective_user if isinstance(update, Update) else None
        phrases = self._desk.speak(self._desk.texts.match(user.language_code if user else None))
        with contextlib.suppress(TelegramError, Undeliverable):
            said = Said(phrases.say("oops"))
            await self._desk.messenger.text(Place.of(message), said, message.message_id)

    async def _message(self, message: Message) -> None:
        command = Command.of(message.text or message.caption, self._desk.bot.username)
        if command and command.name in self._commands.answers and not message.edit_date:
            await self._commands.answer(message, command)
        elif not message.is_automatic_forward:
            await self._intake.message(message)

    async def _expired(self, choice: Choice) -> None:
        await self._intake.expired(choice)
