"""What people can type: the slash commands and the message command."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.core.refusal import Refusal
from bot.core.texts import Texts
from bot.discord import drafts, gallery, sheets, waiting
from bot.discord.attachments import Attachment, pictures_in
from bot.discord.desk import Interaction, answering, desk_of, is_manager, owner_of, say
from bot.discord.drafts import Draft
from bot.discord.limits import AVATAR_SIDE, CHOICE_NAME, CHOICES
from bot.discord.messages import Choose, Menu, Post, forget_post, help_text, stats_text
from bot.discord.options import COLOR_CHOICES, QUALITY_CHOICES, Whole, parse
from bot.discord.orders import UnfetchedRequest, take
from bot.discord.sending import reply_privately
from bot.discord.settings_view import show_settings
from bot.discord.stylize_forms import by_liking, show_new
from bot.discord.translator import english

EVERYWHERE: Final = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
WITH_THE_BOT: Final = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
INSTALLS: Final = app_commands.AppInstallationType(guild=True, user=True)
IN_SERVERS: Final = app_commands.AppInstallationType(guild=True, user=False)
Callback = Callable[..., Coroutine[Any, Any, None]]
MANAGERS: Final = discord.Permissions(manage_guild=True)


async def stylize(
    interaction: Interaction,
    content: discord.Attachment,
    style: discord.Attachment | None = None,
    preset: str | None = None,
    strength: Annotated[int | None, Whole("strength")] = None,
    quality: str | None = None,
    size: Annotated[int | None, Whole("size")] = None,
    colors: str | None = None,
    private: bool = False,
    style2: discord.Attachment | None = None,
    blend: str | None = None,
    seed: Annotated[int | None, Whole("seed")] = None,
    timelapse: bool | None = None,
) -> None:
    if style2 is not None and style is None:
        raise Refusal("style_missing", "style")
    options = parse(
        blend, strength=strength, quality=quality, size=size, colors=colors, seed=seed, timelapse=timelapse
    )
    styles = tuple(Attachment.of(each) for each in (style, style2) if each is not None)
    await take(
        interaction, UnfetchedRequest(Attachment.of(content), styles, preset, options, private=private)
    )


async def stylize_message(interaction: Interaction, message: discord.Message) -> None:
    pictures = tuple(pictures_in(message))
    if not pictures:
        raise Refusal("no_picture_there")
    draft = Draft(pictures, message.id)
    if len(pictures) == 1:
        await show_new(interaction, draft)
        return
    key = await drafts.keep(desk_of(interaction).studio.store, owner_of(interaction), draft)
    options = tuple(
        (f"{number}. {each.name}", str(number - 1)) for number, each in enumerate(pictures, start=1)
    )
    question = say(interaction, "discord-which-picture")
    menu = Menu(Choose.PICTURE, key, question, options)
    await reply_privately(interaction, Post(question, menu=menu))


async def stylize_avatar(interaction: Interaction, user: discord.Member | discord.User) -> None:
    settings = await desk_of(interaction).studio.servers.settings(owner_of(interaction).server_key)
    if settings.avatars == "off":
        raise Refusal("avatars_off")
    if settings.avatars == "own" and user.id != interaction.user.id:
        raise Refusal("avatars_own")
    avatar = user.display_avatar.replace(size=AVATAR_SIDE, static_format="png")
    await show_new(interaction, Draft((Attachment(avatar.url, f"{user.display_name}.png"),)))


async def styles(interaction: Interaction, content: discord.Attachment, private: bool = False) -> None:
    await sheets.show_styles(interaction, Attachment.of(content), private=private)


async def preset_names(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Presets whose name or title contains what has been typed so far."""
    typed, locale = current.strip().lower(), interaction.locale.value
    named = [(preset.title_in(locale), preset.name) for preset in await by_liking(interaction)]
    return [
        app_commands.Choice(name=title[:CHOICE_NAME], value=name[:CHOICE_NAME])
        for title, name in named
        if typed in name.lower() or typed in title.lower()
    ][:CHOICES]


