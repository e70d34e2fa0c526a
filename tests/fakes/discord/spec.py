"""Holds requests and answers against Discord's published OpenAPI description, where that file is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = "urn:discord"


class Spec:
    """Discord's description of its own API. Without the file, every check passes."""

    def __init__(self, path: Path | None) -> None:
        self._document: dict[str, Any] | None = json.loads(path.read_text()) if path else None
        self._registry: Registry[Any] = Registry()
        self._validators: dict[str, jsonschema.Draft202012Validator] = {}
        if self._document is not None:
            self._registry = self._registry.with_resource(
                ROOT, Resource.from_contents(self._document, default_specification=DRAFT202012)
            )
            self._paths = {path: path.strip("/").split("/") for path in self._document["paths"]}

    @property
    def at_hand(self) -> bool:
        """The file was found."""
        return self._document is not None

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        """The operation that serves this path, literal segments preferred, with its JSON pointer."""
        if self._document is None:
            return None
        parts = path.strip("/").split("/")
        fitting = [
            (sum(segment.startswith("{") for segment in segments), template)
            for template, segments in self._paths.items()
            if len(segments) == len(parts)
            and all(s.startswith("{") or s == p for s, p in zip(segments, parts, strict=True))
            and method.lower() in self._document["paths"][template]
        ]
        if not fitting:
            return None
        template = min(fitting)[1]
        pointer = f"/paths/{template.replace('/', '~1')}/{method.lower()}"
        return pointer, self._document["paths"][template][method.lower()]

    def request_faults(self, method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
        """What is wrong with a request; empty when it conforms."""
        if self._document is None:
            return []
        found = self.operation(method, path)
        if found is None:
            return [f"{method} {path}: not in the specification"]
        pointer, operation = found
        faults = self._query_faults(operation, query)
        content = operation.get("requestBody", {}).get("content", {})
        if body is not None and "application/json" in content:
            where = f"{pointer}/requestBody/content/application~1json/schema"
            faults += self._faults(where, _as_described(body))
        elif body is not None and not content:
            faults.append("a body where none is expected")
        return [f"{method} {path}: {fault}" for fault in faults]

    def answer_faults(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer of the fake itself."""
        found = self.operation(method, path)
        if found is None or not 200 <= status < 300:
            return []
        pointer, operation = found
        schema = operation["responses"].get(str(status))
        if schema is None:
            return [f"{method} {path}: answers {status}, which the specification does not list"]
        if "application/json" not in schema.get("content", {}):
            return []
        where = f"{pointer}/responses/{status}/content/application~1json/schema"
        return [f"answer to {method} {path}: {fault}" for fault in self._faults(where, body)]

    def _query_faults(self, operation: dict[str, Any], query: dict[str, str]) -> list[str]:
        known = {p["name"]: p for p in operation.get("parameters", []) if p.get("in") == "query"}
        faults = [f"unknown query parameter {name}" for name in query if name not in known]
        for name, value in query.items():
            schema = known.get(name, {}).get("schema", {})
            if schema.get("type") == "boolean" and value.lower() not in ("0", "1", "true", "false"):
                faults.append(f"query {name}={value!r} is no boolean")
            if schema.get("type") == "integer" and not value.lstrip("-").isdigit():
                faults.append(f"query {name}={value!r} is no integer")
        return faults

    def _faults(self, pointer: str, value: Any) -> list[str]:
        error = jsonschema.exceptions.best_match(self._validator(pointer).iter_errors(value))
        return [] if error is None else [f"{error.json_path}: {error.message[:300]}"]

    def _validator(self, pointer: str) -> jsonschema.Draft202012Validator:
        if pointer not in self._validators:
            schema = {"$ref": f"{ROOT}#{_escape(pointer)}"}
            self._validators[pointer] = jsonschema.Draft202012Validator(schema, registry=self._registry)
        return self._validators[pointer]


def _escape(pointer: str) -> str:
    return pointer.replace("{", "%7B").replace("}", "%7D").replace("@", "%40")


def _as_described(body: Any) -> Any:
    """The body as the description of 2026-07-18 writes it.

    discord.py 2.7.1 numbers uploads in `attachments[].id` as the documentation does (`files[n]`: id n), and
    writes `recipient_id` and the snowflakes of `message_reference` and `allowed_mentions.users` as numbers, which
    Discord takes; the description knows text only. Bare numbers in place of snowflakes anywhere else stay violations.
    """
    if not isinstance(body, dict):
        return body
    described = {**body}
    if isinstance(body.get("recipient_id"), int):
        described["recipient_id"] = str(body["recipient_id"])
    if isinstance(body.get("data"), dict):
        described["data"] = _as_described(body["data"])
    reference = body.get("message_reference")
    if isinstance(reference, dict):
        described["message_reference"] = {
            key: str(value) if key.endswith("_id") else value for key, value in reference.items()
        }
    mentions = body.get("allowed_mentions")
    if isinstance(mentions, dict):
        described["allowed_mentions"] = {
            **mentions,
            "users": [str(user) for user in mentions.get("users", [])],
        }
    if isinstance(body.get("attachments"), list):
        described["attachments"] = [{**each, "id": str(each["id"])} for each in body["attachments"]]
    return described
