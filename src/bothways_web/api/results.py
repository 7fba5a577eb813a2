"""Released numbers and findings for programs: what pages show, and nothing else."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from bothways.linkage.findings import Effect
from bothways.privacy import Released
from bothways.privacy.groups import parse_group
from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.link.findings import Shown, latest_findings
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.round_results import ELSEWHERE, open_round_names
from bothways_web.people.access import Right
from bothways_web.people.viewers import viewer_of

router = Router(tags=["results"])


class Result(Schema):
    """A number about a group of people, as it was released: it never changes."""

    round: str
    units: list[str] = Field(
        description="Codes of the units it is about, each with those below; empty: everybody."
    )
    metric: str
    kind: str = Field(description="mean, share, nps, rate, count, agreement, …")
    n_band: str = Field(description="How many people are behind it, as a band.")
    text: str = Field(description="What pages show, such as 3.4, <=1.8 or a word.")
    value: float | None = Field(
        description="The number; a bound where text says so; null where text is a word."
    )
    low: float | None = Field(description="Ends of the 95% range; null where there is none.")
    high: float | None


class ResultList(Schema):
    """Released numbers, by round."""

    items: list[Result]
    total: int
    next_offset: int | None


class Which(Cut):
    """Which numbers are wanted."""

    population: Literal["employees", "customers", "surveyed", "candidates"] = Field(
        "employees",
        description="customers: numbers that were brought in; surveyed: customers who answered surveys.",
    )
    round: str = Field("", max_length=60, description="Only this one.")
    unit: str = Field("", max_length=60, description="Only numbers about exactly this unit.")
    metric: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)


class DelayStep(Schema):
    """The effect so many periods later, in typical swings; the 95% band holds all delays of a direction at once."""

    delay: int
    estimate: float
    low: float
    high: float


class Direction(Schema):
    """One direction of a finding: effects in typical swings, and in the outcome's own units; 95% ranges."""

    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None = Field(description="p over the whole family of links: the verdict rests on it.")
    natural: float | None
    natural_low: float | None
    natural_high: float | None
    joint_p: float | None = Field(
        description="p that nothing comes before at any of several delays; null where only one was looked at."
    )
    joint_q: float | None
    total: float | None = Field(description="Sum of the effects over these delays, to two decimals.")
    total_low: float | None
    total_high: float | None
    delays: list[DelayStep] = Field(
        description="How long it takes, for what is claimed; for analysts, to two decimals. A picture: its highest "
        "point is no estimate of how long it takes."
    )
    no_delays: str = Field(description="Why there is no such picture of a claim; else blank.")


class CheckResult(Schema):
    """A check of a finding; passed is null where it could not run."""

    name: str
    passed: bool | None
    weighs: bool = Field(description="Whether it decides between clear and likely; else it is told beside.")


class OneFinding(Schema):
    """What was found about an employee metric and a customer metric: what came first, not what caused it."""

    number: int
    employee_metric: str
    customer_metric: str
    verdict: str
    strength: str | None
    sentence: str
    lag: int = Field(description="Periods after which effect, low and high are told.")
    within: int = Field(description="Periods within which the one comes before the other.")
    units: int
    periods: int
    n_band: str
    employees_first: Direction
    customers_first: Direction
    reasons: list[str]
    checks: list[CheckResult]


class FindingList(Schema):
    """Findings of the last computation, in the order in which they are worth a look."""

    items: list[OneFinding]
    total: int
    next_offset: int | None
    run: int | None = Field(description="Number of the computation; null where there is none yet.")
    expected_false_alarms: float | None = Field(
        description="How many directions would look clear if nothing led anything."
    )


@router.get(
    "/results", response=told(200, ResultList), auth=Bearer(Scope.RESULTS), summary="List released numbers"
)
def list_results(request: HttpRequest, wanted: Query[Which]) -> dict[str, Any]:
    """Numbers that were released. A unit that has none is withheld, merged with others, or was not asked."""
    viewer = viewer_of(request.auth.owner)  # type: ignore[attr-defined]
    open_names = None if wanted.population == "customers" else open_round_names(viewer)
    rows = [
        row
        for one in released_rounds(wanted.population)
        if (not wanted.round or one.name == wanted.round) and (open_names is None or one.name in open_names)
        for row in one.released
        if _fits(row, wanted)
    ]
    return cut(rows, len(rows), wanted, _result)


@router.get(
    "/findings", response=told(200, FindingList), auth=Bearer(Scope.FINDINGS), summary="List findings"
)
def list_findings(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Findings of the last computation."""
    found = latest_findings()
    shown = found.ordered if found else ()
    about = {
        "run": found.run.pk if found else None,
        "expected_false_alarms": _plain(found.findings.expected_false_alarms) if found else None,
    }
    methods = _sees_methods(request)
    return {**cut(shown, len(shown), wanted, lambda one: _finding(one, methods=methods)), **about}


@router.get(
    "/findings/{number}",
    response=told(200, OneFinding, 404),
    auth=Bearer(Scope.FINDINGS),
    summary="Read a finding",
)
def read_finding(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One finding of the last computation."""
    found = latest_findings()
    shown = found.find(number) if found else None
    if shown is None:
        raise Http404
    return _finding(shown, methods=_sees_methods(request))


def _sees_methods(request: HttpRequest) -> bool:
    """Return whether the owner of the token looks at methods, as analysts do."""
    return viewer_of(request.auth.owner).may(Right.FINDINGS, "all + method")  # type: ignore[attr-defined]


def _fits(row: Released, wanted: Which) -> bool:
    group = parse_group(row.group)
    return (
        row.kind not in ELSEWHERE
        and wanted.metric in ("", row.metric)
        and wanted.kind in ("", row.kind)
        and (not wanted.unit or (group.units == (wanted.unit,) and row.group == f"unit={wanted.unit}"))
    )


def _result(row: Released) -> dict[str, Any]:
    return {
        "round": row.round, "units": list(parse_group(row.group).units), "metric": row.metric, "kind": row.kind,
        "n_band": row.n_band, "text": row.text, "value": _plain(row.value), "low": _plain(row.low),
        "high": _plain(row.high),
    }  # fmt: skip


def _finding(shown: Shown, *, methods: bool) -> dict[str, Any]:
    one = shown.finding
    return {
        "number": shown.number, "employee_metric": one.employee_metric, "customer_metric": one.customer_metric,
        "verdict": one.verdict, "strength": one.strength, "sentence": one.sentence, "lag": one.lag,
        "within": one.within, "units": one.units, "periods": one.periods, "n_band": shown.n_band,
        "employees_first": _direction(one.employee_to_customer, methods=methods),
        "customers_first": _direction(one.customer_to_employee, methods=methods),
        "reasons": list(one.reasons),
        "checks": [
            {"name": check.name, "passed": check.passed, "weighs": weighs}
            for checks, weighs in ((one.checks, True), (shown.second_thoughts, False))
            for check in checks
        ],
    }  # fmt: skip


def _direction(one: Effect, *, methods: bool) -> dict[str, Any]:
    names = ("effect", "low", "high", "p", "q", "natural", "natural_low", "natural_high", "joint_p", "joint_q", "total",
             "total_low", "total_high")  # fmt: skip
    course = [asdict(step) for step in one.delays] if methods else []
    return {
        **{name: _plain(getattr(one, name)) for name in names},
        "delays": course,
        "no_delays": one.no_delays,
    }


def _plain(value: float) -> float | None:
    """Return a number that JSON has, or none."""
    return float(value) if math.isfinite(value) else None
