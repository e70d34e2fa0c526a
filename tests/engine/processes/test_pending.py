"""Who is served next, and by whom."""

from __future__ import annotations

import asyncio

from engine.processes.pending import PendingRequest, RequestQueue
from tests.engine.executors import request

Turn = asyncio.Task[tuple[int, PendingRequest]]


def pending(name: bytes = b"photo") -> PendingRequest:
    return PendingRequest(request(name), None)


async def takers(queue: RequestQueue, *speeds: float) -> list[Turn]:
    """Workers of these speeds, all of them waiting."""
    tasks = [asyncio.create_task(queue.get(speed)) for speed in speeds]
    await asyncio.sleep(0)
    return tasks


async def leave(tasks: list[Turn]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_fastest_that_is_free_is_served() -> None:
    queue = RequestQueue()
    tasks = await takers(queue, 1.0, 3.0, 2.0)
    queue.put(pending())
    await tasks[1]
    assert [task.done() for task in tasks] == [False, True, False]
    await leave(tasks)


async def test_who_is_put_back_comes_before_those_who_came_later() -> None:
    queue = RequestQueue()
    first, second = pending(b"first"), pending(b"second")
    queue.put(first)
    place, _ = await queue.get()
    queue.put(second)
    queue.put_back(place, first)
    assert (await queue.get())[1] is first


async def test_a_worker_that_goes_away_with_its_turn_gives_it_back() -> None:
    queue = RequestQueue()
    tasks = await takers(queue, 1.0)
    asked = pending()
    queue.put(asked)
    await leave(tasks)
    assert (await queue.get())[1] is asked


async def test_a_worker_that_has_gone_away_gets_no_turn() -> None:
    queue = RequestQueue()
    slow, fast = await takers(queue, 1.0, 2.0)
    fast.cancel()
    asked = pending()
    queue.put(asked)
    assert (await slow)[1] is asked
    await leave([fast])


async def test_who_has_left_is_passed_over() -> None:
    queue = RequestQueue()
    gone, here = pending(b"gone"), pending(b"here")
    queue.put(gone)
    queue.put(here)
    gone.left.set()
    assert (await queue.get())[1] is here
