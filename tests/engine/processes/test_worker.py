"""The worker process by itself: what it ignores, what ends it, how it behaves towards its machine."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from engine.errors import DeviceError, WeightsError
from engine.messages import Result
from engine.painting import devices
from engine.painting.devices import cpu_threads, prove_device, usable_devices
from engine.processes.framing import Channel
from engine.processes.wire import Beat, Failed, Keep, Over, Ready, Setup, Start
from engine.processes.worker import CPU_NICENESS
from tests.engine.executors import request
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]


class Parent:
    """Speaks to a worker over its pipes, without an executor."""

    def __init__(self, folder: Path, stylizer: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "engine.processes.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdin
        assert self.process.stdout
        self.channel = Channel(self.process.stdout, self.process.stdin)
        self.channel.send(Setup("cpu", str(folder), 1, f"tests.engine.stylizers:{stylizer}", 0.05))

    def hear(self, kind: type) -> Any:
        """The next message of that kind."""
        while not isinstance(message := self.channel.receive(), kind):
            assert message is not None, f"the worker ended before any {kind.__name__}"
        return message


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Parent]:
    parent = Parent(tmp_path, getattr(request, "param", "Counter"))
    try:
        yield parent
    finally:
        parent.process.kill()
        parent.channel.close()
        parent.process.wait()


def test_it_says_when_it_is_ready(parent: Parent) -> None:
    assert parent.hear(Ready) == Ready()


def test_it_gives_signs_of_life_while_idle(parent: Parent) -> None:
    parent.hear(Ready)
    parent.hear(Beat)
    assert parent.hear(Beat).still == 0.0


@pytest.mark.parametrize("parent", ["Endless"], indirect=True)
def test_it_says_for_how_long_the_work_has_not_moved(parent: Parent) -> None:
    parent.hear(Ready)
    parent.channel.send(Start(request(b"endless")))
    while parent.hear(Beat).still < 0.2:
        pass


def test_it_is_idle_after_a_result(parent: Parent) -> None:
    parent.hear(Ready)
    parent.channel.send(Start(request()))
    parent.hear(Result)
    assert isinstance(parent.channel.receive(), Over)


@pytest.mark.parametrize("ignored", [signal.SIGINT, signal.SIGTERM])
def test_it_leaves_signals_to_its_parent(parent: Parent, ignored: signal.Signals) -> None:
    parent.hear(Ready)
    parent.process.send_signal(ignored)
    parent.channel.send(Start(request()))
    assert parent.hear(Result)


def test_a_late_keep_is_not_for_the_next_request(parent: Parent) -> None:
    parent.hear(Ready)
    parent.channel.send(Start(request()))
    parent.hear(Over)
    parent.channel.send(Keep())
    parent.channel.send(Start(request(iterations=3)))
    assert parent.hear(Result).iterations == 3


def test_it_ends_with_its_parent_while_idle(parent: Parent) -> None:
    parent.hear(Ready)
    parent.channel.close()
    assert parent.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("parent", ["Endless"], indirect=True)
def test_it_ends_with_its_parent_within_a_step(parent: Parent, tmp_path: Path) -> None:
    parent.hear(Ready)
    parent.channel.send(Start(request(b"endless")))
    while not (tmp_path / "stuck").exists():
        parent.hear(Beat)
    parent.channel.close()
    assert parent.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("parent", ["Missing"], indirect=True)
def test_it_says_why_it_cannot_load(parent: Parent) -> None:
    error = parent.hear(Failed).error
    assert (type(error), error.field) == (WeightsError, "weights")


@pytest.mark.parametrize("parent", ["Missing"], indirect=True)
def test_it_ends_when_it_cannot_load(parent: Parent) -> None:
    assert parent.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("parent", ["Nowhere"], indirect=True)
def test_an_accident_while_loading_is_explained(parent: Parent) -> None:
    assert "AttributeError while loading the network" in parent.hear(Failed).error.message


@pytest.mark.parametrize("parent", ["Talkative"], indirect=True)
def test_what_is_printed_does_not_disturb(parent: Parent) -> None:
    parent.hear(Ready)
    parent.channel.send(Start(request()))
    assert parent.hear(Result)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="no priorities on this system")
def test_a_cpu_worker_leaves_the_machine_usable(parent: Parent) -> None:
    parent.hear(Ready)
    expected = min(19, os.nice(0) + CPU_NICENESS)
    assert psutil.Process(parent.process.pid).nice() == expected


CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended Linux whose control groups limit nothing yet; this process is in /bots/impasto."""
    (tmp_path / "bots" / "impasto").mkdir(parents=True)
    (tmp_path / "own").write_text("0::/bots/impasto\n")
    monkeypatch.setattr(devices, "GROUPS", tmp_path)
    monkeypatch.setattr(devices, "OWN_GROUPS", tmp_path / "own")
    return tmp_path


