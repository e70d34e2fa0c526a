import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.options import QUALITIES
from engine.painting.pyramid import SHORTEST_SIDE, plan


def test_sizes_double_up_to_the_full_one() -> None:
    assert [(level.width, level.height) for level in plan(512, 384, "standard")] == [
        (128, 96),
        (256, 192),
        (512, 384),
    ]


def test_finer_levels_take_fewer_steps() -> None:
    steps = [level.steps for level in plan(1024, 768, "standard")]
    assert steps == sorted(steps, reverse=True)


def test_better_quality_costs_more() -> None:
    costs = [
        sum(level.cost for level in plan(512, 512, quality)) for quality in ("draft", "standard", "fine")
    ]
    assert costs == sorted(set(costs))


def test_a_small_picture_has_one_level() -> None:
    assert len(plan(64, 64, "draft")) == 1


def test_a_panorama_is_never_made_too_low_for_the_deepest_layer() -> None:
    assert all(level.height >= SHORTEST_SIDE for level in plan(1024, 64, "standard"))


@given(
    width=st.integers(64, 4096),
    height=st.integers(64, 4096),
    quality=st.sampled_from(QUALITIES),
    iterations=st.integers(1, 500),
)
def test_iterations_are_kept_to_the_step(width: int, height: int, quality: str, iterations: int) -> None:
    levels = plan(width, height, quality, iterations)  # type: ignore[arg-type]
    assert sum(level.steps for level in levels) == iterations
    assert (levels[-1].width, levels[-1].height) == (width, height)


@pytest.mark.parametrize(("side", "coarsest"), [(255, 255), (256, 128), (257, 128)])
def test_the_coarsest_level_is_not_smaller_than_it_may_be(side: int, coarsest: int) -> None:
    assert plan(side, side, "draft")[0].width == coarsest
