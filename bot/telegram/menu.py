"""The command menu, by scope and language; sent only when it has changed."""

from __future__ import annotations

from typing import Any, Final

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.ext import ExtBot

from bot.core.publishing import publish_if_changed
from bot.core.store import Store
from bot.core.texts import FALLBACK, Texts
from bot.telegram.messages import Phrasebook

log = structlog.get_logger()

KIND: Final = "telegram.menu"
EVERYBODY: Final = ("stylize", "styles", "presets", "queue", "cancel", "forget", "help")
MANAGERS: Final = ("settings", "stats")
SCOPES: Final[tuple[tuple[BotCommandScope, tuple[str, ...]], ...]] = (
    (BotCommandScopeAllPrivateChats(), (*EVERYBODY, *MANAGERS)),
    (BotCommandScopeAllGroupChats(), EVERYBODY),
    (BotCommandScopeAllChatAdministrators(), (*EVERYBODY, *MANAGERS)),
)


async def publish(bot: ExtBot[Any], store: Store, texts: Texts) -> bool:
    """Sets the commands where they differ from what was set last. Returns whether anything was sent."""
    menus = {
        (scope, language): [
            BotCommand(name, Phrasebook(texts, locale).say(f"command-{name}")) for name in names
        ]
        for locale in texts.locales
        for language in [None if locale == FALLBACK else locale[:2]]
        for scope, names in SCOPES
    }
    readable = [
        [scope.type, code, [each.to_dict() for each in menu]] for (scope, code), menu in menus.items()
    ]

    async def send() -> None:
        for (scope, language), commands in menus.items():
            await bot.set_my_commands(commands, scope=scope, language_code=language)

    changed = await publish_if_changed(store, KIND, str(bot.id), readable, send)
    if changed:
        log.info("commands set", menus=len(menus))
    return changed
