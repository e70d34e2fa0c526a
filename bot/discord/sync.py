"""Registers the commands with Discord, but only when they have changed."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import structlog
from discord import app_commands

from bot.core.publishing import publish_if_changed
from bot.core.store import Store

log = structlog.get_logger()

KIND: Final = "discord-commands"
RETRY_SECONDS: Final = 3600.0
"""Discord counts registrations by the day: trying more often would help nobody."""


async def sync_if_changed(tree: app_commands.CommandTree[Any], store: Store, application_id: int) -> bool:
    """Tell Discord of the commands, translations included, unless it was told the same before. Says whether it did."""
    translator = tree.translator
    assert translator is not None
    commands = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    changed = await publish_if_changed(store, KIND, str(application_id), commands, tree.sync)
    if changed:
        log.info("commands registered", count=len(commands))
    return changed


async def try_to_sync(tree: app_commands.CommandTree[Any], store: Store, application_id: int) -> bool:
    """`sync_if_changed`, but a failure costs the new commands only: those of before go on working."""
    try:
        await sync_if_changed(tree, store, application_id)
    except Exception as error:  # noqa: BLE001 - the daily limit, a full disk, a page in place of JSON
        log.warning("commands not registered", error=repr(error), again_in=RETRY_SECONDS)
        return False
    return True


async def sync_until_done(tree: app_commands.CommandTree[Any], store: Store, application_id: int) -> None:
    """Try again from time to time, until it works."""
    while True:
        await asyncio.sleep(RETRY_SECONDS)
        if await try_to_sync(tree, store, application_id):
            return
