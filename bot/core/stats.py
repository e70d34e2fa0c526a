"""What a day looked like: for a server's managers, and for who runs the bot."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.jobs import JobState
from bot.core.queue import Queue
from bot.core.store import Store
from engine.processes.executor import DeviceStatus

DAY: Final = 86_400.0


@dataclass(frozen=True)
class Stats:
    """Of the last 24 hours: jobs by state and by surface, and the seconds from asking to the finished picture.

    `waiting` and `running` are of now. The seconds are None as long as nothing was finished.
    """

    states: Mapping[JobState, int]
    surfaces: Mapping[str, int]
    waiting: int
    running: int
    seconds_p50: float | None
    seconds_p99: float | None


async def read_stats(store: Store, queue: Queue, server_key: str | None) -> Stats:
    """Of one server, or of all."""
    rows = await store.rows(
        "SELECT surface, state, finished - created FROM jobs "
        "WHERE created > ? AND server_key = coalesce(?, server_key)",
        (time.time() - DAY, server_key),
    )
    painted = sorted(took for _, state, took in rows if state in (JobState.DONE, JobState.DELIVERED))
    here = [live for live in queue if server_key in (None, live.job.owner.server_key)]
    running = sum(live.work is not None for live in here)
    return Stats(
        states=Counter(JobState(state) for _, state, _ in rows),
        surfaces=Counter(surface for surface, _, _ in rows),
        waiting=len(here) - running,
        running=running,
        seconds_p50=_percentile(painted, 0.5),
        seconds_p99=_percentile(painted, 0.99),
    )


def easels_in_use(devices: Iterable[DeviceStatus]) -> tuple[tuple[int, int], ...]:
    """On each machine of a cluster: how many easels are in use, and how many are ready. () without a cluster.

    Machines are not named: what they are called is nobody's business in a chat.
    """
    ready = [device for device in devices if device.node and device.ready]
    busy = Counter(device.node for device in ready if device.busy)
    return tuple((busy[node], count) for node, count in sorted(Counter(each.node for each in ready).items()))


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    """The least value that so great a share does not exceed."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None
