"""Sheets to choose from, cell by cell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.core.refusal import Refusal
from tests.bot.executors import EagerExecutor
from tests.bot.world import open_world, person, picture

ANN, BOB = person("ann"), person("bob")
PHOTO = picture("navy")


async def test_a_photo_in_every_preset(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        sheet = await world.studio.sheets.of_photo(ANN, PHOTO)
        known = [preset.name for preset in world.studio.presets.list(ANN.server_key)]
        assert [choice.preset for choice in sheet.choices] == known


async def test_the_choices_are_numbered_from_one(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        sheet = await world.studio.sheets.of_photo(ANN, PHOTO)
        assert [choice.number for choice in sheet.choices] == list(range(1, len(sheet.choices) + 1))


async def test_titles_are_in_the_persons_language(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        sheet = await world.studio.sheets.of_photo(person("ann", locale="de"), PHOTO)
        assert "Aquarell" in [choice.title for choice in sheet.choices]


async def test_the_sheet_is_a_jpeg(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        sheet = await world.studio.sheets.of_photo(ANN, PHOTO)
        with Image.open(io.BytesIO(sheet.image)) as image:
            assert image.format == "JPEG"


async def test_a_servers_own_presets_come_first(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.presets.add("Zebra", picture("teal"), ANN.server_key)
        sheet = await world.studio.sheets.of_photo(ANN, PHOTO)
        assert (sheet.choices[0].title, world.pool.cells[0][0]) == ("Zebra", picture("teal"))


async def test_the_same_sheet_is_painted_once(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first = await world.studio.sheets.of_photo(ANN, PHOTO)
        painted = len(world.pool.cells)
        assert (await world.studio.sheets.of_photo(BOB, PHOTO)).image == first.image
        assert len(world.pool.cells) == painted


async def test_a_forgotten_persons_sheets_are_not_kept(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.sheets.of_photo(ANN, PHOTO)
        painted = len(world.pool.cells)
        await world.studio.privacy.forget(ANN)
        await world.studio.sheets.of_photo(ANN, PHOTO)
        assert len(world.pool.cells) == 2 * painted


async def test_what_is_no_picture_has_no_sheet(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        with pytest.raises(Refusal, match="not_a_picture"):
            await world.studio.sheets.of_photo(ANN, b"hello")


async def test_a_blocked_person_has_no_sheet(tmp_path: Path) -> None:
    async with open_world(tmp_path, blocked=(ANN.key,)) as world:
        with pytest.raises(Refusal, match="blocked"):
            await world.studio.sheets.of_photo(ANN, PHOTO)


async def test_a_chosen_style_is_painted_from_the_same_photo(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN, content=PHOTO))
        choice = (await world.studio.sheets.of_job(job.id, BOB)).choices[3]
        again = await world.studio.rerun(job.id, BOB, {}, preset=choice.preset, **choice.changes)
        await world.ended(again)
        assert (again.preset, world.executor.runs[-1].request.content) == (choice.preset, PHOTO)


async def test_four_other_strengths(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN))
        sheet = await world.studio.sheets.of_strengths(job.id, ANN)
        assert [choice.changes for choice in sheet.choices] == [
            {"strength": strength} for strength in (10, 40, 70, 100)
        ]


async def test_others_are_offered_nothing_softer(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN, strength=60))
        sheet = await world.studio.sheets.of_strengths(job.id, BOB)
        assert min(choice.changes["strength"] for choice in sheet.choices) >= 60


async def test_each_strength_is_painted_as_it_will_be(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN))
        sheet = await world.studio.sheets.of_strengths(job.id, ANN)
        offered = [choice.changes["strength"] for choice in sheet.choices]
        assert [options.strength for _, options in world.pool.cells] == offered


async def test_nothing_is_stronger_than_the_strongest(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN, strength=100))
        with pytest.raises(Refusal, match="nothing_to_vary"):
            await world.studio.sheets.of_strengths(job.id, BOB)


async def test_a_private_picture_has_no_sheet_for_others(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN, private=True))
        with pytest.raises(Refusal, match="not_yours"):
            await world.studio.sheets.of_job(job.id, BOB)


async def test_after_the_owners_delete_there_is_no_sheet(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(ANN))
        copy = await world.ended(await world.studio.rerun(job.id, BOB, {}, seed=7))
        await world.studio.delete(job.id, ANN)
        with pytest.raises(Refusal, match="pictures_gone"):
            await world.studio.sheets.of_strengths(copy.id, BOB)
