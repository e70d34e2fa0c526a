"""What each server's managers have chosen, kept in the store."""

from __future__ import annotations

from typing import Any, Final

from bot.config import LimitSettings
from bot.core.limits import Bounds, ServerSettings
from bot.core.refusal import storing
from bot.core.store import Store

KIND: Final = "server"


class Servers:
    """The settings of every server."""

    def __init__(self, store: Store, limits: LimitSettings) -> None:
        self._store = store
        self._limits = limits

    async def settings(self, server_key: str) -> ServerSettings:
        """What a server's managers have chosen."""
        return ServerSettings(**(await self._store.get_note(KIND, server_key) or {}))

    async def bounds(self, server_key: str, *, moderator: bool = False) -> Bounds:
        """The limits that hold for a request there: what a surface says before somebody asks in vain.

        A moderator is freed from the server's own.
        """
        return Bounds(self._limits, ServerSettings() if moderator else await self.settings(server_key))

    async def change(self, server_key: str, **changes: Any) -> ServerSettings:
        """Change and keep them. Raises `Refusal`: `bad_option`, `storage_full`, `storage_busy`."""
        settings = (await self.settings(server_key)).with_changes(**changes)
        chosen = settings.model_dump(mode="json", exclude_defaults=True)
        with storing():
            await self._store.put_note(KIND, server_key, chosen)
        return settings
