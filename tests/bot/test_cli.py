"""The `impasto` command, in this process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import load_settings
from bot.core.store import open_store
from tests.bot.world import picture


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IMPASTO_DATA_DIR", str(tmp_path / "data"))


def painting(folder: Path) -> str:
    file = folder / "cat.png"
    file.write_bytes(picture("teal"))
    return str(file)


def one_line(text: str) -> bool:
    return text.count("\n") == 1


def test_presets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets", "list"]) == 0
    assert "mosaic" in capsys.readouterr().out


def test_a_preset_is_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["presets", "add", "our cat", painting(tmp_path)])
    main(["presets", "list"])
    assert "our cat" in capsys.readouterr().out.splitlines()[1]


def test_an_added_preset_is_written_out_again(tmp_path: Path) -> None:
    main(["presets", "add", "cat", painting(tmp_path)])
    main(["presets", "show", "cat", "--output", "out.png"])
    assert (tmp_path / "out.png").read_bytes() == picture("teal")


def test_a_removed_preset_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["presets", "add", "cat", painting(tmp_path)])
    main(["presets", "remove", "cat"])
    assert main(["presets", "show", "cat"]) == 2
    assert "no style called" in capsys.readouterr().err


async def test_presets_work_beside_a_running_bot(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data") as bot:
        assert await asyncio.to_thread(main, ["presets", "add", "cat", painting(tmp_path)]) == 0
        assert list(await bot.notes("preset")) == ["/cat"]


def test_a_missing_painting_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets", "add", "cat", "nonsense.png"]) == 2
    assert one_line(capsys.readouterr().err)


def test_a_missing_config_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--config", "nonsense.toml"]) == 2
    assert one_line(capsys.readouterr().err)


def test_config_may_stand_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", "nonsense.toml", "run"]) == 2
    assert "nonsense.toml" in capsys.readouterr().err


def test_config_before_stylize_paints_and_starts_no_server(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("data_dir = 'mine'")
    photo = painting(tmp_path)
    arguments = [photo, "--preset", "mosaic", "--preview", "--size", "64", "-o", "out.png"]
    assert main(["--config", "mine.toml", "stylize", *arguments]) == 0
    assert (tmp_path / "out.png").is_file()


def test_stylize_knows_the_presets_of_the_settings_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IMPASTO_DATA_DIR")
    (tmp_path / "mine.toml").write_text("data_dir = 'mine'")
    photo = painting(tmp_path)
    main(["--config", "mine.toml", "presets", "add", "cat", photo])
    arguments = [photo, "--preset", "cat", "--preview", "--size", "64", "-o", "out.png"]
    assert main(["--config", "mine.toml", "stylize", *arguments]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["presets", "list"],
        ["presets", "show", "mosaic"],
        ["stylize", "cat.png", "--preset", "nonsense"],
        ["doctor"],
    ],
)
def test_looking_makes_no_folder(arguments: list[str], tmp_path: Path) -> None:
    painting(tmp_path)
    main(arguments)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["run", "presets list", "stylize cat.png --preset cat"])
def test_a_bad_list_in_the_environment_is_one_line_everywhere(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    painting(tmp_path)
    monkeypatch.setenv("IMPASTO_LIMITS__BLOCKED", '["discord:1"')
    assert main(command.split()) == 2
    said = capsys.readouterr().err
    assert one_line(said)
    assert "IMPASTO_LIMITS__BLOCKED" in said


def test_a_bad_list_in_the_environment_is_a_finding_of_the_doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMPASTO_LIMITS__BLOCKED", '["discord:1"')
    assert main(["doctor"]) == 1
    assert "IMPASTO_LIMITS__BLOCKED" in capsys.readouterr().out


def test_config_prints_settings_that_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    (tmp_path / "config.toml").write_text(capsys.readouterr().out)
    assert load_settings(tmp_path / "config.toml").web.port == 8080


def test_a_backup_is_made_and_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["presets", "add", "cat", painting(tmp_path)])
    assert main(["backup", "saved.tar"]) == 0
    main(["presets", "remove", "cat"])
    assert main(["restore", "saved.tar", "--replace"]) == 0
    assert main(["presets", "show", "cat"]) == 0
    assert "1 pictures" in capsys.readouterr().out


def test_nothing_to_back_up_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "saved.tar"]) == 2
    assert one_line(capsys.readouterr().err)


def test_a_missing_backup_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "nonsense.tar"]) == 2
    assert "nonsense.tar: there is no such file" in capsys.readouterr().err


def test_a_bad_value_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = 'many'")
    assert main([]) == 2
    assert one_line(capsys.readouterr().err)


def test_a_worker_has_to_be_told_its_cluster() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["worker"])
    assert caught.value.code == 2


def test_a_worker_without_ray_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["worker", "--address", "head:6379"]) == 2
    assert "pip install 'impasto[cluster]'" in capsys.readouterr().err


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["nonsense"])
    assert caught.value.code == 2


def test_the_doctor_finds_a_bad_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.toml").write_text("[web]\nprot = 1")
    assert main(["doctor"]) == 1
    assert "mend:" in capsys.readouterr().out
