"""Who may not ask costs nothing; what is fetched at once is bounded in number and in bytes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.core.budget import Budget
from bot.core.reception import FETCHES
from bot.core.refusal import Refusal
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import open_world, person, until
from tests.patience import PATIENCE


async def test_who_is_blocked_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    async with open_world(tmp_path, blocked=("fake:13",)) as world:
        with pytest.raises(Refusal, match="blocked"):
            async with world.studio.admission(person("13"), {}, pictures=3):
                pytest.fail("now it would be fetched")


async def test_a_refused_admission_is_counted(tmp_path: Path) -> None:
    async with open_world(tmp_path, blocked=("fake:13",)) as world:
        with pytest.raises(Refusal):
            async with world.studio.admission(person("13"), {}, pictures=1):
                pass
        assert b'impasto_refusals_total{code="blocked"} 1.0' in world.studio.metrics.text()


async def test_twenty_five_commands_of_one_person_fetch_as_many_as_may_wait(tmp_path: Path) -> None:
    inside, enough = 0, asyncio.Event()

    async def ask() -> None:
        nonlocal inside
        async with world.studio.admission(person(), {}, pictures=3):
            inside += 1
            await enough.wait()

    async with open_world(tmp_path, jobs_per_person=5, upload_bytes=1_000_000) as world:
        asking = [asyncio.create_task(ask()) for _ in range(25)]
        await until(lambda: sum(task.done() for task in asking) == 20)
        enough.set()
        await asyncio.gather(*asking, return_exceptions=True)
        assert inside == 5


async def test_the_job_takes_over_the_place_of_its_admission(tmp_path: Path) -> None:
    async with (
        open_world(tmp_path, ScriptedExecutor(slots=0), jobs_per_person=1) as world,
        world.studio.admission(person(), {}, pictures=2),
    ):
        assert await world.submit()


async def test_a_place_is_free_again_when_nothing_came_of_it(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0), jobs_per_person=1) as world:
        for _ in range(2):
            async with world.studio.admission(person(), {}, pictures=2):
                pass
        assert await world.submit()


async def test_two_servers_at_once_do_not_evade_the_cooldown(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor(), cooldown=60) as world:
        asked = (world.submit(person("1", server=server)) for server in ("here", "there"))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(each).split(":")[0] for each in answers if isinstance(each, Refusal)] == ["cooldown"]


async def test_only_so_many_fetch_at_once(tmp_path: Path) -> None:
    inside, enough = [], asyncio.Event()

    async def ask(number: int) -> None:
        async with world.studio.admission(person(str(number)), {}, pictures=1, size=1):
            inside.append(number)
            await enough.wait()

    async with open_world(tmp_path) as world:
        asking = [asyncio.create_task(ask(number)) for number in range(FETCHES + 5)]
        await until(lambda: len(inside) == FETCHES)
        enough.set()
        await asyncio.gather(*asking)
        assert len(inside) == FETCHES + 5


async def test_bytes_are_counted_while_they_live() -> None:
    budget, second = Budget(places=10, size=100), asyncio.Event()

    async def fetch() -> None:
        async with budget.take(60):
            second.set()

    async with budget.take(60):
        task = asyncio.create_task(fetch())
        await asyncio.sleep(0)
        assert not second.is_set()
    await task
    assert second.is_set()


async def test_a_large_one_is_not_overtaken_for_ever() -> None:
    budget, order = Budget(places=10, size=100), []

    async def fetch(size: int) -> None:
        async with budget.take(size):
            order.append(size)

    async with budget.take(60):
        tasks = [asyncio.create_task(fetch(size)) for size in (80, 10)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert order == [80, 10]


async def test_who_gives_up_waiting_leaves_the_line() -> None:
    budget = Budget(places=1, size=100)
    async with budget.take(1):
        waiting = asyncio.create_task(budget.take(1).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(PATIENCE), budget.take(100):
        pass
