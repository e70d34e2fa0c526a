"""Sheets to choose from: a photo in every preset, or a picture in several strengths, by the instant network.

Each cell is one short call to the picture pool, and a sheet has one call under way: uploads and previews of
others pass between its cells.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from bot.config import LimitSettings
from bot.core.blob_files import sha256
from bot.core.inputs import lender_of, read_inputs
from bot.core.intake import inspect_one
from bot.core.jobs import Job, Owner
from bot.core.limits import Bounds, check_person
from bot.core.moderation import Moderation
from bot.core.presets import Preset, Presets
from bot.core.records import Records
from bot.core.refusal import Refusal
from bot.core.servers import Servers
from bot.core.store import Store
from bot.core.texts import load_texts
from bot.core.visibility import may_see
from engine.errors import EngineError
from engine.options import StyleOptions
from engine.processes.pool import PicturePool

CELL_SIDE: Final = 256
"""Pixels of a cell's longest side: sixteen take about seven seconds on two busy cores."""

PHOTO_SIDE: Final = 512
"""The photo is made this small once, not for every cell."""

MOST_CELLS: Final = 25
"""As many as a menu on Discord holds; a server's own styles come first."""

STRENGTHS: Final = (10, 25, 40, 55, 70, 85, 100)
VARIATIONS: Final = 4

SHEETS_AT_ONCE: Final = 2
SHEETS_KEPT: Final = 16
KEPT_SECONDS: Final = 600.0

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Choice:
    """A cell: its number and title, and what to ask for when it is chosen.

    `preset` is a name for `submit` or `rerun`; `changes` are options for `rerun`.
    """

    number: int
    title: str
    preset: str | None = None
    changes: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Sheet:
    """`image` is a JPEG; `choices` are its cells in order."""

    image: bytes = field(repr=False)
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class _Cell:
    choice: Choice
    styles: tuple[bytes, ...]
    options: StyleOptions

    def key(self) -> tuple[object, ...]:
        return self.choice.title, tuple(map(sha256, self.styles)), self.options.model_dump_json()


class Sheets:
    """Draws them; the last few are kept a while, by the digest of what is on them."""

    def __init__(
        self,
        store: Store,
        records: Records,
        pool: PicturePool,
        presets: Presets,
        servers: Servers,
        limits: LimitSettings,
        moderation: Moderation,
    ) -> None:
        self._store = store
        self._records = records
        self._pool = pool
        self._presets = presets
        self._servers = servers
        self._limits = limits
        self._moderation = moderation
        self._room = asyncio.Semaphore(SHEETS_AT_ONCE)
        self._kept: OrderedDict[tuple[object, ...], tuple[float, bytes]] = OrderedDict()

    async def of_photo(self, owner: Owner, content: bytes, *, locale: str | None = None) -> Sheet:
        """A photo in every preset of the server, painted small by the instant network: seconds of work.

        Raises `Refusal`: those of a photo in `Studio.submit`, `blocked`, `sheet_failed`.
        """
        chosen = await self._servers.settings(owner.server_key)
        bounds = Bounds(self._limits, chosen)
        check_person(owner, None, bounds)
        await inspect_one(self._pool, content, "content", self._limits.upload_bytes, owner.key)
        await self._moderation.check((content,))
        options = chosen.apply_defaults(StyleOptions(), bounds)
        cells = await self._styles(owner.server_key, options, locale or owner.locale)
        return await self._draw(content, cells)

    async def of_job(self, job_id: str, viewer: Owner, *, locale: str | None = None) -> Sheet:
        """The photo of a job in every preset; a `Choice.preset` is for `Studio.rerun`.

        Raises `Refusal`: `no_such_job`, `not_yours`, `pictures_gone`, `sheet_failed`.
        """
        job = await self._records.job(job_id)
        content = await self._photo(job, viewer)
        cells = await self._styles(viewer.server_key, job.options, locale or viewer.locale)
        return await self._draw(content, cells)

    async def of_strengths(self, job_id: str, viewer: Owner, *, locale: str | None = None) -> Sheet:
        """Up to four other strengths of a job; `Choice.changes` are for `Studio.rerun`.

        Raises `Refusal`: `no_such_job`, `not_yours`, `pictures_gone`, `nothing_to_vary`, `sheet_failed`.
        """
        job = await self._records.job(job_id)
        content = await self._photo(job, viewer)
        lender = await lender_of(self._store, job)
        least = 1 if lender.owner.key == viewer.key else lender.options.strength
        request = await read_inputs(self._store, job.content, job.styles, job.options)
        cells = [
            _Cell(
                Choice(
                    number,
                    load_texts().say("choice-strength", locale or viewer.locale, strength=strength),
                    changes={"strength": strength},
                ),
                request.styles,
                request.options.with_changes(strength=strength),
            )
            for number, strength in enumerate(_strengths(job.options.strength, least), start=1)
        ]
        if not cells:
            raise Refusal("nothing_to_vary")
        return await self._draw(content, cells)

    def forget(self) -> None:
        """Keep no sheet any longer."""
        self._kept.clear()

    async def _photo(self, job: Job, viewer: Owner) -> bytes:
        if not may_see(job, "result", viewer):
            raise Refusal("not_yours")
        await lender_of(self._store, job)
        return (await read_inputs(self._store, job.content, (), job.options)).content

    async def _styles(self, server_key: str, options: StyleOptions, locale: str) -> list[_Cell]:
        presets: Sequence[Preset] = self._presets.list(server_key)[:MOST_CELLS]
        plain = options.with_changes(style_blend=())
        return [
            _Cell(
                Choice(number, preset.title_in(locale), preset.name),
                (await self._presets.image(preset.name, server_key),),
                plain,
            )
            for number, preset in enumerate(presets, start=1)
        ]

    async def _draw(self, content: bytes, cells: Sequence[_Cell]) -> Sheet:
        key = (sha256(content), *(cell.key() for cell in cells))
        image = self._lookup(key)
        if image is None:
            async with self._room:
                image = self._lookup(key) or await self._paint(content, cells)
            self._kept[key] = (time.monotonic(), image)
            while len(self._kept) > SHEETS_KEPT:
                self._kept.popitem(last=False)
        return Sheet(image, tuple(cell.choice for cell in cells))

    def _lookup(self, key: tuple[object, ...]) -> bytes | None:
        oldest = time.monotonic() - KEPT_SECONDS
        for old in [each for each, (moment, _) in self._kept.items() if moment < oldest]:
            del self._kept[old]
        return self._kept[key][1] if key in self._kept else None

    async def _paint(self, content: bytes, cells: Sequence[_Cell]) -> bytes:
        try:
            photo = await self._pool.thumbnail(content, PHOTO_SIDE)
            painted = [
                (
                    cell.choice.title,
                    await self._pool.stylize_preview(photo, cell.styles, cell.options, CELL_SIDE),
                )
                for cell in cells
            ]
            return await self._pool.compose_sheet(painted)
        except EngineError as error:
            raise Refusal("sheet_failed") from error


def _strengths(own: int, least: int) -> tuple[int, ...]:
    """Up to four strengths from `least` on, spread out, without the one that is there already."""
    possible = [each for each in STRENGTHS if each >= least and abs(each - own) >= 5]
    step = max(1.0, (len(possible) - 1) / (VARIATIONS - 1))
    return tuple(
        dict.fromkeys(possible[round(index * step)] for index in range(min(VARIATIONS, len(possible))))
    )
