"""The shared stories, told once and run on every surface through its driver (`tests/scenarios/drivers.py`).

A surface's test is three lines:

    @pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
    async def test_story(story, driver):
        await story(driver)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.scenarios.drivers import Driver
from tests.scenarios.pictures import noise, painting, photo, size_of

QUICK: dict[str, Any] = {"size": 64, "quality": "draft"}
"""Options every surface offers, with which a picture takes a second or few."""

SLOW: dict[str, Any] = {"size": 128, "quality": "fine"}
"""Options with which there is time for something to happen at half."""


async def two_people_interleave(driver: Driver) -> None:
    """Each gets the picture made of their own photo."""
    ann, ben = driver.person("ann"), driver.person("ben")
    of_ann = await ann.stylize(photo(96, 64, 1), painting(), **QUICK)
    of_ben = await ben.stylize(photo(64, 96, 2), painting(), **QUICK)
    wide, tall = size_of(await of_ann.picture()), size_of(await of_ben.picture())
    assert wide[0] > wide[1]
    assert tall[0] < tall[1]
    assert (of_ann.deliveries(), of_ben.deliveries()) == (1, 1)


async def queue_of_ten(driver: Driver) -> None:
    """Ten people ask at once; all are served, once."""
    people = [driver.person(f"guest{n}") for n in range(10)]
    tickets = [
        await person.stylize(photo(96, 64 + 2 * n, n), painting(), **QUICK) for n, person in enumerate(people)
    ]
    pictures = await asyncio.gather(*(ticket.picture() for ticket in tickets))
    assert len(set(pictures)) == 10
    assert [ticket.deliveries() for ticket in tickets] == [1] * 10


async def cancel_queued(driver: Driver) -> None:
    """Who waits can leave; the one before is not disturbed."""
    first = await driver.person("ann").stylize(photo(96, 64, 1), painting(), **SLOW)
    await first.accepted()
    second = await driver.person("ben").stylize(photo(64, 96, 2), painting(), **QUICK)
    await second.accepted()
    await second.cancel()
    await second.cancelled()
    await first.keep()
    assert size_of(await first.picture())
    assert second.deliveries() == 0


async def cancel_at_half(driver: Driver) -> None:
    """A picture half painted can be given up, and the next one is painted."""
    ann = driver.person("ann")
    ticket = await ann.stylize(photo(96, 64, 1), painting(), **SLOW)
    await ticket.shown(0.4)
    await ticket.cancel()
    await ticket.cancelled()
    following = await ann.stylize(photo(96, 64, 3), painting(), **QUICK)
    assert size_of(await following.picture())
    assert ticket.deliveries() == 0


async def keep_at_half(driver: Driver) -> None:
    """'Keep this' ends now and delivers the picture as it is."""
    ticket = await driver.person("ann").stylize(photo(96, 64, 1), painting(), **SLOW)
    await ticket.shown(0.4)
    await ticket.keep()
    width, height = size_of(await ticket.picture())
    assert width > height
    assert ticket.deliveries() == 1


async def kill_at_half(driver: Driver) -> None:
    """After `kill -9` and a new start the job is finished and delivered once."""
    ticket = await driver.person("ann").stylize(photo(96, 64, 1), painting(), **SLOW)
    waiting = await driver.person("ben").stylize(photo(64, 96, 2), painting(), **QUICK)
    await waiting.accepted()
    await ticket.shown(0.4)
    await driver.kill()
    await driver.start()
    await ticket.picture()
    await waiting.picture()
    assert (ticket.deliveries(), waiting.deliveries()) == (1, 1)


async def refusals(driver: Driver) -> None:
    """What is no picture, or far too small, is refused with a sentence, and nothing is painted."""
    ann = driver.person("ann")
    no_picture = await ann.stylize(b"this is a text, whatever its name says", painting(), **QUICK)
    too_small = await ann.stylize(photo(4, 4), painting(), **QUICK)
    assert len(await no_picture.refused()) > 10
    assert len(await too_small.refused()) > 10
    assert (no_picture.deliveries(), too_small.deliveries()) == (0, 0)


async def storm_of_429(driver: Driver) -> None:
    """While the platform refuses for a while, the job goes on; the result arrives afterwards, once."""
    ticket = await driver.person("ann").stylize(photo(96, 64, 1), painting(), **SLOW)
    await ticket.shown(0.05)
    driver.storm(4.0)
    await ticket.picture()
    assert driver.storms_met() > 0
    assert ticket.deliveries() == 1


async def result_over_the_limit(driver: Driver) -> None:
    """A result the platform does not take is made smaller, delivered, and the person is told."""
    limit = 9_000
    ticket = await driver.person("ann").stylize(
        noise(192, 128), painting(), size=192, quality="draft", strength=1
    )
    await ticket.accepted()
    driver.limit_uploads(limit)
    assert len(await ticket.picture()) <= limit
    assert ticket.notes()


STORIES: tuple[Callable[[Driver], Awaitable[None]], ...] = (
    two_people_interleave,
    queue_of_ten,
    cancel_queued,
    cancel_at_half,
    keep_at_half,
    kill_at_half,
    refusals,
    storm_of_429,
    result_over_the_limit,
)
