"""The optimisation itself, with the real network on very small pictures."""

import io
import itertools
import math
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
import torch
from PIL import Image
from skimage.color import rgb2lab
from torch import Tensor

from engine.errors import EngineError
from engine.options import StyleOptions
from engine.painting import descent, strength
from engine.painting.balance import Objective
from engine.painting.canvas import to_tensor
from engine.painting.losses import gram_matrix
from engine.painting.pyramid import Level
from engine.painting.transfer import Pictures, Step, optimise
from engine.painting.vgg import Features
from engine.painting.weights import load_weights
from tests.pictures import noise, quarters, strokes

CPU = torch.device("cpu")
LEVELS = (Level(32, 32, 6), Level(64, 64, 5))
PICTURES = Pictures(quarters(64, 64), (strokes(64, 64, seed=3),))
SHALLOW = {"content_layers": ("relu2_2",), "style_layers": ("relu1_1", "relu2_1")}
"""What counts steps, saves and goes on is the same with the first layers alone, at a tenth of the time."""


@pytest.fixture(scope="module")
def features() -> Features:
    options = StyleOptions()
    return Features(load_weights("original"), [*options.content_layers, *options.style_layers])


@pytest.fixture(scope="module")
def shallow() -> Features:
    return Features(load_weights("original"), [*SHALLOW["content_layers"], *SHALLOW["style_layers"]])


def targets_of(features: Features, painting: Image.Image, layers: Iterable[str]) -> dict[str, Tensor]:
    with torch.no_grad():
        found = features(to_tensor(painting, 3, CPU))
    return {name: gram_matrix(found[name]) for name in layers}


def run(
    features: Features,
    levels: tuple[Level, ...] = LEVELS,
    checkpoint: bytes | None = None,
    pictures: Pictures = PICTURES,
    **options: object,
) -> Iterator[Step]:
    parsed = StyleOptions.parse(**(SHALLOW if "relu5_1" not in features.layers else {}), **options)
    targets = targets_of(features, pictures.paintings[0], parsed.style_layers)
    return optimise(features, pictures, lambda _: targets, levels, parsed, CPU, checkpoint)


def test_steps_are_counted_over_all_levels(shallow: Features) -> None:
    steps = list(run(shallow))
    assert [step.step for step in steps] == list(range(1, 12))
    assert {step.steps for step in steps} == {11}


def test_the_loss_reported_is_the_best_so_far(features: Features) -> None:
    losses = [step.loss for step in run(features, levels=(Level(64, 64, strength.SETTLED_FIRST - 1),))]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("init", ["content", "noise"])
def test_every_start_and_optimiser_descends(features: Features, optimizer: str, init: str) -> None:
    losses = [step.loss for step in run(features, (Level(64, 64, 12),), optimizer=optimizer, init=init)]
    assert losses[-1] < 0.8 * losses[0]


def test_a_picture_that_lost_the_photo_gets_more_of_it_from_the_next_step(features: Features) -> None:
    levels = (Level(64, 64, strength.SETTLED_FIRST + 1),)
    *_, before, turned, after = run(features, levels, strength=1, init="noise")
    assert before.turned == 1
    assert turned.turned == after.turned < 1


def test_with_alpha_and_beta_nothing_is_turned(features: Features) -> None:
    levels = (Level(64, 64, strength.SETTLED_FIRST),)
    steps = list(run(features, levels, content_weight=1, style_weight=1e3, init="noise"))
    assert steps[-1].turned == StyleOptions().strength
    assert [step.loss for step in steps] == sorted((step.loss for step in steps), reverse=True)


def test_at_full_strength_nothing_is_left_of_the_photo_s_shapes_at_the_start(shallow: Features) -> None:
    step = next(run(shallow, strength=100))
    shapes = np.asarray(PICTURES.photo.convert("L").resize((32, 32)), dtype=float)
    start = np.asarray(step.image().convert("L"), dtype=float)
    assert abs(np.corrcoef(shapes.ravel(), start.ravel())[0, 1]) < 0.2


def test_whoever_stops_iterating_has_cancelled(shallow: Features) -> None:
    steps = run(shallow)
    first = list(itertools.islice(steps, 3))
    steps.close()  # type: ignore[attr-defined]
    assert first[-1].image().size == (32, 32)


def test_the_same_seed_gives_the_same_picture(shallow: Features) -> None:
    once, again = (list(run(shallow, seed=5))[-1].image().tobytes() for _ in range(2))
    assert once == again


def test_another_seed_gives_another_picture(shallow: Features) -> None:
    one, other = (list(run(shallow, seed=seed))[-1].image().tobytes() for seed in (5, 6))
    assert one != other


