"""What findings say, as lines of the story: what comes first, and what cannot be told yet."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.reports.story import Figure, Line
from bothways.reports.words import STATES
from bothways_web.link.findings import RunFindings, Shown, read_findings
from bothways_web.link.models import Run
from bothways_web.link.words import WORDS, in_its_own_units, own_units, sentence, settled_by, signed, together
from bothways_web.people.access import Right, Viewer
from bothways_web.verify.reports.spans import Span

#: Cells of the table that open the page of one finding.
OPENS = ("company", "own + company", "all", "all + method")
CLAIMS = ("clear", "likely")


def findings_until(span: Span) -> RunFindings | None:
    """Return what the last run found whose round closed by the end of a span; ``None`` where none has."""
    runs = Run.objects.filter(state=Run.State.DONE, round__closes_at__date__lte=span.end)
    for run in runs.select_related("round__pulse").order_by(F("round__closes_at").desc(), "-pk"):
        if run.summary.get("released"):
            return read_findings(run)
    return None


def claims(found: RunFindings, viewer: Viewer) -> tuple[Line, ...]:
    """Return a line for each finding that is clear or likely, the clear ones first."""
    return tuple(_line(one, found, viewer) for one in found.ordered if one.key in CLAIMS)


def open_pairs(found: RunFindings, viewer: Viewer) -> tuple[Line, ...]:
    """Return a line for each pair of which nothing can be told yet, with what may settle it."""
    return tuple(_line(one, found, viewer) for one in found.ordered if one.key == "cannot_tell")


def _line(one: Shown, found: RunFindings, viewer: Viewer) -> Line:
    text = sentence(one, found.findings.frequency)
    settles = settled_by(one)
    notes = (settles.text,) if settles else tuple(_still_open(one))
    figures = tuple(_figures(one, found)) if one.key in CLAIMS else ()
    return Line(
        text,
        str(WORDS[one.key]),
        STATES[one.key].glyph,
        notes,
        figures,
        _address(one, found, viewer),
        one.key,
    )


def _still_open(one: Shown) -> Iterator[str]:
    names = [*one.failed, *one.not_run]
    if names:
        yield _("Still open: %(checks)s.") % {"checks": "; ".join(names)}


def _figures(one: Shown, found: RunFindings) -> Iterator[Figure]:
    """Yield the directions that are claimed, in the words of the page of findings."""
    verdict = one.finding.verdict
    for forward in (True, False):
        if verdict == ("customer_leads" if forward else "employee_leads"):
            continue
        if one.finding.within > 1:
            yield _together(one, found, forward)
            continue
        told, there = (
            in_its_own_units(one, found, employees_first=forward),
            own_units(one, found, employees_first=forward),
        )
        if there is None:
            continue
        text = _("%(number)s %(band)s people.") % {"number": told, "band": one.n_band}
        rounded = there.rounded if there.low and there.high else (None, None, None)
        yield Figure(
            text,
            there.outcome,
            there.size,
            there.low,
            there.high,
            one.n_band,
            "emp" if forward else "cust",
            *rounded,
        )


def _together(one: Shown, found: RunFindings, forward: bool) -> Figure:
    """Return everything that one direction tells over several periods, in typical swings."""
    effect = one.forward if forward else one.backward
    told = together(one, found.findings.frequency, employees_first=forward)
    size, low, high = effect.total, effect.total_low, effect.total_high
    return Figure(
        _("%(number)s %(band)s people.") % {"number": told, "band": one.n_band},
        one.customers if forward else one.employees, signed(size, 2), signed(low, 2), signed(high, 2), one.n_band,
        "emp" if forward else "cust", size, low, high,
    )  # fmt: skip


def _address(one: Shown, found: RunFindings, viewer: Viewer) -> str:
    """Return where a finding is told at length, for those who may open that page."""
    if not viewer.may(Right.FINDINGS, *OPENS):
        return ""
    return reverse("finding", args=(found.run.pk, one.number))
