"""A step waits for its device once, copies nothing to or from it besides, and may be recorded."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from engine.options import StyleOptions
from engine.painting import descent as descents
from engine.painting import evaluation as evaluations
from engine.painting.balance import Losses, Objective
from engine.painting.canvas import Canvas, to_tensor
from engine.painting.descent import Descent
from engine.painting.evaluation import Outputs, WholePicture, evaluation
from engine.painting.tiles import look
from engine.painting.vgg import Features
from engine.painting.weights import load_weights
from tests.pictures import noise, strokes

CPU = torch.device("cpu")
WIDTH, HEIGHT = 64, 48
WAITS = {"aten._local_scalar_dense", "aten.item", "aten.is_nonzero", "aten.equal", "aten.nonzero"}
"""What makes the host wait until a device has computed: a number, a truth, or a size that depends on values."""
SENDS = {"aten.lift_fresh", "aten.lift_fresh_copy"}
"""What brings the host's data to a device: a tensor made of Python's numbers."""


class Listening(TorchDispatchMode):
    """Counts what is dispatched."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: Counter[str] = Counter()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.heard[str(func.overloadpacket)] += 1
        return func(*args, **(kwargs or {}))


@pytest.fixture(scope="module")
def features() -> Features:
    options = StyleOptions()
    return Features(load_weights("original"), [*options.content_layers, *options.style_layers])


@pytest.fixture(scope="module")
def objective(features: Features) -> Objective:
    options = StyleOptions()
    photo = to_tensor(strokes(WIDTH, HEIGHT, seed=3), 3, CPU)
    painting = to_tensor(noise(WIDTH, HEIGHT), 3, CPU)
    content, grams = look(features, photo, options.content_layers, options.style_layers, WIDTH)
    style = look(features, painting, (), options.style_layers, WIDTH)[1]
    return Objective.measured(content, style, options, grams)


def begun(evaluate: Callable[[Tensor], Outputs], **options: Any) -> Descent:
    canvas = Canvas(WIDTH, HEIGHT, CPU)
    descent = Descent(evaluate, StyleOptions(**options))
    descent.start(canvas.parameters(to_tensor(strokes(WIDTH, HEIGHT, seed=3), 3, CPU)))
    return descent


@pytest.fixture(params=[WIDTH, 32], ids=["whole", "tiles"])
def plain(features: Features, objective: Objective, request: pytest.FixtureRequest) -> Callable[..., Outputs]:
    return evaluation(features, objective, Canvas(WIDTH, HEIGHT, CPU), request.param)


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_a_step_reads_from_its_device_once(
    plain: Callable[..., Outputs], optimizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pairs of L-BFGS in use; the one read is the one that is known."""
    descent = begun(plain, optimizer=optimizer)
    for _ in range(12):
        descent.advance()
    reads: list[int] = []

    def reading(numbers: Tensor) -> list[float]:
        reads.append(len(numbers))
        return numbers.tolist()

    monkeypatch.setattr(descents, "read", reading)
    with Listening() as listening:
        descent.advance()
    assert len(reads) == 1
    assert not WAITS & listening.heard.keys()


@pytest.mark.parametrize(("optimizer", "sent"), [("lbfgs", 1), ("adam", 0)])
def test_a_step_sends_nothing_but_l_bfgs_s_few_shares(
    plain: Callable[..., Outputs], optimizer: str, sent: int
) -> None:
    descent = begun(plain, optimizer=optimizer)
    for _ in range(4):
        descent.advance()
    with Listening() as listening:
        descent.advance()
    assert sum(listening.heard[name] for name in SENDS) == sent


def test_the_listener_hears_waits_and_host_data() -> None:
    with Listening() as listening:
        x = torch.tensor([1.0, 2.0])
        assert x.sum() > x[[0]].item()
    assert {"aten._local_scalar_dense", "aten.lift_fresh"} <= listening.heard.keys()


class Recorded:
    """Behaves as a graph of a card does: recording computes nothing that counts, replaying fills the same outputs."""

    def __init__(self) -> None:
        self.recordings = self.replays = 0

    def __call__(self, work: Callable[[], Outputs]) -> tuple[Outputs, Callable[[], None]]:
        self.recordings += 1
        losses, gradient = work()
        outputs = [losses.total, losses.content, losses.style, gradient]
        for output in outputs:
            output.fill_(float("nan"))

        def replay() -> None:
            self.replays += 1
            again, slope = work()
            found = (again.total, again.content, again.style, slope)
            for output, value in zip(outputs, found, strict=True):
                output.copy_(value)

        return (losses, gradient), replay


def descended(descent: Descent) -> Iterator[tuple[float, float, float]]:
    while descent.advance():
        yield descent.losses


def test_a_recorded_evaluation_descends_to_the_very_same_picture(
    features: Features, objective: Objective
) -> None:
    canvas, record = Canvas(WIDTH, HEIGHT, CPU), Recorded()
    plainly = begun(WholePicture(features, objective, canvas))
    by_graph = begun(WholePicture(features, objective, canvas, record))
    expected = list(itertools.islice(descended(plainly), 14))
    assert list(itertools.islice(descended(by_graph), 14)) == expected
    assert torch.equal(by_graph.best, plainly.best)
    assert (record.recordings, record.replays) == (1, 13)


def test_what_cannot_be_recorded_is_evaluated_plainly(features: Features, objective: Objective) -> None:
    def refuses(work: Callable[[], Outputs]) -> Any:
        raise RuntimeError("operation not permitted when stream is capturing")

    canvas = Canvas(WIDTH, HEIGHT, CPU)
    parameters = canvas.parameters(to_tensor(noise(WIDTH, HEIGHT), 3, CPU))
    evaluate = WholePicture(features, objective, canvas, refuses)
    first, second = evaluate(parameters), evaluate(parameters)
    assert torch.equal(first[1], second[1])
    assert isinstance(second[0], Losses)


@pytest.mark.parametrize(
    ("device", "width", "recorded"), [("cuda", 1024, True), ("cuda", 2048, False), ("cpu", 64, False)]
)
def test_graphs_are_for_small_pictures_on_cards(
    features: Features, objective: Objective, device: str, width: int, recorded: bool
) -> None:
    canvas = Canvas(width, width, CPU)
    canvas.device = torch.device(device)
    chosen = evaluation(features, objective, canvas, width)
    assert isinstance(chosen, WholePicture)
    assert (chosen._record is evaluations.cuda_graph) == recorded
