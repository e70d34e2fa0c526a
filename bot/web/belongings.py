"""What is kept of a visitor, and its end."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from bot.core.studio import Studio
from bot.web.api import NOT_KEPT
from bot.web.interface import Call
from bot.web.views import BelongingsView
from bot.web.visitors import owner_of


class Personal:
    """The calls at `/api/visitor`: the one who asks, by their cookie."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def calls(self) -> list[Call]:
        return [
            Call("GET", "/api/visitor", self.show, BelongingsView),
            Call("DELETE", "/api/visitor", self.forget, BelongingsView),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """How much is kept of this visitor."""
        belongings = await self._studio.privacy.belongings(owner_of(request))
        view = BelongingsView(**asdict(belongings))
        return web.json_response(text=view.model_dump_json(), headers=NOT_KEPT)

    async def forget(self, request: web.Request) -> web.Response:
        """Everything of this visitor's goes; answered with how much it was."""
        belongings = await self._studio.privacy.forget(owner_of(request))
        return web.json_response(text=BelongingsView(**asdict(belongings)).model_dump_json())
