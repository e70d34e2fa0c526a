"""Who may ask for what, and whose turn it is. Pure rules: no store, no clock of their own."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.config import LimitSettings
from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.core.variations import VARIATIONS
from engine.errors import Fact
from engine.options import (
    GPU_SIZE,
    MAX_SIDE,
    MIN_SIDE,
    OWNER_ONLY,
    PUBLIC_INITS,
    QUALITIES,
    Colors,
    Quality,
    StyleOptions,
    misfit,
)

NEVER: Final = float("-inf")
LONG_WAIT_SECONDS: Final = 900.0
"""Who has waited so much longer than the newest goes first."""
LARGE_PIXELS: Final = 1536 * 1536
"""Of a picture that takes many times as long as one of the usual size."""

Ids = Annotated[tuple[str, ...], Field(max_length=100)]


class ServerSettings(BaseModel):
    """What a server's managers have chosen; None leaves the installation's setting. Never loosens a limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allowed_channels: Ids = Field((), description="channels where jobs are taken; none named: all")
    priority_roles: Ids = Field((), description="roles whose members are served first")
    blocked: Ids = Field((), description="people who are refused here")
    jobs_per_person: int | None = Field(None, ge=1, le=1000)
    jobs_per_server: int | None = Field(None, ge=1, le=10_000)
    cooldown: float | None = Field(
        None, ge=0, le=86_400, description="seconds between two jobs of one person"
    )
    max_size: int | None = Field(None, ge=MIN_SIDE, le=MAX_SIDE)
    max_quality: Quality | None = None
    default_strength: int | None = Field(None, ge=1, le=100)
    default_size: int | None = Field(None, ge=MIN_SIDE, le=MAX_SIDE)
    default_quality: Quality | None = None
    default_colors: Colors | None = None
    always_spoiler: bool = Field(False, description="every picture is sent as a spoiler")
    log_channel: str | None = Field(
        None, max_length=40, description="channel that hears who had what painted"
    )
    results_channel: str | None = Field(None, max_length=40, description="channel where finished pictures go")
    avatars: Literal["own", "anyone", "off"] = Field("own", description="whose avatars may be painted")

    def with_changes(self, **changes: Any) -> ServerSettings:
        """A validated copy. Raises `Refusal("bad_option")` that names the field."""
        try:
            return ServerSettings(**{**self.model_dump(), **changes})
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            name = str(fault["loc"][0])
            knob = ServerSettings.model_fields.get(name)
            unknown = Fact("unknown-option", f"{name}: there is no such setting", {"option": name})
            fact = misfit(name, knob, fault["input"]) if knob else unknown
            raise Refusal("bad_option", name, detail=fact) from None

    def apply_defaults(self, options: StyleOptions, bounds: Bounds) -> StyleOptions:
        """The options with this server's defaults where the person said nothing, within what is allowed."""
        size = None if options.width is not None else self.default_size
        quality = self.default_quality
        defaults = {
            "strength": self.default_strength,
            "size": size and min(size, bounds.max_size),
            "quality": quality if quality in bounds.qualities else None,
            "colors": self.default_colors,
        }
        said = options.model_fields_set
        wanted = {name: value for name, value in defaults.items() if value is not None and name not in said}
        return options.with_changes(**wanted) if wanted else options


@dataclass(frozen=True)
class Bounds:
    """The limits that hold for one request: the installation's, tightened by the server's."""

    limits: LimitSettings
    server: ServerSettings = field(default_factory=ServerSettings)

    @property
    def jobs_per_person(self) -> int:
        return min(self.limits.jobs_per_person, self.server.jobs_per_person or self.limits.jobs_per_person)

    @property
    def jobs_per_server(self) -> int:
        return min(self.limits.jobs_per_server, self.server.jobs_per_server or self.limits.jobs_per_server)

    @property
    def cooldown(self) -> float:
        return max(self.limits.cooldown, self.server.cooldown or 0.0)

    @property
    def max_size(self) -> int:
        return min(self.limits.max_size, self.server.max_size or self.limits.max_size)

    @property
    def qualities(self) -> tuple[str, ...]:
        """Those a person may ask for, worst first."""
        best = min(
            QUALITIES.index(self.limits.max_quality),
            QUALITIES.index(self.server.max_quality or self.limits.max_quality),
        )
        return QUALITIES[: best + 1]


def check_person(owner: Owner, channel_id: str | None, bounds: Bounds) -> None:
    """Raises `Refusal`: `blocked`, `channel_not_allowed`."""
    if owner.key in bounds.limits.blocked or {owner.user_id, owner.key} & set(bounds.server.blocked):
        raise Refusal("blocked")
    allowed = bounds.server.allowed_channels
    if allowed and channel_id is not None and channel_id not in allowed:
        raise Refusal("channel_not_allowed")


