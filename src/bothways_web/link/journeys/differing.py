"""What stands in a journey now beside what somebody wrote meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from django import forms


class Difference(NamedTuple):
    """A field in which the two differ: its label, and the words that stand there now."""

    label: str
    now: str


def differences(form: forms.Form, now: dict[str, Any]) -> list[Difference]:
    """Return the fields in which a form that was sent differs from what stands there now."""
    found = []
    for bound in form:
        field = bound.field
        there = now.get(bound.name, bound.initial)
        if field.has_changed(there, bound.data):
            found.append(Difference(str(bound.label), _in_words(field, there)))
    return found


def _in_words(field: forms.Field, value: Any) -> str:
    """Return a value as its form shows it: choices by their labels."""
    if not isinstance(field, forms.ChoiceField):
        return "" if value is None else str(value)
    labels = {str(option["value"]): str(option["label"]) for option in _options(field)}
    values = value if isinstance(value, list | tuple) else [value or ""]
    return ", ".join(labels.get(str(one), str(one)) for one in values)


def _options(field: forms.ChoiceField) -> Iterator[dict[str, Any]]:
    """Yield the choices of a field."""
    return cast("forms.Select", field.widget).options("", [])
