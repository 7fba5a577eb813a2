"""What a message says: of a help desk or a program of one's own, and of Formbricks, in one shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bothways.errors import InputError
from bothways.formats import read_delivery
from bothways_web.connect.models import Source
from bothways_web.listen.outside.happenings import Happening
from bothways_web.people.units import today

#: What of a form can be named, and how the field is called on the page of a source.
PARTS = ("key", "email", "unit", "rating", "words", "yes")
#: Answers that are a yes to being written to.
YES = frozenset({"yes", "true", "1", "accepted", "ja", "sí", "si"})
LONGEST_WORDS = 5000


@dataclass(frozen=True)
class Told:
    """What a message says.

    Attributes
    ----------
    happened : Happening
        To whom, where, when, what.
    rating : float or None
    words : str
    may_write : bool
        Whether the customer said that somebody may get back to them.
    """

    happened: Happening
    rating: float | None
    words: str
    may_write: bool


def read_told(source: Source, payload: Any) -> Told | None:
    """Return what a message says; ``None`` where it is of a kind that says nothing here.

    Raises
    ------
    InputError
        Where it is not understood; the sentence names the field, never what stands in it.
    """
    if source.kind == Source.Kind.FORMBRICKS:
        return _of_form(source, payload)
    return _of_helpdesk(source, payload)


def _of_helpdesk(source: Source, payload: Any) -> Told | None:
    if not isinstance(payload, Mapping):
        raise InputError("The message is no object of JSON.", remedy="Send an object with type and data.")
    if payload.get("type") not in ("ticket.closed", "ticket.rated"):
        return None
    data = payload.get("data")
    if not isinstance(data, Mapping):
        raise InputError("data is missing.", remedy="Send an object as data, with customer in it.")
    rated = payload["type"] == "ticket.rated"
    return Told(
        Happening(
            _text(data, "customer", 120), _text(data, "unit", 60) or source.unit, _day(data.get("day")),
            _text(data, "touchpoint", 80), _text(data, "email", 254), _text(data, "language", 35),
        ),
        _number(data.get("rating")) if rated else None,
        _text(data, "words", LONGEST_WORDS) if rated else "",
        data.get("may_write") is True,
    )  # fmt: skip


def _of_form(source: Source, payload: Any) -> Told | None:
    if isinstance(payload, Mapping) and payload.get("event") in ("responseCreated", "responseUpdated"):
        return None
    delivery = read_delivery(payload)
    if not delivery.finished:
        return None
    answers = {**delivery.hidden, **delivery.answers}
    found = {part: answers.get(source.fields.get(part, ""), "").strip() for part in PARTS}
    if len(found["words"]) > LONGEST_WORDS:
        raise InputError("words is too long.", remedy=f"It may have {LONGEST_WORDS} characters.")
    happened = Happening(
        found["key"], found["unit"] or source.unit, _day(delivery.recorded[:10] or None), "", found["email"],
        delivery.language if delivery.language != "default" else "",
    )  # fmt: skip
    return Told(happened, _number(found["rating"] or None), found["words"], found["yes"].casefold() in YES)


def _text(data: Mapping[str, Any], name: str, longest: int) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise InputError(f"{name} is no text, or too long.", remedy=f"Send up to {longest} characters.")
    return value.replace("\x00", "").strip()


def _day(value: Any) -> dt.date:
    if value is None:
        return today()
    try:
        day = dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError("day is no day.", remedy="Write it like 2026-11-30, or leave it out.") from None
    # Where clocks are ahead of ours it may be tomorrow already.
    return min(day, today()) if day <= today() + dt.timedelta(days=1) else day


def _number(value: Any) -> float | None:
    if value is None:
        return None
    try:
        number = float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError):
        number = float("nan")
    if not -1e6 < number < 1e6:
        raise InputError("rating is no number.", remedy="Send a number, or leave it out.")
    return number
