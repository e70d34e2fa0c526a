"""The executor's own tests, for every executor there is."""

from __future__ import annotations

import pytest

from tests.engine import executors
from tests.engine.cluster.nodes import open_here, open_ray

EXECUTORS = {
    "local": executors.open_local,
    "bridge": open_here,
    "ray": open_ray,
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.endswith("test_executor"):
        kinds = [
            pytest.param(name, marks=[pytest.mark.cluster] if name != "local" else []) for name in EXECUTORS
        ]
        metafunc.parametrize("executor_kind", kinds, indirect=True)


@pytest.fixture(autouse=True)
def executor_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets which executor `open_painter` opens."""
    monkeypatch.setattr(executors, "opener", EXECUTORS[getattr(request, "param", "local")])
