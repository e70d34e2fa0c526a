"""Stand-ins for `engine.painting.stylizer.Stylizer` that count instead of painting, and misbehave on demand.

They run inside real worker processes. `weights` is a folder in which they leave traces.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.errors import DeviceError, PictureTooSmall, WeightsError
from engine.messages import Checkpoint, Pixels, Progress, Result, StyleRequest, Update

STEP_SECONDS = 0.02
BIG = 20 * 2**20


class Counter:
    """Each step takes a moment, leaves a line in `steps`, and yields a progress and a checkpoint."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        self.device = device
        self.folder = Path(weights)
        self.threads = threads

    def before_step(self, request: StyleRequest, step: int) -> None:
        """What goes wrong, in the subclasses."""

    def note(self, name: str, line: str) -> None:
        with (self.folder / name).open("a") as file:
            file.write(f"{line}\n")

    def first(self, misfortune: str) -> bool:
        """Whether this has not happened before, in this process or another."""
        marker = self.folder / misfortune
        happened = marker.exists()
        marker.touch()
        return not happened

    def settle_share(self) -> int:
        self.note("measured", self.device)
        return 1

    def work(self) -> None:
        threading.Event().wait(STEP_SECONDS)

    def picture(self, request: StyleRequest) -> bytes:
        return b"picture of " + request.content

    def run(self, request: StyleRequest, *, keep: Callable[[], bool]) -> Iterator[Update]:
        side = request.options.size or 64
        steps = request.options.iterations or 4
        first = int(request.checkpoint) if request.checkpoint else 0
        self.note("starts", f"{request.content.decode()} {first}")
        last = first
        yield Progress(first, steps, 1.0, None, side, side, b"preview")
        for step in range(first + 1, steps + 1):
            if keep():
                break
            self.before_step(request, step)
            self.work()
            self.note("steps", f"{request.content.decode()} {step} {os.getpid()}")
            last = step
            yield Progress(step, steps, 1 / step, float(steps - step), side, side)
            yield Checkpoint(step, b"%d" % step)
        self.note("ends", request.content.decode())
        yield Result(
            self.picture(request), side, side, last, 0.1, 0.1, 0.0, 1.0, self.device, "none", {"size": side}
        )


class Roomy(Counter):
    """A device for three. A request whose content is `poison` kills the process at step 3, once."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        super().__init__(device, weights, threads, share)
        self.note("shares", str(share))

    def settle_share(self) -> int:
        super().settle_share()
        return 3

    def before_step(self, request: StyleRequest, step: int) -> None:
        if request.content == b"poison" and step == 3 and self.first("crash"):
            os.kill(os.getpid(), signal.SIGKILL)


class CannotMeasure(Counter):
    """The measurement fails."""

    def settle_share(self) -> int:
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")


class CrashesOnce(Counter):
    """The process is killed at step 3, the first time."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if step == 3 and self.first("crash"):
            os.kill(os.getpid(), signal.SIGKILL)


class CrashesAlways(Counter):
    """A request whose content is `poison` kills the process at its second step."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if request.content == b"poison" and step == 2:
            self.note("crashes", str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)


class HangsOnce(Counter):
    """Step 3 never ends, the first time, while the process otherwise lives."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if step == 3 and self.first("hang"):
            threading.Event().wait()


class FreezesOnce(Counter):
    """The whole process stands still at step 3, the first time."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if step == 3 and self.first("freeze"):
            os.kill(os.getpid(), signal.SIGSTOP)


class Endless(Counter):
    """A step that does not look up for a minute."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if request.content == b"endless" and step == 2:
            self.note("stuck", str(os.getpid()))
            threading.Event().wait(60)


class Hungry(Counter):
    """Fits 600 px and no more."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if (request.options.size or 0) > 600:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB")


class HungryAndFrail(Hungry):
    """Fits 600 px and no more, and is killed once at step 3."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        super().before_step(request, step)
        if step == 3 and self.first("crash"):
            os.kill(os.getpid(), signal.SIGKILL)


class Starving(Counter):
    """Fits nothing."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        raise MemoryError


class Faulty(Counter):
    """After a device fault, once, nothing works in this process any more."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if step == 2 and self.first("fault"):
            raise RuntimeError("CUDA error: an illegal memory access was encountered")


class Picky(Counter):
    """Refuses on purpose, and stumbles by accident."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        if request.content == b"tiny":
            raise PictureTooSmall("got 1 x 1 px", field="content")
        if request.content == b"bug":
            raise ZeroDivisionError("a secret")


class Big(Counter):
    """The picture has 20 MB."""

    def picture(self, request: StyleRequest) -> bytes:
        return bytes(BIG)


class Talkative(Counter):
    """Prints to the stream that carries the messages."""

    def before_step(self, request: StyleRequest, step: int) -> None:
        print("what a lovely picture", flush=True)  # noqa: T201


class Missing(Counter):
    """Cannot load until the file `weights` is there."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        super().__init__(device, weights, threads, share)
        if not (self.folder / "weights").exists():
            raise WeightsError("the weights are missing", field="weights")


class Stillborn(Counter):
    """Dies while loading."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        super().__init__(device, weights, threads, share)
        os.kill(os.getpid(), signal.SIGKILL)


class Sickly(Counter):
    """Dies while loading, the first three times."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        super().__init__(device, weights, threads, share)
        if any(self.first(f"birth {number}") for number in range(3)):
            os.kill(os.getpid(), signal.SIGKILL)


class LoadsAtTheSecondTry(Counter):
    """Cannot load, the first time."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        super().__init__(device, weights, threads, share)
        if self.first("load"):
            raise WeightsError("the disk is away for a moment", field="weights")


class OnlyOnTheProcessor(Counter):
    """No GPU works."""

    def __init__(self, device: str, weights: str, threads: int | None, share: int) -> None:
        super().__init__(device, weights, threads, share)
        if device != "cpu":
            raise DeviceError(f"{device} is broken", field="device")


class GivesBack(Counter):
    """Notes what it got, and paints the photo as it is."""

    def run(self, request: StyleRequest, *, keep: Callable[[], bool]) -> Iterator[Update]:
        for picture in (request.content, *request.styles):
            assert isinstance(picture, Pixels)
            self.note("got", f"{type(picture).__name__} {picture.width} x {picture.height}")
        size = request.content.width, request.content.height
        yield Progress(1, 1, 1.0, None, *size, request.content)
        recipe = request.recipe(size, 1)
        yield Result(request.content, *size, 1, 0.1, 0.1, 0.0, 1.0, self.device, "none", recipe)
