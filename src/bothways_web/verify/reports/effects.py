"""What studies say, as lines of the story."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.reports.figures import MINUS
from bothways.reports.story import Figure, Line
from bothways_web.act.plans.number_words import day_in_words
from bothways_web.people.access import Viewer
from bothways_web.verify.reports.spans import Span

if TYPE_CHECKING:
    from bothways_web.verify.studies.results import ToldStudy

WORDS = {
    "helped": gettext_lazy("Probably helped"),
    "hurt": gettext_lazy("Probably made it worse"),
    "no_difference": gettext_lazy("No difference that matters"),
    "cannot_tell": gettext_lazy("We cannot tell yet"),
}
GLYPHS = {"helped": "▲", "hurt": "▼", "no_difference": "=", "cannot_tell": "◇"}
#: By which name pages colour and draw a verdict.
KEYS = {"helped": "better", "hurt": "worse", "no_difference": "no_link", "cannot_tell": "cannot_tell"}


def studies_in(viewer: Viewer, span: Span) -> tuple[ToldStudy, ...]:
    """Return the studies that a viewer may read and that were looked at in a span, the newest look first."""
    from bothways_web.verify.studies.results import told_studies

    found = [one for one in told_studies(viewer) if span.start <= one.looked_on <= span.end]
    return tuple(sorted(found, key=lambda one: one.looked_on, reverse=True))


def settled(studies: Iterable[ToldStudy]) -> tuple[Line, ...]:
    """Return a line for each study that says what came of something."""
    return tuple(_line(one) for one in studies if one.verdict != "cannot_tell")


def unsettled(studies: Iterable[ToldStudy]) -> tuple[Line, ...]:
    """Return a line for each study that cannot tell yet."""
    return tuple(_line(one) for one in studies if one.verdict == "cannot_tell")


def _line(one: ToldStudy) -> Line:
    told = one.sentence
    if one.band:
        told = _("%(number)s %(band)s people.") % {"number": told, "band": one.band}
    ends = [as_number(end) for end in (one.effect, one.low, one.high)]
    figure = Figure(told, one.metric_label, one.effect, one.low, one.high, one.band, "", *ends)
    notes = [_("Expected: %(expected)s.") % {"expected": one.expected}] if one.expected else []
    if one.next_look:
        notes.append(_("Next look: %(day)s.") % {"day": day_in_words(one.next_look)})
    return Line(
        one.title, str(WORDS[one.verdict]), GLYPHS[one.verdict], (" ".join(notes),) if notes else (), (figure,),
        one.url, KEYS[one.verdict],
    )  # fmt: skip


def as_number(text: str) -> float | None:
    """Return a figure that was written for people as a number; ``None`` where it is none."""
    plain = text.strip().replace(MINUS, "-").replace(str(get_format("THOUSAND_SEPARATOR")), "")
    try:
        return float(plain.replace(str(get_format("DECIMAL_SEPARATOR")), "."))
    except ValueError:
        return None
