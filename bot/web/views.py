"""What is answered as JSON: each shape declared once, for the answers and for their description."""

from __future__ import annotations

from math import isfinite
from typing import Any, Literal
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field

from bot.core.jobs import Job, JobState, Status
from bot.core.live import error_sentence
from bot.core.texts import load_texts
from engine.options import OWNER_ONLY


class View(BaseModel):
    """One shape of an answer."""

    model_config = ConfigDict(frozen=True)


class JobError(View):
    code: str
    message: str = Field(description="a sentence for the person")
    field: str | None = None


class JobView(View):
    """A job for whoever holds its id. Times are Unix seconds, sizes pixels."""

    id: str
    url: str
    state: Literal["queued", "running", "done", "failed", "cancelled"] = Field(
        description="done from the moment the picture can be fetched"
    )
    delivered: bool
    position: int | None = Field(description="1 is the next in line; null once it is being painted")
    waiting: int
    step: int
    steps: int
    loss: float | None
    seconds_left: float | None
    width: int
    height: int
    error: JobError | None
    options: dict[str, Any]
    preset: str | None
    styles: int
    parent: str | None
    name: str = Field(description="the photo's file name")
    style_name: str = Field(description="the painting's file name; of several, the first one's")
    created: float
    seconds: float | None
    kept: bool
    notes: list[str]
    inputs: bool = Field(description="whether photo and painting can be fetched: not those of another person")
    result: str | None
    timelapse: str | None


class PreviewView(View):
    """Where the newest preview is; the address changes with the picture."""

    url: str
    step: int
    instant: bool


class OptionsView(View):
    """Every option with its JSON Schema, and this installation's bounds: pixels, steps, bytes."""

    options: dict[str, dict[str, Any]]
    layers: list[str]
    max_size: int
    max_iterations: int
    max_quality: str
    max_styles: int
    file_bytes: int


class PresetView(View):
    """A style to take by its name; `group` is what the page shows it under."""

    name: str
    title: str
    image: str
    group: str


class SampleView(View):
    """A photo to try things on."""

    name: str
    title: str
    image: str


class SecondsView(View):
    """Seconds for each quality; null where nothing like it was measured yet."""

    seconds: dict[str, float | None]


class ShareView(View):
    """Where others may look at a result."""

    url: str


class HealthView(View):
    status: str


class DeviceView(View):
    """`node` is the machine of a cluster, "" for this one."""

    name: str
    node: str
    ready: bool
    busy: bool


class SurfaceView(View):
    """`trouble` is null while it serves."""

    name: str
    trouble: str | None
    restarts: int


class ReadyView(View):
    """Whether a device can paint, and how each surface stands."""

    status: Literal["ready", "loading"]
    devices: list[DeviceView]
    surfaces: list[SurfaceView]


class BelongingsView(View):
    """How much is kept of a visitor."""

    jobs: int
    pictures: int
    presets: int


def job_url(job_id: str) -> str:
    return f"/api/jobs/{job_id}"


def job_view(job: Job, status: Status) -> JobView:
    delivered = status.state is JobState.DELIVERED
    url = job_url(job.id)
    return JobView(
        id=job.id,
        url=url,
        state="done" if delivered else status.state.value,
        delivered=delivered,
        position=status.position,
        waiting=status.waiting,
        step=status.step,
        steps=status.steps,
        loss=_finite(status.loss),
        seconds_left=_finite(status.seconds_left),
        width=status.width,
        height=status.height,
        error=_error(job, status),
        options=job.options.model_dump(mode="json", exclude=set(OWNER_ONLY)),
        preset=job.preset,
        styles=len(job.styles),
        parent=job.parent,
        name=job.content_name,
        style_name=job.style_name,
        created=job.created,
        seconds=job.seconds,
        kept=job.kept,
        notes=[load_texts().tell(note, job.owner.locale) for note in job.notes],
        inputs=job.borrowed_from is None,
        result=f"{url}/result" if job.result else None,
        timelapse=f"{url}/timelapse" if job.timelapse else None,
    )


def preview_view(status: Status) -> PreviewView:
    version = crc32(status.preview or b"")
    return PreviewView(
        url=f"{job_url(status.job_id)}/preview?v={version:08x}", step=status.step, instant=status.instant
    )


def _finite(value: float | None) -> float | None:
    """JSON has no NaN; the loss is one before the first step."""
    return value if value is not None and isfinite(value) else None


def _error(job: Job, status: Status) -> JobError | None:
    message = status.error or error_sentence(job)
    return JobError(code=job.error_code or "failed", message=message) if message else None
