"""Settings from the file and the environment; what is wrong is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import ConfigError, Settings, load_settings
from bot.config_example import config_example

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text)
    return file


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `config.toml` of the checkout is read."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")


def every_key() -> list[tuple[str, str, Any]]:
    """Section, key and field of each setting."""
    found = []
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += [(name, key, each) for key, each in kind.model_fields.items()]
        else:
            found.append(("", name, field))
    return found


def test_with_nothing_configured_the_web_is_on() -> None:
    assert load_settings().web_enabled


def test_with_a_token_the_web_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    assert not load_settings().web_enabled


def test_the_file_is_read(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "[web]\nport = 9000")).web.port == 9000


def test_config_toml_here_is_read_without_being_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path, "[web]\nport = 9000")
    monkeypatch.chdir(tmp_path)
    assert load_settings().web.port == 9000


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IMPASTO_WEB__PORT", "9001")
    assert load_settings(write(tmp_path, "[web]\nport = 9000\nhost = '::1'")).web.model_dump(
        include={"host", "port"}
    ) == {
        "host": "::1",
        "port": 9001,
    }


def test_a_key_without_a_section_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPASTO_DATA_DIR", "elsewhere")
    assert load_settings().data_dir == Path("elsewhere")


@pytest.mark.parametrize(
    "text", ["discord:1,telegram:2", " discord:1, telegram:2 ", '["discord:1", "telegram:2"]']
)
def test_a_list_from_the_environment(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("IMPASTO_LIMITS__BLOCKED", text)
    assert load_settings().limits.blocked == ("discord:1", "telegram:2")


def test_a_broken_list_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPASTO_LIMITS__BLOCKED", '["discord:1"')
    with pytest.raises(ConfigError, match=r"IMPASTO_LIMITS__BLOCKED.*should be a list"):
        load_settings()


def test_a_broken_section_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPASTO_LIMITS", "{queue")
    with pytest.raises(ConfigError, match="IMPASTO_LIMITS: cannot be read"):
        load_settings()


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPASTO_WEB__PORT", "")
    monkeypatch.setenv("IMPASTO_DISCORD__TOKEN", "")
    settings = load_settings()
    assert (settings.web.port, settings.discord.enabled) == (8080, False)


def test_an_empty_token_is_none(tmp_path: Path) -> None:
    assert not load_settings(write(tmp_path, "[telegram]\ntoken = ''")).telegram.enabled


@pytest.mark.parametrize(
    ("variable", "section"), [("DISCORD_TOKEN", "discord"), ("TELEGRAM_TOKEN", "telegram")]
)
def test_the_customary_variables_hold_tokens(
    monkeypatch: pytest.MonkeyPatch, variable: str, section: str
) -> None:
    monkeypatch.setenv(variable, "secret")
    assert getattr(load_settings(), section).token.get_secret_value() == "secret"


def test_a_token_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "hush-hush")
    assert "hush-hush" not in repr(load_settings())


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"web\.prot: there is no such setting.*port"):
        load_settings(write(tmp_path, "[web]\nprot = 9000"))


def test_an_unknown_section_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="wbe: there is no such setting"):
        load_settings(write(tmp_path, "[wbe]\nport = 9000"))


@pytest.mark.parametrize("variable", ["IMPASTO_WBE__PORT", "IMPASTO_WEB__PROT", "IMPASTO_DATADIR"])
def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(ConfigError, match=variable):
        load_settings()


def test_a_bad_value_is_named_with_what_was_got(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"web\.port: got 70000"):
        load_settings(write(tmp_path, "[web]\nport = 70000"))


def test_a_bad_value_in_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPASTO_WEB__PORT", "many")
    with pytest.raises(ConfigError, match="IMPASTO_WEB__PORT: got 'many'"):
        load_settings()


def test_a_bad_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"discord\.api_base.*should be an address"):
        load_settings(write(tmp_path, "[discord]\napi_base = 'ftp://x'"))


def test_a_bad_token_is_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(write(tmp_path, "[discord]\ntoken = 12345678"))
    assert "12345678" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_settings(tmp_path / "nonsense.toml")


def test_broken_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_settings(write(tmp_path, "[web"))


@pytest.mark.parametrize("address", ["auto", "head.example.org:6379", "10.0.0.7:6379", "[fd00::7]:6379"])
def test_the_address_of_a_cluster(address: str, tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, f"[engine]\ncluster = '{address}'")).engine.cluster == address


@pytest.mark.parametrize("address", ["ray://x:10001", "head.example.org", "head:port"])
def test_what_is_not_the_address_of_a_cluster(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"engine\.cluster"):
        load_settings(write(tmp_path, f"[engine]\ncluster = '{address}'"))


def test_the_example_loads_to_the_defaults() -> None:
    assert load_settings(EXAMPLE) == Settings()


def test_the_file_beside_the_readme_is_what_the_command_prints() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == config_example(), (
        "run: impasto config > config.example.toml"
    )


@pytest.mark.parametrize(("section", "key", "field"), every_key())
def test_every_key_has_its_meaning(section: str, key: str, field: Any) -> None:
    assert field.description


def test_the_keys_without_a_default_may_be_used_as_they_are_shown(tmp_path: Path) -> None:
    text = re.sub(r"^# (\w+ = )", r"\1", config_example(), flags=re.MULTILINE)
    example = tomllib.loads(text)
    keys = {(section, key) for section, table in example.items() if isinstance(table, dict) for key in table}
    assert keys | {("", "data_dir")} == {(section, key) for section, key, _ in every_key()}
    load_settings(write(tmp_path, text))


def test_the_example_for_docker_names_settings_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (EXAMPLE.parent / ".env.example").read_text(encoding="utf-8")
    variables = re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", text, re.MULTILINE)
    for name, value in variables:
        monkeypatch.setenv(name, value)
    assert load_settings().limits.blocked == ("discord:1234", "telegram:99")


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml", "compose.webhook.yaml"])
def test_what_docker_sets_are_settings_that_there_are(file: str) -> None:
    text = (EXAMPLE.parent / file).read_text(encoding="utf-8")
    variables = set(re.findall(r"IMPASTO_[A-Z_]+", text))
    known = {f"IMPASTO_{f'{section}__' if section else ''}{key}".upper() for section, key, _ in every_key()}
    assert variables
    assert variables <= known
