"""Ray on this machine, nodes that come, go and are killed, the head too: every job is delivered, and none twice.

`python -m tests.scenarios.cluster` prints the counts; exit status 1 if one is not what it should be. The workers
count instead of painting (`tests.engine.stylizers`), so that every start and every end is on record.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from engine.cluster.executor import ClusterExecutor, open_cluster
from engine.messages import Checkpoint, Interrupted, Result
from tests.bot.web.program import free_port
from tests.engine.cluster.nodes import RayNode, WorkerNode, use_cluster
from tests.engine.executors import lines, request, until

STYLIZER = "tests.engine.stylizers:Counter"
STEPS = 120
END_SECONDS = 1200.0


@dataclass
class Fate:
    """What one job saw; `without_checkpoint` are the interruptions before it had told of any."""

    results: int = 0
    interruptions: int = 0
    without_checkpoint: int = 0
    has_checkpoint: bool = False


@dataclass
class Account:
    """What was done, and what became of the jobs."""

    jobs: int
    fates: dict[str, Fate] = field(default_factory=dict)

    @property
    def painted(self) -> int:
        return sum(fate.results > 0 for fate in self.fates.values())

    @property
    def delivered(self) -> int:
        return sum(fate.results == 1 for fate in self.fates.values())

    @property
    def interruptions(self) -> int:
        return sum(fate.interruptions for fate in self.fates.values())

    def underway(self) -> int:
        """Jobs that have a checkpoint and are not done."""
        return sum(fate.has_checkpoint and not fate.results for fate in self.fates.values())

    def restarts(self, folder: Path) -> tuple[int, int]:
        """Starts that went on from a checkpoint, and those from zero although there was one."""
        starts = [line.split() for line in lines(folder / "starts")]
        zeros = Counter(name for name, step in starts if step == "0")
        excess = (count - 1 - self.fates[name].without_checkpoint for name, count in zeros.items())
        return sum(step != "0" for _, step in starts), sum(max(0, each) for each in excess)

    def ended_twice(self, folder: Path) -> int:
        """Jobs that came to their end on two workers, since the first could not be heard."""
        return sum(count > 1 for count in Counter(lines(folder / "ends")).values())

    def by_worker(self, folder: Path) -> list[int]:
        """How many jobs each worker process had in hand, the busiest first."""
        hands = {(name, pid) for name, _, pid in map(str.split, lines(folder / "steps"))}
        return sorted(Counter(pid for _, pid in hands).values(), reverse=True)


async def paint(executor: ClusterExecutor, name: str, account: Account) -> None:
    """One job, from its request to its result."""
    fate = account.fates.setdefault(name, Fate())
    async for update in executor.run(request(name.encode(), iterations=STEPS)):
        match update:
            case Checkpoint():
                fate.has_checkpoint = True
            case Interrupted():
                fate.interruptions += 1
                fate.without_checkpoint += not fate.has_checkpoint
            case Result():
                assert update.image == b"picture of " + name.encode(), "somebody else's picture"
                fate.results += 1


async def scenario(jobs: int, folder: Path) -> Account:
    """Two nodes, then four; one is killed while it paints, one comes, the head is killed and comes again.

    A quarter of the jobs is there from the beginning, and another comes with each change.
    """
    account = Account(jobs)
    names = (f"job-{number:02d}" for number in range(jobs))
    port = free_port()
    head = await asyncio.to_thread(start_head, port)
    address = head.address
    use_cluster(address)
    workers = [WorkerNode(address) for _ in range(2)]
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {account.painted:2d} painted  {line}", flush=True)  # noqa: T201

    try:
        async with (
            asyncio.timeout(END_SECONDS),
            open_cluster("auto", "cpu", str(folder), stylizer=STYLIZER) as executor,
            asyncio.TaskGroup() as painting,
        ):

            def ask(count: int) -> None:
                for name in itertools.islice(names, count):
                    painting.create_task(paint(executor, name, account))

            async def until_there_are(nodes: int) -> None:
                await until(lambda: sum(device.ready for device in executor.devices) == nodes)

            await until_there_are(2)
            say("two nodes are ready")
            ask(jobs // 4)
            workers += [WorkerNode(address) for _ in range(2)]
            await until_there_are(4)
            say("four nodes are ready")
            ask(jobs // 4)
            await until(lambda: all(device.busy for device in executor.devices) and account.underway() >= 4)
            workers.pop(0).kill()
            say("a node was killed")
            await until_there_are(3)
            workers.append(WorkerNode(address))
            await until_there_are(4)
            say("another has taken its place")
            ask(jobs // 4)
            await until(lambda: all(device.busy for device in executor.devices) and account.underway() >= 4)
            head.kill()
            say("the head was killed")
            head = await asyncio.to_thread(start_head, port)
            assert head.address == address
            say("the head is there again")
            ask(jobs)
        say("all are painted")
    finally:
        for node in (*workers, head):
            node.kill()
    return account


def start_head(port: int) -> RayNode:
    """A head that paints nothing."""
    return RayNode("--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        account = asyncio.run(scenario(given.jobs, folder))
        going_on, from_zero = account.restarts(folder)
        twice = account.ended_twice(folder)
        hands = account.by_worker(folder)
    print(  # noqa: T201
        f"{account.jobs} jobs: {account.delivered} delivered once; {account.interruptions} interruptions, "
        f"{going_on} went on from a checkpoint, {from_zero} from zero although there was one; "
        f"{twice} ended unheard and ended again elsewhere; jobs in hand by worker: {hands}"
    )
    return 0 if account.delivered == account.jobs and not from_zero else 1


if __name__ == "__main__":
    sys.exit(main())
