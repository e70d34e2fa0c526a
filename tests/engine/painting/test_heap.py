"""Freed memory goes back to the system when it is dear, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from engine.painting.heap import give_back, keep_freed

PIECES, PIECE = 40, 4 * 2**20

CHILD = f"""
import sys
from pathlib import Path
from engine.painting.heap import give_back, keep_freed

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

keep_freed(sys.argv[1] == "kept")
pieces = [bytearray(b"x") * {PIECE} for _ in range({PIECES})]
full = resident()
del pieces[::2]
freed = full - resident()
give_back()
print(freed, full - resident())
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be asked")


def freed(how: str) -> tuple[int, int]:
    """Bytes that went back when every second piece was freed, and when they were asked for."""
    out = subprocess.run(
        [sys.executable, "-c", CHILD, how], check=True, capture_output=True, text=True
    ).stdout
    at_once, later = map(int, out.split())
    return at_once, later


@glibc
def test_where_memory_is_dear_freed_pieces_go_back_at_once() -> None:
    assert freed("exact")[0] > 0.9 * PIECE * PIECES / 2


@glibc
def test_kept_pieces_go_back_when_they_are_asked_for() -> None:
    at_once, later = freed("kept")
    assert at_once < 0.5 * PIECE * PIECES / 2
    assert later > 0.8 * PIECE * PIECES / 2


def test_nothing_happens_where_the_library_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.painting.heap._glibc", lambda: None)
    keep_freed(False)
    give_back()
