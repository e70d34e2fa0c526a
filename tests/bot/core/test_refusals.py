"""Every no: its code, the field it names, and that it costs nothing."""

from __future__ import annotations

import ast
import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import bot
from bot.core.blob_files import BlobFiles
from bot.core.refusal import Refusal
from bot.core.texts import load_texts
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import World, open_world, person, picture, until


async def refused(world: World, *args: Any, **kwargs: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        await world.submit(*args, **kwargs)
    return caught.value.code, caught.value.field


async def test_a_text_is_not_a_picture(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, content=b"hello") == ("not_a_picture", "content")


async def test_a_broken_style_names_the_style(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, styles=(b"hello",)) == ("not_a_picture", "style")


async def test_too_many_bytes(tmp_path: Path) -> None:
    async with open_world(tmp_path, upload_bytes=10_000) as world:
        assert await refused(world, content=bytes(10_001)) == ("picture_too_large", "content")


async def test_too_few_pixels(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, content=picture(side=2)) == ("picture_too_small", "content")


async def test_no_style(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, styles=()) == ("style_missing", "style")


async def test_an_unknown_preset(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, styles=(), preset="nonsense") == ("unknown_preset", "preset")


@pytest.mark.parametrize(
    ("option", "value"), [("device", "cuda"), ("weights", "torchvision"), ("init", "/etc/passwd")]
)
async def test_options_of_the_machine_are_not_for_strangers(tmp_path: Path, option: str, value: str) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, **{option: value}) == ("owner_only", option)


async def test_a_size_above_the_cap(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=512) as world:
        assert await refused(world, size=513) == ("size_not_allowed", "size")


async def test_a_width_above_the_cap(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=512) as world:
        assert await refused(world, width=513) == ("size_not_allowed", "width")


async def test_a_width_that_makes_a_portrait_higher_than_the_cap(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 256)).save(buffer, "PNG")
    async with open_world(tmp_path, max_size=512) as world:
        assert await refused(world, content=buffer.getvalue(), width=256) == ("size_not_allowed", "width")
        assert await world.submit(content=buffer.getvalue(), width=128)


async def test_a_quality_above_the_cap(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_quality="standard") as world:
        assert await refused(world, quality="fine") == ("quality_not_allowed", "quality")


async def test_more_iterations_than_the_cap(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_iterations=100) as world:
        assert await refused(world, iterations=101) == ("iterations_not_allowed", "iterations")


async def test_too_many_styles(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_styles=1) as world:
        assert await refused(world, styles=(picture("gold"), picture("teal"))) == ("too_many_styles", "style")


async def test_a_blend_that_does_not_fit_the_styles(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert await refused(world, style_blend="3,7") == ("blend_mismatch", "style_blend")


async def test_a_full_queue(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0), queue=1) as world:
        await world.submit(person("1"))
        assert await refused(world, person("2")) == ("queue_full", None)


async def test_too_many_of_one_person(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0), jobs_per_person=1) as world:
        await world.submit()
        assert await refused(world) == ("too_many_of_yours", None)


async def test_two_at_the_same_moment_do_not_both_slip_in(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0), jobs_per_person=1) as world:
        answers = await asyncio.gather(world.submit(), world.submit(), return_exceptions=True)
        assert sum(isinstance(answer, Refusal) for answer in answers) == 1


async def test_too_many_of_one_server(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0), jobs_per_server=1) as world:
        await world.submit(person("1"))
        assert await refused(world, person("2")) == ("too_many_of_server", None)


async def test_too_soon_after_the_last(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor(), cooldown=60) as world:
        await world.submit()
        assert await refused(world) == ("cooldown", None)


async def test_a_blocked_person(tmp_path: Path) -> None:
    async with open_world(tmp_path, blocked=("fake:13",)) as world:
        assert await refused(world, person("13")) == ("blocked", None)


