"""The named styles: those that ship with the project, and those that owners and servers add."""

from __future__ import annotations

import asyncio
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from bot.core.blob_files import sha256
from bot.core.jobs import Owner
from bot.core.refusal import Refusal, storing
from bot.core.store import Store
from bot.core.texts import LOCALES, load_texts
from engine.errors import PictureError
from engine.processes.pool import PicturePool

FOLDER: Final = Path(__file__).parent / "styles"
KIND: Final = "preset"
MAX_PER_SERVER: Final = 50
MAX_NAME: Final = 32
"""Characters of any script; fits a Discord choice."""
PLAIN: Final = re.compile(r"[a-z0-9_-]+")
"""A name that can stand in a link and, with a job id, in a Telegram button."""
HANDLE_DIGITS: Final = 12
MOST_NAMED: Final = 20
"""Styles that are listed to somebody who asked for one that there is not."""


@dataclass(frozen=True)
class Preset:
    """A painting with a name. `server_key` is None for one that every server of this installation has.

    `added_by` is the key of the person who gave it, where that is known.
    """

    name: str
    title: str
    sha: str
    builtin: bool = False
    server_key: str | None = None
    added_by: str | None = None

    @property
    def handle(self) -> str:
        """The name where only a few plain characters have room; `Presets.get` knows it too."""
        if PLAIN.fullmatch(self.name):
            return self.name
        return f"x-{sha256(self.name.encode())[:HANDLE_DIGITS]}"

    def title_in(self, locale: str) -> str:
        """What people of that language call it; an added one has the title that it was given."""
        return load_texts().say(f"style-{self.name}", locale) if self.builtin else self.title


