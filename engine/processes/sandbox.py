"""The sealed room: what reads strangers' pictures gives up everything else before it reads the first byte.

Linux: no_new_privs (prctl(2)), Landlock (landlock(7)) for files and TCP, seccomp (seccomp(2)) for system
calls; PyPI's bindings want a C library or a compiler, and this is a few calls. Numbers are from the kernel's
headers: linux/landlock.h, linux/seccomp.h, linux/filter.h, linux/audit.h, asm/unistd.h. Elsewhere there are
the limits alone. What a kernel lacks is left out, and `seal` says which walls stand.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

OPEN_FILES: Final = 64
"""A dozen are in use."""


class Wall(StrEnum):
    """What keeps a picture process in; the values are for people."""

    PRIVILEGES = "no new privileges"
    FILES = "no files but its libraries"
    CALLS = "no network, programs or further processes"
    LIMITS = "bounded memory, time and open files"


def seal(memory: int) -> tuple[Wall, ...]:
    """Closes this process off for good, with `memory` bytes more than now; gives the walls that stand.

    To be called while the process has one thread.
    """
    builders = {
        Wall.LIMITS: lambda: _limit(memory),
        Wall.PRIVILEGES: _give_up_privileges,
        Wall.FILES: _close_files,
        Wall.CALLS: _close_calls,
    }
    return tuple(wall for wall, build in builders.items() if build())


def _limit(memory: int) -> bool:
    """Private memory on Linux; macOS keeps none of that, but can forbid further processes."""
    if sys.platform == "win32":
        return False
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    if sys.platform == "linux":
        most = _private_bytes() + memory
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        return True
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return False


def _private_bytes() -> int:
    """What `RLIMIT_DATA` counts: VmData of proc(5)."""
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


PR_SET_NO_NEW_PRIVS: Final = 38


def _give_up_privileges() -> bool:
    return sys.platform == "linux" and not _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


LANDLOCK_CREATE_RULESET: Final = 444
LANDLOCK_ADD_RULE: Final = 445
LANDLOCK_RESTRICT_SELF: Final = 446
LANDLOCK_CREATE_RULESET_VERSION: Final = 1
LANDLOCK_RULE_PATH_BENEATH: Final = 1

READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3
FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files each version of Landlock knows; later ones know as many as the fifth."""
TCP_RIGHTS: Final = 0b11
SCOPES: Final = 0b11
"""Abstract sockets and signals."""

SYSTEM_FILES: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"),
    *("/proc/cpuinfo", "/proc/meminfo", "/sys/bus/pci", "/sys/devices", "/dev/null", "/dev/urandom"),
)
"""The shared libraries, and what onnxruntime asks about the processor."""