async def own_preset_names(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Presets that this server's managers may remove."""
    server_key = owner_of(interaction).server_key
    mine = {
        p.name for p in desk_of(interaction).studio.presets.list(server_key) if p.server_key == server_key
    }
    return [choice for choice in await preset_names(interaction, current) if choice.value in mine]


async def presets(
    interaction: Interaction,
    add: discord.Attachment | None = None,
    name: str | None = None,
    remove: str | None = None,
) -> None:
    if add is None and remove is None:
        await gallery.show(interaction)
        return
    if not is_manager(interaction):
        raise Refusal("managers_only")
    if add is not None:
        await gallery.add(interaction, Attachment.of(add), name or "")
    else:
        await gallery.remove(interaction, remove or "")


async def queue(interaction: Interaction) -> None:
    await waiting.show_queue(interaction)


async def history(interaction: Interaction) -> None:
    await waiting.show_history(interaction)


async def help(interaction: Interaction) -> None:  # noqa: A001 - the command's name
    desk = desk_of(interaction)
    examples = [preset.name for preset in desk.studio.presets.list(owner_of(interaction).server_key)]
    text = help_text(desk.texts, interaction.locale.value, (examples or ["…"])[0])
    await reply_privately(interaction, Post(text))


async def forget(interaction: Interaction) -> None:
    desk = desk_of(interaction)
    belongings = await desk.studio.privacy.belongings(owner_of(interaction))
    await reply_privately(interaction, forget_post(desk.texts, interaction.locale.value, belongings))


async def cancel(interaction: Interaction, job: str) -> None:
    await waiting.cancel(interaction, job)


async def stats(interaction: Interaction) -> None:
    if not is_manager(interaction):
        raise Refusal("managers_only")
    desk = desk_of(interaction)
    today = await desk.studio.stats(owner_of(interaction).server_key)
    await reply_privately(interaction, Post(stats_text(desk.texts, interaction.locale.value, today)))


async def settings(interaction: Interaction) -> None:
    if not is_manager(interaction):
        raise Refusal("managers_only")
    await show_settings(interaction)


def add_commands(tree: app_commands.CommandTree[Any], texts: Texts) -> None:
    """Puts every command into the tree, described in English, with keys for the other languages."""
    stylizing = _command(texts, stylize, EVERYWHERE, INSTALLS)
    app_commands.choices(quality=QUALITY_CHOICES, colors=COLOR_CHOICES)(stylizing)
    stylizing.autocomplete("preset")(preset_names)
    gallery_command = _command(texts, presets, WITH_THE_BOT, INSTALLS)
    gallery_command.autocomplete("remove")(own_preset_names)
    cancelling = _command(texts, cancel, EVERYWHERE, INSTALLS)
    cancelling.autocomplete("job")(waiting.job_names)
    managing = [
        _command(texts, each, app_commands.AppCommandContext(guild=True), IN_SERVERS)
        for each in (settings, stats)
    ]
    for command in managing:
        command.default_permissions = MANAGERS
    plain = [_command(texts, each, EVERYWHERE, INSTALLS) for each in (styles, queue, history, help, forget)]
    for command in (stylizing, gallery_command, cancelling, *managing, *plain):
        tree.add_command(command)
    for name, callback, kind in (
        ("stylize-message", stylize_message, discord.AppCommandType.message),
        ("stylize-avatar", stylize_avatar, discord.AppCommandType.user),
    ):
        tree.add_command(
            app_commands.ContextMenu(
                name=english(texts, f"discord-command-{name}"),
                callback=_answered(callback),
                type=kind,
                allowed_contexts=EVERYWHERE,
                allowed_installs=INSTALLS,
            )
        )


def _answered(callback: Callback) -> Callback:
    """The same command, whose refusals become sentences."""

    @functools.wraps(callback)
    async def answered(interaction: Interaction, *args: Any, **options: Any) -> None:
        async with answering(interaction):
            await callback(interaction, *args, **options)

    return answered


def _command(
    texts: Texts,
    callback: Callback,
    contexts: app_commands.AppCommandContext,
    installs: app_commands.AppInstallationType,
) -> app_commands.Command[Any, ..., None]:
    name = callback.__name__
    command = app_commands.Command[Any, ..., None](
        name=locale_str(name, key=f"discord-command-{name}"),
        description=english(texts, f"discord-about-{name}"),
        callback=_answered(callback),
        allowed_contexts=contexts,
        allowed_installs=installs,
    )
    options = [parameter.name for parameter in command.parameters]
    app_commands.describe(**{each: english(texts, f"discord-about-{name}-{each}") for each in options})(
        command
    )
    app_commands.rename(**{each: locale_str(each, key=f"discord-option-{each}") for each in options})(command)
    return command
