"""The shared stories with the real program on a cluster of two nodes, and how it tells of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.bot.web.program import free_port, until_it_answers
from tests.engine.cluster.nodes import RayNode, WorkerNode
from tests.patience import PATIENCE
from tests.scenarios.discord_driver import DiscordDriver, open_discord_driver
from tests.scenarios.drivers import Driver
from tests.scenarios.stories import STORIES
from tests.scenarios.telegram_driver import TelegramDriver

pytestmark = pytest.mark.cluster

STORY = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
CLUSTER = "IMPASTO_ENGINE__CLUSTER"
Story = Callable[[Driver], Awaitable[None]]


@pytest.fixture(scope="module")
def nodes() -> Iterator[str]:
    """The address of a head with two nodes that paint."""
    head = RayNode("--head", "--port=0", "--num-cpus=0", "--include-dashboard=false")
    workers = [WorkerNode(head.address) for _ in range(2)]
    yield head.address
    for node in (*workers, head):
        node.kill()


@pytest.fixture(autouse=True)
def on_the_cluster(nodes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that are started find it."""
    for name, value in (("RAY_ADDRESS", nodes), ("RAY_AUTH_MODE", "disabled"), (CLUSTER, "auto")):
        monkeypatch.setenv(name, value)


@pytest_asyncio.fixture
async def discord(tmp_path: Path) -> AsyncIterator[DiscordDriver]:
    async with open_discord_driver(tmp_path, **{CLUSTER: "auto"}) as opened:
        yield opened


@pytest_asyncio.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[TelegramDriver]:
    async with TelegramDriver(tmp_path) as opened:
        yield opened


@STORY
async def test_story_on_discord(story: Story, discord: DiscordDriver) -> None:
    await story(discord)


@STORY
async def test_story_on_telegram(story: Story, telegram: TelegramDriver) -> None:
    await story(telegram)


async def test_both_nodes_are_told_of_by_name(tmp_path: Path) -> None:
    port = free_port()
    web = {"IMPASTO_WEB__ENABLED": "true", "IMPASTO_WEB__PORT": str(port)}
    async with (
        open_discord_driver(tmp_path, **{CLUSTER: "auto"}, **web),
        ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        devices: list[dict[str, object]] = []
        async with asyncio.timeout(PATIENCE):
            await until_it_answers(session, "/readyz")
            while sum(bool(device["ready"]) for device in devices) < 2:
                async with session.get("/readyz") as response:
                    devices = (await response.json())["devices"]
                await asyncio.sleep(0.1)
        names = {str(device["node"]) for device in devices}
        assert len(names) == 2
        async with session.get("/metrics") as response:
            figures = await response.text()
        assert all(f'impasto_device_ready{{device="cpu",node="{name}"}} 1.0' in figures for name in names)
