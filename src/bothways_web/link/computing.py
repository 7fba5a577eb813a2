"""Computing the findings of a run, and releasing them into the ledger of the employees."""

from __future__ import annotations

import logging
import math
import re
import time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.errors import BothwaysError, InputError, NotEnoughData
from bothways.privacy import make_tree
from bothways.privacy.ledger.statements import FINDING_FIELDS, UNITS_OF_A_FINDING
from bothways_web.link import runs
from bothways_web.link.coarse import CHECK_WORDS, DIRECTIONS, coarsely, plain
from bothways_web.link.inputs import Inputs, forget, prepare
from bothways_web.link.models import Run
from bothways_web.link.sweeps.running import begin as begin_sweep
from bothways_web.listen.ledgers import open_ledger, released_round

if TYPE_CHECKING:
    from bothways.linkage.findings import Effect, Finding, Findings
    from bothways.panel import Panel

log = logging.getLogger(__name__)


class GivenUpError(Exception):
    """Another job has taken this run."""


def compute(run_id: int) -> None:
    """Compute the findings of a run, if it waits or its job fell silent; else do nothing."""
    run = runs.claim(run_id)
    if run is None:
        return
    try:
        summary = _compute(run)
    except GivenUpError:
        return
    except BothwaysError as error:
        _give_up(run, str(error))
        return
    except Exception:
        log.exception("Run %s failed", run.pk)
        _give_up(run, _("Something went wrong in the computation. The log of the server says what."))
        raise
    runs.finish(run, summary)
    forget(run)
    if summary.get("released"):
        begin_sweep(run)


def _give_up(run: Run, trouble: str) -> None:
    """Note why a run ends; once something of it is released, its inputs stay for whoever asks again."""
    shown = released_round("employees", run.round.ledger_name)
    if shown is None or not any(one.kind == "finding" for one in shown.released):
        forget(run)
    runs.fail(run, trouble)


def _compute(run: Run) -> dict[str, object]:
    """Return the summary of a run whose findings are released."""
    there = released_round("employees", run.round.ledger_name)
    if there is None or not any(one.group == "all" for one in there.released):
        # whether nobody answered or four did, the same is said
        return {"released": 0, "nothing": _("Too few people answered this round for anything to be shown.")}
    inputs = prepare(run)
    if inputs is None:
        return {"released": 0, "nothing": _("There are no numbers of both voices yet.")}
    panel = _panel(inputs)
    shared = _shared_units(panel)
    if shared < UNITS_OF_A_FINDING:
        return {"released": 0, "nothing": _too_few_units(), "left_out": list(inputs.left_out)}
    findings = _link(run, panel)
    people = _people(panel)
    released, too_few = _release(run, findings, people)
    return _summary(findings, panel, inputs, released, too_few)


def _panel(inputs: Inputs) -> Panel:
    from bothways.panel import read_panel

    return read_panel(inputs.employees, inputs.customers, covariance=inputs.covariance)


