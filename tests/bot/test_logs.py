"""Nothing secret reaches a log, whoever writes it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot.config import DiscordSettings, LogSettings, Settings
from bot.logs import Redactor, configure_logs

TELEGRAM = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"
DISCORD = ".".join(("MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"))
SECRETS = [
    TELEGRAM,
    DISCORD,
    f"https://api.telegram.org/bot{TELEGRAM}/sendPhoto",
    "https://api.telegram.org/bot42:short/getUpdates",
    f"https://api.telegram.org/file/bot{TELEGRAM}/photos/file_7.jpg",
    "https://cdn.discordapp.com/attachments/1/2/cat.png?ex=6&is=5&hm=deadbeef",
    "https://media.discordapp.net/ephemeral-attachments/1/2/cat.png?hm=deadbeef",
    "http://127.0.0.1:9999/attachments/1/2/cat.png?hm=deadbeef",
    "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb246dG9rZW4/messages/@original",
    "https://discord.com/api/v10/interactions/123/aW50ZXJhY3Rpb246dG9rZW4/callback",
]
GIVEAWAYS = ("AAHfiq", "ZnCjm1", "42:short", "deadbeef", "aW50ZXJ", "file_7", "cat.png")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes; the process's logging is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    token = SecretStr("a token of no known shape")
    configure_logs(
        Settings(discord=DiscordSettings(token=token), log=LogSettings(level="debug", format="json")), stream
    )
    yield stream
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize("secret", SECRETS)
def test_our_own_records_hold_no_secret(stream: io.StringIO, secret: str) -> None:
    structlog.get_logger().info("fetched", url=secret)
    assert not any(giveaway in stream.getvalue() for giveaway in GIVEAWAYS)


@pytest.mark.parametrize("secret", SECRETS)
def test_the_libraries_records_hold_no_secret(stream: io.StringIO, secret: str) -> None:
    logging.getLogger("discord.http").info("POST %s answered 200", secret)
    assert not any(giveaway in stream.getvalue() for giveaway in GIVEAWAYS)


@pytest.mark.parametrize("secret", SECRETS)
def test_tracebacks_hold_no_secret(stream: io.StringIO, secret: str) -> None:
    try:
        raise OSError(f"cannot connect to {secret}")
    except OSError:
        logging.getLogger("telegram").exception("failed")
    assert not any(giveaway in stream.getvalue() for giveaway in GIVEAWAYS)


def test_configured_tokens_are_hidden_whatever_their_shape(stream: io.StringIO) -> None:
    logging.getLogger("aiohttp").warning("sent a token of no known shape")
    assert "no known shape" not in stream.getvalue()


def test_requests_of_httpx_are_not_logged(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://example.org")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    "value", [b"\x89PNG" * 100, {"image": b"\x89PNG" * 100}, [bytearray(b"\x89PNG" * 100)]]
)
def test_picture_bytes_are_only_counted(value: Any) -> None:
    assert "400 bytes" in str(Redactor().clean(value))


def test_bytes_inside_a_text_are_left_out() -> None:
    assert Redactor().clean(f"bad data {b'x' * 100!r} here") == "bad data <bytes> here"


def test_the_rest_of_a_record_stays() -> None:
    assert Redactor().clean({"job": "abc", "step": 3, "left": 1.5, "error": None}) == {
        "job": "abc",
        "step": 3,
        "left": 1.5,
        "error": None,
    }


def test_a_record_is_one_json_object(stream: io.StringIO) -> None:
    structlog.get_logger().warning("not delivered yet", job="abc")
    record = json.loads(stream.getvalue())
    assert (record["event"], record["level"], record["job"]) == ("not delivered yet", "warning", "abc")


def test_console_is_for_people() -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    try:
        configure_logs(Settings(log=LogSettings(format="console")), stream)
        structlog.get_logger().info("hello", job="abc")
        assert "hello" in stream.getvalue()
    finally:
        root.handlers[:], root.level = handlers, level
        logging.captureWarnings(False)
        structlog.reset_defaults()
