"""File names from strangers; pictures through the real pool."""

from __future__ import annotations

import pytest

from bot.core.intake import MAX_NAME, inspect_one, tidy_file_name
from bot.core.refusal import Refusal
from engine.processes.pool import open_picture_pool
from tests.bot.world import picture


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("cat\u202egnp.exe", "catgnp.exe"),
        ("a\nb\x00.png", "ab.png"),
        ("", "picture"),
        ("...", "picture"),
        ("猫.png", "猫.png"),
    ],
)
def test_a_file_name_is_made_harmless(name: str, tidy: str) -> None:
    assert tidy_file_name(name) == tidy


def test_a_long_name_is_cut() -> None:
    assert len(tidy_file_name("x" * 1000)) == MAX_NAME


async def test_the_real_pool_measures_a_picture() -> None:
    async with open_picture_pool() as pool:
        info = await inspect_one(pool, picture(side=80), "content", 10**6, "web:ann")
        assert (info.width, info.height) == (80, 80)


async def test_the_real_pool_refuses_a_truncated_picture() -> None:
    async with open_picture_pool() as pool:
        with pytest.raises(Refusal, match="not_a_picture"):
            await inspect_one(pool, picture(side=200)[:-60], "content", 10**6, "web:ann")