class Presets:
    """All named styles, held in memory; paintings that were added lie in the store.

    A server's own preset hides the installation's of the same name; those that ship keep their names.
    """

    def __init__(self, store: Store, pool: PicturePool, folder: Path = FOLDER) -> None:
        self._store = store
        self._pool = pool
        self._builtin = {preset.name: (preset, file) for preset, file in _shipped(folder)}
        self._added: dict[tuple[str | None, str], Preset] = {}

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Names of those that ship, by every name and title that means them; reads every language."""
        return {
            tidy_name(word): preset.name
            for preset, _ in self._builtin.values()
            for word in (preset.name, *(preset.title_in(locale) for locale in LOCALES))
        }

    async def refresh(self) -> None:
        """Read again what was added, so that another process's changes are seen."""
        notes = await self._store.notes(KIND)
        added = [Preset(**note) for note in notes.values()]
        self._added = {(preset.server_key, preset.name): preset for preset in added}

    def list(self, server_key: str | None = None) -> tuple[Preset, ...]:
        """The presets of a server: its own first, then the installation's, then those that ship."""
        added = sorted(self._added.values(), key=lambda preset: preset.name)
        own = {each.name: each for each in added if server_key and each.server_key == server_key}
        shared = {each.name: each for each in added if each.server_key is None and each.name not in own}
        return (*own.values(), *shared.values(), *(preset for preset, _ in self._builtin.values()))

    def servers(self) -> set[str]:
        """The servers that have presets of their own."""
        return {server_key for server_key, _ in self._added if server_key is not None}

    def get(self, name: str, server_key: str | None = None) -> Preset:
        """The preset of that name, handle, or title in any language. Raises `Refusal("unknown_preset")`."""
        wanted = tidy_name(name)
        for key in ((server_key, wanted), (None, wanted)):
            if key in self._added:
                return self._added[key]
        if wanted in self._builtin:
            return self._builtin[wanted][0]
        if wanted in self._titles:
            return self._builtin[self._titles[wanted]][0]
        here = self.list(server_key)
        for preset in here:
            if preset.handle == wanted:
                return preset

        def known(locale: str) -> str:
            return ", ".join(preset.title_in(locale) for preset in here[:MOST_NAMED])

        raise Refusal("unknown_preset", "preset", name=name[:40], known=known)

    async def image(self, name: str, server_key: str | None = None) -> bytes:
        """The painting itself, as it was uploaded. Raises `Refusal("unknown_preset")`."""
        preset = self.get(name, server_key)
        if preset.builtin:
            return await asyncio.to_thread(self._builtin[preset.name][1].read_bytes)
        return await self._store.blobs.read(preset.sha)

    async def add(
        self, name: str, data: bytes, server_key: str | None = None, *, added_by: str | None = None
    ) -> Preset:
        """Add a painting, or replace the one of that name; `added_by` is the person's key.

        Raises `Refusal`: `bad_name`, `name_taken` (by one that ships), `not_a_picture`, `too_many_presets`.
        """
        tidy = tidy_name(name)
        if not _is_name(tidy):
            raise Refusal("bad_name", "name", name=name[:40])
        if tidy in self._titles:
            raise Refusal("name_taken", "name", name=tidy)
        mine = [key for key in self._added if key[0] == server_key and key[1] != tidy]
        if len(mine) >= MAX_PER_SERVER:
            raise Refusal("too_many_presets", "name", limit=MAX_PER_SERVER)
        try:
            await self._pool.inspect(data, "image", caller=added_by or "")
        except PictureError as error:
            raise Refusal.because("not_a_picture", error, "image") from error
        with storing():
            sha = await self._store.blobs.put(data, _holder(server_key, tidy))
            preset = Preset(tidy, " ".join(name.split()), sha, server_key=server_key, added_by=added_by)
            await self._store.put_note(KIND, _key(server_key, tidy), asdict(preset))
            await self._store.release(_holder(server_key, tidy), but=sha)
        self._added[server_key, tidy] = preset
        return preset

    async def remove(self, name: str, server_key: str | None = None) -> None:
        """Forget an added painting.

        Raises `Refusal`: `unknown_preset`, `preset_ships`, `preset_not_here` (it is the installation's).
        """
        preset = self.get(name, server_key)
        if preset.builtin:
            raise Refusal("preset_ships", "name", name=preset.name)
        if preset.server_key != server_key:
            raise Refusal("preset_not_here", "name", name=preset.name)
        await self.discard([preset])

    def of_person(self, owner: Owner) -> tuple[Preset, ...]:
        """Those that this person has given, and those of their own chat with the bot."""
        alone = replace(owner, server_id=None).server_key
        added = self._added.values()
        return tuple(each for each in added if each.added_by == owner.key or each.server_key == alone)

    def of_server(self, server_key: str) -> tuple[Preset, ...]:
        """Those that this server has added."""
        return tuple(each for each in self._added.values() if each.server_key == server_key)

    async def discard(self, presets: Iterable[Preset]) -> None:
        """Forget added paintings."""
        for preset in presets:
            await self._store.delete_note(KIND, _key(preset.server_key, preset.name))
            await self._store.release(_holder(preset.server_key, preset.name))
            self._added.pop((preset.server_key, preset.name), None)


def shipped_image(name: str, folder: Path = FOLDER) -> bytes | None:
    """The painting of a preset that ships, without any store; None if none of that name does."""
    files = {preset.name: file for preset, file in _shipped(folder)}
    file = files.get(tidy_name(name))
    return file.read_bytes() if file else None


def tidy_name(name: str) -> str:
    """The form in which names are compared: no case, no width of letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _is_name(tidy: str) -> bool:
    """Letters (with their marks) and digits of any script, spaces, - and _; the first a letter or digit."""
    kinds = "".join(unicodedata.category(each)[0] for each in tidy if each not in " -_")
    return 0 < len(tidy) <= MAX_NAME and set(kinds) <= set("LMN") and unicodedata.category(tidy[0])[0] in "LN"


def _key(server_key: str | None, name: str) -> str:
    return f"{server_key or ''}/{name}"


def _holder(server_key: str | None, name: str) -> str:
    return f"{KIND}:{_key(server_key, name)}"


def _shipped(folder: Path) -> Iterator[tuple[Preset, Path]]:
    listing = folder / "styles.toml"
    if not listing.is_file():
        return
    styles = tomllib.loads(listing.read_text(encoding="utf-8"))
    for name in sorted(styles, key=lambda name: styles[name]["order"]):
        file = folder / f"{name}.jpg"
        yield Preset(name, load_texts().say(f"style-{name}"), sha256(file.read_bytes()), builtin=True), file
