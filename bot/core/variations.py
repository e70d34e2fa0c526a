"""The buttons under a finished picture: what each changes. Every surface offers the same ones."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.core.jobs import Job
from engine.options import MAX_SIDE

STRENGTH_STEP: Final = 20
BIGGER: Final = 1.5


def _again(job: Job) -> dict[str, Any]:
    return {"seed": secrets.randbelow(2**32)}


def _stronger(job: Job) -> dict[str, Any]:
    return {"strength": min(100, job.options.strength + STRENGTH_STEP)}


def _softer(job: Job) -> dict[str, Any]:
    return {"strength": max(1, job.options.strength - STRENGTH_STEP)}


def _bigger(job: Job) -> dict[str, Any]:
    return {"width": None, "size": min(MAX_SIDE, round(BIGGER * max(job.width, job.height)))}


def _original_colors(job: Job) -> dict[str, Any]:
    return {"colors": "keep"}


def _swap(job: Job) -> dict[str, Any]:
    return {"swap": True}


VARIATIONS: Final[Mapping[str, Callable[[Job], dict[str, Any]]]] = MappingProxyType(
    {
        "again": _again,
        "stronger": _stronger,
        "softer": _softer,
        "bigger": _bigger,
        "colors": _original_colors,
        "swap": _swap,
    }
)
"""By name: `await studio.rerun(job.id, owner, destination, **VARIATIONS["stronger"](job))`."""
