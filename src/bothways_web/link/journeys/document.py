"""A journey as a document: plain values, changed by functions that return a new one.

A document holds ``name``, ``lanes`` ("both", "customers" or "employees") and ``stages`` in their order. A stage holds
``id``, ``name``, ``touchpoints`` (names), for each lane what people ``do``, ``feel`` and ``need``, ``metrics`` (keys
such as "surveyed:csat"), ``unit`` (a code; blank for the whole organisation) and, where some were chosen, ``themes``
(keys of themes of comments, which are of both voices).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.reports.story.clean import clean

Document = dict[str, Any]
Stage = dict[str, Any]
CUSTOMERS, EMPLOYEES, BOTH = "customers", "employees", "both"
#: Lanes in the order in which a map is read.
LANES = (CUSTOMERS, EMPLOYEES)
ASPECTS = ("do", "feel", "need")
MOST_STAGES, MOST_TOUCHPOINTS, MOST_METRICS, MOST_THEMES = 30, 12, 6, 8
LONGEST_NAME, LONGEST_TEXT = 80, 1000


def new_name() -> str:
    """Return a name for a stage that no other one has, in this journey or in an earlier version of it."""
    return "s" + secrets.token_hex(5)


def new_journey(name: str, lanes: str) -> Document:
    """Return a journey without stages."""
    return {"name": _name(name), "lanes": _lanes(lanes), "stages": []}


def new_stage(name: str, **given: Any) -> Stage:
    """Return a stage: ``touchpoints``, ``customers``, ``employees``, ``metrics``, ``unit`` and ``themes`` may be given.

    Raises
    ------
    InputError
        Where a name is blank, or something is longer or more than a journey holds.
    """
    themes = _themes(given.get("themes", ()))
    return {
        "id": given.get("id") or new_name(), "name": _name(name),
        "touchpoints": _touchpoints(given.get("touchpoints", ())),
        **{lane: _lane(given.get(lane, {})) for lane in LANES},
        "metrics": _metrics(given.get("metrics", ())), "unit": given.get("unit", ""),
        **({"themes": themes} if themes else {}),
    }  # fmt: skip


def describe(journey: Document, name: str, lanes: str) -> Document:
    """Return a journey with another name, or for others."""
    return {**journey, "name": _name(name), "lanes": _lanes(lanes)}


def add_stage(journey: Document, stage: Stage, *, after: str = "") -> Document:
    """Return a journey with one more stage: behind another one, else at the end."""
    stages = list(journey["stages"])
    if len(stages) >= MOST_STAGES:
        raise InputError(
            _("A journey has at most %(most)s stages.") % {"most": MOST_STAGES},
            remedy=_("Remove one, or make two journeys of it."),
        )
    place = next((n + 1 for n, one in enumerate(stages) if one["id"] == after), len(stages))
    stages.insert(place, stage)
    return {**journey, "stages": stages}


def change_stage(journey: Document, stage: Stage) -> Document:
    """Return a journey in which a stage is as given; which one its id tells."""
    place = place_of(journey, stage["id"])
    stages = list(journey["stages"])
    stages[place] = stage
    return {**journey, "stages": stages}


def rename_stage(journey: Document, stage_id: str, name: str) -> Document:
    """Return a journey in which a stage is called otherwise."""
    return change_stage(journey, {**journey["stages"][place_of(journey, stage_id)], "name": _name(name)})


def place_stage(journey: Document, stage_id: str, place: int) -> Document:
    """Return a journey in which a stage stands at a place, counted from nought; one beyond an end is that end."""
    stages = list(journey["stages"])
    moved = stages.pop(place_of(journey, stage_id))
    stages.insert(max(0, min(place, len(stages))), moved)
    return {**journey, "stages": stages}


def move_stage(journey: Document, stage_id: str, steps: int) -> Document:
    """Return a journey in which a stage stands so many places further on; before, where it is below nought."""
    return place_stage(journey, stage_id, place_of(journey, stage_id) + steps)


def remove_stage(journey: Document, stage_id: str) -> Document:
    """Return a journey without a stage."""
    place_of(journey, stage_id)
    return {**journey, "stages": [one for one in journey["stages"] if one["id"] != stage_id]}


def find_stage(journey: Document, stage_id: str) -> Stage | None:
    """Return a stage by its id."""
    return next((one for one in journey["stages"] if one["id"] == stage_id), None)


def place_of(journey: Document, stage_id: str) -> int:
    """Return where a stage stands.

    Raises
    ------
    InputError
        Where it is not there any more.
    """
    for place, one in enumerate(journey["stages"]):
        if one["id"] == stage_id:
            return place
    raise InputError(_("This stage is not there any more."), remedy=_("Look at the journey as it is now."))


def themes_of(stage: Stage) -> list[str]:
    """Return the keys of the themes that were chosen for a stage; none where it was written before there were any."""
    return list(stage.get("themes", ()))


def lanes_of(journey: Document) -> tuple[str, ...]:
    """Return the lanes of a journey, in the order in which they are read."""
    return LANES if journey["lanes"] == BOTH else (journey["lanes"],)


def _lanes(lanes: str) -> str:
    if lanes not in (BOTH, *LANES):
        raise InputError(
            _("A journey is of customers, of employees, or of both."), remedy=_("Choose one of the three.")
        )
    return lanes


def _name(text: str) -> str:
    name = clean(text)
    if not name or len(name) > LONGEST_NAME:
        raise InputError(
            _("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME},
            remedy=_("Write a shorter one.") if name else _("Write one."),
        )
    return name


def _lane(given: dict[str, str]) -> dict[str, str]:
    return {aspect: _text(given.get(aspect, "")) for aspect in ASPECTS}


def _text(text: str) -> str:
    lines = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(lines) > LONGEST_TEXT:
        raise InputError(
            _("A text has at most %(most)s characters.") % {"most": LONGEST_TEXT}, remedy=_("Shorten it.")
        )
    return lines


def _touchpoints(given: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, map(clean, given))))
    return [_name(one) for one in _at_most(found, MOST_TOUCHPOINTS, _too_many_touchpoints)]


def _metrics(given: Iterable[str]) -> list[str]:
    return _at_most(list(dict.fromkeys(given)), MOST_METRICS, _too_many_metrics)


def _themes(given: Iterable[str]) -> list[str]:
    return _at_most(list(dict.fromkeys(given)), MOST_THEMES, _too_many_themes)


def _at_most(found: list[str], most: int, said: Callable[[int], str]) -> list[str]:
    if len(found) > most:
        raise InputError(said(most), remedy=_("Take some away."))
    return found


def _too_many_touchpoints(most: int) -> str:
    return _("A stage has at most %(most)s touchpoints.") % {"most": most}


def _too_many_metrics(most: int) -> str:
    return _("A stage has at most %(most)s numbers.") % {"most": most}


def _too_many_themes(most: int) -> str:
    return _("A stage has at most %(most)s themes.") % {"most": most}
