"""Every row of the table chooses what it says, for pretended devices."""

from __future__ import annotations

import pytest
import torch

from engine.options import StyleOptions
from engine.painting import precision
from engine.painting.precision import Hardware, precision_for
from engine.painting.vgg import Features
from engine.painting.weights import load_weights

HALF, FULL = torch.bfloat16, torch.float32


@pytest.mark.parametrize(
    ("hardware", "convolutions", "channels_last", "tf32"),
    [
        (Hardware("cuda", (9, 0)), HALF, True, True),
        (Hardware("cuda", (8, 0)), HALF, True, True),
        (Hardware("cuda", (12, 0)), HALF, True, True),
        (Hardware("cuda", (7, 5)), FULL, False, False),
        (Hardware("cuda", (6, 1)), FULL, False, False),
        (Hardware("rocm"), FULL, False, False),
        (Hardware("mps"), FULL, False, False),
        (Hardware("cpu", bfloat16=True), HALF, True, False),
        (Hardware("cpu"), FULL, True, False),
    ],
    ids=lambda value: str(value) if isinstance(value, Hardware) else "",
)
def test_each_device_computes_as_its_row_says(
    hardware: Hardware, convolutions: torch.dtype, channels_last: bool, tf32: bool
) -> None:
    row = precision_for(hardware)
    assert (row.convolutions, row.channels_last, row.tf32) == (convolutions, channels_last, tf32)


def test_every_row_is_some_device_s() -> None:
    served = [
        *(Hardware("cuda", (major, 0)) for major in (7, 9)),
        *(Hardware("rocm"), Hardware("mps"), Hardware("cpu", bfloat16=True), Hardware("cpu")),
    ]
    assert {precision_for(hardware).name for hardware in served} == {row.name for row in precision.TABLE}


def test_a_card_is_asked_for_its_capability(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (7, 0))
    monkeypatch.setattr(torch.version, "hip", None)
    assert precision.precision_of(torch.device("cuda:0")) is precision.OLDER_NVIDIA


def test_this_processor_is_asked_for_its_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert precision.precision_of(torch.device("cpu")) is precision.PROCESSOR


@pytest.mark.parametrize("row", precision.TABLE, ids=lambda row: row.name)
def test_the_network_is_laid_out_as_the_row_says(row: precision.Precision) -> None:
    options = StyleOptions()
    features = Features(
        load_weights("original"),
        options.content_layers,
        dtype=row.convolutions,
        channels_last=row.channels_last,
    )
    weight = features.network.relu2_1.weight
    order = torch.channels_last if row.channels_last else torch.contiguous_format
    assert weight.dtype == row.convolutions
    assert weight.is_contiguous(memory_format=order)
    found = features(torch.full((1, 3, 32, 32), 90.0))["relu4_2"]
    assert found.dtype == row.convolutions
    assert found.isfinite().all()
