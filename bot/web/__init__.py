"""The web surface: the HTTP interface and one page. Nothing is loaded before `open_surface` is called."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.core.studio import Studio
    from bot.core.surface import Surface
    from bot.core.texts import Texts


def open_surface(studio: Studio, texts: Texts, settings: Settings) -> AbstractAsyncContextManager[Surface]:
    """Serves on `settings.web.host` and `.port` until left. Raises `OSError` when the address is taken."""
    from bot.web.server import open_web

    return open_web(studio, texts, settings)
