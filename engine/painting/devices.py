"""Which devices there are and how full they are. Called only in a worker: finding GPUs loads torch."""

from __future__ import annotations

import logging
import math
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from engine.errors import DeviceError

GROUPS: Final = Path("/sys/fs/cgroup")
"""Linux's control groups: what a container, a unit of systemd or a session may use."""

OWN_GROUPS: Final = Path("/proc/self/cgroup")

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


def cpu_threads(share: int) -> int | None:
    """How many threads one of `share` workers on the CPU should use; None leaves it to the framework."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = min([own, *map(math.ceil, _granted())])
    return max(1, cores // share) if share > 1 or cores < own else None


def _granted() -> Iterator[float]:
    """Processors that each group around this process may use, where it is limited."""
    for group in _groups("cpu"):
        quota, old_quota, old_period = (
            group / name for name in ("cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us")
        )
        if quota.is_file():
            most, period = quota.read_text().split()
        elif old_quota.is_file() and old_period.is_file():
            most, period = old_quota.read_text(), old_period.read_text()
        else:
            continue
        if most != "max" and int(most) > 0:
            yield int(most) / int(period)


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
        bounds = [*_available(), *_left_in_groups()]
        if not bounds or used is None:
            return total // share if total is not None else None
        return min(used + min(bounds), (total or sys.maxsize) // share)
    if used is None or total is None:
        return None
    import torch

    own = torch.cuda.memory_reserved(device) if device.startswith("cuda") else used
    return min(total - used + own, total // share)


def _available() -> list[int]:
    """Bytes that new work could have, as the kernel reckons; empty where it does not."""
    if not MEMORY.is_file():
        return []
    kib = MEMORY.read_text().partition("MemAvailable:")[2].split(maxsplit=1)[:1]
    return [1024 * int(number) for number in kib]


def _left_in_groups() -> Iterator[int]:
    """Bytes to the limit of each group around this process. Files that can be read again do not count as used."""
    for group in _groups("memory"):
        for limit, current, kept in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            files = [group / name for name in (limit, current, "memory.stat")]
            if all(file.is_file() for file in files):
                most, used, details = (file.read_text() for file in files)
                again = f"\n{details}".partition(f"\n{kept} ")[2].split(maxsplit=1)[:1]
                if most.strip() != "max":
                    yield max(0, int(most) - int(used) + sum(map(int, again)))


def _groups(controller: str) -> Iterator[Path]:
    """The control groups that this process is in, of version 2 or 1, its own and those around it.

    A container sees its own as the outermost one, where the path that the kernel names may not exist.
    """
    if not OWN_GROUPS.is_file():
        return
    for line in OWN_GROUPS.read_text().splitlines():
        _, controllers, name = line.split(":", 2)
        if not controllers or controller in controllers.split(","):
            root = GROUPS / controller if controllers else GROUPS
            own = root / name.lstrip("/")
            yield from (group for group in (own, *own.parents) if group.is_relative_to(root))


def _resident() -> int | None:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else None


def _physical() -> int | None:
    known = "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {})
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if known else None
