"""The schema ``bothways-instrument/1``: which keys there are, and what they may hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any], bool]
SCHEMA = "bothways-instrument/1"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_.]*")


def _one_of(*names: str) -> tuple[Check, str]:
    return (lambda value: value in names), "one of " + ", ".join(names)


def _is_text(value: Any) -> bool:
    if not isinstance(value, Mapping) or "en" not in value:
        return False
    return all(
        isinstance(code, str) and LANGUAGE.fullmatch(code) and isinstance(text, str) and text.strip()
        for code, text in value.items()
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_anchors(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(k, int) and _is_text(v) for k, v in value.items())


def _is_options(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value)
    return isinstance(value, list) and all(
        isinstance(option, Mapping)
        and set(option) == {"id", "label"}
        and isinstance(option["id"], str)
        and _is_text(option["label"])
        for option in value
    )


def _is_day(value: Any) -> bool:
    """Return whether a value is a day: YAML reads one without quotes as a date."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _are_answers(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, int | str) and not isinstance(one, bool) for one in value)
    )


TEXT = (_is_text, 'a map of language codes to texts, "en" among them (write "no" for Norwegian in quotes)')
STRING = (lambda value: isinstance(value, str), "a text")
IDENT = (
    lambda value: isinstance(value, str) and IDENTIFIER.fullmatch(value) is not None,
    "small letters, digits, _ and dots",
)
BOOL = (lambda value: isinstance(value, bool), "true or false")
NUMBER = (_is_number, "a number")
COUNT = (_is_count, "a whole number above 0")
STRINGS = (
    lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    "a list of texts",
)
ANSWERS = (
    lambda value: isinstance(value, list) and bool(value) and all(isinstance(v, int | str) for v in value),
    "a list of answers",
)
CONDITION_ANSWERS = (_are_answers, "a list of steps or option ids (write 'no' and 'yes' in quotes)")
DAY = (_is_day, "a day such as 2026-12-31")
MAP = (lambda value: isinstance(value, Mapping), "a map")
TEXTS = (
    lambda value: (
        isinstance(value, Mapping)
        and all(
            isinstance(name, str) and IDENTIFIER.fullmatch(name) and _is_text(text)
            for name, text in value.items()
        )
    ),
    "a map of names in small letters to maps of language codes to texts",
)
LIST = (lambda value: isinstance(value, list), "a list")
ANY = (lambda value: True, "anything")
COUNTS = (
    lambda value: isinstance(value, Mapping) and all(_is_count(v) for v in value.values()),
    "a map to whole numbers above 0",
)
POLARITY = ("higher_is_better", "higher_is_worse")

