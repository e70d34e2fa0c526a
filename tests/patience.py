"""How long a test waits for what must come, before it says that it never will."""

from __future__ import annotations

from typing import Final

PATIENCE: Final = 300.0
"""Seconds. No test measures speed by it: on a machine that is busy everything is slow, and right."""
