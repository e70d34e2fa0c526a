"""The flood gate: inside the limits, urgent things first, one chat never holding up another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.flood import Budget, FloodGate, NoRoom, Urgency, certainly_undone
from engine.processes.pool import PicturePool
from tests.bot.telegram.world import open_world
from tests.fakes.telegram import FloodLimits
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE, GROUP = 7, -7
SLOW = Budget(0.2, 2.0, shares_a_second=(1000, 1000, 1000), patience=(float("inf"), 5.0, 0.0))


class Calls:
    """Stands for the Bot API; notes who came when."""

    def __init__(self, gate: FloodGate) -> None:
        self.gate = gate
        self.made: list[tuple[str, float]] = []
        self.errors: list[TelegramError] = []

    async def make(self, name: str, chat_id: int | None, urgency: Urgency | None = None) -> Any:
        async def call() -> bool:
            self.made.append((name, asyncio.get_running_loop().time()))
            if self.errors:
                raise self.errors.pop(0)
            return True

        data = {} if chat_id is None else {"chat_id": chat_id}
        async with asyncio.timeout(PATIENCE):
            return await self.gate.process_request(call, (), {}, "sendMessage", data, urgency)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.made]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    return Calls(FloodGate(SLOW))


async def test_two_calls_to_a_chat_are_a_second_apart(calls: Calls) -> None:
    await asyncio.gather(calls.make("one", PRIVATE), calls.make("two", PRIVATE))
    (_, first), (_, second) = calls.made
    assert second - first >= SLOW.chat_seconds


async def test_calls_to_two_chats_do_not_wait_for_each_other(calls: Calls) -> None:
    await asyncio.gather(calls.make("one", PRIVATE), calls.make("two", PRIVATE + 1))
    (_, first), (_, second) = calls.made
    assert second - first < SLOW.chat_seconds


async def test_a_call_that_names_no_chat_does_not_wait(calls: Calls) -> None:
    await asyncio.gather(*(calls.make(str(number), None) for number in range(5)))
    assert calls.made[-1][1] - calls.made[0][1] < SLOW.chat_seconds


async def test_an_answer_overtakes_progress(calls: Calls) -> None:
    first = asyncio.create_task(calls.make("first", PRIVATE))
    await asyncio.sleep(0)
    later = asyncio.create_task(calls.make("progress", PRIVATE, Urgency.PROGRESS))
    await asyncio.sleep(0)
    await asyncio.gather(first, later, calls.make("answer", PRIVATE))
    assert calls.names == ["first", "answer", "progress"]


async def test_a_courtesy_is_left_out_when_there_is_no_room(calls: Calls) -> None:
    await calls.make("first", PRIVATE)
    with pytest.raises(NoRoom):
        await calls.make("courtesy", PRIVATE, Urgency.COURTESY)


async def test_a_group_takes_twenty_calls_a_minute() -> None:
    calls = Calls(FloodGate(Budget(chat_seconds=0.0, group_seconds=0.5)))
    await asyncio.gather(*(calls.make(str(number), GROUP) for number in range(21)))
    assert calls.made[20][1] - calls.made[0][1] >= 0.5


async def test_in_a_group_progress_leaves_room_for_answers() -> None:
    budget = Budget(0.0, 5.0, shares_a_second=(99, 99, 99), patience=(10.0, 0.0, 0.0))
    gate = FloodGate(budget)
    calls = Calls(gate)
    for number in range(gate.budget.shares[Urgency.PROGRESS]):
        await calls.make(str(number), GROUP, Urgency.PROGRESS)
    with pytest.raises(NoRoom):
        await calls.make("one more", GROUP, Urgency.PROGRESS)
    await calls.make("answer", GROUP)
    assert calls.names[-1] == "answer"


async def test_all_chats_together_stay_below_the_limit() -> None:
    calls = Calls(FloodGate(Budget(shares_a_second=(10, 10, 10))))
    await asyncio.gather(*(calls.make(str(number), number) for number in range(1, 12)))
    assert calls.made[10][1] - calls.made[0][1] >= 1.0


async def test_an_answer_is_sent_again_after_the_wait_telegram_wants(calls: Calls) -> None:
    calls.errors = [RetryAfter(1)]
    await calls.make("answer", PRIVATE)
    (_, first), (_, second) = calls.made
    assert second - first >= 1.0


async def test_progress_is_not_sent_again_after_a_flood(calls: Calls) -> None:
    calls.errors = [RetryAfter(1)]
    with pytest.raises(RetryAfter):
        await calls.make("progress", PRIVATE, Urgency.PROGRESS)


async def test_a_flood_in_one_chat_does_not_hold_up_another(calls: Calls) -> None:
    calls.errors = [RetryAfter(5)]
    stuck = asyncio.create_task(calls.make("stuck", PRIVATE))
    await asyncio.sleep(0.05)
    await calls.make("free", PRIVATE + 1)
    assert not stuck.done()
    stuck.cancel()


async def test_an_answer_that_never_left_is_sent_again(calls: Calls) -> None:
    error = NetworkError("down")
    error.__cause__ = httpx.ConnectError("refused")
    calls.errors = [error]
    assert await calls.make("answer", PRIVATE)


async def test_an_answer_that_may_have_arrived_is_not_sent_again(calls: Calls) -> None:
    calls.errors = [TimedOut()]
    with pytest.raises(TimedOut):
        await calls.make("answer", PRIVATE)


async def test_a_cancelled_wait_leaves_the_lane_free(calls: Calls) -> None:
    await calls.make("first", PRIVATE)
    waiting = asyncio.create_task(calls.make("waiting", PRIVATE))
    await asyncio.sleep(0)
    waiting.cancel()
    await calls.make("next", PRIVATE)
    assert calls.names == ["first", "next"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BadRequest("chat not found"), True),
        (NetworkError("Request Entity Too Large"), True),
        (TimedOut(), False),
        (NetworkError("Bad Gateway"), False),
    ],
)
async def test_what_is_certain_about_a_failed_call(error: TelegramError, expected: bool) -> None:
    assert certainly_undone(error) is expected


async def test_twenty_chats_at_once_stay_inside_the_limits(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(
        pool, tmp_path, flood=FloodLimits().scaled(0.2), budget=Budget(0.2, 12.0, (135, 60, 40))
    ) as world:
        people = [world.person(f"guest {number}") for number in range(20)]
        for user, chat in people:
            await world.asked(chat, user)
        for _, chat in people:
            await world.result(chat)
        assert not world.telegram.floods


async def test_a_busy_group_stays_inside_its_limit(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path) as world:
        ann = world.telegram.user("Ann")
        group = world.telegram.group("Painters", [ann], privacy=False)
        for _ in range(6):
            await world.asked(group, ann, "/stylize iterations=20")
        for number in range(1, 7):
            await world.result(group, number)
        assert not world.telegram.floods
