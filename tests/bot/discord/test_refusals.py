"""What is refused, and that only the person who asked sees it."""

from __future__ import annotations

import pytest

from tests.bot.discord.world import World, open_world, picture
from tests.fakes.discord import Asked

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sentence(world: World, asked: Asked) -> str:
    """The refusal; nothing public may be left of the attempt."""
    refusal = await world.refusal(asked)
    await world.until(
        lambda: all(m.ephemeral for m in world.channel.messages.values()), "nothing public left"
    )
    return refusal


async def test_without_a_style_there_is_nothing_to_do(world: World) -> None:
    asked = await world.person().slash(world.channel, "stylize", content=picture())
    assert await sentence(world, asked)


async def test_painting_and_preset_exclude_each_other(world: World) -> None:
    asked = await world.stylize(world.person(), preset="mosaic", style=picture())
    assert "not both" in await sentence(world, asked)


async def test_a_text_is_no_picture_whatever_its_name(world: World) -> None:
    asked = await world.stylize(world.person(), content=("photo.png", b"I am a text" * 50))
    assert await sentence(world, asked)


async def test_an_unknown_preset_is_named(world: World) -> None:
    asked = await world.stylize(world.person(), preset="nonesuch")
    assert "nonesuch" in await sentence(world, asked)


async def test_the_styles_there_are_are_called_as_people_see_them(world: World) -> None:
    asked = await world.stylize(world.person(locale="de"), preset="nonesuch")
    assert "Aquarell" in await sentence(world, asked)


async def test_removing_a_preset_without_a_name_is_answered_with_those_there_are(world: World) -> None:
    asked = await world.manager().slash(world.channel, "presets", remove=" ")
    assert "Watercolour" in await sentence(world, asked)


async def test_a_crooked_blend_is_refused(world: World) -> None:
    asked = await world.stylize(world.person(), style2=picture(), blend="three")
    assert await sentence(world, asked)


async def test_a_file_from_elsewhere_is_not_fetched(world: World) -> None:
    ann = world.person()
    world.fake.world.origin, real = "http://169.254.169.254", world.fake.world.origin
    asked = await world.stylize(ann)
    world.fake.world.origin = real
    assert "could not be fetched" in await sentence(world, asked)


async def test_a_file_that_is_gone_is_not_fetched(world: World) -> None:
    ann = world.person()
    store = world.fake.world.store_file

    def forgetful(name: str, data: bytes, **more: str) -> dict[str, object]:
        attachment = store(name, data, **more)
        world.fake.world.files.clear()
        return attachment

    world.fake.world.store_file = forgetful  # type: ignore[method-assign]
    assert "could not be fetched" in await sentence(world, await world.stylize(ann))


async def test_a_refusal_is_in_the_persons_language(world: World) -> None:
    asked = await world.stylize(world.person(locale="fr"), preset="mosaic", style=picture())
    assert "pas les deux" in await sentence(world, asked)


async def test_a_message_without_a_picture_cannot_be_stylized(world: World) -> None:
    ann = world.person()
    asked = await ann.message_command(ann.post(world.channel), "Stylize…")
    assert "no picture" in str(asked.refusal)


async def test_the_forms_strength_is_checked(world: World) -> None:
    ann = world.person()
    shown = await ann.message_command(ann.post(world.channel, cat_png=picture()), "Stylize…")
    asked = await ann.submit(shown, style=picture(), strength="500")
    assert "strength" in await world.refusal(asked)


async def test_the_form_needs_a_style(world: World) -> None:
    ann = world.person()
    shown = await ann.message_command(ann.post(world.channel, cat_png=picture()), "Stylize…")
    assert await world.refusal(await ann.submit(shown))


async def test_a_file_over_the_limit_is_refused(pool, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with open_world(pool, tmp_path, upload_bytes=10_000) as world:
        asked = await world.stylize(world.person(), content=b"\x00" * 20_000)
        assert "too large" in await sentence(world, asked)


async def test_a_full_queue_is_said(pool, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with open_world(pool, tmp_path, queue=1) as world:
        await world.being_painted(world.person("ann"))
        assert await world.refusal(await world.stylize(world.person("ben")))


async def test_too_many_of_one_person_are_refused(pool, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with open_world(pool, tmp_path, jobs_per_person=1) as world:
        ann = world.person()
        await world.being_painted(ann)
        assert await world.refusal(await world.stylize(ann))
