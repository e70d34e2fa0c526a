"""Every setting, its type, default and meaning, once; `bot.config_example` writes them down for people."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from engine.options import MAX_SIDE, MAX_STYLES, MIN_SIDE, Quality

PREFIX: Final = "IMPASTO_"
DEFAULT_FILE: Final = Path("config.toml")
TOKEN_VARIABLES: Final = {"DISCORD_TOKEN": "discord", "TELEGRAM_TOKEN": "telegram"}
DISCORD_API: Final = "https://discord.com/api/v10"
TELEGRAM_API: Final = "https://api.telegram.org"


class ConfigError(Exception):
    """The settings cannot be used; the message is one line that names the setting."""


class Section(BaseModel):
    """One table of `config.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def _http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("should be an address such as https://host/path")
    return value.rstrip("/")


def _listed(value: Any) -> Any:
    """`discord:1, telegram:2` and `["discord:1", "telegram:2"]`, as the environment may hold a list."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise ValueError("should be a list such as discord:1,telegram:2") from None
    return [part.strip() for part in value.split(",") if part.strip()]


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""A list of words: a list in the file, words between commas in the environment."""

Numbers = Annotated[tuple[Annotated[int, Field(ge=0)], ...], NoDecode, BeforeValidator(_listed)]
"""A list of whole numbers, written likewise."""


class DiscordSettings(Section):
    token: SecretStr | None = Field(
        None, description="the bot's token; without it Discord stays off", examples=["..."]
    )
    api_base: str = Field(DISCORD_API, description="Discord's REST address, for a proxy or a test")
    shard_count: int = Field(
        0, ge=0, le=100_000, description="shards in all, over every process; 0 leaves their number to Discord"
    )
    shard_ids: Numbers = Field(
        (), description="the shards of this process, e.g. [0, 1], with shard_count; none named: all of them"
    )

    _address = field_validator("api_base")(_http_address)

    @model_validator(mode="after")
    def _shards_are_counted(self) -> DiscordSettings:
        if any(number >= self.shard_count for number in self.shard_ids):
            raise ValueError("shard_ids count from 0 and stay below shard_count; set that too")
        return self

    @property
    def enabled(self) -> bool:
        """A token was given."""
        return bool(self.token)


class TelegramSettings(Section):
    token: SecretStr | None = Field(
        None, description="the bot's token; without it Telegram stays off", examples=["..."]
    )
    api_base: str = Field(
        TELEGRAM_API, description="the Bot API server's address; your own server lifts the size limits"
    )
    webhook_url: str | None = Field(
        None,
        description="public https address for a webhook; without it updates are fetched by long polling",
        examples=["https://bot.example.org/telegram"],
    )
    webhook_host: str = Field("127.0.0.1", description="address the webhook listens on")
    webhook_port: int = Field(8443, ge=0, le=65535, description="port the webhook listens on")
    album_seconds: float = Field(
        1.5, gt=0, le=60, description="an album is whole when no further picture came for so long"
    )
    choice_seconds: float = Field(
        3600, gt=0, description="a half-made choice (the photo without a style) is kept for so long"
    )
    lossless: bool = Field(
        False, description="send the lossless file with every picture, not only on request"
    )

    _address = field_validator("api_base")(_http_address)

    @property
    def enabled(self) -> bool:
        """A token was given."""
        return bool(self.token)


class WebSettings(Section):
    enabled: bool | None = Field(
        None,
        description="the web playground; when not said, it is on if neither Discord nor Telegram is set up",
        examples=[True],
    )
    host: str = Field(
        "127.0.0.1", min_length=1, description="address to listen on; 0.0.0.0 lets other machines in"
    )
    port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    access_token: SecretStr | None = Field(
        None,
        min_length=8,
        examples=["a-long-secret"],
        description="asked of everyone who comes: programs send it as a bearer token, people as the password",
    )
    allow_origins: Names = Field(
        (),
        description='other sites whose pages may use the interface, e.g. ["https://example.org"], or ["*"]',
    )
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description='proxies whose X-Forwarded-For is believed, e.g. ["127.0.0.1", "10.0.0.0/8"]'
    )
    metrics: Literal["loopback", "everyone", "off"] = Field(
        "loopback", description="who may read /metrics: loopback (this machine), everyone or off"
    )
    jobs_per_address: int = Field(
        10, ge=1, description="jobs that one internet address may have waiting or being painted"
    )

    @field_validator("allow_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if (
                origin != "*"
                and _http_address(origin) != f"{urlsplit(origin).scheme}://{urlsplit(origin).netloc}"
            ):
                raise ValueError(f"{origin!r} should be scheme and host alone, as in https://example.org")
        return value


class EngineSettings(Section):
    devices: str = Field(
        "auto",
        pattern=r"^(auto|cpu|mps|cuda(:\d{1,3})?)(,\s*(cpu|mps|cuda(:\d{1,3})?))*$",
        description="auto takes every GPU, else the CPU; or a list such as cuda:0,cuda:1",
    )
    weights: str = Field(
        "original", min_length=1, description="VGG-19 weights: original, torchvision, or a file"
    )
    slots: Annotated[int, Field(ge=1, le=16)] | Literal["auto"] = Field(
        "auto",
        description="jobs painted at once on one device; auto: as many as keep a GPU busy and its memory holds",
    )
    cluster: str | None = Field(
        None,
        pattern=r"^(auto|[A-Za-z0-9_.-]+:\d{1,5}|\[[0-9A-Fa-f:]+\]:\d{1,5})?$",
        description="a Ray cluster that paints instead of this machine: its head as HOST:PORT, or auto on a node",
        examples=["auto"],
    )


class LimitSettings(Section):
    queue: int = Field(500, ge=1, description="jobs waiting or being painted in all")
    jobs_per_person: int = Field(5, ge=1, description="jobs one person may have waiting or being painted")
    jobs_per_server: int = Field(100, ge=1, description="jobs one server may have waiting or being painted")
    running_per_person: int = Field(2, ge=1, description="jobs of one person painted at the same time")
    running_per_server: int = Field(16, ge=1, description="jobs of one server painted at the same time")
    cooldown: float = Field(0, ge=0, le=86_400, description="seconds a person waits between two jobs")
    max_size: int = Field(
        2048, ge=MIN_SIDE, le=MAX_SIDE, description="longest side a person may ask for, in pixels"
    )
    max_quality: Quality = Field(
        "fine", description="best quality a person may ask for: draft, standard or fine"
    )
    max_iterations: int = Field(2000, ge=1, le=10_000, description="most steps a person may ask for")
    max_styles: int = Field(4, ge=1, le=MAX_STYLES, description="most style images in one job")
    upload_bytes: int = Field(
        25_000_000, ge=10_000, le=500_000_000, description="largest single picture taken, in bytes"
    )
    blocked: Names = Field((), description='people who are refused, e.g. ["discord:1234", "telegram:99"]')
    priority: Names = Field(
        (), description='people and roles served first, e.g. ["discord:1234", "discord:role:5678"]'
    )


class StorageSettings(Section):
    keep_days: float = Field(7, gt=0, description="days a finished job and its pictures are kept")
    max_bytes: int = Field(
        10_000_000_000, ge=10_000_000, description="most bytes of pictures; the oldest delivered go first"
    )


class ModerationSettings(Section):
    command: str | None = Field(
        None,
        min_length=1,
        description="a program that is given the photo and the paintings as files: exit 0 takes them, exit 1 "
        "refuses them and prints why",
        examples=["/usr/local/bin/check-pictures"],
    )
    url: str | None = Field(
        None,
        description='an address that is sent content and style by POST and answers {"allow": true}, or '
        '{"allow": false, "message": "why"}',
        examples=["http://127.0.0.1:9000/check"],
    )
    timeout: float = Field(
        10.0, gt=0, le=120, description="seconds in which it has to answer; who does not answer refuses"
    )

    @field_validator("url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None:
            _http_address(value)
        return value

    @property
    def enabled(self) -> bool:
        """Somebody is to be asked."""
        return self.command is not None or self.url is not None


class LogSettings(Section):
    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug, info, warning or error"
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="console for people, json for machines; auto: console on a terminal, else json"
    )


class Settings(BaseSettings):
    """All of `config.toml`, overridden by `IMPASTO_<SECTION>__<KEY>`. Build it with `load_settings`."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        validate_default=True,
    )

    data_dir: Path = Field(Path("data"), description="folder for jobs and pictures, made if it is not there")
    discord: DiscordSettings = DiscordSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()
    engine: EngineSettings = EngineSettings()
    limits: LimitSettings = LimitSettings()
    storage: StorageSettings = StorageSettings()
    moderation: ModerationSettings = ModerationSettings()
    log: LogSettings = LogSettings()

    @property
    def web_enabled(self) -> bool:
        """Said so, or nothing else is set up."""
        if self.web.enabled is not None:
            return self.web.enabled
        return not (self.discord.enabled or self.telegram.enabled)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose values are handed in as arguments."""
        return env_settings, init_settings


def load_settings(file: Path | None = None) -> Settings:
    """Settings from `file`, else `./config.toml` when it is there, and the environment.

    Raises `ConfigError`, one line that names the setting: missing file, broken TOML, unknown key, bad value.
    """
    path = file or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    values = dict(_read(path)) if path else {}
    _refuse_unknown_variables(os.environ)
    for variable, section in TOKEN_VARIABLES.items():
        token = os.environ.get(variable, "").strip()
        if token:
            values[section] = {**values.get(section, {}), "token": token}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigError(_first_fault(error, path)) from None
    except SettingsError as error:
        raise ConfigError(_unreadable_variable(error)) from None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; make one with: impasto config > {path.name}, or leave --config out"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    for variable in environment:
        if variable.startswith(PREFIX):
            section = variable.removeprefix(PREFIX).split("__")[0].lower()
            if section not in Settings.model_fields:
                raise ConfigError(f"{variable}: there is no such setting; see: impasto config")


def _unreadable_variable(error: SettingsError) -> str:
    """A whole section in one variable should be JSON."""
    sections = [
        PREFIX + name.upper() for name in Settings.model_fields if PREFIX + name.upper() in os.environ
    ]
    return (
        f"{' or '.join(sections) or error}: cannot be read; "
        f"set each key by itself, e.g. {PREFIX}WEB__PORT=8080, see: impasto config"
    )


def _first_fault(error: ValidationError, path: Path | None) -> str:
    fault = error.errors(include_url=False, include_context=False)[0]
    name = ".".join(str(part) for part in fault["loc"])
    variable = PREFIX + "__".join(str(part) for part in fault["loc"]).upper()
    where = variable if variable in os.environ else f"{path}: {name}" if path else name
    if fault["type"] == "extra_forbidden":
        return f"{where}: there is no such setting; known here: {', '.join(_known(fault['loc'][:-1]))}"
    secret = name.endswith("token") or name in TOKEN_VARIABLES.values()
    got = "" if secret else f"got {fault['input']!r}; "
    return f"{where}: {got}{fault['msg'].removeprefix('Value error, ')}"


def _known(location: tuple[int | str, ...]) -> Iterator[str]:
    section: Any = Settings
    for part in location:
        section = section.model_fields[str(part)].annotation
    yield from section.model_fields
