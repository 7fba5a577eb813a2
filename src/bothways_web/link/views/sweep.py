"""The analysts' table of regressions: the page, the file, asking for it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways_web.link.findings import latest_findings
from bothways_web.link.hooks import page_before
from bothways_web.link.labels import metric_labels
from bothways_web.link.models import SweepRow, SweepRun
from bothways_web.link.sweeps import running
from bothways_web.link.sweeps.files import sweep_csv
from bothways_web.link.sweeps.showing import (
    ORDERS,
    Wanted,
    label_of,
    later,
    lines,
    metrics_of,
    rows_of,
    sweep_of,
)
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, page_of
from bothways_web.wording import in_order

ANALYSTS = "all + method"


@require_safe
@needs(Right.FINDINGS, ANALYSTS)
def sweep(request: SignedInRequest) -> HttpResponse:
    """Show every pair, lag and direction by regression, beside the finding of the pair."""
    found = latest_findings()
    if found is not None and (first := page_before(request, found.run)) is not None:
        return first
    there, labels, wanted = sweep_of(found), metric_labels(), _wanted(request)
    rows = rows_of(there, wanted, labels)
    page = page_of(request, rows)
    context: dict[str, Any] = {
        "found": found, "sweep": there, "page": page, "matching": page.paginator.count, "wanted": wanted,
        "lines": lines(list(page), found, labels) if found else [],
        "left_out": [label_of(name, labels) for name in (there.summary.get("left_out", ()) if there else ())],
        "lost": there is not None and running.is_silent(there),
        "may_begin": found is not None and running.may_begin(found.run), "orders": _orders(),
        "waits": [(lag, later(lag, found.findings.frequency)) for lag in _lags(there)] if found else [],
        "directions": SweepRow.Direction.choices,
        "choices": {side: _choices(there, side, labels) for side in ("employee", "customer")},
    }  # fmt: skip
    return render(request, "link/sweep/sweep.html", context)


@require_safe
@needs(Right.FINDINGS, ANALYSTS)
def table(request: SignedInRequest) -> HttpResponse:
    """Give the whole table as CSV."""
    found = latest_findings()
    there = sweep_of(found)
    if found is None or there is None or not there.summary.get("rows") or there.state != SweepRun.State.DONE:
        raise Http404
    if (first := page_before(request, found.run)) is not None:
        return first
    answer = HttpResponse(sweep_csv(there, metric_labels()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sweep-{found.run.round.period}.csv"'
    return answer


@require_POST
@needs(Right.FINDINGS, ANALYSTS)
def ask(request: SignedInRequest) -> HttpResponse:
    """Have the table made where there is none, or its job was lost."""
    found = latest_findings()
    if found is None:
        raise Http404
    if running.may_begin(found.run):
        running.begin(found.run)
    return redirect("sweep")


def _wanted(request: SignedInRequest) -> Wanted:
    """Return which rows the address asks for; what is no choice lets all pass."""
    given = request.GET
    lag, order, direction = given.get("lag", ""), given.get("sort", ""), given.get("direction", "")
    return Wanted(
        asked(request), asked(request, "employees"), asked(request, "customers"),
        direction if direction in SweepRow.Direction.values else "",
        int(lag) if lag.isascii() and lag.isdecimal() and len(lag) < 3 else 0,
        order if order in ORDERS else "pair",
    )  # fmt: skip


def _lags(there: SweepRun | None) -> list[int]:
    return list(there.summary.get("lags", ())) if there else []


def _choices(there: SweepRun | None, side: str, labels: dict[str, str]) -> list[tuple[str, str]]:
    named = [(name, label_of(name, labels)) for name in (metrics_of(there, side) if there else ())]
    return sorted(named, key=lambda pair: in_order(pair[1]))


def _orders() -> list[tuple[str, str]]:
    words = (_("pair"), _("smallest p"), _("largest in typical swings"), _("shortest wait"))
    return list(zip(ORDERS, words, strict=True))
