from io import BytesIO

import numpy as np
import psutil
import pytest
import torch
from PIL import Image

from engine import Checkpoint, EngineError, OptionError, Progress, Result, StyleOptions, StyleRequest, Update
from engine.errors import DeviceError
from engine.messages import Pixels
from engine.painting import descent
from engine.painting.canvas import Canvas
from engine.painting.pyramid import Level
from engine.painting.stylizer import Stylizer, _Pace, find_device
from engine.painting.transfer import Step
from engine.pictures.images import encode, encode_pixels, pixels, read_recipe
from tests.pictures import quarters, strokes

QUICK = {"size": 64, "iterations": 4}


@pytest.fixture(scope="module")
def stylizer() -> Stylizer:
    return Stylizer("cpu")


def request(
    content: Image.Image | None = None, styles: int = 1, width: int = 96, height: int = 64, **options: object
) -> StyleRequest:
    return StyleRequest(
        encode(content or quarters(width, height), "png"),
        tuple(encode(strokes(80, 70, seed=seed), "png") for seed in range(styles)),
        StyleOptions.parse(**{**QUICK, **options}),
    )


def result_of(updates: list[Update]) -> Result:
    assert isinstance(updates[-1], Result)
    return updates[-1]


def test_the_first_update_shows_the_photo(stylizer: Stylizer) -> None:
    first = next(iter(stylizer.run(request())))
    assert isinstance(first, Progress)
    assert first.step == 0
    assert Image.open(BytesIO(first.preview or b"")).size == (96, 64)


def test_progress_comes_with_every_step_and_the_result_last(stylizer: Stylizer) -> None:
    updates = list(stylizer.run(request()))
    assert [update.step for update in updates if isinstance(update, Progress)] == [0, 1, 2, 3, 4]
    assert result_of(updates).iterations == 4


@pytest.mark.parametrize(
    ("width", "height", "size"), [(64, 96, (64, 96)), (256, 64, (256, 64)), (90, 70, (82, 64))]
)
def test_any_aspect_ratio_is_kept(stylizer: Stylizer, width: int, height: int, size: tuple[int, int]) -> None:
    result = result_of(list(stylizer.run(request(width=width, height=height, size=max(size)))))
    assert (result.width, result.height) == size
    assert Image.open(BytesIO(result.image)).size == size


def test_the_same_request_gives_the_same_bytes(stylizer: Stylizer) -> None:
    assert result_of(list(stylizer.run(request()))).image == result_of(list(stylizer.run(request()))).image