def check_options(options: StyleOptions, styles: int, bounds: Bounds) -> None:
    """What a stranger may ask of this machine. Raises `Refusal` that names the option."""
    for name in sorted(OWNER_ONLY):
        if getattr(options, name) != StyleOptions.model_fields[name].default:
            raise Refusal("owner_only", name, option=name)
    if options.init not in PUBLIC_INITS:
        raise Refusal("owner_only", "init", option="init")
    if styles > bounds.limits.max_styles:
        raise Refusal("too_many_styles", "style", limit=bounds.limits.max_styles)
    if options.style_blend and len(options.style_blend) != styles:
        raise Refusal("blend_mismatch", "style_blend", given=len(options.style_blend), styles=styles)
    for name, size in (("size", options.size), ("width", options.width)):
        if size is not None and size > bounds.max_size:
            raise Refusal("size_not_allowed", name, asked=size, limit=bounds.max_size)
    if options.quality not in bounds.qualities:
        asked, best = (Fact(f"quality-{each}", each) for each in (options.quality, bounds.qualities[-1]))
        raise Refusal("quality_not_allowed", "quality", asked=asked, limit=best)
    if options.iterations is not None and options.iterations > bounds.limits.max_iterations:
        raise Refusal(
            "iterations_not_allowed",
            "iterations",
            asked=options.iterations,
            limit=bounds.limits.max_iterations,
        )


def variation(name: str, job: Job, bounds: Bounds) -> dict[str, Any]:
    """What a button under a picture changes here: bigger as far as allowed.

    Raises `Refusal("size_reached")` for a picture that is as large as may be already.
    """
    changes = VARIATIONS[name](job)
    if name != "bigger":
        return changes
    if max(job.width, job.height) >= bounds.max_size:
        raise Refusal("size_reached", limit=bounds.max_size)
    return {**changes, "size": min(changes["size"], bounds.max_size)}


def within_size(
    options: StyleOptions, photo: tuple[int, int], usual: int | None, bounds: Bounds
) -> StyleOptions:
    """The options, with a size where the device's own default would be too large for this server.

    `photo` is its width and height, `usual` the longest side that the device paints when none is named, as far
    as is known. Raises `Refusal("size_not_allowed")` for a width that makes a portrait too high.
    """
    if options.size is None and options.width is None and (usual or GPU_SIZE) > bounds.max_size:
        return options.with_changes(size=bounds.max_size)
    width, height = photo
    if options.width is not None and (longest := round(options.width * height / width)) > bounds.max_size:
        raise Refusal("size_not_allowed", "width", asked=longest, limit=bounds.max_size)
    return options


def check_room(owner: Owner, taken: Sequence[Owner], bounds: Bounds, waited: float) -> None:
    """Whether one more job fits.

    `taken` are the owners of all jobs that are not over, one entry a job; `waited` the seconds since this
    person's last one, negative when the clock was set back.

    Raises `Refusal`: `queue_full`, `too_many_of_yours`, `too_many_of_server`, `cooldown`.
    """
    mine = sum(other.key == owner.key for other in taken)
    if mine >= bounds.jobs_per_person:
        raise Refusal("too_many_of_yours", count=mine, limit=bounds.jobs_per_person)
    here = sum(other.server_key == owner.server_key for other in taken)
    if here >= bounds.jobs_per_server:
        raise Refusal("too_many_of_server", count=here, limit=bounds.jobs_per_server)
    if len(taken) >= bounds.limits.queue:
        raise Refusal("queue_full", count=len(taken), limit=bounds.limits.queue)
    if 0 <= waited < bounds.cooldown:
        raise Refusal("cooldown", seconds=max(1, round(bounds.cooldown - waited)))


def has_priority(owner: Owner, bounds: Bounds) -> bool:
    """Served before others: by id, or by a role the installation or the server favours."""
    favoured = set(bounds.limits.priority)
    roles = {f"{owner.surface}:role:{role}" for role in owner.role_ids}
    return (
        owner.key in favoured
        or bool(roles & favoured)
        or bool(set(owner.role_ids) & set(bounds.server.priority_roles))
    )


