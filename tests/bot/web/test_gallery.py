"""What a visitor chooses from."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

from engine.options import OWNER_ONLY, StyleOptions
from tests.bot.web.world import World, error, picture
from tests.pictures import heic, png

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_option_a_stranger_may_give_is_described(visitor: ClientSession) -> None:
    async with visitor.get("/api/options") as response:
        options = (await response.json())["options"]
    assert set(options) == set(StyleOptions.model_fields) - OWNER_ONLY
    assert all(each["description"] for each in options.values())


async def test_the_caps_are_this_installations(world: World, visitor: ClientSession) -> None:
    async with visitor.get("/api/options") as response:
        facts = await response.json()
    assert (facts["max_size"], facts["file_bytes"], facts["max_quality"]) == (2048, 25_000_000, "fine")


async def test_a_stranger_starts_from_the_photo_or_from_noise(visitor: ClientSession) -> None:
    async with visitor.get("/api/options") as response:
        assert (await response.json())["options"]["init"]["enum"] == ["content", "noise"]


async def test_presets_are_listed_with_their_pictures(world: World, visitor: ClientSession) -> None:
    await world.studio.presets.add("Blue Waves", png(90, 60))
    async with visitor.get("/api/presets") as response:
        presets = {each["name"]: each for each in await response.json()}
    assert presets["blue waves"]["title"] == "Blue Waves"
    assert (await picture(visitor, presets["blue waves"]["image"])).size == (90, 60)


async def test_a_preset_is_shown_in_a_format_browsers_know(world: World, visitor: ClientSession) -> None:
    await world.studio.presets.add("from a phone", heic())
    assert (await picture(visitor, "/api/presets/from a phone/image")).format == "JPEG"


async def test_a_thumbnail_has_the_size_asked_for(world: World, visitor: ClientSession) -> None:
    await world.studio.presets.add("our own", png(90, 60))
    assert (await picture(visitor, "/api/presets/our own/image?side=45")).size == (45, 30)


async def test_an_unknown_preset_has_no_picture(visitor: ClientSession) -> None:
    async with visitor.get("/api/presets/nosuch/image") as response:
        assert await error(response) == (400, "unknown_preset", "preset")


async def test_there_are_sample_photos(visitor: ClientSession) -> None:
    async with visitor.get("/api/samples") as response:
        samples = await response.json()
    assert samples
    for sample in samples:
        assert min((await picture(visitor, sample["image"])).size) >= 256


async def test_an_unknown_sample(visitor: ClientSession) -> None:
    async with visitor.get("/api/samples/..%2Ferrors/image") as response:
        assert (await error(response))[:2] == (404, "not_found")


async def test_the_time_is_for_the_size_asked_for(world: World, visitor: ClientSession) -> None:
    await world.painted(visitor)
    times = []
    for size in (64, 128):
        async with visitor.get(f"/api/estimate?pixels=1500000&size={size}") as response:
            times.append((await response.json())["seconds"]["standard"])
    assert times[1] == pytest.approx(4 * times[0])


async def test_there_is_no_time_for_a_size_that_will_not_do(visitor: ClientSession) -> None:
    async with visitor.get("/api/estimate?pixels=1500000&size=large") as response:
        assert await error(response) == (400, "bad_option", "size")
