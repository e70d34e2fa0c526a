"""How the nodes of a cluster are divided into easels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

AUTO: Final = "auto"
GPU: Final = "cuda"


@dataclass(frozen=True)
class Node:
    """A machine as Ray knows it: its id is new whenever it joins; processors and cards it gives to the cluster."""

    id: str
    host: str
    processors: float
    cards: int

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> Node:
        """One entry of `ray.nodes()`."""
        resources = described["Resources"]
        return cls(
            described["NodeID"],
            described["NodeManagerHostname"],
            resources.get("CPU", 0.0),
            int(resources.get("GPU", 0)),
        )


@dataclass(frozen=True)
class Share:
    """A part of a node's device: the `slot`th of it. What it takes of Ray's account is `processors` or `cards`."""

    node: str
    device: str
    slot: int
    processors: float = 0.0
    cards: float = 0.0

    @property
    def here(self) -> str:
        """The device as the process there sees it: Ray shows it one card alone."""
        return f"{GPU}:0" if self.cards else self.device


def shares(nodes: Iterable[Node], devices: tuple[str, ...], slots: int) -> Iterator[Share]:
    """All there are. `auto` is every card of every node, or every node's processors where there is no card at all.

    A node that gives neither processors nor cards has none.
    """
    known = tuple(nodes)
    for node in known:
        for device in _devices(node, devices, cards_somewhere=any(each.cards for each in known)):
            for slot in range(slots):
                if device.startswith(GPU):
                    yield Share(node.id, device, slot, cards=1 / slots)
                else:
                    yield Share(node.id, device, slot, processors=_countable(node.processors / slots))


def _devices(node: Node, devices: tuple[str, ...], cards_somewhere: bool) -> Iterator[str]:
    cards = [f"{GPU}:{index}" for index in range(node.cards)]
    if devices == (AUTO,):
        devices = tuple(cards) if cards_somewhere else ("cpu",)
    for device in devices:
        name = f"{GPU}:0" if device == GPU else device
        if name in cards or (not name.startswith(GPU) and node.processors > 0):
            yield name


def _countable(amount: float) -> float:
    """Ray counts wholes, or parts of one."""
    return float(math.floor(amount)) if amount > 1 else amount
