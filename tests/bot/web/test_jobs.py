"""What a visitor can do with a job."""

from __future__ import annotations

import asyncio
from io import BytesIO

import pytest
from aiohttp import ClientSession
from PIL import Image, ImageChops, ImageOps

from tests.bot.web.world import World, error, events, form, job, listen, picture, submit, submitted
from tests.pictures import png, quarters, save

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_submit_is_answered_with_where_to_follow_it(visitor: ClientSession) -> None:
    async with await submit(visitor) as response:
        body = await response.json()
    assert response.status == 202
    assert body["url"] == f"/api/jobs/{body['id']}" == response.headers["Location"]
    assert body["state"] in ("queued", "running")
    assert "position" in body


async def test_the_second_in_line_is_told_so(world: World, visitor: ClientSession) -> None:
    await world.being_painted(visitor)
    await submitted(visitor, content=png(seed=5))
    async with await submit(visitor, content=png(seed=6)) as response:
        assert (await response.json())["position"] == 2


async def test_a_job_is_shown_with_everything_promised(world: World, visitor: ClientSession) -> None:
    shown = await job(visitor, await world.being_painted(visitor, iterations=7))
    promised = {"id", "state", "position", "step", "steps", "loss", "seconds_left", "error", "options"}
    assert promised <= set(shown)
    assert (shown["state"], shown["step"], shown["steps"], shown["loss"]) == ("running", 0, 7, 10.0)


async def test_options_arrive_as_they_were_written(world: World, visitor: ClientSession) -> None:
    await world.painted(visitor, strength=70, colors="keep", style_layers="relu1_1,relu2_1:3", seed="")
    options = world.painter.requests[0].options
    assert (options.strength, options.colors, options.seed) == (70, "keep", 0)
    assert options.style_layers == ("relu1_1", "relu2_1:3")


async def test_no_option_tells_of_this_machine(world: World, visitor: ClientSession) -> None:
    shown = await job(visitor, await submitted(visitor))
    assert not {"weights", "device"} & set(shown["options"])


async def test_several_paintings_are_mixed(world: World, visitor: ClientSession) -> None:
    data = form(style_blend="3,7")
    data.add_field("style", png(seed=3), filename="painting.png")
    async with visitor.post("/api/jobs", data=data) as response:
        assert response.status == 202
        job_id = (await response.json())["id"]
    await events(visitor, job_id)
    assert world.painter.requests[0].styles == (png(seed=2), png(seed=3))


async def test_a_preset_stands_in_for_the_painting(world: World, visitor: ClientSession) -> None:
    await world.studio.presets.add("our own", png(seed=9))
    await world.painted(visitor, style=None, preset="our own")
    assert world.painter.requests[0].styles == (png(seed=9),)


async def test_the_result_is_the_painted_photo(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor, content=save(quarters()))
    painted = await picture(visitor, f"/api/jobs/{job_id}/result")
    assert ImageChops.difference(painted, ImageOps.invert(quarters())).getbbox() is None


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
async def test_the_result_comes_in_the_format_asked_for(
    world: World, visitor: ClientSession, kind: str
) -> None:
    job_id = await world.painted(visitor)
    async with visitor.get(f"/api/jobs/{job_id}/result", params={"format": kind}) as response:
        assert response.content_type == f"image/{kind}"
        assert Image.open(BytesIO(await response.read())).format == kind.upper()


async def test_the_download_is_named_after_photo_and_painting(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor, name="my house.HEIC")
    async with visitor.get(f"/api/jobs/{job_id}/result?download=1&format=jpeg") as response:
        assert response.content_disposition is not None
        assert response.content_disposition.type == "attachment"
        assert response.content_disposition.filename == "my-house-painting.jpg"