#: Keys of each part of a file: name -> (check, what it must be); required ones start with "!".
PARTS: dict[str, dict[str, tuple[Check, str]]] = {
    "file": {
        "!schema": _one_of(SCHEMA),
        "!id": IDENT,
        "!version": (
            lambda value: isinstance(value, str) and re.fullmatch(r"\d+\.\d+\.\d+", value) is not None,
            "three numbers with dots, such as 1.0.0",
        ),
        "!title": TEXT,
        "!purpose": STRING,
        "definition": STRING,
        "!side": _one_of("employee", "customer", "candidate"),
        "respondent": STRING,
        "referent": STRING,
        "recall": STRING,
        "sensitivity": _one_of("normal", "high"),
        "measurement_model": _one_of(
            "reflective", "formative", "single_item", "categorical", "open_text", "form", "item_bank"
        ),
        "composition": _one_of("shared", "configural", "individual_only", "none"),
        "default_on": BOOL,
        "metric_ids": STRINGS,
        "intro": TEXT,
        "domains": LIST,
        "scales": MAP,
        "items": LIST,
        "grids": TEXTS,
        "short_form": MAP,
        "scoring": MAP,
        "checks": STRINGS,
        "aggregation": MAP,
        "cadence": MAP,
        "!licence": MAP,
        "!translations": MAP,
        "!do": STRINGS,
        "!dont": STRINGS,
        "notes": STRINGS,
        "worked_example": MAP,
        "rubric": ANY,
        "levels": ANY,
        "path": ANY,
        "form": ANY,
        "analysis": ANY,
        "taxonomy": LIST,
    },
    "domain": {"!id": IDENT, "!label": TEXT, "definition": STRING},
    "scale": {
        "!kind": _one_of(
            "ordinal",
            "numeric",
            "single_choice",
            "multiple_choice",
            "ranking",
            "number",
            "date",
            "constant_sum",
            "open_text",
        ),
        "min": NUMBER,
        "max": NUMBER,
        "anchors": (_is_anchors, "a map of steps to texts"),
        "na_option": (lambda value: value is None or _is_text(value), "null or a map of texts"),
        "options": (_is_options, "a list of {id, label}, or a text that says where they come from"),
        "max_choices": COUNT,
        "max_length": COUNT,
        "total": NUMBER,
        "first": DAY,
        "last": DAY,
    },
    "item": {
        "!id": IDENT,
        "domain": STRING,
        "!text": TEXT,
        "!scale": STRING,
        "!reversed": BOOL,
        "scored": BOOL,
        "required": BOOL,
        "source_item": ANY,
        "adapted": ANY,
        "text_seen": ANY,
        "max_choices": COUNT,
        "feeds": STRING,
        "note": STRING,
        "ask_if": MAP,
        "grid": IDENT,
    },
    "ask_if": {"!item": STRING, "!answers": CONDITION_ANSWERS},
    "short_form": {"!items": STRINGS, "min_answered": COUNT, "use": STRING},
    "scoring": {
        "item_to_100": STRING,
        "domain": STRING,
        "!total": _one_of("mean_of_domains", "mean_of_items", "none"),
        "!polarity": (
            lambda value: (
                value in POLARITY
                or (isinstance(value, Mapping) and all(v in POLARITY for v in value.values()))
            ),
            "higher_is_better, higher_is_worse, or a map of domains to these",
        ),
        "!min_answered": MAP,
        "conventional": LIST,
        "elsewhere": MAP,
        "note": STRING,
        "ordinal_code": MAP,
        "dont_know": STRING,
    },
    "min_answered": {"per_domain": COUNTS, "domains": COUNT, "items": COUNT},
    "conventional": {
        "!id": IDENT,
        "!rule": _one_of("nps", "share", "mean", "persons_at_or_above", "lowest_median", "total_on_scale"),
        "metric": STRING,
        "polarity": _one_of(*POLARITY),
        "items": STRINGS,
        "answers": ANSWERS,
        "at": NUMBER,
        "label": STRING,
        "!formula": STRING,
        "!range": STRING,
        "standard_error": STRING,
        "rounding": STRING,
    },
    "licence": {
        "!text_origin": _one_of("own_words", "conventional_question", "public_domain", "ogl_uk"),
        "!text_clearance": _one_of("clear", "review"),
        "!text_licence": STRING,
        "!sources": LIST,
        "trademark": STRING,
        "doubt": STRING,
    },
    "aggregation": {
        "report_level": STRING,
        "min_group_floor": COUNT,
        "statistic": STRING,
        "note": STRING,
    },
    "worked_example": {"!answers": MAP, "!expect": MAP},
}


def shape_troubles(part: str, value: Any, place: str) -> Iterator[str]:
    """Yield what is wrong with the keys of one part of a file, one sentence each."""
    if not isinstance(value, Mapping):
        yield f"{place} must be a map."
        return
    known = {key.lstrip("!"): check for key, check in PARTS[part].items()}
    yield from (f"{place} has an unknown key {key!r}." for key in value if key not in known)
    required = [key[1:] for key in PARTS[part] if key.startswith("!")]
    yield from (f"{place} lacks {key!r}." for key in required if key not in value)
    for key, (check, wanted) in known.items():
        if key in value and not check(value[key]):
            yield f"{place}: {key!r} must be {wanted}."
