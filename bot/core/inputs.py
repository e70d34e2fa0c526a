"""The pictures that a job is painted from: whose they are, and their bytes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.blob_files import BlobGone
from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job
from bot.core.refusal import Refusal
from bot.core.store import Store
from engine.messages import StyleRequest
from engine.options import StyleOptions


async def lender_of(store: Store, job: Job) -> Job:
    """The job of the person who gave the pictures: this one, or the one that it borrows from.

    Raises `Refusal("pictures_gone")` when the lender is.
    """
    if job.borrowed_from is None:
        return job
    try:
        return await store.jobs.get(job.borrowed_from)
    except NoSuchJob:
        raise Refusal("pictures_gone") from None


async def read_inputs(
    store: Store, content: str, styles: Sequence[str], options: StyleOptions
) -> StyleRequest:
    """The request for pictures by their names. Raises `Refusal("pictures_gone")`."""
    try:
        painted = tuple([await store.blobs.read(sha) for sha in styles])
        return StyleRequest(await store.blobs.read(content), painted, options)
    except BlobGone:
        raise Refusal("pictures_gone") from None
