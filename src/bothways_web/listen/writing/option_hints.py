"""Hints about the answers that somebody may choose: what makes them hard to tell apart or leaves people without one."""

from __future__ import annotations

import re
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.writing.hints import Hint
from bothways_web.listen.writing.kinds import Question, kind_of

#: More answers than this are read over.
MANY_OPTIONS = 7
_WORDS: dict[str, Promise] = {
    "overlap": _(
        "These answers overlap: somebody may belong to both. Let each begin where no other one ends."
    ),
    "no_other": _("Whoever belongs to none of these has no answer. Add “another one” or “none of these”."),
    "many": _(
        "More than 7 answers: people take one of the first. Put some together, or make two questions of it."
    ),
}
#: Answers for those to whom no other one applies, by language.
_OTHERS = {
    "en": r"\bother\b|\banother\b|\bnone\b|\bneither\b|something else|don['’]t know|\bnot sure\b|\bdoes not apply\b",
    "de": r"\bander|\bkein|\bsonst|weiß (?:ich )?nicht|\btrifft nicht",
    "es": r"\botr[oa]s?\b|\bning[uú]n|\bno (?:lo )?sé\b|\bno aplica\b",
}
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:-|–|\bto\b|\bbis\b|\ba\b)\s*(\d+(?:[.,]\d+)?)")


def option_hints(question: Question, language: str) -> list[Hint]:
    """Return the hints for the answers of a question, as they stand in one language.

    Examples
    --------
    >>> labels = ["0-5 years", "5-10 years", "none of these"]
    >>> options = [{"label": {"en": label}} for label in labels]
    >>> [hint.code for hint in option_hints({"kind": "single", "options": options}, "en")]
    ['overlap']
    """
    lines = [option["label"].get(language, "") for option in question.get("options", ())]
    found = [Hint("overlap", _WORDS["overlap"], part) for part in _overlap(lines)[:1]]
    others = _OTHERS.get(language.split("-")[0])
    open_end = len(lines) < 3 or any(re.search(others or "", line, re.IGNORECASE) for line in lines)
    if kind_of(question) == "single" and not open_end:
        found.append(Hint("no_other", _WORDS["no_other"]))
    if len(lines) > MANY_OPTIONS:
        found.append(Hint("many", _WORDS["many"]))
    return found


def _overlap(lines: list[str]) -> list[str]:
    """Return pairs of lines whose ranges of numbers share one."""
    hits = [(line, _RANGE.search(line)) for line in lines]
    ends = [(_number(hit[1]), _number(hit[2]), line) for line, hit in hits if hit]
    ranges = sorted(one for one in ends if one[0] <= one[1])
    return [f"{one[2]} / {other[2]}" for one, other in pairwise(ranges) if other[0] <= one[1]]


def _number(text: str) -> float:
    return float(text.replace(",", "."))
