"""`impasto alive`: does the bot on this data folder run and answer? For health checks of containers and services."""

from __future__ import annotations

from typing import Final
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import filelock

from bot.config import Settings
from bot.core.store import LOCK

ANSWER_SECONDS: Final = 5.0
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


def alive(settings: Settings) -> bool:
    """With the page on it must answer; with the page off, or on a port it chose, a bot must hold the folder. Blocks."""
    if settings.web_enabled and settings.web.port:
        return _answers(settings.web.host, settings.web.port)
    return _is_held(settings)


def _answers(host: str, port: int) -> bool:
    host = EVERYWHERE.get(host, host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=ANSWER_SECONDS) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _is_held(settings: Settings) -> bool:
    lock = settings.data_dir / LOCK
    if not lock.is_file():
        return False
    try:
        with filelock.FileLock(lock, timeout=0):
            return False
    except filelock.Timeout:
        return True
