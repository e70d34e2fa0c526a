"""Named styles: those that ship, and those that are added."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.blob_files import BlobFiles
from bot.core.presets import MAX_PER_SERVER, Presets
from bot.core.refusal import Refusal
from bot.core.store import Store, open_store
from bot.core.texts import LOCALES
from engine.pictures import images
from tests.bot.world import InlinePool, picture


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path) as store:
        yield store


@pytest.fixture
def presets(store: Store) -> Presets:
    return Presets(store, InlinePool())


def test_at_least_eight_ship(presets: Presets) -> None:
    assert sum(preset.builtin for preset in presets.list()) >= 8


async def test_every_one_that_ships_is_a_picture(presets: Presets) -> None:
    for preset in presets.list():
        assert images.inspect(await presets.image(preset.name)).format == "JPEG"


def test_a_name_is_found_in_any_case(presets: Presets) -> None:
    assert presets.get("MOSAIC").name == "mosaic"


def test_an_unknown_name_is_refused_with_those_there_are(presets: Presets) -> None:
    with pytest.raises(Refusal, match="Mosaic"):
        presets.get("nonsense")


def test_and_in_the_persons_language(presets: Presets) -> None:
    with pytest.raises(Refusal) as caught:
        presets.get("nonsense")
    assert "Buntglas" in caught.value.message("de")


async def test_an_added_painting_comes_back(presets: Presets) -> None:
    await presets.add("Our Cat", picture("teal"))
    assert await presets.image("our cat") == picture("teal")


async def test_an_added_painting_keeps_its_title(presets: Presets) -> None:
    await presets.add("Our  Cat", picture("teal"))
    assert presets.get("our cat").title == "Our Cat"


async def test_a_servers_preset_is_its_own(presets: Presets) -> None:
    await presets.add("cat", picture("teal"), "fake:here")
    with pytest.raises(Refusal, match="unknown_preset"):
        presets.get("cat", "fake:there")


async def test_a_servers_preset_hides_the_installations(presets: Presets) -> None:
    await presets.add("cat", picture("teal"))
    await presets.add("cat", picture("navy"), "fake:here")
    assert await presets.image("cat", "fake:here") == picture("navy")


async def test_a_hidden_preset_is_listed_once(presets: Presets) -> None:
    await presets.add("cat", picture("teal"))
    await presets.add("cat", picture("navy"), "fake:here")
    assert [preset.name for preset in presets.list("fake:here")].count("cat") == 1


async def test_a_servers_own_come_first(presets: Presets) -> None:
    await presets.add("zebra", picture("teal"), "fake:here")
    assert presets.list("fake:here")[0].name == "zebra"


async def test_adding_again_replaces(presets: Presets, store: Store) -> None:
    await presets.add("cat", picture("teal"))
    await presets.add("cat", picture("navy"))
    await store.blobs.collect()
    assert await presets.image("cat") == picture("navy")


async def test_a_removed_painting_is_gone(presets: Presets) -> None:
    await presets.add("cat", picture("teal"))
    await presets.remove("cat")
    with pytest.raises(Refusal, match="unknown_preset"):
        presets.get("cat")


async def test_added_paintings_survive_a_restart(presets: Presets, store: Store) -> None:
    await presets.add("cat", picture("teal"), "fake:here")
    later = Presets(store, InlinePool())
    await later.refresh()
    assert later.get("cat", "fake:here") == presets.get("cat", "fake:here")


async def test_added_paintings_are_not_collected(presets: Presets, store: Store) -> None:
    await presets.add("cat", picture("teal"))
    await store.tidy(keep_seconds=0, max_bytes=1)
    assert await presets.image("cat") == picture("teal")


@pytest.mark.parametrize("name", ["", "../etc", "x" * 33, "_cat", "a/b", "cat\u202e", "🐈"])
async def test_a_bad_name(presets: Presets, name: str) -> None:
    with pytest.raises(Refusal, match="bad_name"):
        await presets.add(name, picture())


@pytest.mark.parametrize("name", ["Наш кот", "うちの猫", "unser Kätzchen", "قطتنا", "बिल्ली"])
async def test_a_name_may_be_in_any_script(presets: Presets, name: str) -> None:
    await presets.add(name, picture("teal"))
    assert await presets.image(name.upper()) == picture("teal")


@pytest.mark.parametrize("name", ["Наш кот", "our cat", "猫" * 32])
async def test_every_preset_has_a_plain_handle(presets: Presets, name: str) -> None:
    preset = await presets.add(name, picture("teal"), "fake:here")
    assert len(preset.handle.encode()) <= 32
    assert presets.get(preset.handle, "fake:here") == preset


@pytest.mark.parametrize("title", ["Buntglas", "ステンドグラス", "витраж", "Stained  Glass"])
def test_a_title_in_any_language_is_found(presets: Presets, title: str) -> None:
    assert presets.get(title).name == "stained-glass"


def test_every_one_that_ships_has_a_title_in_every_language(presets: Presets) -> None:
    titles = {(each.name, locale): each.title_in(locale) for each in presets.list() for locale in LOCALES}
    assert len(set(titles.values())) >= len(presets.list())
    assert titles["watercolor", "de"] == "Aquarell"


def test_no_two_styles_share_a_title(presets: Presets) -> None:
    for locale in LOCALES:
        titles = [each.title_in(locale) for each in presets.list()]
        assert len(set(titles)) == len(titles)


async def test_the_name_of_one_that_ships(presets: Presets) -> None:
    with pytest.raises(Refusal, match="name_taken"):
        await presets.add("Mosaic", picture())


async def test_one_that_ships_cannot_be_removed(presets: Presets) -> None:
    with pytest.raises(Refusal, match="preset_ships"):
        await presets.remove("mosaic")


async def test_a_server_cannot_remove_the_installations(presets: Presets) -> None:
    await presets.add("cat", picture("teal"))
    with pytest.raises(Refusal, match="preset_not_here"):
        await presets.remove("cat", "fake:here")


async def test_not_a_picture(presets: Presets) -> None:
    with pytest.raises(Refusal, match="not_a_picture"):
        await presets.add("cat", b"hello")


async def test_a_server_has_room_for_so_many(presets: Presets) -> None:
    for number in range(MAX_PER_SERVER):
        await presets.add(f"cat {number}", picture("teal"), "fake:here")
    with pytest.raises(Refusal, match="too_many_presets"):
        await presets.add("one more", picture(), "fake:here")


async def test_a_preset_that_cannot_be_replaced_stays(
    presets: Presets, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(files: BlobFiles, sha: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    await presets.add("cat", picture("teal"))
    monkeypatch.setattr(BlobFiles, "write", full)
    with pytest.raises(Refusal, match="storage_full"):
        await presets.add("cat", picture("navy"))
    await store.blobs.collect()
    assert await presets.image("cat") == picture("teal")


async def test_the_picture_of_a_preset_that_was_replaced_goes(presets: Presets, store: Store) -> None:
    old = await presets.add("cat", picture("teal"))
    await presets.add("cat", picture("navy"))
    await store.blobs.collect()
    assert not await store.blobs.there(old.sha)