def _link(run: Run, panel: Panel) -> Findings:
    from bothways.linkage import link

    last = 0.0

    def progress(done: int, total: int, text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= 1 or done == total:
            last = time.monotonic()
            if not runs.tell(run, done, total):
                raise GivenUpError

    try:
        return link(panel, progress=progress)
    except NotEnoughData as error:
        raise InputError(str(error), remedy=_("Bring in more data.")) from error


def _shared_units(panel: Panel) -> int:
    """Return how many units have numbers of both voices."""
    value, side = panel.data["value"], panel.data["side"].values
    there = value.notnull().any("period")
    both = there.sel(metric=side == "employee").any("metric") & there.sel(metric=side == "customer").any(
        "metric"
    )
    return int(both.sum())


def _too_few_units() -> str:
    """Say that too few units have both; not how many, since such a run may be asked for again, file after file."""
    return _(
        "Not enough to work with: a finding needs %(needed)s teams with numbers of both voices. Check that both files "
        "name teams by the codes of your unit tree."
    ) % {"needed": UNITS_OF_A_FINDING}


def _people(panel: Panel) -> dict[str, int]:
    """Return for each employee metric how many people are behind it in its last period; at least one a unit."""
    found = {}
    for metric in panel.metrics("employee"):
        value, n = panel.data["value"].sel(metric=metric), panel.data["n"].sel(metric=metric)
        last = int(value.notnull().any("unit").values.nonzero()[0][-1])
        there = value.isel(period=last).notnull()
        counted = float(n.isel(period=last).where(there).sum())
        found[metric] = max(int(counted), int(there.sum()), UNITS_OF_A_FINDING)
    return found


def _release(run: Run, findings: Findings, people: dict[str, int]) -> tuple[int, list[list[str]]]:
    """Release every pair that enough units are behind; return how many, and the pairs that are not."""
    name = run.round.ledger_name or ""
    units, parents, names = zip(*((unit[0], unit[1], unit[2]) for unit in run.round.tree), strict=True)
    ledger = open_ledger("employees", make_tree(units, parents, names))
    there = {one.metric for one in ledger.released([name]) if one.kind == "finding" and one.group == "all"}
    too_few: list[list[str]] = []
    if not runs.tell(run, len(findings.pairs), len(findings.pairs)):
        raise GivenUpError
    with ledger.together():
        for pair in findings.pairs:
            if pair.units < UNITS_OF_A_FINDING:
                too_few.append([pair.employee_metric, pair.customer_metric])
            elif f"{pair.employee_metric} / {pair.customer_metric}" not in there:
                ledger.release_finding(name, _fields(pair), people=people[pair.employee_metric])
    return len(findings.pairs) - len(too_few), too_few


def _fields(pair: Finding) -> dict[str, Any]:
    """Return what a finding may carry, coarsely: no point, fitted value or figure of a single unit."""
    row = {name: plain(value) for name, value in pair.row().items() if name in FINDING_FIELDS}
    row = coarsely(row, estimable=pair.verdict != "not_estimable")
    for name in DIRECTIONS:
        row |= _course(name, getattr(pair, name))
    checks: dict[str, str] = {}
    for check in pair.checks:
        checks[check.name] = CHECK_WORDS[check.passed]
    told = {"reasons": list(pair.reasons), "sentence": pair.sentence, "checks": checks, "within": pair.within}
    return {**row, **told}


def _course(name: str, effect: Effect) -> dict[str, Any]:
    """Return what is told of longer delays of one direction, to two decimals."""
    steps = [
        [one.delay, *(round(float(end), 2) for end in (one.estimate, one.low, one.high))]
        for one in effect.delays
        if all(math.isfinite(end) for end in (one.estimate, one.low, one.high))
    ]
    return {f"{name}_delays": steps, f"{name}_no_delays": effect.no_delays}


def _without_names(note: str) -> str:
    """Return a note without the units that it names: which of them has no number of employees is told nowhere."""
    return re.sub(r"( metrics only): .*; ", r"\1; ", note)


def _summary(
    findings: Findings, panel: Panel, inputs: Inputs, released: int, too_few: list[list[str]]
) -> dict[str, object]:
    """Return what is said of the run as a whole."""
    scales = {
        name: {"kind": one.kind, "low": plain(one.low), "high": plain(one.high), "better": one.better}
        for name, one in findings.scales.items()
    }
    return {
        "released": released,
        "too_few": too_few,
        "left_out": list(inputs.left_out),
        "units": len(panel.units),
        "periods": [panel.periods[0], panel.periods[-1]],
        "frequency": findings.frequency,
        "directions_tested": findings.directions_tested,
        "expected_false_alarms": findings.expected_false_alarms,
        "settings": {name: plain(value) for name, value in findings.settings.items()},
        "scales": scales,
        "notes": [*map(_without_names, panel.notes), *inputs.notes],
    }