def test_pixels_give_the_same_picture_as_files_and_nothing_is_decoded(
    stylizer: Stylizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = request()
    expected = result_of(list(stylizer.run(files)))
    plain: StyleRequest[Pixels] = StyleRequest(
        pixels(files.content, "content", 1024),
        tuple(pixels(style, "style", 1024) for style in files.styles),
        files.options,
    )
    monkeypatch.setattr(Image, "open", None)
    last = list(stylizer.run(plain))[-1]
    assert isinstance(last, Result)
    assert last.recipe == expected.recipe
    assert encode_pixels(last.image, "png", last.recipe) == expected.image


def test_the_recipe_in_the_picture_repeats_it(stylizer: Stylizer) -> None:
    first = result_of(list(stylizer.run(request(strength=70, seed=9))))
    options = StyleOptions.parse(**read_recipe(first.image)["options"])
    asked = request()
    again = result_of(list(stylizer.run(StyleRequest(asked.content, asked.styles, options))))
    assert again.image == first.image


def test_keep_ends_now_with_the_whole_picture(stylizer: Stylizer) -> None:
    updates = list(stylizer.run(request(size=256, iterations=40), keep=lambda: True))
    result = result_of(updates)
    assert result.iterations == 1
    assert Image.open(BytesIO(result.image)).size == (256, 171)
    assert result.notes


def test_checkpoints_come_by_time(stylizer: Stylizer) -> None:
    updates = list(stylizer.run(request(), checkpoint_seconds=0))
    assert sum(isinstance(update, Checkpoint) for update in updates) == 4


def test_work_goes_on_from_a_checkpoint(stylizer: Stylizer) -> None:
    updates = list(stylizer.run(request(), checkpoint_seconds=0))
    second = [update for update in updates if isinstance(update, Checkpoint)][1]
    rest = list(stylizer.run(request().with_checkpoint(second.data)))
    assert [update.step for update in rest if isinstance(update, Progress)] == [0, 3, 4]


@pytest.mark.parametrize("colors", ["style", "keep", "match"])
def test_grayscale_photo_and_painting_are_fine_in_every_colour_mode(stylizer: Stylizer, colors: str) -> None:
    gray = StyleRequest(
        encode(quarters().convert("L").convert("RGB"), "png"),
        (encode(strokes().convert("L").convert("RGB"), "png"),),
        StyleOptions.parse(**QUICK, colors=colors),
    )
    pixels = np.asarray(Image.open(BytesIO(result_of(list(stylizer.run(gray))).image)))
    assert pixels.std() > 5


def test_a_blend_lies_between_its_paintings(stylizer: Stylizer) -> None:
    losses = {
        blend: result_of(list(stylizer.run(request(styles=2, style_blend=blend)))).image
        for blend in ("1,0", "1,1", "0,1")
    }
    assert len(set(losses.values())) == 3


def test_a_blend_that_does_not_fit_the_paintings_is_refused(stylizer: Stylizer) -> None:
    with pytest.raises(OptionError, match="3 weights for 1 style"):
        list(stylizer.run(request(style_blend="1,2,3")))


def test_a_timelapse_is_an_animation(stylizer: Stylizer) -> None:
    data = result_of(list(stylizer.run(request(timelapse=True)))).timelapse
    with Image.open(BytesIO(data or b"")) as animation:
        assert animation.n_frames > 1  # type: ignore[attr-defined]


def test_style_targets_of_the_same_painting_are_measured_once(
    stylizer: Stylizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(stylizer.run(request(seed=1)))
    monkeypatch.setattr(Stylizer, "_measure", lambda *_: pytest.fail("measured again"))
    assert result_of(list(stylizer.run(request(seed=2))))


def test_a_bad_photo_is_refused_with_its_field(stylizer: Stylizer) -> None:
    with pytest.raises(EngineError) as caught:
        list(stylizer.run(StyleRequest(b"no picture", request().styles)))
    assert caught.value.field == "content"


def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(DeviceError, match="auto"):
        find_device("cuda:99")


def test_memory_does_not_grow_from_picture_to_picture(stylizer: Stylizer) -> None:
    process = psutil.Process()
    for _ in range(5):
        list(stylizer.run(request(size=128)))
    before = process.memory_info().rss
    for _ in range(15):
        list(stylizer.run(request(size=128)))
    assert process.memory_info().rss - before < 60 * 2**20


def test_time_left_is_learnt_at_each_level_from_the_steps_of_that_level() -> None:
    """A machine whose steps take as long as they should: from the second step on the estimate is right."""
    levels = (Level(128, 96, 10), Level(256, 192, 8), Level(512, 384, 6))
    pace = _Pace(levels)
    moments: list[tuple[float, float | None]] = []
    now, done = 100.0, 0
    for index, level in enumerate(levels):
        for _ in range(level.steps):
            now, done = now + 1e-6 * (level.pixels + 30_000), done + 1
            moments.append((now, pace.left(step_at(done, 24, index), now)))
    assert moments[0][1] is None
    assert moments[-1][1] == 0
    whole = now - 100
    for moment, left in moments[1:-1]:
        assert left == pytest.approx(now - moment, rel=0.25, abs=0.02 * whole)


def test_time_left_knows_of_steps_saved_by_an_early_end() -> None:
    levels = (Level(64, 64, 10), Level(128, 128, 10))
    pace = _Pace(levels)
    pace.left(step_at(1, 20, 0), 0.0)
    before = pace.left(step_at(2, 20, 0), 1.0)
    pace.left(step_at(3, 12, 1), 2.0)
    after = pace.left(step_at(4, 12, 1), 3.0)
    assert after == pytest.approx(8.0)
    assert before
    assert before > 8


def step_at(step: int, steps: int, level: int) -> Step:
    nothing = torch.zeros(0)
    return Step(step, steps, level, 1.0, 1.0, 1.0, Canvas(1, 1, torch.device("cpu")), nothing, (), {}, 1, 50)


def test_a_picture_that_ended_by_plateau_is_finished(
    stylizer: Stylizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "PLATEAU_STEPS", 2)
    monkeypatch.setattr(descent, "PLATEAU_GAIN", 10.0)
    result = result_of(list(stylizer.run(request(iterations=9))))
    assert result.iterations < 9
    assert not result.notes
