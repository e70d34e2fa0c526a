"""The dashboard and the alerts ask only for metrics that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.jobs import JobState
from bot.core.metrics import Metrics
from tests.bot.executors import ScriptedExecutor
from tests.bot.world import open_world

DEPLOY = Path(__file__).parents[3] / "deploy"
NAME = re.compile(r"\bimpasto_\w+")
STATE = re.compile(r'state=\\?"(\w+)')


async def known() -> set[str]:
    """Every name that `/metrics` may show, with its labels' suffixes."""
    metrics = Metrics()
    metrics.follow(ScriptedExecutor(), lambda: 0, lambda: 0)
    metrics.follow_surface("fake", lambda: True, lambda: 1)
    names = set()
    for family in text_string_to_metric_families(metrics.text().decode()):
        names |= {family.name, f"{family.name}_total", f"{family.name}_bucket"}
    return names


@pytest.mark.parametrize("file", ["grafana.json", "alerts.yaml"])
async def test_every_metric_that_is_asked_for_exists(file: str) -> None:
    asked = set(NAME.findall((DEPLOY / file).read_text(encoding="utf-8")))
    assert asked
    assert asked <= await known()


@pytest.mark.parametrize("file", ["grafana.json", "alerts.yaml"])
def test_every_state_that_is_asked_for_exists(file: str) -> None:
    assert set(STATE.findall((DEPLOY / file).read_text(encoding="utf-8"))) <= set(JobState)


async def test_a_job_is_counted_in_the_states_of_the_dashboard(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        await world.ended(job)
        text = world.studio.metrics.text().decode()
    assert 'impasto_jobs_total{state="queued",surface="fake"} 1.0' in text
