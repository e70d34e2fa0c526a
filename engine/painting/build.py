"""For what this torch was built, and what the machine has for it. Loads torch when asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DRIVERS: Final = {11: 450, 12: 525, 13: 580}
"""Oldest Linux driver by CUDA's major version:
https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html"""
DRIVER_FILE: Final = Path("/proc/driver/nvidia/version")


@dataclass(frozen=True)
class Build:
    """`cuda` is the version torch was built for, `architectures` the cards it has kernels for, e.g. sm_90."""

    version: str
    cuda: str | None
    architectures: tuple[str, ...] = ()

    @property
    def needed_driver(self) -> int | None:
        """The oldest NVIDIA driver on Linux that this build takes."""
        return DRIVERS.get(int(self.cuda.split(".")[0])) if self.cuda else None

    def runs_on(self, capability: tuple[int, int]) -> bool:
        """Whether a card of that compute capability is served: by its own kernels or a lesser minor's, or by PTX."""
        major, minor = capability
        for name in self.architectures:
            found = re.fullmatch(r"(sm|compute)_(\d+)(\d)[af]?", name)
            if found:
                kind, known = found[1], (int(found[2]), int(found[3]))
                if known <= capability if kind == "compute" else known[0] == major and known[1] <= minor:
                    return True
        return not self.architectures


def torch_build() -> Build:
    """The torch that is installed."""
    import torch

    architectures = tuple(torch.cuda.get_arch_list()) if torch.cuda.is_available() else ()
    return Build(torch.__version__, torch.version.cuda, architectures)


def cards() -> dict[str, tuple[int, int]]:
    """NVIDIA's cards that torch sees, with their compute capability."""
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() and torch.version.cuda else 0
    return {
        f"cuda:{index} {torch.cuda.get_device_name(index)}": torch.cuda.get_device_capability(index)
        for index in range(count)
    }


def nvidia_driver(file: Path = DRIVER_FILE) -> str | None:
    """The version of NVIDIA's kernel driver on Linux, e.g. `580.65.06`; None when there is none."""
    try:
        found = re.search(r"Kernel Module.*?\s(\d+(?:\.\d+)+)\s", file.read_text(errors="replace"))
    except OSError:
        return None
    return found[1] if found else None
