import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.painting.canvas import Canvas, LuminanceCanvas
from tests.engine.painting.test_color import noise

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
