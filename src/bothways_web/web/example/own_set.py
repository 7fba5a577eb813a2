"""A question set that the people lead of the example company is writing: several kinds, and what hints are about."""

from __future__ import annotations

from typing import Any

from bothways_web.listen.models import OwnSet
from bothways_web.listen.writing.draft import (
    add_section,
    ask_only,
    describe,
    empty_draft,
    name_section,
    note_language,
    place_question,
)
from bothways_web.listen.writing.own_sets import begin_set
from bothways_web.people.models import User

_TITLE = {"en": "Calls and handovers", "de": "Anrufe und Übergaben"}
_CALLS = {"en": "Calls", "de": "Anrufe"}
_HANDOVERS = {"en": "Handovers", "de": "Übergaben"}


def _options(*labels: dict[str, str]) -> dict[str, Any]:
    rows = [{"id": f"o{number}", "label": label} for number, label in enumerate(labels, start=1)]
    return {"options": rows, "last": len(rows)}


#: Questions of the first section, q2 to q5, and of the second one, s6.
_FIRST: tuple[dict[str, Any], ...] = (
    {"kind": "scale", "text": {"en": "I can solve what customers call about.", "de": "Ich kann lösen, worum es geht."},
     "scale": "agree5", "turned": False},
    {"kind": "scale", "text": {"en": "Calls are passed on more than once.", "de": "Anrufe gehen mehrmals weiter."},
     "scale": "often5", "turned": True},
    {"kind": "single", "text": {"en": "Where do calls stop most?", "de": "Wo bleiben Anrufe am ehesten hängen?"},
     **_options({"en": "At a system that is slow", "de": "An einem langsamen System"},
                {"en": "At a rule", "de": "An einer Regel"}, {"en": "At another team", "de": "Bei einem anderen Team"},
                {"en": "At none of these", "de": "An nichts davon"})},
    {"kind": "text", "text": {"en": "What would help with this: {answer:q4}?"}, "most": 500},
)  # fmt: skip
_SECOND: tuple[dict[str, Any], ...] = (
    {"kind": "matrix", "text": {"en": "How often is this so at a handover?"}, "scale": "often5", "turned": False,
     "rows": [{"id": "r1", "text": {"en": "It is short and complete."}},
              {"id": "r2", "text": {"en": "The next shift can begin at once."}}],
     "last": 2},
    {"kind": "scale", "text": {"en": "How well do the shifts work together?"}, "scale": "zero_ten", "turned": False},
    {"kind": "ranking", "text": {"en": "What should we mend first?"},
     **_options({"en": "The time for it"}, {"en": "The form"}, {"en": "The room"})},
    {"kind": "number", "text": {"en": "How many handovers do you have in a usual week?"}, "low": 0, "high": 14},
)  # fmt: skip


def write_a_set(*, by: User) -> OwnSet:
    """Write the set as far as it is: some are asked one question, one row asks two things, German is partly there."""
    draft = describe(empty_draft(_TITLE["en"], "en"), _TITLE, "What slows calls down.", delicate=False)
    draft = name_section(draft, "s1", _CALLS)
    for body in _FIRST:
        draft = place_question(draft, "s1", None, body)
    draft = ask_only(draft, "q5", "q4", ["o1", "o2", "o3"])
    draft = add_section(draft, _HANDOVERS)
    for body in _SECOND:
        draft = place_question(draft, "s6", None, body)
    return begin_set(note_language(draft, "de", "draft", "The first section was translated."), by=by)
