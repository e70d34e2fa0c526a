"""Who may see which picture of a job, and what may be made of somebody else's: the one rule of every surface.

A person's photo and painting are theirs. Others meet the result where it was posted, and may have it varied;
a job of theirs never shows, keeps or returns what it is painted from.
"""

from __future__ import annotations

from typing import Final, Literal

from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from engine.options import StyleOptions

Which = Literal["content", "style", "result", "timelapse", "comparison"]

INPUTS: Final = frozenset({"content", "style", "comparison"})
"""Pictures that show what the job was painted from."""

FREE: Final = frozenset({"seed", "size", "width", "quality", "colors", "style_blend"})
"""Options that anybody may change: with none of them the photo comes through more than before."""

COVERED: Final = 1 / 3
"""Share of the steps after which paint covers the photo."""


def may_see(job: Job, which: Which, viewer: Owner) -> bool:
    """Whether `viewer` may see that picture.

    Inputs: the person who gave them, on their own job. Result and animation: everybody who meets the job, or
    the owner alone when it is private. Moderators are no exception: to moderate is to delete, not to look.
    """
    if which in INPUTS:
        return job.owner.key == viewer.key and job.borrowed_from is None
    return job.owner.key == viewer.key or not job.private


def check_borrowing(shown: StyleOptions, wanted: StyleOptions, *, swap: bool = False) -> None:
    """What somebody else may ask of the pictures of a job: nothing that shows more of the photo than it does.

    Raises `Refusal("not_your_photo")`: softer, growing, with other settings of the painter's, or swapped, which
    makes a photo of the painting that its owner gave.
    """
    revealing = set(StyleOptions.model_fields) - FREE - {"strength", "timelapse"}
    if (
        swap
        or wanted.strength < shown.strength
        or wanted.timelapse > shown.timelapse
        or any(getattr(wanted, name) != getattr(shown, name) for name in revealing)
    ):
        raise Refusal("not_your_photo")


def covers(job: Job, step: int, steps: int) -> bool:
    """Whether the picture at that step may be shown or kept: early ones of a borrowed photo are the photo."""
    return job.borrowed_from is None or step >= COVERED * steps
