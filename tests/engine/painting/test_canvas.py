import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.painting.canvas import Canvas, LuminanceCanvas, to_tensor
from tests.engine.painting.test_color import noise
from tests.pictures import quarters, strokes

CPU = torch.device("cpu")


@given(scale=st.floats(0, 1e5))
def test_whatever_the_optimiser_does_the_picture_can_be_saved(scale: float) -> None:
    canvas = Canvas(8, 6, CPU)
    values = canvas.values(scale * torch.randn(3 * 8 * 6, generator=torch.Generator().manual_seed(0)))
    assert values.min() >= -0.01
    assert values.max() <= 255.01


def test_values_come_back_from_their_parameters() -> None:
    canvas = Canvas(8, 6, CPU)
    values = torch.linspace(4, 251, 3 * 8 * 6).view(1, 3, 6, 8)
    assert torch.allclose(canvas.values(canvas.parameters(values)), values, atol=0.01)


def test_near_the_middle_a_step_is_a_gray_level() -> None:
    canvas = Canvas(1, 1, CPU)
    zero = torch.zeros(3)
    assert torch.allclose(canvas.values(zero + 1) - canvas.values(zero), torch.ones(()), atol=1e-3)


def test_the_saved_picture_is_the_rounded_one() -> None:
    canvas = Canvas(8, 6, CPU)
    parameters = 300 * torch.randn(3 * 8 * 6, generator=torch.Generator().manual_seed(1))
    saved = np.asarray(canvas.image(parameters), dtype=np.float64)
    assert np.abs(saved - canvas.values(parameters)[0].movedim(0, -1).numpy()).max() <= 0.51


def test_the_network_sees_a_luminance_canvas_in_gray() -> None:
    canvas = LuminanceCanvas(noise(1), CPU)
    seen = canvas.seen(canvas.values(torch.zeros(24 * 18)))
    assert seen.shape == (1, 3, 18, 24)
    assert torch.equal(seen[:, 0], seen[:, 2])


@pytest.mark.parametrize("canvas", [Canvas(240, 180, CPU), LuminanceCanvas(quarters(240, 180), CPU)])
def test_a_preview_is_the_picture_made_smaller(canvas: Canvas) -> None:
    parameters = canvas.parameters(to_tensor(strokes(240, 180, seed=3), canvas.channels, CPU))
    whole, small = canvas.image(parameters), canvas.preview(parameters, 80)
    assert small.size == (80, 60)
    expected = np.asarray(whole.resize((80, 60), Image.Resampling.BILINEAR), dtype=float)
    assert np.abs(np.asarray(small, dtype=float) - expected).mean() < 2


def test_a_small_picture_is_its_own_preview() -> None:
    canvas = Canvas(24, 18, CPU)
    parameters = canvas.parameters(to_tensor(strokes(24, 18), 3, CPU))
    assert canvas.preview(parameters, 80).tobytes() == canvas.image(parameters).tobytes()
