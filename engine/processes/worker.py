"""What runs beside a device: `python -m engine.processes.worker` takes requests on stdin and gives updates on stdout.

Three threads: the main one paints, one listens (and ends the process when the other side is gone), one gives
signs of life.
"""

from __future__ import annotations

import functools
import gc
import importlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from engine.errors import EngineError, OutOfMemory
from engine.messages import Checkpoint, Progress, RawUpdate, Result, StyleRequest
from engine.painting.devices import cpu_threads, device_memory, find_devices, usable_devices
from engine.painting.heap import give_back
from engine.processes.child import become_child
from engine.processes.framing import Channel
from engine.processes.memory import FLOOR, Frugal, is_out_of_memory, sides_after
from engine.processes.wire import Beat, Cancel, Failed, Found, Keep, Over, Ready, Setup, Shared, Start

CPU_NICENESS: Final = 5
GPU_THREADS: Final = 2
"""Of the processor, for a worker whose work is done elsewhere."""

log = logging.getLogger("engine.processes.worker")


class Stylizer(Protocol):
    """What paints; see `engine.painting.stylizer`."""

    def run(
        self, request: StyleRequest[Any], *, keep: Callable[[], bool]
    ) -> Generator[RawUpdate, None, None]: ...

    def settle_share(self) -> int: ...


@dataclass
class Run:
    """A request, and what was said about it since."""

    request: StyleRequest[Any]
    cancelled: threading.Event = field(default_factory=threading.Event)
    kept: threading.Event = field(default_factory=threading.Event)


class Worker:
    """Paints one request after another on one device."""

    def __init__(self, channel: Channel, setup: Setup) -> None:
        self._channel = channel
        self._setup = setup
        self._runs: queue.SimpleQueue[Run] = queue.SimpleQueue()
        self._device = setup.device
        self._share = setup.share
        self._loaded = False
        self._moved: float | None = time.monotonic()

    def listen(self) -> None:
        """Until the other side is gone: requests go into the queue, cancel and keep to the latest of them."""
        run: Run | None = None
        while (message := self._channel.receive()) is not None:
            match message:
                case Start(request):
                    run = Run(request)
                    self._runs.put(run)
                case Cancel() if run:
                    run.cancelled.set()
                case Keep() if run:
                    run.kept.set()

    def beat(self) -> None:
        """Signs of life, for ever."""
        pause = threading.Event()
        while not pause.wait(self._setup.beat_seconds):
            moved = self._moved
            still = time.monotonic() - moved if moved is not None else 0.0
            used, total = device_memory(self._device) if self._loaded else (None, None)
            self._channel.send(Beat(still, used, total))

    def work(self) -> None:
        """Loads the network, then paints for ever; returns only when it could not load."""
        try:
            stylizer = self._load()
        except Exception as error:  # noqa: BLE001
            self._channel.send(Failed(_explained(error, "loading the network")))
            return
        while True:
            self._moved = None
            run = self._runs.get()
            self._moved = time.monotonic()
            try:
                self._paint(stylizer, run)
            except Exception as error:
                if _needs_new_process(error):
                    raise
                self._channel.send(Failed(_explained(error, "painting")))
            if self._share > 1 or self._device == "mps":  # Apple's share theirs with the whole machine
                _free_memory()
            self._channel.send(Over())

    def _load(self) -> Stylizer:
        setup = self._setup
        if setup.device == "auto":
            found = usable_devices(find_devices())
            self._device = found[0]
            self._channel.send(Found(found))
        if self._device == "cpu" and hasattr(os, "nice"):
            os.nice(CPU_NICENESS)
        module, _, name = setup.factory.partition(":")
        factory = getattr(importlib.import_module(module), name)
        share = setup.share or 1
        threads = cpu_threads(share) if self._device == "cpu" else GPU_THREADS
        stylizer: Stylizer = factory(device=self._device, weights=setup.weights, threads=threads, share=share)
        if not setup.share:
            self._share = _settled(stylizer)
            self._channel.send(Shared(self._share))
        self._loaded = True
        self._channel.send(Ready())
        return stylizer

    def _paint(self, stylizer: Stylizer, run: Run) -> None:
        frugal: Frugal | None = Frugal.resume(run.request)
        while frugal:
            try:
                too_much = self._attempt(stylizer, run, frugal)
            except Exception as error:
                if frugal.request.checkpoint is None or _needs_new_process(error):
                    raise
                log.warning(
                    "%s: starting afresh, because a checkpoint cannot be continued: %s", self._device, error
                )
                frugal = frugal.afresh()
                continue
            if too_much is None:
                return
            frugal = frugal.smaller(*too_much)
            _free_memory()
        raise OutOfMemory(
            f"{self._device} has not enough memory for this picture, even at {FLOOR} px; "
            "ask for a smaller size or try again when less is running",
            field="size",
        )

    def _attempt(self, stylizer: Stylizer, run: Run, frugal: Frugal) -> tuple[int, int] | None:
        """Paints to the end. If the memory did not suffice, returns what `sides_after` says."""
        side = frugal.size or frugal.request.options.size or frugal.request.options.width or 0
        try:
            with closing(stylizer.run(frugal.request, keep=run.kept.is_set)) as updates:
                for update in updates:
                    self._moved = time.monotonic()
                    if run.cancelled.is_set():
                        return None
                    match update:
                        case Progress():
                            side = max(update.width, update.height)
                            self._channel.send(update)
                        case Checkpoint():
                            self._channel.send(frugal.mark(update))
                        case Result():
                            self._channel.send(frugal.admit(update))
                            return None
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            tried, size = sides_after(error, side)
            log.warning("%s: out of memory at %d px, going on at %d px", self._device, tried, size)
            return tried, size
        raise EngineError("the painting ended without a picture; this is a fault in the engine")


def _settled(stylizer: Stylizer) -> int:
    """How many workers should divide the device; one where that cannot be measured."""
    try:
        return stylizer.settle_share()
    except RuntimeError as error:
        if _needs_new_process(error):
            raise
        log.warning("one slot, because more could not be measured: %s", error)
        return 1
    finally:
        _free_memory()


def _free_memory() -> None:
    """Gives back what is held for later. Called outside any `except`, whose traceback holds tensors."""
    gc.collect()
    give_back()
    torch = sys.modules.get("torch")
    if torch is None:
        return
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()


def _needs_new_process(error: Exception) -> bool:
    """Whether the device's context is lost: after a fault every further CUDA call in this process fails."""
    return type(error).__name__ == "AcceleratorError" or "CUDA error" in str(error)


def _explained(error: Exception, doing: str) -> EngineError:
    if isinstance(error, EngineError):
        return error
    log.error("unexpected error while %s", doing, exc_info=error)
    return EngineError(f"unexpected {type(error).__name__} while {doing}; the log says more")


def _or_die(task: Callable[[], None]) -> None:
    """Runs `task` and ends the process with it, skipping the interpreter's and torch's slow farewell."""
    status = 1
    try:
        task()
        status = 0
    except BrokenPipeError:
        status = 0
    except BaseException:
        log.critical("the worker cannot go on", exc_info=True)
    finally:
        logging.shutdown()
        os._exit(status)


def main() -> None:
    """Runs until the parent is gone."""
    channel = Channel(*become_child())
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
    setup = channel.receive()
    if not isinstance(setup, Setup):
        channel.close()
        return
    worker = Worker(channel, setup)
    for task in (worker.listen, worker.beat):
        threading.Thread(target=functools.partial(_or_die, task), name=task.__name__, daemon=True).start()
    _or_die(worker.work)


if __name__ == "__main__":
    main()
