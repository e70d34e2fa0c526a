"""Discord's limits, each with its source (https://docs.discord.com/developers), and our margins."""

from __future__ import annotations

from typing import Final

TOKEN_SECONDS: Final = 15 * 60.0
"""An interaction's token is valid for 15 minutes (Interactions, Receiving and Responding)."""
HAND_OVER_SECONDS: Final = 90.0
"""So long before the token ends, a job still at work gets another way to be answered."""
REQUEST_BYTES: Final = 24 * 1024 * 1024
"""A request may have 25 MiB in all (Reference, Uploading Files); the rest is for the form around."""
SMALLEST_UPLOAD: Final = 4 * 1024
"""No platform limit is this low; below it, a refusal of the size is taken to mean something else."""
CHOICES: Final = 25
"""Choices of an option or its autocomplete (Application Commands, Option Structure), and of a select."""
CHOICE_NAME: Final = 100
"""Characters of a choice's name (Application Commands, Option Choice Structure)."""
CONTENT: Final = 2000
"""Characters of a message (Message, Create Message)."""
ALT_TEXT: Final = 1024
"""Characters of an attachment's description (Message, Attachment Structure)."""
PLACEHOLDER: Final = 150
"""Characters of a menu's placeholder (Components, String Select)."""
LABEL: Final = 45
"""Characters of a label in a modal (Components, Label Structure)."""
CUSTOM_ID: Final = 100
"""Characters of a component's custom_id (Components)."""
COMMAND_NAME: Final = 32
DESCRIPTION: Final = 100
"""Characters of a command's or option's name and description (Application Commands, Naming)."""
NONCE: Final = 25
"""Characters of a message's nonce (Message, Create Message)."""
AVATAR_SIDE: Final = 1024
"""Pixels of a profile picture that is asked for; a power of two (Reference, CDN Formatting)."""
TOKEN_EDIT_SECONDS: Final = 1.5
"""Between two edits through an interaction's token; webhooks take 5 requests in 2 to 5 seconds."""
CHANNEL_EDIT_SECONDS: Final = 5.0
"""Between two edits by the bot itself, whose limit all jobs of a channel share."""

UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_WEBHOOK: Final = 10015
"""Also answered now and then for a token that lives: no reason to write it off at once."""
UNKNOWN_INTERACTION: Final = 10062
TOO_LARGE: Final = 40005
HTTP_TOO_LARGE: Final = 413
TOO_MANY_REQUESTS: Final = 429
"""JSON error codes and statuses (Opcodes and Status Codes)."""

API: Final = "https://discord.com/api/v10"
CDN_HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where attachments lie (Reference, CDN)."""
