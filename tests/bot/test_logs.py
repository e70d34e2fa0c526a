"""Nothing secret reaches a log, whoever writes it."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
import structlog
from multidict import CIMultiDict, CIMultiDictProxy
from pydantic import SecretStr
from telegram.error import InvalidToken
from yarl import URL

from bot.config import DiscordSettings, LogSettings, Settings, WebSettings
from bot.logs import Handler, Redactor, configure_logs

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
    "{'t': 'INTERACTION_CREATE', 'd': {'type': 2, 'token': 'aW50ZXJhY3Rpb246dG9rZW4', 'id': '1'}}",
    '{"t": "INTERACTION_CREATE", "d": {"type": 2, "token": "aW50ZXJhY3Rpb246dG9rZW4", "id": "1"}}',
    "{'url': 'https://bot.example.org/telegram', 'secret_token': 'aW50ZXJhY3Rpb246dG9rZW4'}",
    "Authorization: Bearer aW50ZXJhY3Rpb246dG9rZW4",
    "Authorization: Basic aW50ZXJhY3Rpb246dG9rZW4=",
    "http://somebody:aW50ZXJhY3Rpb246dG9rZW4@proxy.example.org:3128",
]
GIVEAWAYS = ("AAHfiq", "ZnCjm1", "42:short", "deadbeef", "aW50ZXJ", "file_7", "cat.png")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes; the process's logging is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    settings = Settings(
        discord=DiscordSettings(token=SecretStr("a token of no known shape")),
        web=WebSettings(access_token=SecretStr("let/me:in please")),
        log=LogSettings(level="debug", format="json"),
    )
    configure_logs(settings, stream)
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


def failed_httpx() -> None:
    request = httpx.Request("POST", f"https://api.telegram.org/bot{TELEGRAM}/sendPhoto")
    httpx.Response(500, request=request).raise_for_status()


def failed_aiohttp() -> None:
    url = URL(f"https://api.telegram.org/file/bot{TELEGRAM}/photos/file_7.jpg")
    headers = CIMultiDictProxy(CIMultiDict({"Authorization": f"Bot {DISCORD}"}))
    raise aiohttp.ClientResponseError(aiohttp.RequestInfo(url, "GET", headers, url), (), status=500)


def failed_telegram() -> None:
    raise InvalidToken(f"The token `{TELEGRAM}` was rejected by the server.")


@pytest.mark.parametrize("fail", [failed_httpx, failed_aiohttp, failed_telegram])
def test_the_libraries_errors_hold_no_secret(fail: Callable[[], None], stream: io.StringIO) -> None:
    try:
        fail()
    except Exception as error:
        logging.getLogger("telegram").exception("failed: %r", error)
        structlog.get_logger().warning("failed", error=error, exc_info=error)
    assert "Traceback" in stream.getvalue()
    assert not any(giveaway in stream.getvalue() for giveaway in GIVEAWAYS)


@pytest.mark.parametrize("written", ["let/me:in please", "let%2Fme%3Ain%20please"])
def test_the_web_page_s_token_is_hidden(written: str, stream: io.StringIO) -> None:
    logging.getLogger("aiohttp.server").debug("bad request: %s", written)
    assert written not in stream.getvalue()
    assert "bad request: <token>" in stream.getvalue()


def test_a_record_that_cannot_be_written_is_not_shown(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    (handler,) = (each for each in logging.getLogger().handlers if isinstance(each, Handler))
    handler.handle(logging.makeLogRecord({"name": "discord.http", "msg": "POST %d", "args": (TELEGRAM,)}))
    assert json.loads(stream.getvalue())["event"] == "a record could not be written: TypeError"
    assert capsys.readouterr().err == ""


UNCAUGHT = """
import threading
from bot.config import LogSettings, Settings
from bot.logs import configure_logs, log_the_uncaught

def fail():
    raise OSError("cannot connect to https://api.telegram.org/bot{token}/getMe")

class Failing:
    def __del__(self):
        fail()

configure_logs(Settings(log=LogSettings(format="json")))
log_the_uncaught()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
Failing()
fail()
"""


def test_errors_that_nobody_caught_are_records_without_secrets() -> None:
    code = UNCAUGHT.format(token=TELEGRAM)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    records = [json.loads(line) for line in ended.stderr.splitlines()]
    assert ended.returncode == 1
    assert [record["level"] for record in records] == ["critical"] * 3
    assert all("/bot<token>" in record["exception"] for record in records)
    assert TELEGRAM not in ended.stderr


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
