"""Idempotency: the same request sent again with the same key is the same job.

The key's print lies in the job's own record, so it is there from the moment the job is, and goes with it.
See https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, Final

from bot.core.jobs import Job, Owner
from bot.core.studio import Studio
from bot.web.errors import ApiError
from bot.web.visitors import IDEMPOTENCY_KEY

LOOKED_THROUGH: Final = 200
"""Jobs of one person; a key is found among the newest so many."""


def print_of(key: str, asked: str) -> dict[str, Any]:
    """What is noted on the job."""
    return {"key": _digest(key), "asked": _digest(asked)}


async def job_under(studio: Studio, owner: Owner, key: str | None) -> Job | None:
    """The job that this key has made already."""
    if key is None:
        return None
    jobs = await studio.jobs_of(owner.key, limit=LOOKED_THROUGH)
    return next((job for job in jobs if job.destination.get("key") == _digest(key)), None)


def check_same(job: Job, print_: Mapping[str, Any]) -> None:
    """Raises `ApiError("key_reused")` if a job under this key was for something else."""
    if job.destination.get("asked") != print_["asked"]:
        raise ApiError(
            "key_reused",
            f"{IDEMPOTENCY_KEY}: this key was sent with another request; take a new one.",
            IDEMPOTENCY_KEY,
        )


@asynccontextmanager
async def under_key(
    locks: MutableMapping[str, asyncio.Lock], owner: Owner, key: str | None
) -> AsyncIterator[None]:
    """One after the other for each person and key."""
    if key is None:
        yield
        return
    lock = locks.setdefault(f"{owner.key} {key}", asyncio.Lock())
    async with lock:
        yield


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
