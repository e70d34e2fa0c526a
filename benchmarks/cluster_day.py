"""A day of a large community on a cluster, simulated: who waits how long, and what runs out first.

`python -m benchmarks.cluster_day --plot benchmarks/cluster_day.png`. The order of turns is the bot's own code; what a
job takes is in `Assumptions`, each figure with where it is from.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import math
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.config import LimitSettings
from bot.core.jobs import Job, JobState, Owner
from bot.core.limits import History, fair_order, next_job
from engine.options import StyleOptions

DAY = 86_400.0
HOUR = 3_600.0
GROUPS = ((1, 50), (51, 500), (501, 100_000))
"""Servers by members, from and to."""
GOAL_SECONDS = 60.0
HOPELESS = 1_000
"""Jobs in line; with so many the goal is missed by far."""


@dataclass(frozen=True)
class Kind:
    """A sort of job: how often it is asked for, its longest side, its steps, and what the sealed room does for it.

    That is seconds of a core: two pictures looked at and decoded, the result encoded.
    """

    share: float
    side: int
    steps: int
    room_seconds: float

    @property
    def pixels(self) -> int:
        return self.side * self.side * 3 // 4


@dataclass(frozen=True)
class Assumptions:
    """What the day is made of."""

    members: int = 100_000
    servers: int = 1_000
    gpus: int = 32
    jobs_per_member: float = 0.3
    """Assumed: three members in ten ask for one picture a day, or one in ten for three."""
    zipf: float = 1.0
    """Assumed: the n-th largest server has a share of 1/n of the members."""
    peak_hour: float = 20.0
    peak: float = 4.0
    """Assumed: the evening's rate against the night's, a bell two hours wide."""
    kinds: tuple[Kind, ...] = (
        Kind(0.60, 512, 195, 0.47),
        Kind(0.25, 512, 80, 0.47),
        Kind(0.12, 1024, 195, 0.82),
        Kind(0.03, 2048, 195, 1.15),
    )
    """Assumed shares; steps measured (`standard` 195, `draft` 80), the room too (a photo of 12 MP, RESULTS.md)."""
    room_processes: int = 2
    """The bot's own."""
    network: float = 1e9 / 8
    """Assumed: bytes a second that the bot's machine gets in or out."""
    seconds_per_pixel_step: float = 4.0 / (195 * 512 * 384)
    """Assumed: 4 s for a `standard` picture at 512 px on one card. No card was there to be measured."""
    step_overhead: int = 24_000
    """Measured: pixels that a step costs besides its own (engine/painting/stylizer.py)."""
    upload_bytes: int = 3_000_000
    """Assumed: a photo from a phone, and a painting that nobody has sent before; the result goes out in the answer."""
    preview_bytes: int = 512 * 384 * 3
    preview_seconds: float = 1.5
    checkpoint_seconds: float = 10.0
    """The engine's own pace, without the bound that a cluster sets to previews; what travels is pixels."""
    checkpoint_bytes_per_pixel: float = 33.2
    """Measured at 256 px."""

    def seconds(self, kind: Kind) -> float:
        """Of one card."""
        return self.seconds_per_pixel_step * kind.steps * (kind.pixels + self.step_overhead)

    def network_bytes(self, kind: Kind) -> float:
        """Uploads, then to and from the cluster: pixels in at twice the side, previews, checkpoints, pixels out."""
        seconds = self.seconds(kind)
        return (
            self.upload_bytes
            + 2 * 4 * 3 * kind.pixels
            + seconds / self.preview_seconds * self.preview_bytes
            + math.floor(seconds / self.checkpoint_seconds) * self.checkpoint_bytes_per_pixel * kind.pixels
            + 3 * kind.pixels
        )


@dataclass(frozen=True)
class Outcome:
    """What came of the day; `waits` in seconds, by the members of the server and the hour.

    The others are of each hour in which a job began: seconds of cards and of the sealed room, bytes.
    """

    waits: tuple[tuple[int, float, float], ...]
    cards: tuple[float, ...]
    room: tuple[float, ...]
    network: tuple[float, ...]
    longest_line: int

    def percentile(self, share: float, group: tuple[int, int] = (1, 10**9)) -> float:
        """Seconds below which so large a share of the waits lies."""
        chosen = sorted(wait for size, _, wait in self.waits if group[0] <= size <= group[1])
        return chosen[min(len(chosen) - 1, int(share * len(chosen)))] if chosen else math.nan


def server_sizes(day: Assumptions) -> list[int]:
    """Members of each server, the largest first."""
    weights = [1 / rank**day.zipf for rank in range(1, day.servers + 1)]
    return [max(1, round(day.members * weight / sum(weights))) for weight in weights]


def arrivals(day: Assumptions, random_: random.Random) -> Iterator[float]:
    """Seconds of the day at which a job is asked for, in order."""

    def rate(moment: float) -> float:
        away = (moment / HOUR - day.peak_hour + 12) % 24 - 12
        return 1 + (day.peak - 1) * math.exp(-(away**2) / (2 * 2.0**2))

    mean = statistics.fmean(rate(minute * 60) for minute in range(1440))
    busiest = day.members * day.jobs_per_member / DAY * day.peak / mean
    moment = 0.0
    while (moment := moment + random_.expovariate(busiest)) < DAY:
        if random_.random() < rate(moment) / day.peak:
            yield moment


