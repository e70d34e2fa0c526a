"""Registers the commands with Discord, but only when they have changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any, Final

import structlog
from discord import app_commands

from bot.core.store import Store

log = structlog.get_logger()

KIND: Final = "discord-commands"
RETRY_SECONDS: Final = 3600.0
"""Discord counts registrations by the day: trying more often would help nobody."""


async def fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """A hash of all that Discord would be told, translations included."""
    translator = tree.translator
    assert translator is not None
    payload = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


async def sync_if_changed(tree: app_commands.CommandTree[Any], store: Store, application_id: int) -> bool:
    """Tell Discord of the commands unless it has been told the same before. Says whether it did."""
    mark = await fingerprint(tree)
    if await store.get_note(KIND, str(application_id)) == mark:
        return False
    await tree.sync()
    await store.put_note(KIND, str(application_id), mark)
    log.info("commands registered", count=len(tree.get_commands()))
    return True


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