def _close_files() -> bool:
    """Landlock: reading its libraries is all that is left of the file system."""
    if sys.platform != "linux":
        return False
    libc = _libc()
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    if version < 1:
        return False
    fields = [(1 << FILE_RIGHTS[min(version, 5)]) - 1, TCP_RIGHTS, SCOPES]
    known = fields[: 1 if version < 4 else 2 if version < 6 else 3]
    attributes = struct.pack(f"{len(known)}Q", *known)
    rules = libc.syscall(LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    for path in _readable():
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
        libc.syscall(
            LANDLOCK_ADD_RULE, rules, LANDLOCK_RULE_PATH_BENEATH, struct.pack("=Qi", rights, place), 0
        )
        os.close(place)
    failed = libc.syscall(LANDLOCK_RESTRICT_SELF, rules, 0)
    os.close(rules)
    return not failed


def _readable() -> Iterator[Path]:
    """Python's and the system's libraries, and this package; not the folder that it was started in."""
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    python = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    library = str(sysconfig.get_config_var("LIBDIR") or "")
    own = str(Path(__file__).parents[1])
    for path in dict.fromkeys((*packages, *python, library, own, *SYSTEM_FILES)):
        if path and Path(path).exists():
            yield Path(path)


SECCOMP_SET_MODE_FILTER: Final = 1
SECCOMP_FILTER_FLAG_TSYNC: Final = 1
ALLOW: Final = 0x7FFF0000
KILL_PROCESS: Final = 0x80000000
REFUSE: Final = 0x00050000
"""With an error number in its lower half."""
EPERM: Final = 1
ENOSYS: Final = 38
CLONE_THREAD: Final = 0x10000
PR_SET_NAME: Final = 15

LOAD: Final = 0x20
JUMP_IF_EQUAL: Final = 0x15
JUMP_IF_ABOVE: Final = 0x35
JUMP_IF_ANY_BIT: Final = 0x45
RETURN: Final = 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Offsets in `struct seccomp_data`."""
X32: Final = 0x40000000
"""Numbers from here on are x86-64's other set of calls."""

ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""The kernel's name of the architecture, and its column in the tables below."""

SECCOMP: Final = (317, 277)

CALLS: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "close": (3, 57),
    "lseek": (8, 62),
    "dup": (32, 23),
    "fcntl": (72, 25),
    "poll": (7, None),
    "ppoll": (271, 73),
    "open": (2, None),
    "openat": (257, 56),
    "getdents64": (217, 61),
    "stat": (4, None),
    "lstat": (6, None),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrusage": (98, 165),
    "times": (100, 153),
    "getrandom": (318, 278),
    "gettimeofday": (96, 169),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
"""What decoding a picture, loading a library and one more thread take: (x86-64, arm64)."""

CLONE, CLONE3, PRCTL, PRLIMIT64, TGKILL = (56, 220), (435, 435), (157, 167), (302, 261), (234, 131)


def _close_calls() -> bool:
    """seccomp: every call that is not in the table fails with `EPERM`, in all threads."""
    if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
        return False
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in _filter())
    instructions = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HP", len(code) // 8, ctypes.addressof(instructions))
    _, column = ARCHITECTURES[platform.machine()]
    return not _libc().syscall(SECCOMP[column], SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program)


def _filter() -> Iterator[tuple[int, int, int, int]]:
    """A program of classic BPF: (operation, jump if true, jump if false, operand)."""
    architecture, column = ARCHITECTURES[platform.machine()]
    yield LOAD, 0, 0, ARCHITECTURE
    yield JUMP_IF_EQUAL, 1, 0, architecture
    yield RETURN, 0, 0, KILL_PROCESS
    yield LOAD, 0, 0, NUMBER
    yield from _on(JUMP_IF_ABOVE, X32, [(RETURN, 0, 0, REFUSE | EPERM)])
    for numbers in CALLS.values():
        number = numbers[column]
        if number is not None:
            yield from _on(JUMP_IF_EQUAL, number, [(RETURN, 0, 0, ALLOW)])
    yield from _on(JUMP_IF_EQUAL, CLONE3[column], [(RETURN, 0, 0, REFUSE | ENOSYS)])
    for numbers, test, operand in (
        (CLONE, JUMP_IF_ANY_BIT, CLONE_THREAD),
        (PRCTL, JUMP_IF_EQUAL, PR_SET_NAME),
        (PRLIMIT64, JUMP_IF_EQUAL, 0),
        (TGKILL, JUMP_IF_EQUAL, os.getpid()),
    ):
        allowed = [
            (LOAD, 0, 0, FIRST_ARGUMENT),
            *_on(test, operand, [(RETURN, 0, 0, ALLOW)]),
            (RETURN, 0, 0, REFUSE | EPERM),
        ]
        yield from _on(JUMP_IF_EQUAL, numbers[column], allowed)
    yield RETURN, 0, 0, REFUSE | EPERM


def _on(
    test: int, operand: int, then: Iterable[tuple[int, int, int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Instructions that are done only if the test holds."""
    block = list(then)
    yield test, 0, len(block), operand
    yield from block


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
