"""A few people at once; `python -m tests.scenarios.load` sends two hundred and looks at the clock too."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.load import JOBS_EACH, run

CLIENTS = 12


async def test_everybody_is_served_and_nobody_overtaken(tmp_path: Path) -> None:
    load = await run(CLIENTS, tmp_path)
    assert load.statuses == {202: CLIENTS * JOBS_EACH}
    assert len(load.ended) == CLIENTS * JOBS_EACH
    assert load.overtaken < 2
