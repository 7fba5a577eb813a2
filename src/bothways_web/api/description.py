"""The description of the API as a page shows it: groups of operations, each with what is sent and what is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bothways_web.api.v1 import api

#: What stands for an answer of each kind.
_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}


@dataclass(frozen=True)
class Line:
    """A field: its name, what it is, whether it must be there, and what it means."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True)
class Answer:
    """What is answered: the status and, where it is JSON, its fields."""

    status: str
    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Operation:
    """One operation."""

    name: str
    method: str
    path: str
    summary: str
    words: str
    parameters: tuple[Line, ...]
    body: tuple[Line, ...]
    example: str
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Operations about one thing."""

    name: str
    operations: tuple[Operation, ...]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Return the operations of the API, by what they are about."""
    told: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    schemas = told["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            found.setdefault(one["tags"][0], []).append(_operation(path, method, one, schemas))
    return tuple(Group(name, tuple(rows)) for name, rows in found.items())


def _operation(path: str, method: str, one: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    content = one.get("requestBody", {}).get("content", {})
    sent = _schema(content.get("application/json", {}).get("schema", {}), schemas)
    example = json.dumps(sent["example"], indent=2, ensure_ascii=False) if "example" in sent else ""
    answers = sorted(one["responses"].items())
    return Operation(
        one["operationId"], method.upper(), path, one["summary"], one["description"],
        tuple(_parameter(each) for each in one.get("parameters", [])),
        tuple(_lines(sent, schemas)) or _raw(one),
        example, tuple(_answer(status, each, schemas) for status, each in answers if status < "4"),
        tuple(status for status, _each in answers if status >= "4"),
    )  # fmt: skip


def _raw(one: dict[str, Any]) -> tuple[Line, ...]:
    body = one.get("requestBody")
    if not body or "application/json" in body["content"]:
        return ()
    return (Line("the body", ", ".join(body["content"]), True, body.get("description", "")),)


def _answer(status: str, one: dict[str, Any], schemas: dict[str, Any]) -> Answer:
    content = one.get("content", {})
    schema = _schema(content.get("application/json", {}).get("schema", {}), schemas)
    words = schema.get("description", one.get("description", ""))
    return Answer(str(status), words, tuple(_lines(schema, schemas)))


def _parameter(one: dict[str, Any]) -> Line:
    schema = one.get("schema", {})
    words = one.get("description") or schema.get("description", "")
    return Line(one["name"], f"{one['in']}: {_kind(schema)}", bool(one.get("required")), words)


def _lines(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Line]:
    needed = schema.get("required", [])
    for name, one in schema.get("properties", {}).items():
        yield Line(name, _kind(one), name in needed, one.get("description", ""))


def _schema(one: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = one.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schemas[name] if name else one
    return found


def _kind(one: dict[str, Any]) -> str:
    """Return what a value is, in words."""
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    if parts := one.get("anyOf") or one.get("allOf"):
        return " or ".join(dict.fromkeys(_kind(part) for part in parts))
    if one.get("enum"):
        return " | ".join(json.dumps(value) for value in one["enum"])
    if one.get("type") == "array":
        return f"list of {_kind(one.get('items', {}))}"
    if one.get("type") == "null":
        return "null"
    return str(one.get("format") or _WORDS.get(one.get("type", ""), one.get("type", "object")))