def test_workers_on_the_cpu_divide_its_threads(groups: Path) -> None:
    assert cpu_threads(2) == max(1, CORES // 2)


def test_a_single_worker_leaves_the_threads_to_the_framework(groups: Path) -> None:
    assert cpu_threads(1) is None


@pytest.mark.skipif(CORES < 2, reason="one processor cannot be shared out")
@pytest.mark.parametrize(
    ("written", "threads"), [("100000 100000", 1), ("50000 100000", 1), ("max 100000", None)]
)
@pytest.mark.parametrize("group", ["", "bots", "bots/impasto"])
def test_the_share_of_every_group_around_it_is_kept(
    groups: Path, group: str, written: str, threads: int | None
) -> None:
    (groups / group / "cpu.max").write_text(f"{written}\n")
    assert cpu_threads(1) == threads


@pytest.mark.skipif(CORES < 2, reason="one processor cannot be shared out")
@pytest.mark.parametrize(("quota", "threads"), [("100000", 1), ("-1", None)])
def test_a_share_is_kept_in_groups_of_version_1_too(groups: Path, quota: str, threads: int | None) -> None:
    (groups / "own").write_text("4:memory:/elsewhere\n2:cpu,cpuacct:/bots\n")
    (groups / "cpu" / "bots").mkdir(parents=True)
    (groups / "cpu" / "bots" / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (groups / "cpu" / "bots" / "cpu.cfs_period_us").write_text("100000\n")
    assert cpu_threads(1) == threads


def broken(*names: str) -> Callable[[str], None]:
    def prove(device: str) -> None:
        if device in names:
            raise DeviceError(f"{device} is broken")

    return prove


@pytest.mark.parametrize(
    ("bad", "left"),
    [
        ((), ("cuda:0", "cuda:1")),
        (("cuda:0",), ("cuda:1",)),
        (("cuda:0", "cuda:1"), ("cpu",)),
    ],
)
def test_a_device_that_fails_its_first_kernel_is_passed_over(
    bad: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert usable_devices(("cuda:0", "cuda:1"), broken(*bad)) == left


def test_the_processor_computes() -> None:
    prove_device("cpu")


def test_a_device_that_cannot_compute_is_explained() -> None:
    with pytest.raises(
        DeviceError, match=r"meta is there, but a first kernel fails .*set the devices to cpu"
    ):
        prove_device("meta")


def test_messages_cross_unchanged() -> None:
    pipe = io.BytesIO()
    sent = Failed(DeviceError("no such device", field="device"))
    Channel(io.BytesIO(), pipe).send(sent)
    received = Channel(io.BytesIO(pipe.getvalue()), io.BytesIO()).receive().error
    assert (type(received), received.message, received.field) == (DeviceError, "no such device", "device")


def test_a_request_crosses_unchanged() -> None:
    pipe = io.BytesIO()
    sent = Start(request(b"photo", strength=70, style_layers="relu1_1,relu2_1:3"))
    Channel(io.BytesIO(), pipe).send(sent)
    assert Channel(io.BytesIO(pipe.getvalue()), io.BytesIO()).receive() == sent


class Hostile:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("true",)


@pytest.mark.parametrize(
    "payload",
    [
        pickle.dumps(Hostile()),
        b"\x80\x04\x8c\x0fengine.messages\x8c\x07replace\x93.",
        b"\x80\x04\x8c\x0fengine.messages\x8c\x0fResult.__init__\x93.",
    ],
)
def test_nothing_foreign_is_unpickled(payload: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError, match="has no place"):
        Channel(io.BytesIO(payload), io.BytesIO()).receive()