@dataclass
class History:
    """When each person and each server was last served, as far back as anybody waits."""

    people: dict[str, float] = field(default_factory=dict)
    servers: dict[str, float] = field(default_factory=dict)

    def served(self, owner_key: str, server_key: str, moment: float) -> None:
        """A job of theirs was begun."""
        self.people[owner_key] = max(moment, self.people.get(owner_key, NEVER))
        self.servers[server_key] = max(moment, self.servers.get(server_key, NEVER))

    def forget_before(self, moment: float, live: Iterable[Job]) -> None:
        """Nobody who waits now was there then; but who has `live` jobs stays behind those who come new."""
        owners = [job.owner for job in live]
        people = {owner.key for owner in owners}
        servers = {owner.server_key for owner in owners}
        self.people = {key: at for key, at in self.people.items() if at >= moment or key in people}
        self.servers = {key: at for key, at in self.servers.items() if at >= moment or key in servers}


@dataclass
class _Turns:
    """Who is how far from their next turn, while the order is dealt out."""

    people_running: Counter[str]
    servers_running: Counter[str]
    people_last: dict[str, float]
    servers_last: dict[str, float]
    long_ago: float
    """Who came, or had a turn, before that goes first, in this order."""

    def rank(self, job: Job) -> tuple[object, ...]:
        """Smaller comes first. Grows as the person or the server is served."""
        person, server = job.owner.key, job.owner.server_key
        return (
            not job.priority,
            job.started is None,
            self.people_running[person],
            min(max(job.created, self.people_last.get(person, NEVER)), self.long_ago),
            self.people_last.get(person, NEVER),
            self.servers_running[server],
            self.servers_last.get(server, NEVER),
            job.created,
            job.id,
        )

    def serve(self, job: Job, turn: float) -> None:
        person, server = job.owner.key, job.owner.server_key
        self.people_running[person] += 1
        self.servers_running[server] += 1
        self.people_last[person] = self.servers_last[server] = turn


def fair_order(queued: Iterable[Job], running: Sequence[Job], history: History) -> list[Job]:
    """The order in which waiting jobs will be taken, if nothing else comes.

    Round-robin: the next is the oldest job of the person with the fewest jobs running, then the longest
    without a turn; between people who are even, the server with the fewest, then the longest without. So
    nobody waits for two jobs of one other person. Between people with as many jobs running, who has waited
    `LONG_WAIT_SECONDS` longer than the newest goes first: newcomers keep nobody waiting for ever. Priority goes
    before all of that; then jobs that a restart interrupted go before the others.
    """
    waiting = sorted(queued, key=lambda each: (each.created, each.id))
    latest = max([*history.people.values(), *(job.created for job in waiting[-1:])], default=0.0)
    turns = _Turns(
        Counter(job.owner.key for job in running),
        Counter(job.owner.server_key for job in running),
        dict(history.people),
        dict(history.servers),
        latest - LONG_WAIT_SECONDS,
    )
    lines: defaultdict[tuple[str, bool, bool], deque[Job]] = defaultdict(deque)
    for job in waiting:
        lines[job.owner.key, job.priority, job.started is None].append(job)
    return list(_deal(list(lines.values()), turns, latest))


def _deal(lines: Sequence[deque[Job]], turns: _Turns, turn: float) -> Iterator[Job]:
    heap = [(turns.rank(line[0]), number, line) for number, line in enumerate(lines)]
    heapq.heapify(heap)
    while heap:
        rank, number, line = heapq.heappop(heap)
        now = turns.rank(line[0])
        if now != rank:
            heapq.heappush(heap, (now, number, line))
            continue
        job = line.popleft()
        yield job
        turn += 1.0
        turns.serve(job, turn)
        if line:
            heapq.heappush(heap, (turns.rank(line[0]), number, line))


def next_job(
    order: Sequence[Job], running: Sequence[Job], limits: LimitSettings, slots: int = 1
) -> Job | None:
    """The first in line whose owner and server may have one more job running.

    Of several slots large pictures never take the last: a small one does not wait for hours behind them.
    """
    people = Counter(job.owner.key for job in running)
    servers = Counter(job.owner.server_key for job in running)
    room_for_large = slots < 2 or sum(map(is_large, running)) < slots - 1
    for job in order:
        if (
            people[job.owner.key] < limits.running_per_person
            and servers[job.owner.server_key] < limits.running_per_server
            and (room_for_large or not is_large(job))
        ):
            return job
    return None


def is_large(job: Job) -> bool:
    """Whether painting it takes many times as long as a picture of the usual size."""
    return job.width * job.height > LARGE_PIXELS


def check_permission(job: Job, owner: Owner, moderator: bool) -> None:
    """Only who asked, or a moderator of the server it was asked in. Raises `Refusal("not_yours")`."""
    same_server = job.owner.server_key == owner.server_key
    if job.owner.key != owner.key and not (moderator and same_server):
        raise Refusal("not_yours")


def check_live(job: Job) -> None:
    """Raises `Refusal("already_over")`."""
    if job.state.over:
        raise Refusal("already_over", state=str(job.state))
