"""What stands beside a share of a node, without Ray."""

from __future__ import annotations

from engine.cluster import easel
from engine.cluster.easel import Previews
from engine.messages import Pixels, Progress

PREVIEW = Pixels(10, 10, bytes(300))


def progress(step: int, preview: Pixels | None) -> Progress[Pixels]:
    return Progress(step, 10, 1.0, None, 10, 10, preview)


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_previews_pass_as_fast_as_the_network_may_carry_them(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    clock = Clock()
    monkeypatch.setattr(easel, "time", clock)
    previews = Previews(bytes_per_second=300.0)
    assert previews.thinned(progress(1, PREVIEW)).preview == PREVIEW
    clock.now += 0.5
    assert previews.thinned(progress(2, PREVIEW)).preview is None


def test_a_preview_held_back_comes_when_it_is_due(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    clock = Clock()
    monkeypatch.setattr(easel, "time", clock)
    previews = Previews(bytes_per_second=300.0)
    previews.thinned(progress(1, PREVIEW))
    newest = Pixels(10, 10, bytes([1]) * 300)
    previews.thinned(progress(2, newest))
    clock.now += 1.0
    assert previews.thinned(progress(3, None)).preview == newest