@pytest.mark.parametrize(
    ("photo", "painting", "optimizer"),
    [
        (quarters(64, 64), strokes(64, 64, seed=3), "lbfgs"),
        (strokes(64, 64, seed=8), noise(64, 64), "lbfgs"),
        (noise(64, 64, seed=2), strokes(64, 64, seed=4), "adam"),
    ],
    ids=["quarters", "strokes", "noise"],
)
def test_a_checkpoint_at_any_step_goes_on_to_the_same_picture(
    shallow: Features,
    photo: Image.Image,
    painting: Image.Image,
    optimizer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strength, "SETTLED", 2)
    monkeypatch.setattr(strength, "SETTLED_FIRST", 3)
    pictures, levels = Pictures(photo, (painting,)), (Level(32, 32, 4), Level(64, 64, 4))
    found = run(shallow, levels, pictures=pictures, optimizer=optimizer)
    steps = [(step, step.checkpoint()) for step in found]
    whole = np.asarray(steps[-1][0].image(), dtype=float)
    for cut, checkpoint in steps[:-1]:
        rest = list(run(shallow, levels, checkpoint, pictures, optimizer=optimizer))
        assert [step.step for step in rest] == list(range(cut.step + 1, 9))
        apart = np.asarray(rest[-1].image(), dtype=float) - whole
        assert np.sqrt(np.square(apart).mean()) < 2


def test_a_checkpoint_of_the_last_step_is_that_step_again(shallow: Features) -> None:
    last = list(run(shallow))[-1]
    (again,) = run(shallow, checkpoint=last.checkpoint())
    assert (again.step, again.loss) == (last.step, last.loss)
    assert torch.equal(again.parameters, last.parameters)


def test_steps_are_counted_right_when_a_level_came_to_its_end_early(
    shallow: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "PLATEAU_STEPS", 3)
    monkeypatch.setattr(descent, "PLATEAU_GAIN", 10.0)
    found = [(step, step.checkpoint()) for step in run(shallow)]
    steps = [step for step, _ in found]
    assert [(step.step, step.steps, step.level) for step in steps[3:6]] == [(4, 11, 0), (5, 9, 1), (6, 9, 1)]
    rest = list(run(shallow, checkpoint=found[5][1]))
    assert [(step.step, step.steps) for step in rest] == [(step.step, step.steps) for step in steps[6:]]


def test_a_checkpoint_of_a_step_gone_by_is_refused(shallow: Features) -> None:
    steps = run(shallow)
    first, _ = next(steps), next(steps)
    with pytest.raises(EngineError, match="before the next one"):
        first.checkpoint()


def test_a_checkpoint_of_another_request_is_refused(shallow: Features) -> None:
    middle = next(run(shallow))
    with pytest.raises(EngineError, match="another request"):
        list(run(shallow, levels=(Level(64, 64, 3),), checkpoint=middle.checkpoint()))


def test_a_checkpoint_of_an_older_version_is_refused(shallow: Features) -> None:
    buffer = io.BytesIO()
    torch.save({"level": 0, "step": 3, "parameters": torch.zeros(3 * 32 * 32)}, buffer)
    with pytest.raises(EngineError, match="start again without it"):
        list(run(shallow, checkpoint=buffer.getvalue()))


@pytest.mark.parametrize("damage", [b"\0", b"not a checkpoint", b"PK\x03\x04 nearly"])
def test_a_damaged_checkpoint_is_refused(shallow: Features, damage: bytes) -> None:
    with pytest.raises(EngineError, match="start again without it"):
        list(run(shallow, checkpoint=damage))


def test_a_loss_that_is_no_number_goes_back_to_the_best_picture(
    features: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = Objective.losses, itertools.count()

    def sometimes_nan(self: Objective, values: Tensor, activations: dict[str, Tensor]) -> object:
        losses = real(self, values, activations)
        if next(count) in (3, 4):
            return type(losses)(losses.total * math.nan, losses.content, losses.style)
        return losses

    monkeypatch.setattr(Objective, "losses", sometimes_nan)
    steps = list(run(features, levels=(Level(64, 64, 10),)))
    assert len(steps) == 10
    assert all(math.isfinite(step.loss) for step in steps)
    assert steps[-1].loss < steps[2].loss


def test_a_wild_learning_rate_still_ends_in_a_picture_better_than_the_start(features: Features) -> None:
    losses = [step.loss for step in run(features, (Level(64, 64, 15),), learning_rate=500)]
    assert losses[-1] <= losses[0]


def test_keep_leaves_the_photos_colours(features: Features) -> None:
    photo = strokes(64, 64, seed=9)
    pictures = Pictures(photo, (strokes(64, 64, seed=3).convert("L").convert("RGB"),))
    painted = list(run(features, (Level(64, 64, 10),), pictures=pictures, colors="keep"))[-1].image()
    before, after = (rgb2lab(np.asarray(image)) for image in (photo, painted))
    assert np.abs(before[..., 1:] - after[..., 1:]).mean() < 1.5
    assert np.abs(before[..., 0] - after[..., 0]).mean() > 2


def test_strength_moves_the_picture_away_from_the_photo(features: Features) -> None:
    photo = np.asarray(PICTURES.photo, dtype=float)
    distances = [
        np.abs(np.asarray(list(run(features, strength=strength))[-1].image(), dtype=float) - photo).mean()
        for strength in (1, 50, 100)
    ]
    assert distances == sorted(distances)
