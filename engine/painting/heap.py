"""What the C library does with freed memory. Only glibc is asked; others are left alone."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any, Final

TRIM_THRESHOLD: Final = -1
MMAP_THRESHOLD: Final = -3
"""Parameters of mallopt(3)."""

KEPT: Final = 32 * 2**20
"""Bytes: where glibc's own rule ends up. Smaller pieces are kept for later, and need no clearing again."""
EXACT: Final = 2**20
"""The same where memory is dear: in the kept pieces of one size those of another often find no room."""


def keep_freed(wanted: bool) -> None:
    """Whether pieces of some megabytes are kept for later: quicker, for up to half as much memory again."""
    libc = _glibc()
    if libc:
        libc.mallopt(MMAP_THRESHOLD, KEPT if wanted else EXACT)
        libc.mallopt(TRIM_THRESHOLD, 2 * KEPT)
        give_back()


def give_back() -> None:
    """Returns to the system what was kept."""
    libc = _glibc()
    if libc:
        libc.malloc_trim(0)


@cache
def _glibc() -> Any:
    try:
        libc = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