async def test_a_small_result_is_a_small_jpeg(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    small = await picture(visitor, f"/api/jobs/{job_id}/result?side=32")
    assert (small.format, max(small.size)) == ("JPEG", 32)


async def test_photo_and_painting_can_be_seen_beside_the_result(world: World, visitor: ClientSession) -> None:
    job_id = await submitted(visitor, content=png(96, 64), style=png(80, 80))
    assert (await picture(visitor, f"/api/jobs/{job_id}/content")).size == (96, 64)
    assert (await picture(visitor, f"/api/jobs/{job_id}/style")).size == (80, 80)


async def test_there_is_no_second_painting_when_one_was_sent(visitor: ClientSession) -> None:
    job_id = await submitted(visitor)
    async with visitor.get(f"/api/jobs/{job_id}/style?n=1") as response:
        assert await error(response) == (404, "not_found", "n")


async def test_the_first_preview_is_the_instant_one(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    async for name, data in listen(visitor, job_id):
        if name == "preview":
            assert data["instant"]
            assert (await picture(visitor, f"/api/jobs/{job_id}/preview")).format == "JPEG"
            return
    pytest.fail("no preview came")


async def test_a_loss_that_is_no_number_yet_is_none(world: World, visitor: ClientSession) -> None:
    world.painter.loss = float("nan")
    assert (await job(visitor, await world.being_painted(visitor)))["loss"] is None


@pytest.mark.parametrize("what", ["result", "timelapse"])
async def test_what_is_not_there_yet_is_refused(world: World, visitor: ClientSession, what: str) -> None:
    job_id = await world.being_painted(visitor)
    async with visitor.get(f"/api/jobs/{job_id}/{what}") as response:
        assert (await error(response))[:2] == (409, "not_yet")


async def test_a_job_in_the_queue_is_cancelled(world: World, visitor: ClientSession) -> None:
    await world.being_painted(visitor)
    job_id = await submitted(visitor, content=png(seed=5))
    async with visitor.delete(f"/api/jobs/{job_id}") as response:
        assert (await response.json())["state"] == "cancelled"


async def test_a_running_job_is_cancelled(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    async with visitor.delete(f"/api/jobs/{job_id}") as response:
        assert (await response.json())["state"] == "cancelled"
    assert (await job(visitor, job_id))["state"] == "cancelled"


async def test_a_cancelled_job_has_no_result(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    await visitor.delete(f"/api/jobs/{job_id}")
    async with visitor.get(f"/api/jobs/{job_id}/result") as response:
        assert (await error(response))[:2] == (409, "not_yet")


async def test_a_picture_is_kept_as_it_is(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor, iterations=50)
    async with visitor.delete(f"/api/jobs/{job_id}?keep=1") as response:
        assert response.status == 200
    name, data = (await events(visitor, job_id))[-1]
    assert (name, data["kept"], data["step"]) == ("done", True, 0)


async def test_what_is_over_cannot_be_cancelled(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    async with visitor.delete(f"/api/jobs/{job_id}") as response:
        assert await error(response) == (409, "already_over", None)


async def test_what_waits_cannot_be_kept(world: World, visitor: ClientSession) -> None:
    await world.being_painted(visitor)
    job_id = await submitted(visitor, content=png(seed=5))
    async with visitor.delete(f"/api/jobs/{job_id}?keep=1") as response:
        assert await error(response) == (409, "not_started", None)


async def test_a_picture_is_forgotten(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    async with visitor.delete(f"/api/jobs/{job_id}?forget=1") as response:
        assert response.status == 204
    async with visitor.get(f"/api/jobs/{job_id}") as response:
        assert await error(response) == (404, "no_such_job", None)


@pytest.mark.parametrize(
    ("change", "strength"), [({"change": "stronger"}, 70), ({"change": "softer"}, 30), ({"strength": 5}, 5)]
)
async def test_again_but_different(
    world: World, visitor: ClientSession, change: dict[str, object], strength: int
) -> None:
    job_id = await world.painted(visitor)
    async with visitor.post(f"/api/jobs/{job_id}/again", json=change) as response:
        body = await response.json()
        assert response.status == 202
    assert (body["parent"], body["options"]["strength"]) == (job_id, strength)


async def test_bigger_is_refused_where_it_is_as_large_as_allowed(
    world: World, visitor: ClientSession
) -> None:
    job_id = await world.painted(visitor)
    job = await world.studio.records.job(job_id)
    await world.studio.servers.change(job.owner.server_key, max_size=max(job.width, job.height))
    async with visitor.post(f"/api/jobs/{job_id}/again", json={"change": "bigger"}) as response:
        assert await error(response) == (422, "size_reached", None)


async def test_photo_and_painting_change_places(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    async with visitor.post(f"/api/jobs/{job_id}/again", json={"change": "swap"}) as response:
        await events(visitor, (await response.json())["id"])
    assert world.painter.requests[1].content == world.painter.requests[0].styles[0]


async def test_their_names_do_too(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor, name="house.png")
    async with visitor.post(f"/api/jobs/{job_id}/again", json={"change": "swap"}) as response:
        swapped = await response.json()
    assert (swapped["name"], swapped["style_name"]) == ("painting.png", "house.png")


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ('{"change": "prettier"}', (400, "bad_option", "change")),
        ('{"strength": 900}', (400, "bad_option", "strength")),
        ('{"colour": "red"}', (400, "bad_option", "colour")),
        ('{"moderator": true}', (400, "bad_option", "moderator")),
        ("[1]", (400, "bad_request", "changes")),
        ("{", (400, "bad_request", "changes")),
        ("[" * 30_000, (400, "bad_request", "changes")),
        ('{"swap": 3}', (400, "bad_option", "swap")),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(
    world: World, visitor: ClientSession, body: str, refused: tuple[int, str, str | None]
) -> None:
    job_id = await world.painted(visitor)
    async with visitor.post(f"/api/jobs/{job_id}/again", data=body) as response:
        assert await error(response) == refused


async def test_a_failed_job_says_why(world: World, visitor: ClientSession) -> None:
    from engine.errors import OutOfMemory

    world.painter.error = OutOfMemory("no room for 4096 px; try 1024")
    job_id = await submitted(visitor)
    name, data = (await events(visitor, job_id))[-1]
    assert (name, data["state"], data["error"]["code"]) == ("failed", "failed", "out_of_memory")
    assert data["error"]["message"]


async def test_two_visitors_with_the_same_file_name_get_their_own_pictures(world: World) -> None:
    async with world.visitor() as one, world.visitor() as other:
        photos = {one: png(96, 64, seed=10), other: png(64, 96, seed=11)}
        ids = await asyncio.gather(
            *(submitted(who, content=photo, name="IMG_0001.JPG") for who, photo in photos.items())
        )
        await asyncio.gather(*(events(who, job_id) for who, job_id in zip(photos, ids, strict=True)))
        for (who, photo), job_id in zip(photos.items(), ids, strict=True):
            painted = await picture(who, f"/api/jobs/{job_id}/result")
            wanted = ImageOps.invert(Image.open(BytesIO(photo)))
            assert ImageChops.difference(painted, wanted).getbbox() is None
