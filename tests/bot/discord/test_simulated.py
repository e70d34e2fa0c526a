"""On simcord: commands, options, buttons, forms, refusals, permissions and languages, with real discord.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from simcord.results import InteractionResult

from bot.core.texts import LOCALES
from engine.processes.pool import PicturePool
from tests.bot.discord.simulation import Simulation, custom_id, open_simulation
from tests.bot.discord.world import PRESET, picture
from tests.bot.executors import MACHINES

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def sim(pool: PicturePool, tmp_path: Path) -> AsyncIterator[Simulation]:
    async with open_simulation(pool, tmp_path) as opened:
        yield opened


def words(result: InteractionResult) -> str:
    """What the person alone was told."""
    own = [result.response, *result.followups]
    return "\n".join(message.content for message in own if message is not None and message.ephemeral)


async def test_a_picture_arrives(sim: Simulation) -> None:
    message = await sim.finished(sim.person())
    assert message.attachments[0].filename.endswith(".png")


async def test_a_refusal_is_ephemeral_and_leaves_nothing_public(sim: Simulation) -> None:
    result = await sim.stylize(sim.person(), preset=PRESET)
    assert words(result)
    assert [m for m in sim.channel.history() if not m.flags.ephemeral] == []


async def test_two_people_interleaved_each_get_their_own(sim: Simulation) -> None:
    ann, ben = sim.person("ann"), sim.person("ben")
    await sim.stylize(ann, content=("a.png", picture(120, 70)))
    await sim.stylize(ben, content=("b.png", picture(70, 120)))
    sizes = [(await sim.result(number)).content.split(" · ")[2] for number in (1, 2)]
    assert sorted(sizes) == ["120×70", "70×120"]


async def test_the_message_command_opens_a_form(sim: Simulation) -> None:
    ann = sim.person()
    post = await ann.send(sim.channel, "look", attachments=[("cat.png", picture(80, 90))])
    shown = await ann.context_menu(sim.channel, "Stylize…", post)
    await ann.submit_modal(shown, {"style": ("painting.png", picture()), "strength": "20"})
    assert "80×90" in (await sim.result()).content


async def test_the_form_offers_presets(sim: Simulation) -> None:
    ann = sim.person()
    post = await ann.send(sim.channel, "look", attachments=[("cat.png", picture())])
    shown = await ann.context_menu(sim.channel, "Stylize…", post)
    await ann.submit_modal(shown, {"preset": [PRESET]})
    assert sim.studio.presets.get(PRESET).title_in("en") in (await sim.result()).content


async def test_buttons_live_through_a_restart(sim: Simulation) -> None:
    ann = sim.person()
    message = await sim.finished(ann)
    await sim.restart()
    await ann.click(message, custom_id=custom_id(message, "softer"))
    assert "strength 30" in (await sim.result(2)).content


async def test_the_queue_names_ones_own_jobs(sim: Simulation) -> None:
    ann = sim.person()
    sim.painter.pause()
    await sim.stylize(ann, content=("holiday.png", picture()))
    result = await ann.slash(sim.channel, "queue")
    assert "holiday.png" in words(result)


async def test_the_queue_shows_the_machines_of_a_cluster(sim: Simulation) -> None:
    sim.painter.devices = MACHINES
    result = await sim.person().slash(sim.channel, "queue")
    assert "2 machines are painting, easels in use: 1/1 · 0/1" in words(result)


async def test_the_queue_does_not_name_other_peoples_jobs(sim: Simulation) -> None:
    sim.painter.pause()
    await sim.stylize(sim.person("ann"), content=("secret.png", picture()))
    result = await sim.person("ben").slash(sim.channel, "queue")
    assert "secret.png" not in words(result)


async def test_cancel_completes_ones_own_jobs(sim: Simulation) -> None:
    ann = sim.person()
    sim.painter.pause()
    await sim.stylize(ann, content=("holiday.png", picture()))
    choices = await ann.autocomplete(sim.channel, "cancel", "job", "holi")
    assert len(choices) == 1


async def test_cancel_completes_nobody_elses_jobs(sim: Simulation) -> None:
    sim.painter.pause()
    await sim.stylize(sim.person("ann"))
    assert await sim.person("ben").autocomplete(sim.channel, "cancel", "job", "") == []


async def test_cancel_completes_all_jobs_for_moderators(sim: Simulation) -> None:
    sim.painter.pause()
    await sim.stylize(sim.person("ann"))
    assert len(await sim.manager().autocomplete(sim.channel, "cancel", "job", "")) == 1


async def test_cancel_ends_the_job(sim: Simulation) -> None:
    ann = sim.person()
    sim.painter.pause()
    await sim.stylize(ann)
    (choice,) = await ann.autocomplete(sim.channel, "cancel", "job", "")
    assert "Cancelled" in words(await ann.slash(sim.channel, "cancel", job=choice["value"]))


async def test_a_job_named_by_a_stranger_is_not_cancelled(sim: Simulation) -> None:
    ann = sim.person()
    sim.painter.pause()
    await sim.stylize(ann)
    (job,) = await sim.studio.jobs_of(f"discord:{ann.id}")
    await sim.person("eve").slash(sim.channel, "cancel", job=job.id)
    assert (await sim.studio.records.job(job.id)).state.live


async def test_the_gallery_is_one_sheet(sim: Simulation) -> None:
    result = await sim.person().slash(sim.channel, "presets")
    shown = [m for m in (result.response, *result.followups) if m is not None and m.attachments]
    assert [a.filename for a in shown[0].attachments] == ["presets.jpg"]


async def test_a_manager_adds_a_preset(sim: Simulation) -> None:
    manager = sim.manager()
    await manager.slash(sim.channel, "presets", add=("old_oak.png", picture()), name="Old Oak")
    choices = await manager.autocomplete(sim.channel, "stylize", "preset", "oak")
    assert [choice["value"] for choice in choices] == ["old oak"]


async def test_a_nameless_preset_is_called_as_its_file(sim: Simulation) -> None:
    manager = sim.manager()
    await manager.slash(sim.channel, "presets", add=("old_oak.png", picture()))
    choices = await manager.autocomplete(sim.channel, "presets", "remove", "")
    assert [choice["value"] for choice in choices] == ["old oak"]


async def test_a_manager_removes_a_preset(sim: Simulation) -> None:
    manager = sim.manager()
    await manager.slash(sim.channel, "presets", add=("oak.png", picture()))
    await manager.slash(sim.channel, "presets", remove="oak")
    assert await manager.autocomplete(sim.channel, "stylize", "preset", "oak") == []


async def test_others_do_not_add_presets(sim: Simulation) -> None:
    result = await sim.person().slash(sim.channel, "presets", add=("oak.png", picture()), name="oak")
    assert "manage this server" in words(result)


async def test_settings_are_shown_to_managers(sim: Simulation) -> None:
    result = await sim.manager().slash(sim.channel, "settings")
    assert "Default strength" in words(result)


async def test_settings_do_not_appear_for_others(sim: Simulation) -> None:
    assert "settings" not in sim.person().available_commands(sim.channel)


async def test_a_channel_that_is_not_allowed_takes_no_jobs(sim: Simulation) -> None:
    manager, ann = sim.manager(), sim.person()
    other = sim.guild.create_text_channel("art")
    result = await manager.slash(sim.channel, "settings")
    assert result.response is not None
    await manager.select(result.response, [other], custom_id="impasto-settings:channels")
    await sim.stylize(ann)
    assert await sim.studio.jobs_of(f"discord:{ann.id}") == []


async def test_menus_of_settings_live_through_a_restart(sim: Simulation) -> None:
    manager = sim.manager()
    result = await manager.slash(sim.channel, "settings")
    assert result.response is not None
    await sim.restart()
    role = sim.guild.create_role("Patrons")
    await manager.select(result.response, [role], custom_id="impasto-settings:roles")
    kept = await sim.studio.servers.settings(f"discord:{sim.guild.id}")
    assert kept.priority_roles == (str(role.id),)


async def test_numbers_are_changed_in_a_form(sim: Simulation) -> None:
    manager = sim.manager()
    result = await manager.slash(sim.channel, "settings")
    assert result.response is not None
    await manager.select(result.response, ["painting"], custom_id="impasto-settings:section")
    shown = await manager.click(result.response, custom_id="impasto-settings:sizes")
    await manager.submit_modal(shown, {"default_strength": "65", "max_size": "512"})
    kept = await sim.studio.servers.settings(f"discord:{sim.guild.id}")
    assert (kept.default_strength, kept.max_size) == (65, 512)


async def test_a_number_out_of_range_is_refused(sim: Simulation) -> None:
    manager = sim.manager()
    result = await manager.slash(sim.channel, "settings")
    assert result.response is not None
    await manager.select(result.response, ["painting"], custom_id="impasto-settings:section")
    shown = await manager.click(result.response, custom_id="impasto-settings:sizes")
    refused = await manager.submit_modal(shown, {"default_strength": "6500"})
    assert "usual strength" in words(refused)


async def test_a_servers_default_strength_is_taken(sim: Simulation) -> None:
    await sim.studio.servers.change(f"discord:{sim.guild.id}", default_strength=12)
    assert "strength 12" in (await sim.finished(sim.person())).content


SENTENCES = {
    "en-US": "Give a painting or a named style",
    "de": "Gib ein Gemälde",
    "es-ES": "Da un cuadro",
    "fr": "Donnez un tableau",
    "pt-BR": "Dê um quadro",
    "ru": "Укажите картину",
    "ja": "絵画か名前つき",
}


@pytest.mark.parametrize(("locale", "start"), SENTENCES.items(), ids=SENTENCES)
async def test_a_refusal_is_in_the_persons_language(sim: Simulation, locale: str, start: str) -> None:
    sim.speak(locale)
    assert start in words(await sim.stylize(sim.person(), preset=PRESET))


async def test_every_command_is_named_and_described_in_every_language(sim: Simulation) -> None:
    wanted = {"de", "es-ES", "es-419", "fr", "pt-BR", "ru", "ja"}
    for command in sim.env.backend.commands[None].values():
        assert wanted <= set(command["name_localizations"])
        for option in command.get("options") or []:
            assert wanted <= set(option["name_localizations"]) & set(option["description_localizations"])


async def test_every_language_of_ours_is_tested() -> None:
    assert len(SENTENCES) == len(LOCALES)


CLOSED = [(403, 50013), (403, 50001), (404, 10003)]


@pytest.mark.parametrize(("status", "code"), CLOSED, ids=[str(code) for _, code in CLOSED])
async def test_where_the_channel_is_closed_the_token_brings_it(
    sim: Simulation, status: int, code: int
) -> None:
    sim.env.inject_error("POST", "/channels/*/messages", status=status, code=code, times=None)
    assert (await sim.finished(sim.person())).attachments


async def test_too_large_is_made_smaller(sim: Simulation) -> None:
    sim.env.inject_error("POST", "/channels/*/messages", status=413, code=40005, times=1)
    assert (await sim.finished(sim.person())).attachments


async def test_an_edit_of_a_deleted_message_costs_nothing(sim: Simulation) -> None:
    sim.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008, times=None)
    assert (await sim.finished(sim.person())).attachments


async def test_a_spent_token_costs_nothing(sim: Simulation) -> None:
    sim.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027, times=None)
    assert (await sim.finished(sim.person())).attachments


async def test_when_dms_are_closed_too_the_result_is_kept(sim: Simulation) -> None:
    ann = sim.person()
    sim.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    sim.env.inject_error("*", "/webhooks/*", status=401, code=50027, times=None)
    await sim.stylize(ann)
    (job,) = await sim.studio.jobs_of(f"discord:{ann.id}")

    assert (await sim.told(job.id)).result is not None


async def test_commands_are_registered_once(sim: Simulation) -> None:
    await sim.restart()
    synced = [r for r in sim.env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
    assert len(synced) == 1


async def test_the_bot_asks_for_no_more_than_guilds(sim: Simulation) -> None:
    assert sim.clients[0].intents == discord.Intents(guilds=True)
