"""Structured logs, for people or for machines, with nothing secret in them."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, Final, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

from bot.config import LogSettings, Settings

QUIET: Final = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "asyncio": logging.WARNING,
    "PIL": logging.WARNING,
}
"""Libraries that log every request or call."""

URL: Final = r"[^\s'\"<>]"
RULES: Final = (
    (re.compile(rf"https?://{URL}+/file/bot{URL}+"), "<telegram file>"),
    (re.compile(rf"https?://{URL}*discordapp\.(?:com|net)/{URL}+"), "<discord file>"),
    (re.compile(rf"https?://{URL}+/(?:ephemeral-)?attachments/{URL}+"), "<discord file>"),
    (re.compile(r"/bot[^/\s'\"]+"), "/bot<token>"),
    (re.compile(r"(/(?:webhooks|interactions)/\d+)/[^/\s'\"?]+"), r"\1/<token>"),
    (re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{30,}"), "<token>"),
    (re.compile(r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "<token>"),
    (re.compile(r"(token\\?['\"]?\s*[:=]\s*\\?['\"])[^'\"\\]+"), r"\1<token>"),
    (re.compile(r"\b(Basic|Bearer) [\w+/=.~-]{8,}"), r"\1 <token>"),
    (re.compile(r"://[^/@\s'\"<>]+@"), "://<login>@"),
    (re.compile(r"\bb'(?:[^'\\]|\\.){64,}'|\bb\"(?:[^\"\\]|\\.){64,}\""), "<bytes>"),
)
"""Links to a chat's files carry their own permission; bot and interaction tokens sit in paths, and at debug level
in the events and parameters that the libraries print."""


class Redactor:
    """Takes secrets, links to chat files and picture bytes out of a log entry. A structlog processor."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(
            form for secret in secrets if secret for form in (secret, quote(secret, safe=""))
        )

    def __call__(self, logger: Any, name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: self.clean(value) for key, value in entry.items()}

    def clean(self, value: Any) -> Any:
        """The value without anything that must not be read by others."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, bytes | bytearray | memoryview):
            return f"<{len(value)} bytes>"
        if isinstance(value, Mapping):
            return {str(key): self.clean(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.clean(each) for each in value]
        return self.clean_text(value if isinstance(value, str) else repr(value))

    def clean_text(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "<token>")
        for pattern, instead in RULES:
            text = pattern.sub(instead, text)
        return text


class Handler(logging.StreamHandler[TextIO]):
    """Says of a record that cannot be written whose it was, and not what was in it, as `logging` itself would."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        fault = type(sys.exception()).__name__
        facts = {"name": record.name, "levelno": logging.ERROR, "levelname": "ERROR"}
        lost = logging.makeLogRecord({**facts, "msg": f"a record could not be written: {fault}"})
        with suppress(Exception):
            self.stream.write(self.format(lost) + self.terminator)


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Send our own and the libraries' records to `stream` (stderr), redacted."""
    stream = stream or sys.stderr
    tokens = (settings.discord.token, settings.telegram.token, settings.web.access_token)
    redactor = Redactor(token.get_secret_value() for token in tokens if token)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                structlog.processors.format_exc_info,
                redactor,
                _renderer(settings.log, stream),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log.level.upper(), force=True)
    logging.captureWarnings(True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def log_the_uncaught() -> None:
    """What ends the program or a thread is written as every other record is, and no longer to stderr as it is."""

    def log(error: BaseException | None) -> None:
        logging.getLogger("bot").critical("nobody caught this error", exc_info=error)

    sys.excepthook = lambda kind, error, traceback: log(error)
    sys.unraisablehook = lambda what: log(what.exc_value)
    threading.excepthook = lambda what: log(what.exc_value)


def _renderer(settings: LogSettings, stream: TextIO) -> Processor:
    for_people = settings.format == "console" or (settings.format == "auto" and stream.isatty())
    if for_people:
        return structlog.dev.ConsoleRenderer(colors=stream.isatty())
    return structlog.processors.JSONRenderer()
