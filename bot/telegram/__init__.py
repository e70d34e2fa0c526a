"""Telegram: photos and replies. Importing this loads no Telegram library; opening the surface does."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.core.studio import Studio
    from bot.core.surface import Surface
    from bot.core.texts import Texts

__all__ = ["open_surface"]


def open_surface(studio: Studio, texts: Texts, settings: Settings) -> AbstractAsyncContextManager[Surface]:
    """Telegram as a surface: entering returns at once and connects in the background, for ever.

    `settings.telegram.token` must be set.
    """
    from bot.telegram.app import open_telegram

    return open_telegram(studio, texts, settings)
