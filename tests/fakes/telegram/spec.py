"""Holds requests and answers against the Bot API's published description, where it is at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.fakes.specs import find_spec

ARRAY = "Array of "


@dataclass(frozen=True)
class Spec:
    """`methods.<name>.fields[] {name, types, required}` and `types.<name>.fields[]`, as data."""

    methods: dict[str, Any]
    types: dict[str, Any]

    @classmethod
    def at_hand(cls) -> Spec | None:
        """The description, or None on a machine that has none."""
        path = find_spec("TEST_TELEGRAM_SPEC", "telegram-bot-api.json")
        if path is None:
            return None
        data = json.loads(path.read_text())
        return cls(data["methods"], data["types"])

    def request(self, method: str, params: dict[str, Any], files: dict[str, bytes]) -> str | None:
        """What is wrong with a call, or None. `params` holds the form's strings."""
        if method not in self.methods:
            return f"unknown method {method}"
        fields = {entry["name"]: entry for entry in self.methods[method].get("fields", [])}
        for name in params:
            if name not in fields:
                return f"{method}: unknown parameter {name}"
        for name, entry in fields.items():
            if name not in params and name not in files:
                if entry["required"]:
                    return f"{method}: {name} is required"
                continue
            if name in files:
                if "InputFile" not in entry["types"]:
                    return f"{method}: {name} is not a file"
                continue
            problem = self.value(f"{method}.{name}", _decoded(params[name], entry["types"]), entry["types"])
            if problem:
                return problem
        return None

    def answer(self, method: str, result: Any) -> str | None:
        """What is wrong with an answer of ours, or None."""
        returns = self.methods[method]["returns"]
        return self.value(f"{method} ->", result, returns)

    def value(self, where: str, value: Any, types: list[str]) -> str | None:
        """What is wrong with a value that should be of one of `types`, or None."""
        problems = [self._one(where, value, kind) for kind in types]
        return None if None in problems else problems[0]

    def _one(self, where: str, value: Any, kind: str) -> str | None:
        if kind.startswith(ARRAY):
            if not isinstance(value, list):
                return f"{where}: {value!r} is no array"
            found = (self._one(f"{where}[{at}]", item, kind[len(ARRAY) :]) for at, item in enumerate(value))
            return next((problem for problem in found if problem), None)
        if kind == "Integer":
            right = isinstance(value, int) and not isinstance(value, bool)
        elif kind == "Float":
            right = isinstance(value, int | float) and not isinstance(value, bool)
        elif kind in ("String", "InputFile"):
            right = isinstance(value, str)
        elif kind in ("Boolean", "True"):
            right = isinstance(value, bool)
        else:
            return self._object(where, value, kind)
        return None if right else f"{where}: {value!r} is no {kind}"

    def _object(self, where: str, value: Any, kind: str) -> str | None:
        described = self.types[kind]
        if "subtypes" in described:
            problems = [self._object(where, value, subtype) for subtype in described["subtypes"]]
            return None if None in problems else "; ".join(filter(None, problems))
        if not isinstance(value, dict):
            return f"{where}: {value!r} is no {kind}"
        fields = {entry["name"]: entry for entry in described.get("fields", [])}
        for name in value:
            if name not in fields:
                return f"{where}: {kind} has no {name}"
        for name, entry in fields.items():
            if name in value:
                problem = self.value(f"{where}.{name}", value[name], entry["types"])
                if problem:
                    return problem
            elif entry["required"]:
                return f"{where}: {kind} needs {name}"
        return None


def _decoded(text: str, types: list[str]) -> Any:
    if types == ["String"] or set(types) == {"InputFile", "String"}:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