def simulate(day: Assumptions, seed: int = 1) -> Outcome:
    """One day, event by event: jobs come, the first in the bot's fair order takes a card that is free.

    A line longer than `HOPELESS` ends the day: those in it wait for ever.
    """
    random_ = random.Random(seed)
    limits = LimitSettings(queue=10**9)
    sizes = server_sizes(day)
    starts = list(itertools.accumulate(sizes, initial=0))
    history = History()
    queued: dict[str, Job] = {}
    running: dict[str, Job] = {}
    kinds: dict[str, Kind] = {}
    size_of: dict[str, int] = {}
    ends: list[tuple[float, str]] = []
    waits: list[tuple[int, float, float]] = []
    cards, room, network = ([0.0] * 24 for _ in range(3))
    longest = 0

    def begin(now: float) -> None:
        while len(running) < day.gpus and queued:
            painting = list(running.values())
            order = fair_order(queued.values(), painting, history)
            job = next_job(order, painting, limits, day.gpus)
            if job is None:
                return
            del queued[job.id]
            running[job.id] = job
            history.served(job.owner.key, job.owner.server_key, now)
            kind = kinds.pop(job.id)
            seconds = day.seconds(kind)
            hour = int(now // HOUR) % 24
            cards[hour] += seconds
            room[hour] += kind.room_seconds
            network[hour] += day.network_bytes(kind)
            heapq.heappush(ends, (now + seconds, job.id))
            waits.append((size_of.pop(job.id), job.created / HOUR, now - job.created))

    def finish(until: float) -> None:
        while ends and ends[0][0] <= until:
            now, name = heapq.heappop(ends)
            del running[name]
            begin(now)

    for number, moment in enumerate(arrivals(day, random_)):
        finish(moment)
        member = random_.randrange(starts[-1])
        server = next(index for index, start in enumerate(starts[1:]) if member < start)
        name = f"{number:08d}"
        kind = kinds[name] = random_.choices(day.kinds, [kind.share for kind in day.kinds])[0]
        queued[name] = _job(name, member, server, kind, moment)
        size_of[name] = sizes[server]
        begin(moment)
        longest = max(longest, len(queued))
        if longest > HOPELESS:
            waits += [(size_of[job.id], job.created / HOUR, math.inf) for job in queued.values()]
            queued.clear()
            break
        if number % 500 == 0:
            live = [*queued.values(), *running.values()]
            history.forget_before(min(job.created for job in live), live)
    finish(math.inf)
    return Outcome(tuple(waits), tuple(cards), tuple(room), tuple(network), longest)


def _job(name: str, member: int, server: int, kind: Kind, moment: float) -> Job:
    return Job(
        id=name,
        owner=Owner("discord", str(member), server_id=str(server)),
        destination={},
        options=OPTIONS,
        content="",
        styles=(),
        width=kind.side,
        height=kind.side * 3 // 4,
        state=JobState.QUEUED,
        created=moment,
    )


OPTIONS = StyleOptions()


def cards_needed(day: Assumptions) -> int:
    """The fewest cards with which p99 of all waits stays under the goal."""
    low, high = 1, 4 * day.gpus
    while low < high:
        middle = (low + high) // 2
        if simulate(replace(day, gpus=middle)).percentile(0.99) < GOAL_SECONDS:
            high = middle
        else:
            low = middle + 1
    return low


def report(day: Assumptions, outcome: Outcome) -> None:
    print(
        f"{len(outcome.waits)} jobs, {day.gpus} cards, busy {sum(outcome.cards) / day.gpus / DAY:.0%} of the day"
    )
    print("| members of the server | jobs | p50 | p99 |\n|---|---|---|---|")
    for group in GROUPS:
        count = sum(group[0] <= size <= group[1] for size, _, _ in outcome.waits)
        print(
            f"| {group[0]} to {group[1]} | {count} | {outcome.percentile(0.5, group):.1f} s "
            f"| {outcome.percentile(0.99, group):.1f} s |"
        )
    loads = {
        "cards": [seconds / day.gpus for seconds in outcome.cards],
        "sealed room": [seconds / day.room_processes for seconds in outcome.room],
        "the bot's network": [amount / day.network for amount in outcome.network],
    }
    busiest = sorted(((max(hours) / HOUR, name) for name, hours in loads.items()), reverse=True)
    print("in the busiest hour: " + ", ".join(f"{name} {load:.0%}" for load, name in busiest))
    print(f"longest line: {outcome.longest_line}")


def draw(day: Assumptions, outcome: Outcome, file: Path) -> None:
    """Waits by hour, and p99 by the number of cards."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
    for group in GROUPS:
        hours = [
            sorted(
                wait
                for size, hour, wait in outcome.waits
                if int(hour) == each and group[0] <= size <= group[1]
            )
            for each in range(24)
        ]
        left.plot(
            [row[int(0.99 * len(row))] if row else 0.0 for row in hours],
            label=f"{group[0]} to {group[1]} members",
        )
    left.set(xlabel="hour", ylabel="p99 of waiting, seconds", title=f"{day.gpus} cards")
    left.legend()
    counts = sorted({max(1, round(day.gpus * part)) for part in (0.25, 0.375, 0.5, 0.625, 0.75, 1.0, 1.25)})
    waits = [simulate(replace(day, gpus=count)).percentile(0.99) for count in counts]
    right.plot(counts, [max(0.1, wait) for wait in waits], marker="o")
    right.axhline(GOAL_SECONDS, linestyle=":")
    right.set(xlabel="cards", ylabel="p99 of waiting, seconds", yscale="log", title="one minute is the goal")
    figure.tight_layout()
    figure.savefig(file, dpi=90)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gpus", type=int, default=Assumptions.gpus)
    parser.add_argument("--jobs-per-member", type=float, default=Assumptions.jobs_per_member)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    day = Assumptions(gpus=given.gpus, jobs_per_member=given.jobs_per_member)
    outcome = simulate(day)
    report(day, outcome)
    print(f"cards for a p99 under {GOAL_SECONDS:.0f} s: {cards_needed(day)}")
    if given.plot:
        draw(day, outcome, given.plot)


if __name__ == "__main__":
    main()
