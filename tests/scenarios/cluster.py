"""Ray on this machine, nodes that come, go and are killed, the head too: every job is painted, and none twice.

`python -m tests.scenarios.cluster` prints the counts; exit status 1 if one is not what it should be. The workers
count instead of painting (`tests.engine.stylizers`), so that every start and every end is on record.
"""

from __future__ import annotations

import argparse
import asyncio
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
STEPS = 60
END_SECONDS = 900.0


@dataclass
class Fate:
    """What one job saw."""

    results: int = 0
    interruptions: int = 0
    had_checkpoint: bool = False


@dataclass
class Account:
    """What was done, and what became of the jobs."""

    jobs: int
    fates: dict[str, Fate] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    @property
    def delivered(self) -> int:
        return sum(fate.results == 1 for fate in self.fates.values())

    def restarts(self, folder: Path) -> tuple[int, int]:
        """Starts after a job's first one: from a checkpoint, and from zero although there was one."""
        seen: Counter[str] = Counter()
        going_on = from_zero = 0
        for line in lines(folder / "starts"):
            name, step = line.split()
            if seen[name]:
                going_on += int(step) > 0
                from_zero += int(step) == 0 and self.fates[name].had_checkpoint
            seen[name] += 1
        return going_on, from_zero

    def painted_twice(self, folder: Path) -> int:
        """Jobs that came to their end on two workers."""
        return sum(count > 1 for count in Counter(lines(folder / "ends")).values())


async def paint(executor: ClusterExecutor, name: str, account: Account) -> None:
    """One job, from its request to its result."""
    fate = account.fates.setdefault(name, Fate())
    async for update in executor.run(request(name.encode(), iterations=STEPS)):
        match update:
            case Checkpoint():
                fate.had_checkpoint = True
            case Interrupted():
                fate.interruptions += 1
            case Result():
                assert update.image == b"picture of " + name.encode(), "somebody else's picture"
                fate.results += 1
    account.done.append(name)


async def scenario(jobs: int, folder: Path) -> Account:
    """Two nodes, then four; one is killed while it paints, one comes, the head is killed and comes again."""
    account = Account(jobs)
    port = free_port()
    head = await asyncio.to_thread(start_head, port)
    address = head.address
    use_cluster(address)
    workers = [WorkerNode(address) for _ in range(2)]
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {len(account.done):2d} done  {line}", flush=True)  # noqa: T201

    try:
        async with (
            asyncio.timeout(END_SECONDS),
            open_cluster("auto", "cpu", str(folder), stylizer=STYLIZER) as executor,
        ):
            await until(lambda: sum(device.ready for device in executor.devices) == 2)
            say("two nodes are ready")
            painting = [
                asyncio.create_task(paint(executor, f"job-{number:02d}", account)) for number in range(jobs)
            ]
            await until(lambda: len(account.done) >= jobs // 8)
            workers += [WorkerNode(address) for _ in range(2)]
            await until(lambda: sum(device.ready for device in executor.devices) == 4)
            say("four nodes are ready")
            workers.pop(0).kill()
            say("a node was killed")
            workers.append(WorkerNode(address))
            await until(lambda: sum(device.ready for device in executor.devices) == 4)
            say("another has taken its place")
            head.kill()
            say("the head was killed")
            head = await asyncio.to_thread(start_head, port)
            assert head.address == address
            say("the head is there again")
            await asyncio.gather(*painting)
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
        interrupted = sum(fate.interruptions for fate in account.fates.values())
        twice = account.painted_twice(folder)
    print(  # noqa: T201
        f"{account.jobs} jobs: {account.delivered} delivered once, {twice} painted twice; {interrupted} interruptions, "
        f"{going_on} went on from a checkpoint, {from_zero} from zero although there was one"
    )
    return 0 if account.delivered == account.jobs and not from_zero and not twice else 1


if __name__ == "__main__":
    sys.exit(main())
