"""A journey as a file: written as JSON, read back whole or not at all, with the place of each fault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.reports.story.clean import clean
from bothways_web.link.journeys.document import (
    ASPECTS,
    LANES,
    MOST_STAGES,
    Document,
    Stage,
    add_stage,
    new_journey,
    new_stage,
)
from bothways_web.link.journeys.numbers import is_key
from bothways_web.link.journeys.pains import LONGEST_PAIN, MOST_PAINS, State, Voice, Written
from bothways_web.link.journeys.themes import StageTheme
from bothways_web.link.models import Journey, PainPoint
from bothways_web.people.units import current_tree

SCHEMA, VERSION = "bothways.journey", 1
#: More is no journey.
LARGEST = 2_000_000
_WHOLE = {"schema", "version", "name", "lanes", "stages", "theme_names"}
_STAGE = {"name", "touchpoints", *LANES, "metrics", "unit", "themes", "pain_points"}


@dataclass(frozen=True)
class ReadJourney:
    """What a file holds: the document, the pain points of its stages by their ids, and what was left out.

    ``left_out``: the themes that are not told here, by the names that the file gives them.
    """

    document: Document
    pains: tuple[tuple[str, Written], ...]
    left_out: tuple[str, ...] = ()


def write_journey(journey: Journey, themes: Mapping[str, Sequence[StageTheme]] | None = None) -> str:
    """Return a journey as JSON: what is written, never a number, nobody's name, and no problem.

    Parameters
    ----------
    journey : Journey
    themes : mapping, optional
        Id of a stage -> the themes that whoever takes the file along sees on it. Their names go along: another site
        has other themes under the same keys.
    """
    chosen = {stage: found for stage, found in (themes or {}).items() if found}
    pains: dict[str, list[PainPoint]] = {}
    for pain in journey.pains.all():
        pains.setdefault(pain.stage, []).append(pain)
    told = journey.document
    stages = [
        {
            **{name: one[name] for name in ("name", "touchpoints", *LANES, "metrics", "unit")},
            **({"themes": [theme.key for theme in chosen[one["id"]]]} if one["id"] in chosen else {}),
            "pain_points": [
                {"text": pain.text, "voice": pain.voice, "state": pain.state} for pain in pains.get(one["id"], ())
            ],
        }
        for one in told["stages"]
    ]  # fmt: skip
    whole = {
        "schema": SCHEMA,
        "version": VERSION,
        "name": told["name"],
        "lanes": told["lanes"],
        "stages": stages,
    }
    if chosen:
        told_here = (theme for found in chosen.values() for theme in found if theme.label)
        whole["theme_names"] = {theme.key: theme.label for theme in told_here}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def read_journey(raw: bytes, *, themes: Mapping[str, str] | None = None) -> ReadJourney:
    """Return the journey in a file.

    Parameters
    ----------
    raw : bytes
    themes : mapping, optional
        Keys of the themes that are told here -> their names. Others are left out, and so are those that the file
        calls otherwise: they come from another site.

    Raises
    ------
    InputError
        Where it is no journey; the sentence names the stage and the field.
    """
    told = _object(_parsed(raw), _("The file"), _WHOLE)
    if told.get("schema") != SCHEMA or told.get("version") != VERSION:
        raise InputError(
            _("The file is no journey, or of a version that is not known here."),
            remedy=_("It begins with schema “%(schema)s” and version %(version)s.")
            % {"schema": SCHEMA, "version": VERSION},
        )
    lanes = told.get("lanes")
    made = _in(
        _("The file"), lambda: new_journey(_text(told, "name"), lanes if isinstance(lanes, str) else "")
    )
    stages = _list(told, "stages", _("The file"))
    if len(stages) > MOST_STAGES:
        raise InputError(
            _("A journey has at most %(most)s stages.") % {"most": MOST_STAGES},
            remedy=_("Remove one, or make two journeys of it."),
        )
    called = _names(told)
    pains: list[tuple[str, Written]] = []
    left_out: dict[str, None] = {}
    for number, one in enumerate(stages, 1):
        where = _("Stage %(number)s") % {"number": number}
        stage, hurts, gone = _stage(one, where, _Told(themes or {}, called))
        made = add_stage(made, stage)
        pains += [(stage["id"], pain) for pain in hurts]
        left_out |= dict.fromkeys(gone)
    return ReadJourney(made, tuple(pains), tuple(left_out))


@dataclass(frozen=True)
class _Told:
    """Names of themes by their keys: those that are told here, and those of a file; ``None`` where it names none."""

    here: Mapping[str, str]
    there: Mapping[str, str] | None

    def knows(self, key: str) -> bool:
        """Return whether a theme of the file is one that is told here."""
        if key not in self.here:
            return False
        return (
            self.there is None
            or clean(self.there.get(key, "")).casefold() == clean(self.here[key]).casefold()
        )

    def name(self, key: str) -> str:
        """Return what a theme of the file is called there; its key where nothing else is known."""
        return clean((self.there or {}).get(key, ""))[:80] or clean(key)[:40] or "–"


def _names(told: dict[str, Any]) -> dict[str, str] | None:
    """Return what a file calls its themes; ``None`` where it does not say so."""
    if "theme_names" not in told:
        return None
    where, given = f"{_('The file')}, theme_names", told["theme_names"]
    found = _object(given, where, set(given) if isinstance(given, dict) else set())
    return {key: _text(found, key, where) for key in found}


def _parsed(raw: bytes) -> Any:
    if len(raw) > LARGEST:
        raise InputError(_("The file is too large for a journey."), remedy=_("Choose another file."))
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InputError(
            _("The file is no JSON."), remedy=_("Choose a file that was taken along from a journey.")
        ) from None


def _stage(given: Any, where: str, themes: _Told) -> tuple[Stage, list[Written], list[str]]:
    """Return a stage with its pain points, and the names of the themes that are left out."""
    told = _object(given, where, _STAGE)
    metrics, unit = _texts(told, "metrics", where), _text(told, "unit", where)
    wrong = next((one for one in metrics if not is_key(one)), None)
    if wrong is not None:
        raise _fault(where, "metrics", _("Name whose number it is, as in “surveyed:csat”."))
    tree = current_tree()
    if unit and (tree is None or unit not in tree.places):
        raise _fault(where, "unit", _("There is no such unit here. Leave it blank, or name another one."))
    lanes = {lane: _lane(told, lane, where) for lane in LANES}
    chosen = _texts(told, "themes", where)
    stage = _in(
        where,
        lambda: new_stage(
            _text(told, "name", where), touchpoints=_texts(told, "touchpoints", where), metrics=metrics, unit=unit,
            themes=filter(themes.knows, chosen), **lanes,
        ),
    )  # fmt: skip
    pains = _list(told, "pain_points", where)
    if len(pains) > MOST_PAINS:
        raise _fault(where, "pain_points", _("There are at most %(most)s.") % {"most": MOST_PAINS})
    gone = [themes.name(key) for key in chosen if not themes.knows(key)]
    return stage, [_pain(one, where) for one in pains], gone


def _lane(told: dict[str, Any], lane: str, where: str) -> dict[str, str]:
    given = _object(told.get(lane, {}), f"{where}, {lane}", set(ASPECTS))
    return {aspect: _text(given, aspect, f"{where}, {lane}") for aspect in ASPECTS}


def _pain(given: Any, where: str) -> Written:
    told = _object(given, f"{where}, pain_points", {"text", "voice", "state"})
    found = Written(*(_text(told, name, where) for name in ("text", "voice", "state")))
    if not found.text.strip() or len(found.text) > LONGEST_PAIN:
        raise _fault(where, "text", _("Write 1 to %(most)s characters.") % {"most": LONGEST_PAIN})
    for name, value, allowed in (
        ("voice", found.voice, Voice.values), ("state", found.state, State.values)
    ):  # fmt: skip
        if value not in allowed:
            raise _fault(where, name, _("Write one of: %(allowed)s.") % {"allowed": ", ".join(allowed)})
    return found


def _object(given: Any, where: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InputError(_("%(where)s is no object.") % {"where": where}, remedy=_("Put it in braces."))
    more = sorted(set(given) - names)
    if more:
        raise _fault(where, clean(more[0])[:40], _("There is no such field. Take it out."))
    return given


def _text(told: dict[str, Any], name: str, where: str = "") -> str:
    found = told.get(name, "")
    if not isinstance(found, str):
        raise _fault(where or _("The file"), name, _("Write a text in quotation marks."))
    return found


def _list(told: dict[str, Any], name: str, where: str) -> list[Any]:
    found = told.get(name, [])
    if not isinstance(found, list):
        raise _fault(where, name, _("Write a list in square brackets."))
    return found


def _texts(told: dict[str, Any], name: str, where: str) -> Sequence[str]:
    found = _list(told, name, where)
    if not all(isinstance(one, str) for one in found):
        raise _fault(where, name, _("Write a list of texts."))
    return found


def _in(where: str, make: Any) -> Any:
    """Return what is made; a fault in it says where."""
    try:
        return make()
    except InputError as error:
        raise InputError(f"{where}: {error.what}", remedy=error.remedy) from None


def _fault(where: str, name: str, remedy: str) -> InputError:
    told = {"where": where, "field": name}
    return InputError(_("%(where)s, %(field)s: this cannot be read.") % told, remedy=remedy)
