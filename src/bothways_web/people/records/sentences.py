"""What an import changes, in sentences."""

from __future__ import annotations

from django.utils.translation import ngettext

from bothways_web.people.models import RecordImport


def summary_sentences(given: RecordImport) -> list[str]:
    """Return what a checked file would change, or an imported one changed, as sentences; what is none is left out."""
    if not given.plan:
        return []
    told = ((_sentence(given.kind, word, n), n) for word, n in counts(given).items() if n)
    return [sentence % {"n": n} for sentence, n in told if sentence]


def counts(given: RecordImport) -> dict[str, int]:
    """Return the counts of a plan by word."""
    return {word: int(told["count"] if isinstance(told, dict) else told) for word, told in given.plan.items()}


def _sentence(kind: str, word: str, n: int) -> str:
    """Return the sentence that goes with a count."""
    if kind == RecordImport.Kind.UNITS:
        return {
            "added": ngettext("%(n)s unit is new.", "%(n)s units are new.", n),
            "changed": ngettext("%(n)s unit changes.", "%(n)s units change.", n),
            "ended": ngettext("%(n)s unit ends.", "%(n)s units end.", n),
            "same": ngettext("%(n)s unit stays as it is.", "%(n)s units stay as they are.", n),
        }.get(word, "")
    return {
        "added": ngettext("%(n)s person is new.", "%(n)s people are new.", n),
        "moved": ngettext("%(n)s person has a new post.", "%(n)s people have a new post.", n),
        "corrected": ngettext("%(n)s person is corrected.", "%(n)s people are corrected.", n),
        "left": ngettext("%(n)s person has left.", "%(n)s people have left.", n),
        "same": ngettext("%(n)s person stays as they are.", "%(n)s people stay as they are.", n),
    }.get(word, "")
