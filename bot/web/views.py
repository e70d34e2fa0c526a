"""Jobs as JSON: the one shape that every answer and every event has."""

from __future__ import annotations

from math import isfinite
from typing import Any
from zlib import crc32

from bot.core.jobs import Job, JobState, Status
from engine.options import OWNER_ONLY


def job_url(job_id: str) -> str:
    return f"/api/jobs/{job_id}"


def job_view(job: Job, status: Status) -> dict[str, Any]:
    """A job for whoever holds its id. Times are Unix seconds, sizes pixels, `position` 1 is the next in line.

    `state` is `done` from the moment the picture can be fetched; that the studio has ticked it off as
    delivered is `delivered`.
    """
    delivered = status.state is JobState.DELIVERED
    url = job_url(job.id)
    return {
        "id": job.id,
        "url": url,
        "state": "done" if delivered else str(status.state),
        "delivered": delivered,
        "position": status.position,
        "waiting": status.waiting,
        "step": status.step,
        "steps": status.steps,
        "loss": _finite(status.loss),
        "seconds_left": _finite(status.seconds_left),
        "width": status.width,
        "height": status.height,
        "error": _error(job, status),
        "options": job.options.model_dump(mode="json", exclude=set(OWNER_ONLY)),
        "preset": job.preset,
        "styles": len(job.styles),
        "parent": job.parent,
        "name": job.content_name,
        "created": job.created,
        "seconds": job.seconds,
        "kept": job.kept,
        "notes": [str(note) for note in job.notes],
        "result": f"{url}/result" if job.result else None,
        "timelapse": f"{url}/timelapse" if job.timelapse else None,
    }


def preview_view(status: Status) -> dict[str, Any]:
    """Where the newest preview is. The address changes with the picture, so that each is fetched once."""
    version = crc32(status.preview or b"")
    return {
        "url": f"{job_url(status.job_id)}/preview?v={version:08x}",
        "step": status.step,
        "instant": status.instant,
    }


def _finite(value: float | None) -> float | None:
    """JSON has no NaN; the loss is one before the first step."""
    return value if value is not None and isfinite(value) else None


def _error(job: Job, status: Status) -> dict[str, Any] | None:
    message = status.error or job.error_message
    if not message:
        return None
    return {"code": job.error_code or "failed", "message": message, "field": None}
