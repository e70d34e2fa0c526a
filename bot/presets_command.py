"""`impasto presets`, and the named style of `impasto stylize`: this installation's paintings."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.config import ConfigError, load_settings
from bot.core.database import StoreError
from bot.core.presets import Presets, shipped_image
from bot.core.refusal import Refusal
from bot.core.store import DATABASE, open_store
from engine.errors import OptionError
from engine.processes.pool import PicturePool, open_picture_pool

WRITES: Final = ("add", "remove")


async def run_presets(given: argparse.Namespace, say: Callable[[str], None]) -> None:
    """List, show, add or remove. Raises `ConfigError`, `Refusal`, `StoreError` and `OSError`."""
    folder = load_settings(given.config).data_dir
    async with _presets(folder, writes=given.action in WRITES) as (presets, pool):
        match given.action:
            case "list":
                for preset in presets.list():
                    say(f"{preset.name:24} {preset.title}{'' if preset.builtin else '  (added)'}")
            case "show":
                preset, image = presets.get(given.name), await presets.image(given.name)
                info = await pool.inspect(image)
                say(f"{preset.name}: {preset.title}; {info.width} x {info.height} px, {len(image)} bytes")
                if given.output is not None:
                    given.output.write_bytes(image)
                    say(f"written to {given.output}")
            case "add":
                preset = await presets.add(given.name, given.file.read_bytes())
                say(f"added {preset.name}; a running bot has it within a minute")
            case "remove":
                await presets.remove(given.name)
                say(f"removed {given.name}; a running bot forgets it within a minute")


def preset_image(config: Path | None, name: str) -> bytes:
    """The painting of a named style, for `impasto stylize`. Raises `OptionError`."""
    try:
        return shipped_image(name) or asyncio.run(_added_image(load_settings(config).data_dir, name))
    except Refusal as refusal:
        raise OptionError(refusal.message(), field="preset") from None
    except (ConfigError, StoreError) as error:
        raise OptionError(f"preset: {error}", field="preset") from None


async def _added_image(folder: Path, name: str) -> bytes:
    async with _presets(folder, writes=False) as (presets, _):
        return await presets.image(name)


@asynccontextmanager
async def _presets(folder: Path, *, writes: bool) -> AsyncIterator[tuple[Presets, PicturePool]]:
    """The named styles of a data folder. Reading makes no folder: where there is none, an empty one stands in."""
    with tempfile.TemporaryDirectory() as empty:
        there = writes or (folder / DATABASE).is_file()
        async with (
            open_store(folder if there else Path(empty), beside_a_bot=True) as store,
            open_picture_pool() as pool,
        ):
            presets = Presets(store, pool)
            await presets.refresh()
            yield presets, pool
