"""Findings on screen: the list, one in detail, one page for executives, the table to take along."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways.reports.words import STATES
from bothways_web.link.findings import RunFindings, latest_findings, read_findings
from bothways_web.link.hooks import FINDING_SECTIONS, page_before
from bothways_web.link.models import Run
from bothways_web.link.runs import latest_round, may_ask
from bothways_web.link.situation import situation
from bothways_web.link.table import findings_csv
from bothways_web.link.words import WORDS, expected_alarms
from bothways_web.people.access import Right, Viewer
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.wording import in_order

FULL = ("all", "all + method", "own + company")
ASKING = ("all", "all + method")


@require_safe
@needs(Right.FINDINGS)
def findings(request: SignedInRequest) -> HttpResponse:
    """Show what seems to come first: in full, on one page, or in plain words, as the viewer's role has it."""
    viewer = request.viewer
    found, asked = latest_findings(), latest_round()
    if found is not None and (first := page_before(request, found.run)) is not None:
        return first
    about: dict[str, Any] = {
        "found": found,
        "asked": asked,
        "alarms": expected_alarms(found) if found else "",
    }
    if found is None:
        about["situation"] = situation()
    if viewer.may(Right.FINDINGS, *FULL):
        return _full(request, viewer, about)
    if viewer.may(Right.FINDINGS, "one page"):
        about["few_open"] = found is not None and found.counts["cannot_tell"] <= 5
        return render(request, "link/one_page.html", about)
    return render(request, "link/plain_findings.html", about)


def _full(request: SignedInRequest, viewer: Viewer, about: dict[str, Any]) -> HttpResponse:
    """The list with its filters."""
    found: RunFindings | None = about["found"]
    asks = viewer.may(Right.FINDINGS, *ASKING)
    chosen = {name: request.GET.get(name, "") for name in ("employees", "customers", "verdict")}
    shown = [one for one in found.ordered if _fits(one, chosen)] if found else []
    run = Run.objects.filter(round=about["asked"]).first() if about["asked"] else None
    return render(request, "link/findings.html", {
        **about, "chosen": chosen, "page": Paginator(shown, 25).get_page(request.GET.get("page")),
        "matching": len(shown), "filtered": any(chosen.values()), "run": run, "asks": asks,
        "may_ask": asks and may_ask(about["asked"]), "choices": _choices(found),
        "verdicts": [(key, WORDS[key]) for key in STATES],
        "methods": viewer.may(Right.FINDINGS, "all + method"), "brings": viewer.may(Right.SETTINGS, "own imports"),
    })  # fmt: skip


def _fits(one: Any, chosen: dict[str, str]) -> bool:
    pairs = (
        (chosen["employees"], one.finding.employee_metric),
        (chosen["customers"], one.finding.customer_metric),
        (chosen["verdict"], one.key),
    )
    return all(not wanted or wanted == there for wanted, there in pairs)


def _choices(found: RunFindings | None) -> dict[str, list[tuple[str, str]]]:
    shown = found.shown if found else ()
    return {
        "employees": sorted(
            {(one.finding.employee_metric, one.employees) for one in shown},
            key=lambda pair: in_order(pair[1]),
        ),
        "customers": sorted(
            {(one.finding.customer_metric, one.customers) for one in shown},
            key=lambda pair: in_order(pair[1]),
        ),
    }


@require_safe
@needs(Right.FINDINGS, "company", *FULL)
def finding(request: SignedInRequest, run_id: int, number: int) -> HttpResponse:
    """Answer six questions about one finding, as far as the data go."""
    run = Run.objects.filter(pk=run_id, state=Run.State.DONE).select_related("round__pulse").first()
    found = read_findings(run) if run else None
    one = found.find(number) if found else None
    if found is None or one is None:
        raise Http404
    if (first := page_before(request, found.run)) is not None:
        return first
    viewer = request.viewer
    return render(request, "link/finding.html", {
        "found": found, "one": one, "methods": viewer.may(Right.FINDINGS, "all + method"),
        "full": viewer.may(Right.FINDINGS, *FULL), "sections": [made(viewer, found, one) for made in FINDING_SECTIONS],
    })  # fmt: skip


@require_safe
@needs(Right.FINDINGS, *FULL)
def table(request: SignedInRequest) -> HttpResponse:
    """Give the table of findings as CSV: released figures and nothing else."""
    found = latest_findings()
    if found is None:
        raise Http404
    if (first := page_before(request, found.run)) is not None:
        return first
    answer = HttpResponse(
        findings_csv(found, methods=request.viewer.may(Right.FINDINGS, "all + method")),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="findings-{found.run.round.period}.csv"'
    return answer
