"""The interface for programs as data: each call says what it takes and what it answers, once.

From these declarations the routes are made, and `/api/openapi.json` (https://spec.openapis.org/oas/v3.1.0).
"""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, TypeAdapter

from bot.web.errors import STATUS, ErrorView

ANYWHERE: Final = ("bad_request", "busy", "storage_full", "storage_busy")
"""Refusals that any call may answer."""

PATTERNS: Final = {"id": r"^[A-Za-z0-9_-]{16,64}$", "token": r"^[A-Za-z0-9_-]{22}$"}
"""Of what stands in a path."""

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """Something in the query or the headers: JSON Schema and meaning."""

    name: str
    schema: Schema
    description: str
    where: str = "query"


@dataclass(frozen=True)
class Call:
    """One call. `answers` is a model for JSON, or media types; `body` a schema by media type.

    `refusals` are the codes of `STATUS` that it answers besides those of `ANYWHERE`.
    """

    method: str
    path: str
    handler: Handler
    answers: type | tuple[str, ...] | None = None
    status: int = 200
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Schema] | None = None
    refusals: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    """Other good statuses, with the same content, but 204 with none."""

    @property
    def route(self) -> web.RouteDef:
        if self.method == "GET":
            return web.get(self.path, self.handler)
        return web.route(self.method, self.path, self.handler)


def describe(calls: Iterable[Call], version: str, *, token: bool) -> dict[str, Any]:
    """The OpenAPI description of `calls`; `token` says that an access token is asked for."""
    schemas: dict[str, Any] = {}
    paths: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for call in calls:
        paths[call.path][call.method.lower()] = _operation(call, schemas, token=token)
    description: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Impasto",
            "version": version,
            "description": "Repaints a photo in the style of a painting. Submit a job, follow its events, "
            "fetch its result. Every refusal is `{error: {code, message, field}}`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": dict(paths),
        "components": {"schemas": schemas},
    }
    if token:
        description["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        description["security"] = [{"token": []}]
    return description


def _operation(call: Call, schemas: dict[str, Any], *, token: bool) -> dict[str, Any]:
    said = inspect.getdoc(call.handler) or ""
    summary = said.split("\n\n")[0].replace("\n", " ")
    operation: dict[str, Any] = {
        "operationId": call.handler.__qualname__.replace(".", "_").lower().lstrip("_"),
        "summary": summary,
        "parameters": [*_in_path(call.path), *(_parameter(each) for each in call.parameters)],
        "responses": _responses(call, schemas, token=token),
    }
    if call.body:
        content = {kind: {"schema": dict(schema)} for kind, schema in call.body.items()}
        operation["requestBody"] = {"required": "multipart/form-data" in content, "content": content}
    return operation


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {
                "type": "string",
                **({"pattern": PATTERNS[name]} if name in PATTERNS else {"minLength": 1}),
            },
        }
        for name in re.findall(r"{(\w+)}", path)
    ]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _responses(call: Call, schemas: dict[str, Any], *, token: bool) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done."}
    content = _content(call.answers, schemas)
    if content:
        good["content"] = content
    responses = {str(status): good for status in (call.status, *call.also)}
    if 204 in call.also:
        responses["204"] = {"description": "Done."}
    codes = [*call.refusals, *ANYWHERE, *(["no_access"] if token else [])]
    if call.method != "GET":
        codes.append("cross_origin")
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[STATUS[code]].append(code)
    for status, those in sorted(by_status.items()):
        if str(status) not in responses:
            responses[str(status)] = {
                "description": "Refused: " + ", ".join(dict.fromkeys(those)),
                "content": _content(ErrorView, schemas),
            }
    return responses


def _content(answers: type | tuple[str, ...] | None, schemas: dict[str, Any]) -> dict[str, Any]:
    if answers is None:
        return {}
    if isinstance(answers, tuple):
        return {
            kind: {"schema": {} if kind == "application/json" else {"type": "string"}} for kind in answers
        }
    return {"application/json": {"schema": _schema(answers, schemas)}}


def _schema(kind: type, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type; the models it is made of are put into `schemas`."""
    schema = TypeAdapter(kind).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        schemas[kind.__name__] = schema
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    return schema


def form_schema(files: Mapping[str, Schema], fields: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """A multipart form of files and written fields."""
    return {
        "type": "object",
        "properties": {**files, **fields},
        "required": list(required),
        "additionalProperties": False,
    }
