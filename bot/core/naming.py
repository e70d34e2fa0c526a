"""What a result's files are called, and in what unit people count a length of time: the same on every surface."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final, Literal

from bot.core.jobs import Job

LONGEST: Final = 60
"""Characters; a photo's own name may be longer."""

Unit = Literal["seconds", "minutes", "hours"]


def file_name(job: Job, extension: str, what: str = "") -> str:
    """`holiday-wave-timelapse.webp`: the photo, the style and what it is, in letters and digits of any script."""
    style = job.preset or PurePath(job.style_name).stem or "impasto"
    words = re.findall(r"\w+", f"{PurePath(job.content_name).stem} {style}")
    stem = "-".join(words)[:LONGEST].strip("-")
    return f"{stem}-{what}.{extension}" if what else f"{stem}.{extension}"


def in_units(seconds: float) -> tuple[Unit, int]:
    """A length of time as people say it: a unit, and how many."""
    if seconds < 90:
        return "seconds", max(1, round(seconds))
    if seconds < 90 * 60:
        return "minutes", round(seconds / 60)
    return "hours", round(seconds / 3600)
