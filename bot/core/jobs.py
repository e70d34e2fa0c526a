"""What a job is: plain frozen values, no input or output."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Final

from engine.errors import Fact
from engine.options import StyleOptions

ID_BYTES: Final = 16
"""128 random bits: 22 characters, so an id cannot be guessed and fits any platform's button."""


class JobState(StrEnum):
    """`queued -> running -> done -> delivered`, or `failed`, or `cancelled`."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def live(self) -> bool:
        """Still to be painted."""
        return self in (JobState.QUEUED, JobState.RUNNING)

    @property
    def over(self) -> bool:
        """Nothing will change the picture any more."""
        return not self.live


@dataclass(frozen=True)
class Owner:
    """Who asked, and from where. `user_id` and `server_id` are the platform's own, as text."""

    surface: str
    user_id: str
    name: str = ""
    server_id: str | None = None
    role_ids: tuple[str, ...] = ()
    locale: str = "en"

    @property
    def key(self) -> str:
        """One person on one platform."""
        return f"{self.surface}:{self.user_id}"

    @property
    def server_key(self) -> str:
        """One server, group or chat; a person alone is a server of their own."""
        return f"{self.surface}:{self.server_id or 'dm:' + self.user_id}"


@dataclass(frozen=True)
class Job:
    """A durable record: who asked, where to answer, what for, and how far it is.

    Pictures are named by the SHA-256 of their bytes. `destination` is JSON that belongs to the surface.
    Since it last got further, `attempts` counts the times the work was begun and cut by the bot's own death,
    `interruptions` the workers that died over it; `deliveries` the times
    handing over was begun: above 1, an earlier try may have got through. `told` is true once the owner
    knows the end, or cannot be told. `borrowed_from` is the job of another person whose pictures this one is
    painted from; None for pictures of the owner's own. A `private` job is shown to its owner alone; `spoiler`
    asks surfaces to veil its pictures. `content_name` and `style_name` are the files' own names, "" where there was
    none; of several paintings, the first one's. `error_message` is for the log, and older versions' only reason; a
    note of theirs is a sentence. Times are Unix seconds; sizes pixels.
    """

    id: str
    owner: Owner
    destination: Mapping[str, Any]
    options: StyleOptions
    content: str
    styles: tuple[str, ...]
    created: float
    preset: str | None = None
    parent: str | None = None
    borrowed_from: str | None = None
    private: bool = False
    spoiler: bool = False
    content_name: str = ""
    style_name: str = ""
    state: JobState = JobState.QUEUED
    step: int = 0
    steps: int = 0
    attempts: int = 0
    interruptions: int = 0
    deliveries: int = 0
    told: bool = False
    kept: bool = False
    priority: bool = False
    width: int = 0
    height: int = 0
    seconds: float | None = None
    result: str | None = None
    timelapse: str | None = None
    recipe: Mapping[str, Any] | None = None
    notes: tuple[Fact | str, ...] = ()
    error_code: str | None = None
    error_fact: Fact | None = None
    error_message: str | None = None
    started: float | None = None
    finished: float | None = None

    def with_changes(self, **changes: Any) -> Job:
        """A copy with some fields replaced."""
        return replace(self, **changes)

    @property
    def pictures(self) -> tuple[str, ...]:
        """Every picture this job needs or has made. Once over, it keeps nothing that was borrowed."""
        made = tuple(sha for sha in (self.result, self.timelapse) if sha)
        if self.borrowed_from is None or self.state.live:
            return (self.content, *self.styles, *made)
        return (*self.styles, *made) if self.preset else made

    @property
    def request_key(self) -> str:
        """Equal for two jobs that must give the same picture."""
        asked = [self.content, self.styles, self.options.model_dump(mode="json")]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Plain values for the store; `from_json` is the way back."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            **values,
            "owner": asdict(self.owner),
            "options": self.options.changed(),
            "notes": [each if isinstance(each, str) else asdict(each) for each in self.notes],
            "error_fact": asdict(self.error_fact) if self.error_fact else None,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Job:
        """What `to_json` wrote."""
        owner = {**values["owner"], "role_ids": tuple(values["owner"]["role_ids"])}
        return cls(
            **{
                **values,
                "owner": Owner(**owner),
                "options": StyleOptions.parse(**values["options"]),
                "styles": tuple(values["styles"]),
                "notes": tuple([each if isinstance(each, str) else Fact(**each) for each in values["notes"]]),
                "error_fact": Fact(**values["error_fact"]) if values.get("error_fact") else None,
                "state": JobState(values["state"]),
            }
        )


@dataclass(frozen=True)
class Status:
    """How a job stands now, for the person who waits.

    `position` is 1 for the next to be painted, and None once it is being painted; `waiting` is the length of
    the queue. `seconds_left` includes the queue. `preview` is the newest small JPEG; `instant` says that it
    is the feed-forward one. `error` is a sentence in the owner's language.
    """

    job_id: str
    state: JobState
    position: int | None = None
    waiting: int = 0
    step: int = 0
    steps: int = 0
    loss: float | None = None
    seconds_left: float | None = None
    width: int = 0
    height: int = 0
    preview: bytes | None = field(default=None, repr=False)
    instant: bool = False
    error: str | None = None


def new_job_id() -> str:
    """22 URL-safe characters that nobody can guess."""
    return secrets.token_urlsafe(ID_BYTES)