async def test_a_person_blocked_by_the_server(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.servers.change("fake:s", blocked=("13",))
        assert await refused(world, person("13")) == ("blocked", None)


async def test_a_channel_the_server_has_not_chosen(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.servers.change("fake:s", allowed_channels=("1",))
        assert await refused(world, destination={"channel_id": "2"}) == ("channel_not_allowed", None)


async def test_a_moderator_may_ask_in_any_channel(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.servers.change("fake:s", allowed_channels=("1",))
        assert await world.submit(destination={"channel_id": "2"}, moderator=True)


async def test_a_server_may_tighten_a_limit(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.servers.change("fake:s", max_size=256)
        assert await refused(world, size=512) == ("size_not_allowed", "size")


async def test_a_server_may_not_loosen_a_limit(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=256) as world:
        await world.studio.servers.change("fake:s", max_size=1024)
        assert await refused(world, size=512) == ("size_not_allowed", "size")


async def test_a_server_setting_out_of_range(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        with pytest.raises(Refusal) as caught:
            await world.studio.servers.change("fake:s", default_strength=101)
        assert (caught.value.code, caught.value.field) == ("bad_option", "default_strength")


async def test_a_refused_request_leaves_no_picture_behind(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=256) as world:
        await refused(world, size=512)
        assert await world.store.bytes_used() == 0


@pytest.mark.parametrize("deed", ["cancel", "keep", "delete"])
async def test_others_may_not_touch_a_job(tmp_path: Path, deed: str) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        with pytest.raises(Refusal, match="not_yours"):
            await getattr(world.studio, deed)(job.id, person("2"))


async def test_a_moderator_of_another_server_may_not_cancel(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        with pytest.raises(Refusal, match="not_yours"):
            await world.studio.cancel(job.id, person("9", server="elsewhere"), moderator=True)


@pytest.mark.parametrize("deed", ["cancel", "keep", "delete"])
async def test_an_unknown_job(tmp_path: Path, deed: str) -> None:
    async with open_world(tmp_path) as world:
        with pytest.raises(Refusal, match="no_such_job"):
            await getattr(world.studio, deed)("nonsense", person())


@pytest.mark.parametrize("deed", ["cancel", "keep"])
async def test_a_job_that_is_over(tmp_path: Path, deed: str) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit())
        with pytest.raises(Refusal, match="already_over"):
            await getattr(world.studio, deed)(job.id, job.owner)


async def test_a_job_that_has_not_begun_has_nothing_to_keep(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        with pytest.raises(Refusal, match="not_started"):
            await world.studio.keep(job.id, job.owner)


async def test_a_rerun_of_a_job_whose_pictures_are_gone(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit())
        (tmp_path / "pictures" / job.content[:2] / job.content).unlink()
        with pytest.raises(Refusal, match="pictures_gone"):
            await world.studio.rerun(job.id, job.owner, {}, seed=7)


async def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_world(tmp_path) as world:

        def full(files: BlobFiles, sha: str, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(BlobFiles, "write", full)
        assert await refused(world) == ("storage_full", None)


async def test_refusals_are_counted(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await refused(world, styles=())
        assert b'impasto_refusals_total{code="style_missing"} 1.0' in world.studio.metrics.text()


async def test_a_refused_person_may_ask_again(tmp_path: Path) -> None:
    async with open_world(tmp_path, jobs_per_person=1) as world:
        await refused(world, content=b"hello")
        job = await world.submit()
        (await world.executor.begun()).finish()
        await until(lambda: world.surface.delivered)
        assert world.surface.delivered[0].id == job.id


def codes_in_the_source() -> list[str]:
    """Every literal first argument of `Refusal(...)` and `Refusal.because(...)`."""
    found = set()
    for file in Path(bot.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = ast.unparse(node.func)
                if name in ("Refusal", "Refusal.because"):
                    found.add(str(node.args[0].value))
    return sorted(found)


@pytest.mark.parametrize("code", codes_in_the_source())
def test_every_refusal_has_a_sentence(code: str) -> None:
    assert load_texts().has(f"refusal-{code.replace('_', '-')}")
