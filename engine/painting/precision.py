"""In what numbers each kind of device computes: one table, a row a kind, with its reason.

Only VGG-19's convolutions and their gradients are ever in less than float32. Losses, Gram matrices, the picture and
its optimiser are in float32 everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch


@dataclass(frozen=True)
class Hardware:
    """What decides: `cpu`, `cuda`, `rocm` or `mps`, NVIDIA's compute capability, a processor's instructions."""

    kind: str
    capability: tuple[int, int] = (0, 0)
    bfloat16: bool = False


@dataclass(frozen=True)
class Precision:
    """`convolutions` are in this precision, `channels_last` is the order of their numbers in memory, `tf32` says
    that products for Gram matrices may round what goes in to 10 bits after the point (bfloat16 has 7)."""

    name: str
    convolutions: torch.dtype
    channels_last: bool
    tf32: bool
    why: str
    serves: Callable[[Hardware], bool]


AMPERE: Final = Precision(
    "NVIDIA from compute capability 8.0",
    torch.bfloat16,
    channels_last=True,
    tf32=True,
    why="tensor cores take bfloat16 and TF32 from Ampere on, and read channels last without turning them; "
    "bfloat16 has float32's range, so no gradient underflows",
    serves=lambda it: it.kind == "cuda" and it.capability >= (8, 0),
)
OLDER_NVIDIA: Final = Precision(
    "NVIDIA below 8.0",
    torch.float32,
    channels_last=False,
    tf32=False,
    why="bfloat16 is emulated there, and in float16 93 to 100 % of the gradients at relu4_1 and deeper are below "
    "6e-8 and vanish; without bfloat16 channels last gain nothing",
    serves=lambda it: it.kind == "cuda",
)
ROCM: Final = Precision(
    "AMD",
    torch.float32,
    channels_last=False,
    tf32=False,
    why="nothing was measured there; float32 is right on every card",
    serves=lambda it: it.kind == "rocm",
)
METAL: Final = Precision(
    "Apple",
    torch.float32,
    channels_last=False,
    tf32=False,
    why="the way back through convolutions with channels last is wrong in several versions of torch",
    serves=lambda it: it.kind == "mps",
)
PROCESSOR_BFLOAT16: Final = Precision(
    "processor with bfloat16",
    torch.bfloat16,
    channels_last=True,
    tf32=False,
    why="AVX512-BF16 or AMX: more than twice as fast as float32, to the same picture; oneDNN's own order",
    serves=lambda it: it.kind == "cpu" and it.bfloat16,
)
PROCESSOR: Final = Precision(
    "processor",
    torch.float32,
    channels_last=True,
    tf32=False,
    why="without instructions for it bfloat16 is slower than float32",
    serves=lambda it: True,
)

TABLE: Final = (AMPERE, OLDER_NVIDIA, ROCM, METAL, PROCESSOR_BFLOAT16, PROCESSOR)
"""The first row that serves a device is its own."""


def precision_for(hardware: Hardware) -> Precision:
    """The row that serves it."""
    return next(row for row in TABLE if row.serves(hardware))


def precision_of(device: torch.device) -> Precision:
    """The row that serves a device of this machine."""
    return precision_for(_hardware(device))


def _hardware(device: torch.device) -> Hardware:
    if device.type == "cuda":
        if torch.version.hip:
            return Hardware("rocm")
        return Hardware("cuda", torch.cuda.get_device_capability(device))
    if device.type == "cpu":
        fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
        return Hardware("cpu", bfloat16=fast)
    return Hardware(device.type)
