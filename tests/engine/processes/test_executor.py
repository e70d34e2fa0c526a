"""The executor against real worker processes; only what they do in them is a stand-in."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from engine.errors import (
    DeviceError,
    EngineError,
    OptionError,
    OutOfMemory,
    PictureTooSmall,
    WeightsError,
    WorkerDied,
)
from engine.messages import Checkpoint, Interrupted, Progress, Result
from engine.processes.executor import Timeouts, open_executor
from engine.processes.pending import PendingRequest
from tests.engine.executors import (
    IMPATIENT,
    is_alive,
    leave_at,
    lines,
    open_painter,
    paint,
    request,
    until,
    updates,
)
from tests.engine.stylizers import BIG
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]
ENDLESS = 10_000
"""Steps of a request that is meant to be stopped."""

LAG = 0.05
"""Seconds for which nothing may hold the event loop."""


async def test_progress_comes_in_order(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        told = await updates(executor, request(iterations=6))
    steps = [update.step for update in told if isinstance(update, Progress)]
    assert steps == sorted(steps)
    assert steps[-1] == 6


async def test_checkpoints_come_on_the_way(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        told = await updates(executor, request(iterations=6))
    assert Checkpoint(6, b"6") in told


async def test_the_result_comes_last(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        told = await updates(executor, request(b"harbour"))
    assert isinstance(told[-1], Result)
    assert told[-1].image == b"picture of harbour"


async def test_a_slow_listener_hears_the_newest(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        running = executor.run(request(iterations=6))
        await anext(running)
        await until(lambda: lines(tmp_path / "ends"))
        await until(lambda: not executor.devices[0].busy)
        rest = [update async for update in running]
    assert [type(update) for update in rest] == [Progress, Checkpoint, Result]


async def test_an_unread_preview_is_not_lost() -> None:
    pending = PendingRequest(request(), None)
    pending.tell(Progress(1, 4, 1.0, None, 64, 64, b"preview"))
    pending.tell(Progress(2, 4, 1.0, None, 64, 64))
    assert await pending.hear() == Progress(2, 4, 1.0, None, 64, 64, b"preview")


async def test_a_checkpoint_given_is_continued(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await paint(executor, request(iterations=6).with_checkpoint(b"4"))
    assert lines(tmp_path / "starts") == ["photo 4"]


async def test_it_opens_before_a_network_is_loaded(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        assert not executor.ready


async def test_it_is_ready_when_a_network_is_loaded(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await until(lambda: executor.ready)
        assert executor.devices[0].ready


async def test_the_network_stays_loaded(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await paint(executor, request())
        pid = executor.devices[0].pid
        await paint(executor, request())
        assert executor.devices[0].pid == pid


async def test_leaving_the_loop_stops_the_work(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await leave_at(executor, request(b"left", iterations=ENDLESS), 2)
        await until(lambda: not executor.devices[0].busy)
        done = lines(tmp_path / "steps")
        await paint(executor, request(b"next"))
    assert [line for line in lines(tmp_path / "steps") if line.startswith("left")] == done


async def test_leaving_the_loop_spares_a_worker_that_stops(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await leave_at(executor, request(iterations=ENDLESS), 2)
        await paint(executor, request())
        assert executor.devices[0].restarts == 0


async def test_cancelling_the_task_stops_the_work(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        task = asyncio.create_task(paint(executor, request(iterations=ENDLESS)))
        await until(lambda: len(lines(tmp_path / "steps")) > 2)
        task.cancel()
        await until(lambda: not executor.devices[0].busy)
        assert not lines(tmp_path / "ends")


async def test_a_step_that_does_not_look_up_is_cut_short(tmp_path: Path) -> None:
    async with open_painter("Endless", tmp_path, timeouts=IMPATIENT) as executor:
        running = asyncio.create_task(paint(executor, request(b"endless")))
        await until(lambda: lines(tmp_path / "stuck"))
        running.cancel()
        (stuck,) = lines(tmp_path / "stuck")
        await until(lambda: not is_alive(int(stuck)))


async def test_a_slot_is_free_again_after_a_step_was_cut_short(tmp_path: Path) -> None:
    async with open_painter("Endless", tmp_path, timeouts=IMPATIENT) as executor:
        running = asyncio.create_task(paint(executor, request(b"endless")))
        await until(lambda: lines(tmp_path / "stuck"))
        running.cancel()
        assert await paint(executor, request(b"next"))


async def test_who_leaves_while_waiting_is_never_started(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        first = asyncio.create_task(paint(executor, request(b"first", iterations=20)))
        await until(lambda: executor.devices[0].busy)
        second = asyncio.create_task(paint(executor, request(b"second")))
        third = asyncio.create_task(paint(executor, request(b"third")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, third)
    assert lines(tmp_path / "starts") == ["first 0", "third 0"]


async def test_keep_ends_with_the_picture_as_it_is(tmp_path: Path) -> None:
    keep = asyncio.Event()
    async with open_painter("Counter", tmp_path) as executor:
        running = asyncio.create_task(paint(executor, request(iterations=ENDLESS), keep))
        await until(lambda: len(lines(tmp_path / "steps")) > 2)
        keep.set()
        result = await running
    assert 2 < result.iterations < ENDLESS


async def test_keep_holds_after_a_worker_died(tmp_path: Path) -> None:
    keep = asyncio.Event()
    async with open_painter("Counter", tmp_path) as executor:
        running = asyncio.create_task(paint(executor, request(iterations=ENDLESS), keep))
        await until(lambda: len(lines(tmp_path / "steps")) > 2)
        keep.set()
        assert executor.devices[0].pid
        os.kill(executor.devices[0].pid, signal.SIGKILL)
        assert (await running).iterations < ENDLESS


async def test_a_dead_worker_s_request_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    async with open_painter("CrashesOnce", tmp_path) as executor:
        await paint(executor, request(iterations=5))
    assert lines(tmp_path / "starts") == ["photo 0", "photo 2"]


async def test_a_dead_worker_is_counted(tmp_path: Path) -> None:
    async with open_painter("CrashesOnce", tmp_path) as executor:
        await paint(executor, request(iterations=5))
        assert executor.devices[0].restarts == 1


async def test_a_dead_worker_s_request_keeps_its_place(tmp_path: Path) -> None:
    async with open_painter("CrashesOnce", tmp_path) as executor:
        await asyncio.gather(*(paint(executor, request(name)) for name in (b"first", b"second")))
    assert lines(tmp_path / "starts") == ["first 0", "first 2", "second 0"]


async def test_a_worker_that_dies_idle_is_replaced(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await until(lambda: executor.ready)
        assert executor.devices[0].pid
        os.kill(executor.devices[0].pid, signal.SIGKILL)
        await until(lambda: executor.devices[0].restarts == 1 and executor.ready)


async def test_a_request_that_kills_two_workers_fails(tmp_path: Path) -> None:
    async with open_painter("CrashesAlways", tmp_path) as executor:
        with pytest.raises(WorkerDied):
            await paint(executor, request(b"poison"))
    assert len(lines(tmp_path / "crashes")) == 2


async def test_others_are_served_after_a_request_that_kills(tmp_path: Path) -> None:
    async with open_painter("CrashesAlways", tmp_path) as executor:
        poison = asyncio.create_task(paint(executor, request(b"poison")))
        assert await paint(executor, request(b"photo"))
        with pytest.raises(WorkerDied):
            await poison


async def test_a_step_that_hangs_is_tried_on_another_worker(tmp_path: Path) -> None:
    async with open_painter("HangsOnce", tmp_path, timeouts=Timeouts(step=1.0)) as executor:
        await paint(executor, request(iterations=5))
    assert lines(tmp_path / "starts") == ["photo 0", "photo 2"]


async def test_a_frozen_process_is_replaced(tmp_path: Path) -> None:
    async with open_painter("FreezesOnce", tmp_path, timeouts=Timeouts(silence=3.0)) as executor:
        await paint(executor, request(iterations=5))
    assert lines(tmp_path / "starts") == ["photo 0", "photo 2"]


async def test_a_device_fault_costs_the_process_not_the_request(tmp_path: Path) -> None:
    async with open_painter("Faulty", tmp_path) as executor:
        await paint(executor, request())
        assert executor.devices[0].restarts == 1


async def test_too_large_for_the_device_is_painted_smaller(tmp_path: Path) -> None:
    async with open_painter("Hungry", tmp_path) as executor:
        result = await paint(executor, request(size=1024))
    assert result.width == 576


async def test_the_result_says_that_it_is_smaller(tmp_path: Path) -> None:
    async with open_painter("Hungry", tmp_path) as executor:
        result = await paint(executor, request(size=1024))
    assert [str(note) for note in result.notes] == [
        "Painted at 576 px instead of 1024 px: cpu had not enough memory."
    ]


async def test_a_smaller_picture_stays_so_on_the_next_worker(tmp_path: Path) -> None:
    async with open_painter("HungryAndFrail", tmp_path) as executor:
        result = await paint(executor, request(size=1024, iterations=5))
    assert (result.width, [note.values for note in result.notes]) == (576, [{"size": 576, "asked": 1024}])
    assert lines(tmp_path / "starts")[-1] == "photo 2"


async def test_no_room_at_all_is_an_error(tmp_path: Path) -> None:
    async with open_painter("Starving", tmp_path) as executor:
        with pytest.raises(OutOfMemory):
            await paint(executor, request(size=1024))


async def test_a_refusal_crosses_with_its_field(tmp_path: Path) -> None:
    async with open_painter("Picky", tmp_path) as executor:
        with pytest.raises(PictureTooSmall) as refusal:
            await paint(executor, request(b"tiny"))
    assert (refusal.value.field, refusal.value.message) == ("content", "got 1 x 1 px")


async def test_an_accident_crosses_without_its_details(tmp_path: Path) -> None:
    async with open_painter("Picky", tmp_path) as executor:
        with pytest.raises(EngineError) as accident:
            await paint(executor, request(b"bug"))
    assert accident.value.message == "unexpected ZeroDivisionError while painting; the log says more"


async def test_a_worker_survives_refusals_and_accidents(tmp_path: Path) -> None:
    async with open_painter("Picky", tmp_path) as executor:
        for bad in (b"tiny", b"bug"):
            with pytest.raises(EngineError):
                await paint(executor, request(bad))
        await paint(executor, request())
        assert executor.devices[0].restarts == 0


async def test_first_come_first_served(tmp_path: Path) -> None:
    names = [b"a", b"b", b"c", b"d", b"e"]
    async with open_painter("Counter", tmp_path) as executor:
        await asyncio.gather(*(paint(executor, request(name, iterations=1)) for name in names))
    assert lines(tmp_path / "starts") == [f"{name.decode()} 0" for name in names]


async def test_everyone_gets_their_own_picture(tmp_path: Path) -> None:
    names = [b"a", b"b", b"c", b"d"]
    async with open_painter("Counter", tmp_path, slots=2) as executor:
        results = await asyncio.gather(*(paint(executor, request(name, iterations=1)) for name in names))
    assert [result.image for result in results] == [b"picture of " + name for name in names]


async def test_one_slot_paints_one_at_a_time(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await asyncio.gather(*(paint(executor, request(name)) for name in (b"a", b"b")))
    painted = [line[0] for line in lines(tmp_path / "steps")]
    assert painted == sorted(painted)


async def test_slots_paint_at_once(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path, slots=2) as executor:
        running = [asyncio.create_task(paint(executor, request(iterations=ENDLESS))) for _ in range(2)]
        await until(lambda: sum(device.busy for device in executor.devices) == 2)
        assert executor.slots == 2
        for task in running:
            task.cancel()


async def test_the_worker_that_was_measured_faster_is_preferred(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path, slots=2) as executor:
        await until(lambda: sum(device.ready for device in executor.devices) == 2)
        little, much = request(b"little", iterations=4), request(b"much", iterations=40)
        await asyncio.gather(paint(executor, little), paint(executor, much))
        await until(lambda: not any(device.busy for device in executor.devices))
        await paint(executor, request(b"next"))
    hands = {name: pid for name, _, pid in map(str.split, lines(tmp_path / "steps"))}
    assert hands["next"] == hands["much"] != hands["little"]


async def test_every_worker_has_a_name_of_its_own(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path, slots=2) as executor:
        await until(lambda: [device.name for device in executor.devices] == ["cpu", "cpu#2"])


async def test_every_device_has_a_worker(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path, devices="cuda:0, cuda:1") as executor:
        await until(lambda: [device.name for device in executor.devices] == ["cuda:0", "cuda:1"])


async def test_memory_is_reported(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await until(lambda: executor.devices[0].memory_used)
        device = executor.devices[0]
    assert device.memory_used
    assert device.memory_total
    assert 2**20 < device.memory_used < device.memory_total


async def test_a_network_that_cannot_load_fails_the_waiting(tmp_path: Path) -> None:
    async with open_painter("Missing", tmp_path) as executor:
        with pytest.raises(WeightsError, match="the weights are missing"):
            await paint(executor, request())


async def test_a_network_that_cannot_load_is_told_in_the_status(tmp_path: Path) -> None:
    async with open_painter("Missing", tmp_path) as executor:
        await until(lambda: executor.devices[0].error)
        assert executor.devices[0].error == "the weights are missing"
        assert not executor.ready


async def test_a_network_that_cannot_load_is_tried_again(tmp_path: Path) -> None:
    async with open_painter("Missing", tmp_path) as executor:
        await until(lambda: executor.devices[0].error)
        (tmp_path / "weights").touch()
        await until(lambda: executor.ready)
        assert await paint(executor, request())


async def test_one_failed_load_fails_nobody(tmp_path: Path) -> None:
    async with open_painter("LoadsAtTheSecondTry", tmp_path) as executor:
        assert await asyncio.gather(*(paint(executor, request()) for _ in range(3)))


async def test_a_device_on_which_nothing_starts_is_no_slot(tmp_path: Path) -> None:
    async with open_painter("OnlyOnTheProcessor", tmp_path, devices="cuda:0,cpu") as executor:
        await until(
            lambda: "cuda:0 is broken" in [each.error for each in executor.devices] and executor.slots == 1
        )
        assert await paint(executor, request())


async def test_a_device_that_starts_after_all_is_a_slot_again(tmp_path: Path) -> None:
    async with open_painter("Missing", tmp_path) as executor:
        await until(lambda: executor.slots == 0)
        (tmp_path / "weights").touch()
        await until(lambda: executor.slots == 1)


async def test_a_worker_s_death_over_a_request_is_told(tmp_path: Path) -> None:
    async with open_painter("CrashesOnce", tmp_path) as executor:
        told = await updates(executor, request(iterations=5))
    assert [update.reason for update in told if isinstance(update, Interrupted)] == [
        "the worker on cpu died or hung"
    ]


async def test_a_worker_that_dies_at_birth_fails_the_waiting(tmp_path: Path) -> None:
    async with open_painter("Stillborn", tmp_path) as executor:
        with pytest.raises(WorkerDied):
            await paint(executor, request())


async def test_a_few_deaths_at_birth_fail_nobody(tmp_path: Path) -> None:
    async with open_painter("Sickly", tmp_path) as executor:
        assert await paint(executor, request())


async def test_pauses_between_failures_double_up_to_a_bound() -> None:
    timeouts = Timeouts(backoff=1.0, longest_backoff=5.0)
    assert [timeouts.pause(failures) for failures in range(5)] == [0.0, 1.0, 2.0, 4.0, 5.0]


async def test_an_unknown_device_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="gpu7"):
        async with open_painter("Counter", tmp_path, devices="gpu7"):
            pass


async def test_auto_has_as_many_slots_as_the_first_worker_measured(tmp_path: Path) -> None:
    async with open_painter("Roomy", tmp_path, slots="auto") as executor:
        await until(lambda: [device.ready for device in executor.devices] == [True] * 3)
        assert [device.name for device in executor.devices] == ["cpu", "cpu#2", "cpu#3"]
    assert sorted(lines(tmp_path / "shares")) == ["1", "3", "3"]


async def test_a_device_is_measured_once(tmp_path: Path) -> None:
    async with open_painter("Roomy", tmp_path, slots="auto") as executor:
        await until(lambda: executor.slots == 3)
        assert await paint(executor, request(b"poison"))
    assert lines(tmp_path / "measured") == ["cpu"]


async def test_each_device_that_is_found_is_measured(tmp_path: Path) -> None:
    async with open_painter("Roomy", tmp_path, devices="cpu,cuda:0", slots="auto") as executor:
        await until(lambda: executor.slots == 6)
    assert sorted(lines(tmp_path / "measured")) == ["cpu", "cuda:0"]


async def test_where_nothing_can_be_measured_there_is_one_slot(tmp_path: Path) -> None:
    async with open_painter("CannotMeasure", tmp_path, slots="auto") as executor:
        assert await paint(executor, request())
        assert executor.slots == 1


@pytest.mark.parametrize("devices", ["", " , ", "auto,cpu"])
async def test_a_list_of_devices_must_make_sense(devices: str) -> None:
    with pytest.raises(DeviceError):
        async with open_executor(devices):
            pass


async def test_closing_ends_the_workers(tmp_path: Path) -> None:
    async with open_painter("Endless", tmp_path, slots=2) as executor:
        running = asyncio.create_task(paint(executor, request(b"endless")))
        await until(lambda: lines(tmp_path / "stuck"))
        pids = [device.pid for device in executor.devices]
    with pytest.raises(EngineError):
        await running
    assert not any(is_alive(pid) for pid in pids if pid)


async def test_a_closed_executor_takes_nothing(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        pass
    with pytest.raises(EngineError, match="closed"):
        await paint(executor, request())


async def test_an_error_inside_passes_unwrapped(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_painter("Counter", tmp_path):
            raise ZeroDivisionError


ORPHAN_MAKER = """
import asyncio, sys
from pathlib import Path
from tests.engine.executors import open_painter, paint, request

