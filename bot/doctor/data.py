"""Is the data folder fit: room, the database, the named styles. Looks without making anything."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Final

from bot.config import Settings
from bot.core.database import StoreError
from bot.core.presets import FOLDER, Presets
from bot.core.store import DATABASE, open_store
from bot.doctor import findings as found
from bot.doctor.findings import Finding, fine
from engine.errors import EngineError, plain
from engine.processes.pool import open_picture_pool

LITTLE_SPACE: Final = 2_000_000_000
NO_SPACE: Final = 200_000_000


async def check_data_dir(settings: Settings) -> Finding:
    """Writable, with room; where it is not there yet, the folder in which it will be made."""
    folder = settings.data_dir.absolute()
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"impasto")
        free = shutil.disk_usage(existing).free
    except OSError as error:
        return found.NOT_WRITABLE.found(reason=plain(error, existing))
    values = {"folder": folder, "free": free / 1e9}
    if free < NO_SPACE:
        return found.NO_SPACE.found(**values)
    if free < min(LITTLE_SPACE, settings.storage.max_bytes):
        return found.LITTLE_SPACE.found(**values)
    state = "is writable" if existing == folder else "will be made at the first start"
    return fine("data_dir", f"{folder} {state}, {free / 1e9:.1f} GB free")


async def check_store(settings: Settings) -> Finding:
    """The database opens and is whole; whether a bot is running on it."""
    what = "store"
    if not (settings.data_dir / DATABASE).exists():
        return fine(what, "there is no database yet; the first start makes it")
    try:
        async with open_store(settings.data_dir, beside_a_bot=True) as store:
            (answer,) = (await store.rows("PRAGMA quick_check(1)"))[0]
            used = await store.bytes_used()
    except StoreError as error:
        return found.BAD_STORE.found(error=error)
    if answer != "ok":
        return found.BAD_STORE.found(error=f"the database is damaged: {answer}")
    running = "a bot is running on it" if await in_use(settings) else "no bot is running on it"
    return fine(what, f"the database is whole, {used / 1e6:.1f} MB of pictures, {running}")


async def check_presets(settings: Settings) -> Finding:
    """The named styles are all there and are pictures."""
    shipped = tomllib.loads((FOLDER / "styles.toml").read_text(encoding="utf-8"))
    gone = [name for name in shipped if not (FOLDER / f"{name}.jpg").is_file()]
    if gone:
        return found.MISSING_PRESETS.found(missing=len(gone), count=len(shipped))
    with tempfile.TemporaryDirectory() as empty:
        there = (settings.data_dir / DATABASE).exists()
        folder = settings.data_dir if there else Path(empty)
        async with open_store(folder, beside_a_bot=True) as store, open_picture_pool() as pool:
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
        return found.BROKEN_PRESETS.found(names=", ".join(broken))
    return fine("presets", f"{count} named styles, {count - len(shipped)} of them added")


async def in_use(settings: Settings) -> bool:
    """Whether a bot runs on the data folder."""
    if not settings.data_dir.is_dir():
        return False
    try:
        async with open_store(settings.data_dir):
            return False
    except StoreError:
        return True
