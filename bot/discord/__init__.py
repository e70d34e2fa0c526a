"""Discord: translates slash commands, buttons and messages to and from the studio."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.core.studio import Studio
    from bot.core.surface import Surface
    from bot.core.texts import Texts


@asynccontextmanager
async def open_surface(studio: Studio, texts: Texts, settings: Settings) -> AsyncIterator[Surface]:
    """Discord, connecting in the background and again for ever; leaving the block disconnects."""
    from bot.discord.connection import open_connection

    async with open_connection(studio, texts, settings) as surface:
        yield surface
