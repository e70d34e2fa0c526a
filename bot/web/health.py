"""For those who look after the machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from aiohttp import web

from bot.core.metrics import CONTENT_TYPE
from bot.core.studio import Studio
from bot.web.errors import ApiError
from bot.web.interface import Call
from bot.web.views import DeviceView, HealthView, ReadyView, SurfaceView
from bot.web.visitors import is_from_here


class Health:
    """Liveness, readiness and figures."""

    def __init__(self, studio: Studio, metrics: Literal["loopback", "everyone", "off"]) -> None:
        self._studio = studio
        self._metrics = metrics

    def calls(self) -> list[Call]:
        return [
            Call("GET", "/healthz", self.alive, HealthView),
            Call("GET", "/readyz", self.ready, ReadyView, also=(503,)),
            Call("GET", "/metrics", self.metrics, ("text/plain",), refusals=("not_found",)),
        ]

    async def alive(self, request: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response(text=HealthView(status="ok").model_dump_json())

    async def ready(self, request: web.Request) -> web.Response:
        """200 once a device can paint, 503 before; with the state of each device and each surface."""
        executor = self._studio.executor
        view = ReadyView(
            status="ready" if executor.ready else "loading",
            devices=[
                DeviceView(name=each.name, node=each.node, ready=each.ready, busy=each.busy)
                for each in executor.devices
            ],
            surfaces=[SurfaceView(**asdict(each)) for each in self._studio.notifier.standings()],
        )
        return web.json_response(text=view.model_dump_json(), status=200 if executor.ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        """Prometheus text; for this machine alone unless the settings say otherwise."""
        if self._metrics == "off" or (self._metrics == "loopback" and not is_from_here(request)):
            raise ApiError("not_found", "The figures are shown to this machine alone; see [web] metrics.")
        return web.Response(body=self._studio.metrics.text(), headers={"Content-Type": CONTENT_TYPE})
