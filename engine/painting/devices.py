"""Which devices there are and how full they are. Called only in a worker: finding GPUs loads torch."""

from __future__ import annotations

import os
from pathlib import Path


def find_devices() -> tuple[str, ...]:
    """All GPUs by name, best first, else the CPU."""
    import torch

    if torch.cuda.is_available():
        return tuple(f"cuda:{index}" for index in range(torch.cuda.device_count()))
    if torch.backends.mps.is_available():
        return ("mps",)
    return ("cpu",)


def cpu_threads(share: int) -> int | None:
    """How many threads one of `share` workers on the CPU should use; None leaves it to the framework."""
    return max(1, (os.cpu_count() or 1) // share) if share > 1 else None


def device_memory(device: str) -> tuple[int | None, int | None]:
    """Bytes in use and in all, None where unknown.

    For a GPU the use of all its processes, for the CPU the resident memory of this process.
    """
    if device == "cpu":
        return _resident(), _physical()
    import torch

    if device.startswith("cuda"):
        free, total = torch.cuda.mem_get_info(device)
        return total - free, total
    return torch.mps.driver_allocated_memory(), torch.mps.recommended_max_memory()


def _resident() -> int | None:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else None


def _physical() -> int | None:
    known = "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {})
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if known else None