async def main():
    async with open_painter("Endless", Path(sys.argv[1])) as executor:
        await paint(executor, request(b"endless"))

asyncio.run(main())
"""


async def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", ORPHAN_MAKER, str(tmp_path), cwd=ROOT)
    try:
        async with asyncio.timeout(PATIENCE):
            await until(lambda: lines(tmp_path / "stuck"))
            (worker,) = lines(tmp_path / "stuck")
            parent.kill()
            await until(lambda: not is_alive(int(worker)))
    finally:
        with suppress(ProcessLookupError):
            parent.kill()
        await parent.wait()


@pytest.mark.parametrize("module", ["engine", "engine.processes.executor"])
def test_importing_loads_no_torch(module: str) -> None:
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


async def test_a_checkpoint_that_cannot_be_continued_is_dropped(tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        result = await paint(executor, request(iterations=3).with_checkpoint(b"of another version"))
    assert result.iterations == 3


async def test_a_large_picture_does_not_hold_the_loop(tmp_path: Path) -> None:
    held: list[float] = []

    async def watch() -> None:
        while True:
            started = time.thread_time()
            await asyncio.sleep(0)
            held.append(time.thread_time() - started)

    async with open_painter("Big", tmp_path) as executor:
        await until(lambda: executor.ready)
        watching = asyncio.create_task(watch())
        result = await paint(executor, request(iterations=1))
        watching.cancel()
    assert len(result.image) == BIG
    assert max(held) < LAG
