"""Peak memory against the plan's model: `python -m benchmarks.memory`.

Each picture is painted in a process of its own, coarse to fine in a few steps, with a checkpoint after every one; the
peak of its resident memory is read from Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from engine.messages import StyleRequest
from engine.options import Colors, StyleOptions
from engine.painting import stylizer
from engine.painting.lbfgs import HISTORY
from engine.painting.memory_plan import Work, peak
from engine.painting.precision import PROCESSOR, PROCESSOR_BFLOAT16
from engine.painting.pyramid import plan
from engine.painting.tiles import HALO, WHOLE, Tiling
from engine.pictures.images import encode

STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Case:
    """One picture: pixels of its sides and of a tile's (0 for none), float32 or bfloat16, steps in all."""

    width: int
    height: int
    side: int = 0
    bfloat16: bool = True
    steps: int = 12
    colors: Colors = "style"

    @property
    def pairs(self) -> int:
        """Of L-BFGS, at the finest level."""
        return min(HISTORY, plan(self.width, self.height, "standard", self.steps)[-1].steps - 1)

    @property
    def work(self) -> Work:
        """For the model."""
        return Work(
            width=self.width,
            height=self.height,
            precision=PROCESSOR_BFLOAT16 if self.bfloat16 else PROCESSOR,
            pairs=self.pairs,
            colors=self.colors,
            sources=2 * self.width * self.height,
        )

    @property
    def tiling(self) -> Tiling:
        """For the stylizer."""
        return Tiling((self.side + 2 * HALO) ** 2, self.side) if self.side else WHOLE


BY_HAND = (
    *(Case(width, width * 3 // 4) for width in (256, 512, 768, 1024, 1536)),
    *(Case(width, width * 3 // 4, side=512) for width in (1024, 1536, 2048)),
    *(Case(width, width * 3 // 4, bfloat16=False) for width in (256, 512, 768)),
    Case(1024, 768, side=384, bfloat16=False),
    *(Case(512, 384, steps=steps) for steps in (4, 40)),
    *(Case(width, width * 3 // 4, side=384, colors="keep") for width in (512, 1024)),
)


@dataclass(frozen=True)
class Bytes:
    """Resident in a process: when the network was loaded, and at the most."""

    loaded: int
    peak: int


def measured(case: Case) -> Bytes:
    """Of a process that paints it and nothing else."""
    command = [sys.executable, "-m", "benchmarks.memory", "--one", json.dumps(asdict(case))]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Bytes(**json.loads(found))


def paint(case: Case) -> Bytes:
    """Paints it here."""
    picture = encode(Image.effect_noise((case.width, case.height), 60).convert("RGB"), "png")
    options = StyleOptions(size=case.width, colors=case.colors, iterations=case.steps)
    request = StyleRequest(picture, (picture,), options)
    with _as(case):
        painter = stylizer.Stylizer("cpu", threads=1)
        loaded = high_water()
        for _ in painter.run(request, checkpoint_seconds=0):
            pass
    return Bytes(loaded, high_water())


def high_water() -> int:
    """Bytes of memory that this process had at the most."""
    return 1024 * int(STATUS.read_text().partition("VmHWM:")[2].split()[0])


@contextmanager
def _as(case: Case) -> Iterator[None]:
    """In the case's precision and tiling."""
    with (
        patch.object(stylizer, "precision_of", lambda _: case.work.precision),
        patch.object(stylizer, "tiling_for", lambda *_: case.tiling),
    ):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    one = parser.parse_args().one
    if one:
        print(json.dumps(asdict(paint(Case(**json.loads(one))))))
        return
    print("| picture | tiles | convolutions | pairs | colours | measured MB | model MB | off |")
    print("|---|---|---|---|---|---|---|---|")
    for case in BY_HAND:
        found, said = measured(case).peak, peak(case.work, case.side)
        print(
            f"| {case.width} x {case.height} | {case.side or ''} | {'bfloat16' if case.bfloat16 else 'float32'} "
            f"| {case.pairs} | {case.colors} | {found / 1e6:.0f} | {said / 1e6:.0f} | {said / found - 1:+.0%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
