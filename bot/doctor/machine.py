"""Is the machine fit: versions, torch's build, devices, weights, previews, the clock."""

from __future__ import annotations

import asyncio
import platform
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import aiohttp

from bot.config import Settings
from bot.core.presets import FOLDER
from bot.doctor import findings as found
from bot.doctor.findings import Finding, fine
from bot.doctor.network import get
from engine.errors import EngineError
from engine.options import StyleOptions
from engine.processes.pool import PicturePool, open_picture_pool
from engine.processes.sandbox import Wall

CLOCK_SECONDS: Final = 300.0
"""TLS and the platforms' signed links tolerate a few minutes."""
SHOWN: Final = (
    "impasto",
    "torch",
    "torchvision",
    "pillow",
    "onnxruntime",
    "discord.py",
    "python-telegram-bot",
)


async def check_versions(settings: Settings) -> Finding:
    """What is installed; never wrong by itself, but the first thing a report should say."""
    shown = [f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    for name in SHOWN:
        with suppress(PackageNotFoundError):
            shown.append(f"{name} {version(name)}")
    return fine("versions", ", ".join(shown))


async def check_build(settings: Settings) -> Finding:
    """torch's build, NVIDIA's driver and the cards fit each other."""
    from engine.painting.build import cards, nvidia_driver, torch_build

    build = await asyncio.to_thread(torch_build)
    driver, known = nvidia_driver(), {"version": build.version, "cuda": build.cuda}
    if build.cuda is None:
        return (
            found.CPU_BUILD.found(driver=driver, **known) if driver else fine("build", _named(build.version))
        )
    if driver is None:
        return found.NO_DRIVER.found(**known)
    if build.needed_driver and int(driver.split(".")[0]) < build.needed_driver:
        return found.OLD_DRIVER.found(driver=driver, needed=build.needed_driver, **known)
    shown = [f"torch {build.version} for CUDA {build.cuda}", f"driver {driver}"]
    for card, numbers in (await asyncio.to_thread(cards)).items():
        capability = ".".join(map(str, numbers))
        if not build.runs_on(numbers):
            return found.OLD_CARD.found(card=card, capability=capability, **known)
        shown.append(f"{card} of compute capability {capability}")
    return fine("build", ", ".join(shown))


async def check_weights(settings: Settings) -> Finding:
    """VGG-19's weights are there and fit."""
    from engine.painting.weights import load_weights

    try:
        weights = await asyncio.to_thread(load_weights, settings.engine.weights)
    except EngineError as error:
        return found.NO_WEIGHTS.found(error=error.message)
    return fine("weights", f"VGG-19 ({weights.name}), {len(weights.state)} tensors")


async def check_devices(settings: Settings) -> Finding:
    """The devices that are asked for exist."""
    from engine.painting.devices import device_memory, find_devices

    there = await asyncio.to_thread(find_devices)
    asked = settings.engine.devices
    wanted = there if asked == "auto" else tuple(name.strip() for name in asked.split(","))
    known = {*there, "cpu", *({"cuda"} if "cuda:0" in there else ())}
    missing = [name for name in wanted if name not in known]
    if missing:
        return found.NO_SUCH_DEVICE.found(missing=", ".join(missing), there=", ".join(there))
    sizes = [f"{name} ({total / 1e9:.1f} GB)" for name in wanted if (total := device_memory(name)[1])]
    shown = ", ".join(sizes) or ", ".join(wanted)
    return found.ONLY_CPU.found(found=shown) if set(wanted) == {"cpu"} else fine("devices", shown)


async def check_previews(settings: Settings) -> Finding:
    """The instant preview's networks run."""
    async with open_picture_pool() as pool:
        photo = await _any_painting(pool)
        try:
            preview = await pool.stylize_preview(photo, [photo], StyleOptions(), side=128)
        except EngineError as error:
            return found.NO_PREVIEWS.found(error=error.message)
    return fine("instant previews", f"made one of {len(preview)} bytes")


async def check_sealed_room(settings: Settings) -> Finding:
    """What keeps the processes in that read strangers' pictures."""
    async with open_picture_pool() as pool:
        await _any_painting(pool)
        walls = pool.walls or ()
    missing = [wall for wall in Wall if wall not in walls]
    if missing:
        return found.MISSING_WALLS.found(missing="; ".join(missing))
    return fine("sealed room", f"strangers' pictures are read with {'; '.join(walls)}")


async def check_clock(settings: Settings) -> Finding:
    """The clock is right, by the platforms' own."""
    bases = [chosen.api_base for chosen in (settings.discord, settings.telegram) if chosen.enabled]
    shown = datetime.now(UTC).isoformat(timespec="seconds")
    for base in bases:
        with suppress(aiohttp.ClientError, TimeoutError, KeyError, ValueError):
            _, date = await get(base)
            off = abs(time.time() - parsedate_to_datetime(date).timestamp())
            if off > CLOCK_SECONDS:
                return found.WRONG_CLOCK.found(shown=shown, off=off)
            return fine("clock", f"{shown}, within {max(1.0, off):.0f} s of {base}")
    if time.time() < (FOLDER / "styles.toml").stat().st_mtime - CLOCK_SECONDS:
        return found.EARLY_CLOCK.found(shown=shown)
    return fine("clock", shown)


def _named(torch: str) -> str:
    return f"torch {torch} for the processor"


async def _any_painting(pool: PicturePool) -> bytes:
    file = min(FOLDER.glob("*.jpg"), key=lambda path: path.stat().st_size)
    return await pool.thumbnail(await asyncio.to_thread(file.read_bytes), 128)
