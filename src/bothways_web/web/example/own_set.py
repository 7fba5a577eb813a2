"""A question set that the people lead of the example company is writing: two sections, and what hints are about."""

from __future__ import annotations

from bothways_web.listen.models import OwnSet
from bothways_web.listen.writing.draft import add_section, describe, empty_draft, name_section, put_question
from bothways_web.listen.writing.own_sets import begin_set
from bothways_web.people.models import User

_TITLE = {"en": "Calls and handovers", "de": "Anrufe und Übergaben"}
_CALLS = {"en": "Calls", "de": "Anrufe"}
_HANDOVERS = {"en": "Handovers", "de": "Übergaben"}
#: Section, text, scale, whether it counts the other way round.
_QUESTIONS = (
    ("s1", {"en": "I can solve what customers call about.", "de": "Ich kann lösen, worum es geht."}, "agree5", False),
    ("s1", {"en": "Calls are passed on more than once.", "de": "Anrufe gehen mehrmals weiter."}, "often5", True),
    ("s2", {"en": "Handovers are short and complete."}, "agree5", False),
    ("s2", {"en": "How well do the shifts work together?"}, "zero_ten", False),
)  # fmt: skip


def write_a_set(*, by: User) -> OwnSet:
    """Write the set as far as it is: one question still asks two things at once, and a hint says so."""
    draft = describe(empty_draft(_TITLE["en"], "en"), _TITLE, "What slows calls down.", delicate=False)
    draft = name_section(draft, "s1", _CALLS)
    draft = add_section(draft, _HANDOVERS)
    for section, text, scale, turned in _QUESTIONS:
        draft = put_question(draft, section, None, text, scale, turned=turned)
    return begin_set(draft, by=by)
