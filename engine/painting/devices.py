"""Which devices there are and how full they are. Called only in a worker: finding GPUs loads torch."""

from __future__ import annotations

import logging
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engine.errors import DeviceError

CONTAINER: Final = Path("/sys/fs/cgroup")
"""A container's own group, cgroup v2."""

QUOTA: Final = CONTAINER / "cpu.max"
"""A container's share of the processors, cgroup v2: microseconds in so many microseconds, or `max`."""

MEMORY: Final = Path("/proc/meminfo")

log = logging.getLogger("engine.processes.worker")


def find_devices() -> tuple[str, ...]:
    """All GPUs by name, best first, else the CPU."""
    import torch

    if torch.cuda.is_available():
        return tuple(f"cuda:{index}" for index in range(torch.cuda.device_count()))
    if torch.backends.mps.is_available():
        return ("mps",)
    return ("cpu",)


def prove_device(device: str) -> None:
    """Runs a small convolution and its gradient there. Raises `DeviceError` with what was found and what to do.

    A card too old or too new for the installed torch, an outdated driver or a full memory shows here first.
    """
    import torch

    try:
        picture = torch.ones(1, 3, 16, 16, device=device, requires_grad=True)
        kernel = torch.ones(4, 3, 3, 3, device=device)
        (gradient,) = torch.autograd.grad(torch.nn.functional.conv2d(picture, kernel).sum(), picture)
        middle = float(gradient[0, 0, 8, 8])
    except Exception as error:
        found = (str(error).splitlines() or [type(error).__name__])[0]
        raise DeviceError(
            f"device: {device} is there, but a first kernel fails ({found}); install a current driver and a torch "
            "built for it, or set the devices to cpu",
            field="device",
        ) from error
    if middle != kernel.numel() / 3:
        raise DeviceError(
            f"device: {device} computes wrongly (got {middle}, expected {kernel.numel() / 3}); "
            "install a current driver, or set the devices to cpu",
            field="device",
        )


def usable_devices(devices: tuple[str, ...], prove: Callable[[str], None] = prove_device) -> tuple[str, ...]:
    """The first device that computes and those after it, unproven; the CPU when none does."""
    for index, device in enumerate(devices):
        try:
            prove(device)
        except DeviceError as error:
            log.warning("passed over: %s", error)
        else:
            return devices[index:]
    return ("cpu",)


def cpu_threads(share: int, quota: Path = QUOTA) -> int | None:
    """How many threads one of `share` workers on the CPU should use; None leaves it to the framework."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = min(own, _granted(quota) or own)
    return max(1, cores // share) if share > 1 or cores < own else None


def _granted(quota: Path) -> int | None:
    """Processors that a container may use, None for all of them."""
    if not quota.is_file():
        return None
    most, period = quota.read_text().split()
    return None if most == "max" else math.ceil(int(most) / int(period))


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


def memory_room(device: str, share: int = 1) -> int | None:
    """Bytes that this process may have there in all, what it has already included; None where unknown.

    `share` processes divide what there is in all.
    """
    used, total = device_memory(device)
    if device == "cpu":
        bounds = [left for left in (_available(), _left_in_container()) if left is not None]
        if not bounds or used is None:
            return total // share if total is not None else None
        return min(used + min(bounds), (total or sys.maxsize) // share)
    if used is None or total is None:
        return None
    import torch

    own = torch.cuda.memory_reserved(device) if device.startswith("cuda") else used
    return min(total - used + own, total // share)


def _available() -> int | None:
    """Bytes that new work could have, as the kernel reckons."""
    if not MEMORY.is_file():
        return None
    kib = MEMORY.read_text().partition("MemAvailable:")[2].split(maxsplit=1)[:1]
    return 1024 * int(kib[0]) if kib else None


def _left_in_container() -> int | None:
    """Bytes to the container's limit; None without one. Files that can be read again do not count as used."""
    limit, current, details = (CONTAINER / name for name in ("memory.max", "memory.current", "memory.stat"))
    if not (limit.is_file() and current.is_file()) or limit.read_text().strip() == "max":
        return None
    kept = (
        details.read_text().partition("inactive_file ")[2].split(maxsplit=1)[:1] if details.is_file() else []
    )
    return max(0, int(limit.read_text()) - int(current.read_text()) + sum(map(int, kept)))


def _resident() -> int | None:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else None


def _physical() -> int | None:
    known = "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {})
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if known else None
