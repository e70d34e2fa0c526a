"""Are the platforms within reach, by the same way as the program takes, and is the port free?"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Final
from urllib.request import getproxies

import aiohttp
from pydantic import SecretStr

from bot.config import Settings
from bot.doctor import findings as found
from bot.doctor.data import in_use
from bot.doctor.findings import Finding, fine

REACH_SECONDS: Final = 10.0
DISCORD_TOKEN: Final = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
TELEGRAM_TOKEN: Final = re.compile(r"\d{5,}:[\w-]{30,}")


async def check_proxies(settings: Settings) -> Finding:
    """Both platforms are reached through the proxy that the environment names."""
    what = "proxies"
    names = ", ".join(f"{scheme}_proxy" for scheme in ("http", "https", "all") if scheme in getproxies())
    if not names:
        return fine(what, "none is set in the environment")
    users = [name for name in ("discord", "telegram") if getattr(settings, name).enabled]
    reached = f"{' and '.join(users)} reached through it" if users else "nothing uses it"
    return fine(what, f"{names} is set; {reached}")


async def check_discord(settings: Settings) -> Finding:
    """The token looks right, and Discord takes it."""
    chosen = settings.discord
    headers = {"Authorization": f"Bot {_plain(chosen.token)}"}
    return await _check_token(
        "discord", chosen.token, DISCORD_TOKEN, f"{chosen.api_base}/users/@me", headers=headers
    )


async def check_telegram(settings: Settings) -> Finding:
    """The token looks right, and Telegram takes it."""
    chosen = settings.telegram
    url = f"{chosen.api_base}/bot{_plain(chosen.token)}/getMe"
    return await _check_token("telegram", chosen.token, TELEGRAM_TOKEN, url)


async def check_web(settings: Settings) -> Finding:
    """The port is free, or ours; and who may come in."""
    if not settings.web_enabled:
        return fine("web", "is off")
    host, port = settings.web.host, settings.web.port
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
        state = "is free"
    except OSError as error:
        if not await in_use(settings):
            return found.PORT_TAKEN.found(host=host, port=port, reason=error.strerror)
        state = "is in use, and the bot is running"
    if not _is_loopback(host):
        return found.OPEN_TO_ALL.found(host=host, port=port)
    return fine("web", f"port {port} {state}")


async def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """The status and date of an answer, by the proxy of the environment, as the program asks.

    Raises `aiohttp.ClientError` and `TimeoutError`.
    """
    timeout = aiohttp.ClientTimeout(total=REACH_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
        session.get(url, headers=headers or {}) as answer,
    ):
        return answer.status, answer.headers.get("Date", "")


async def _check_token(
    what: str,
    secret: SecretStr | None,
    shape: re.Pattern[str],
    url: str,
    *,
    headers: dict[str, str] | None = None,
) -> Finding:
    if not secret:
        return fine(what, "no token, so it is off")
    if not shape.fullmatch(secret.get_secret_value()):
        return found.NOT_A_TOKEN.found(what=what)
    try:
        status, _ = await get(url, headers)
    except (aiohttp.ClientError, TimeoutError) as error:
        return found.OUT_OF_REACH.found(what=what, error=type(error).__name__)
    if status in (401, 403, 404):
        return found.TOKEN_REFUSED.found(what=what, status=status)
    if status != 200:
        return found.STRANGE_ANSWER.found(what=what, status=status)
    return fine(what, "takes the token")


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
