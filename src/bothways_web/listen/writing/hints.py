"""Hints while writing: what makes a question hard to answer or its answers hard to read. They never forbid anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: More words than this in one question, and people read it twice.
MANY_WORDS = 20


@dataclass(frozen=True)
class Hint:
    """One hint.

    Attributes
    ----------
    code : {"long", "double", "leading", "negative", "absolute", "shouting", "overlap", "no_other", "many"}
    words : str
        What to change, and why.
    part : str
        The words of the question or of its answers that it is about; may be blank.
    """

    code: str
    words: Promise
    part: str = ""


_WORDS: dict[str, Promise] = {
    "long": _("More than 20 words: shorter questions are understood alike by more people."),
    "double": _(
        "It may ask two things at once: whoever agrees with one alone cannot answer. Make two questions of it."
    ),
    "leading": _("It suggests an answer. Say it so that either answer is as easy to give."),
    "negative": _(
        "A “not” is easily read over. Say it the other way, and tick “counts the other way round”."
    ),
    "absolute": _(
        "Few would agree with “always” or “never”, so answers differ little. Say how often instead."
    ),
    "shouting": _("Capitals are read as shouting, and letter by letter by some screen readers."),
}
_PATTERNS: dict[str, dict[str, str]] = {
    "en": {
        "double": r"\band\b|\bas well as\b|\bor\b",
        "leading": r"don['’]t you|wouldn['’]t you|isn['’]t it|\bobviously\b|\bof course\b|\bsurely\b"
        r"|\bhow (?:great|good|bad|much better)\b|\bas everybody knows\b|\bexcellent\b|\bamazing\b|\bterrible\b",
        "negative": r"\bnot\b|n['’]t\b|\bno longer\b|\bwithout\b",
        "absolute": r"\balways\b|\bnever\b|\beverybody\b|\bnobody\b|\ball of\b",
    },
    "de": {
        "double": r"\bund\b|\bsowie\b|\boder\b",
        "leading": r"\bsicherlich\b|\bnatürlich\b|\bdoch auch\b|\bselbstverständlich\b|\bnicht wahr\b"
        r"|\bwie (?:gut|toll|schlecht)\b|\bhervorragend|\bschrecklich",
        "negative": r"\bnicht\b|\bkein(?:e|en|er|em|es)?\b|\bohne\b",
        "absolute": r"\bimmer\b|\bnie(?:mals)?\b|\balle\b|\bniemand\b|\bjeder\b",
    },
    "es": {
        "double": r"\by\b|\be\b|\bo\b|\bu\b|\basí como\b",
        "leading": r"\bpor supuesto\b|\bobviamente\b|¿no cree|\bverdad\?|\bqué (?:bueno|malo)|\bexcelente|\bterrible",
        "negative": r"\bno\b|\bsin\b|\bnunca más\b",
        "absolute": r"\bsiempre\b|\bnunca\b|\btodos\b|\bnadie\b",
    },
}
_SHOUTED = re.compile(r"\b[A-ZÄÖÜÑÁÉÍÓÚ]{4,}\b")


def hints_for(text: str, language: str) -> list[Hint]:
    """Return the hints for a question.

    Examples
    --------
    >>> [hint.code for hint in hints_for("My team is fast and friendly.", "en")]
    ['double']
    >>> hints_for("I know what is expected of me at work.", "en")
    []
    """
    found = [Hint("long", _WORDS["long"])] if len(text.split()) > MANY_WORDS else []
    for code, pattern in _PATTERNS.get(language.split("-")[0], {}).items():
        hit = re.search(pattern, text, re.IGNORECASE)
        if hit:
            found.append(Hint(code, _WORDS[code], hit[0]))
    shouted = _SHOUTED.search(text)
    return [*found, Hint("shouting", _WORDS["shouting"], shouted[0])] if shouted else found
