"""A question set with every kind of question, and people enough for its shares to be told."""

import datetime as dt

import yaml

from bothways.measures import Instrument, parse_instrument
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse
from bothways_web.people.models import Person, Post

OPTIONS = [{"id": name, "label": {"en": name.title()}} for name in ("rota", "tools", "pay")]


def item(name, scale, text, **more):
    return {"id": name, "text": {"en": text}, "scale": scale, "reversed": False, "scored": False, **more}


DOCUMENT = {
    "schema": "bothways-instrument/1",
    "id": "work_mix",
    "version": "1.0.0",
    "title": {"en": "Work"},
    "purpose": "Every kind of question.",
    "side": "employee",
    "measurement_model": "formative",
    "composition": "none",
    "metric_ids": ["mix"],
    "grids": {"week": {"en": "This week"}},
    "scales": {
        "agree5": {"kind": "ordinal", "min": 1, "max": 5, "anchors": {1: {"en": "No"}, 5: {"en": "Yes"}}},
        "one": {"kind": "single_choice", "options": OPTIONS},
        "some": {"kind": "multiple_choice", "options": OPTIONS, "max_choices": 2},
        "order": {"kind": "ranking", "options": OPTIONS},
        "hours": {"kind": "number", "min": 0, "max": 80},
        "day": {"kind": "date", "first": "2026-01-01", "last": "2026-12-31"},
        "words": {"kind": "open_text", "max_length": 60},
    },
    "items": [
        item("calm", "agree5", "My days were calm.", scored=True, grid="week"),
        item("clear", "agree5", "I knew what to do.", scored=True, grid="week"),
        item("cause", "one", "What was in the way?"),
        item("often", "agree5", "How often {answer:cause}?", ask_if={"item": "cause", "answers": ["rota", "tools"]}),
        item("missing", "some", "What would help?"),
        item("first", "order", "What comes first?"),
        item("late", "hours", "How many late hours?"),
        item("since", "day", "Since when?"),
        item("say", "words", "Beside {answer:cause}, what else?"),
    ],
    "scoring": {"total": "mean_of_items", "polarity": "higher_is_better", "min_answered": {"items": 1}},
    "licence": {"text_origin": "own_words", "text_clearance": "clear", "text_licence": "CC0-1.0", "sources": []},
    "translations": {},
    "do": [],
    "dont": [],
}  # fmt: skip


def every_kind(**changes) -> Instrument:
    """Return the set, with other parts or (None) without some."""
    document = {name: part for name, part in (DOCUMENT | changes).items() if part is not None}
    return parse_instrument(yaml.safe_dump(document, sort_keys=False), "work_mix.yaml")


def pulse_of_kinds(company, instrument: Instrument | None = None, **plan) -> Pulse:
    chosen = Plan("Work", company.units["company"], **plan)
    return create_pulse(instrument or every_kind(), chosen, by=company.users["eva"])


def launch_kinds(company, instrument: Instrument | None = None, **plan) -> Round:
    return launch_pulse(pulse_of_kinds(company, instrument, **plan), by=company.users["eva"])


def add_people(company, number: int, unit: str = "day") -> None:
    """Let more people work in a unit."""
    for place in range(number):
        person = Person.objects.create(code=f"more-{unit}-{place}", email=f"{unit}.{place}@more.example")
        Post.objects.create(person=person, unit=company.units[unit], start=dt.date(2024, 1, 1))


def answers_of(number: int) -> dict[str, object]:
    """What the person of a number answers: nobody wants pay, and some are not asked how often."""
    cause = ("rota", "tools", "pay", "rota")[number % 4]
    given: dict[str, object] = {
        "calm": 1 + number % 5, "clear": 1 + (number + 1) % 5, "cause": cause, "missing": ["tools", "rota"],
        "first": ["tools", "rota", "pay"], "late": number % 81, "since": f"2026-{1 + number % 12:02d}-10",
        "say": f"Words of {number}",
    }  # fmt: skip
    if cause != "pay":
        given["often"] = 1 + number % 3
    return given


def invited(asked: Round) -> list[Invitation]:
    return list(Invitation.objects.filter(round=asked).order_by("pk"))
