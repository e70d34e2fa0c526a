from __future__ import annotations

import pytest
import torch

from engine.options import StyleOptions
from engine.painting import tiles
from engine.painting.balance import Objective
from engine.painting.canvas import Canvas
from engine.painting.vgg import Features
from engine.painting.weights import load_weights

CPU = torch.device("cpu")
OPTIONS = StyleOptions()
LAYERS = (*OPTIONS.content_layers, *OPTIONS.style_layers)


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(load_weights("original"), LAYERS)


def noise(height: int, width: int, seed: int) -> torch.Tensor:
    small = torch.rand(1, 3, height // 8 + 1, width // 8 + 1, generator=torch.Generator().manual_seed(seed))
    rough = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed + 1))
    smooth = torch.nn.functional.interpolate(small, size=(height, width), mode="bicubic")
    return (255 * (0.7 * smooth + 0.3 * rough)).clamp(0, 255)


@pytest.mark.parametrize(("height", "width", "side"), [(221, 149, 128), (128, 267, 96), (131, 300, 160)])
def test_gradient_of_the_tiles_is_that_of_the_whole(
    features: Features, height: int, width: int, side: int
) -> None:
    photo, painting = noise(height, width, 1), noise(height, width, 2)
    with torch.no_grad():
        style = tiles.gram_matrices(features, painting, OPTIONS.style_layers, max(height, width))
        objective = Objective.measured(features(photo), style, OPTIONS)
    canvas = Canvas(width, height, CPU)
    parameters = canvas.parameters(noise(height, width, 3))
    free = parameters.clone().requires_grad_()
    values = canvas.values(free)
    losses = objective.losses(values, features(values))
    (whole,) = torch.autograd.grad(losses.total, free)
    tiled_losses, tiled = tiles.evaluate(features, objective, canvas, parameters, side)
    assert tiled_losses.total.item() == pytest.approx(losses.total.item(), rel=1e-5)
    assert (tiled - whole).norm() < 1e-5 * whole.norm()


@pytest.mark.parametrize(("length", "side"), [(64, 128), (301, 128), (4096, 512), (1000, 96), (77, 64)])
def test_tiles_cover_every_pixel_once(length: int, side: int) -> None:
    spans = tiles._spans(length, side)
    assert [span.start for span in spans] == [0, *(span.stop for span in spans[:-1])]
    assert spans[-1].stop == length
    assert all(span.start % tiles.ALIGNMENT == 0 and span.first % tiles.ALIGNMENT == 0 for span in spans)


def test_the_work_of_tiles_counts_their_halo_and_the_second_look() -> None:
    tiling = tiles.Tiling(whole=1000 * 1000, side=1024)
    assert tiling.work(900, 1000) == 900_000
    assert tiling.work(1024, 2048) == 1.5 * 1024 * (2048 + 2 * tiles.HALO)


def test_layers_put_together_are_those_of_the_whole(features: Features) -> None:
    photo = noise(221, 149, 1)
    with torch.no_grad():
        whole = features(photo)
    parts, _ = tiles.look(features, photo, LAYERS, (), 128)
    for name, part in parts.items():
        assert (part - whole[name]).norm() < 1e-5 * whole[name].norm()
