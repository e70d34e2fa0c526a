"""The objective: every layer counts, and the published formulas where they are asked for."""

from __future__ import annotations

import pytest
import torch
from PIL import Image
from torch import Tensor

from engine.options import StyleOptions
from engine.painting.balance import Objective
from engine.painting.canvas import Canvas, to_tensor
from engine.painting.color import with_palette_of
from engine.painting.losses import content_loss, gram_matrix, style_loss, total_variation
from engine.painting.vgg import Features
from engine.painting.weights import load_weights
from tests.pictures import noise, quarters, strokes

CPU = torch.device("cpu")
LAYERS = (*StyleOptions().content_layers, *StyleOptions().style_layers)


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(load_weights("original"), LAYERS)


@torch.no_grad()
def seen(features: Features, picture: Image.Image) -> dict[str, Tensor]:
    return features(to_tensor(picture, 3, CPU))


def grams(activations: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: gram_matrix(activations[name]) for name in StyleOptions().style_layers}


def parts(objective: Objective, activations: dict[str, Tensor]) -> dict[str, float]:
    """What each layer adds to the objective."""
    style = {
        name: objective.beta
        * weight
        * style_loss(gram_matrix(activations[name]), objective.style[name]).item()
        for name, weight in objective.style_layers.items()
    }
    content = {
        f"content {name}": objective.alpha
        * weight
        * content_loss(activations[name], objective.content[name]).item()
        for name, weight in objective.content_layers.items()
    }
    return {**style, **content}


@pytest.mark.parametrize(
    "photo", [quarters(96, 64), strokes(96, 64, seed=5), Image.new("RGB", (96, 64), "navy")]
)
@pytest.mark.parametrize("painting", [strokes(96, 64), noise(96, 64), quarters(64, 64)])
@pytest.mark.parametrize("palette", [0, 0.5])
def test_no_layer_holds_more_than_half_of_the_objective_at_the_start(
    features: Features, photo: Image.Image, painting: Image.Image, palette: float
) -> None:
    own = seen(features, photo)
    objective = Objective.measured(own, grams(seen(features, painting)), StyleOptions())
    begin = seen(features, with_palette_of(photo, painting, amount=palette))
    shares = parts(objective, begin)
    assert max(shares.values()) <= 0.5 * sum(shares.values())


def test_each_layer_is_its_share_at_the_untouched_photo(features: Features) -> None:
    own = seen(features, quarters(96, 64))
    options = StyleOptions(style_layers=("relu1_1", "relu3_1:2", "relu5_1"))
    objective = Objective.measured(own, grams(seen(features, noise(96, 64))), options)
    assert parts(objective, own) == pytest.approx(
        {"relu1_1": 0.25, "relu3_1": 0.5, "relu5_1": 0.25, "content relu4_2": 0}
    )


def test_a_layer_in_which_photo_and_painting_are_alike_is_not_blown_up(features: Features) -> None:
    own = seen(features, quarters(96, 64))
    objective = Objective.measured(own, grams(own), StyleOptions())
    nothing = {name: torch.zeros_like(gram) for name, gram in grams(own).items()}
    assert objective.style_of(nothing).item() == pytest.approx(20)


def test_ten_times_the_style_is_twenty_points_of_strength(features: Features) -> None:
    own, wanted = seen(features, quarters(96, 64)), grams(seen(features, noise(96, 64)))
    alpha, less = (Objective.measured(own, wanted, StyleOptions(strength=s)).alpha for s in (40, 60))
    assert alpha / less == pytest.approx(10)


def test_with_alpha_and_beta_the_published_formulas_hold(features: Features) -> None:
    own, wanted = seen(features, quarters(96, 64)), grams(seen(features, noise(96, 64)))
    options = StyleOptions(content_weight=3, style_weight=700, tv_weight=0)
    objective = Objective.measured(own, wanted, options)
    picture = to_tensor(strokes(96, 64, seed=4), 3, CPU)
    found = seen(features, strokes(96, 64, seed=4))
    content = 0.0
    for name in options.content_layers:
        positions = own[name].shape[2] * own[name].shape[3]
        squares = (found[name].double() - own[name].double()).square().sum().item()
        content += squares / (4 * positions * own[name].shape[1])
    style = 0.0
    for name in options.style_layers:
        flat = found[name].double().flatten(2)[0]
        squares = (flat @ flat.T / flat.shape[1] - wanted[name].double()).square().sum().item()
        style += squares / (4 * flat.shape[0] ** 2) / len(options.style_layers)
    losses = objective.losses(picture, found)
    assert losses.content.item() == pytest.approx(content, rel=1e-5)
    assert losses.style.item() == pytest.approx(style, rel=1e-5)
    assert losses.total.item() == pytest.approx(3 * content + 700 * style, rel=1e-5)


@pytest.mark.parametrize(
    "weights", [{}, {"content_weight": 2.0, "style_weight": 5.0}], ids=["strength", "paper"]
)
def test_the_gradient_agrees_with_finite_differences_in_float64(weights: dict[str, float]) -> None:
    """Through the canvas, the whole network and every loss, along random directions."""
    features = Features(load_weights("original"), LAYERS, "avg", torch.float64).double()
    generator = torch.Generator().manual_seed(0)
    photo, painting, picture = (
        255 * torch.rand(1, 3, 32, 32, generator=generator, dtype=torch.float64) for _ in range(3)
    )
    with torch.no_grad():
        objective = Objective.measured(features(photo), grams(features(painting)), StyleOptions(**weights))
    canvas = Canvas(32, 32, CPU)

    def total(parameters: Tensor) -> Tensor:
        values = canvas.values(parameters)
        return objective.losses(values, features(canvas.seen(values))).total

    parameters = canvas.parameters(picture).requires_grad_()
    (gradient,) = torch.autograd.grad(total(parameters), parameters)
    for _ in range(5):
        direction = torch.randn(parameters.shape, generator=generator, dtype=torch.float64)
        with torch.no_grad():
            ahead, behind = (total(parameters + step * direction) for step in (1e-5, -1e-5))
        assert ((ahead - behind) / 2e-5).item() == pytest.approx(gradient.dot(direction).item(), rel=1e-4)


def test_total_variation_counts_as_much_as_asked(features: Features) -> None:
    own, wanted = seen(features, quarters(96, 64)), grams(seen(features, noise(96, 64)))
    picture = to_tensor(noise(96, 64), 3, CPU)
    found = seen(features, noise(96, 64))
    without, once, thrice = (
        Objective.measured(own, wanted, StyleOptions(tv_weight=weight)).losses(picture, found).total.item()
        for weight in (0, 1, 3)
    )
    assert thrice - without == pytest.approx(3 * (once - without), rel=1e-4)
    assert once > without
    assert total_variation(picture).item() > 0
