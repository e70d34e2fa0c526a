"""Registers the commands with Discord, but only when they have changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import structlog
from discord import app_commands

from bot.core.store import Store

log = structlog.get_logger()

KIND: Final = "discord-commands"


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
