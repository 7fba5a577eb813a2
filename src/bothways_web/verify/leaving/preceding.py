"""What comes before people leave: answers and leaving of many units, looked at once a quarter in a closed job."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from bothways.errors import BothwaysError
from bothways.privacy import make_tree
from bothways.privacy.ledger.statements import FINDING_FIELDS, UNITS_OF_A_FINDING
from bothways_web.link.coarse import CHECK_WORDS, coarsely, plain
from bothways_web.listen.ledgers import open_ledger
from bothways_web.people.models import Organisation
from bothways_web.people.units import tree_on
from bothways_web.verify.leaving.quarters import Quarter
from bothways_web.verify.leaving.records import there_on
from bothways_web.verify.leaving.releasing import may_look
from bothways_web.verify.models import LeavingQuarter

if TYPE_CHECKING:
    import pandas as pd

    from bothways.linkage.findings import Finding, Findings

#: What leaving is called beside the numbers of surveys.
LEAVING = "people who left"
#: Fewer quarters than these tell no order in time.
FEWEST_QUARTERS = 4
logger = logging.getLogger(__name__)


def look_before() -> bool:
    """Look once a quarter, when the last one is released; return whether it was looked at now."""
    last = LeavingQuarter.objects.order_by("-name").first()
    if last is None or last.state != LeavingQuarter.State.DONE or not _claim(last):
        return False
    try:
        last.before = _look(last)
    except BothwaysError as problem:
        last.before = {"state": "trouble", "words": str(problem)}
    except Exception:
        logger.exception("What comes before leaving could not be looked at")
        last.before = {
            "state": "failed", "failed": timezone.now().isoformat(), "tries": last.before.get("tries", 0) + 1,
        }  # fmt: skip
    last.save(update_fields=["before"])
    return True


def _claim(last: LeavingQuarter) -> bool:
    """Take a quarter, if nobody has looked, or whoever looked fell silent or failed a day ago."""
    if not may_look(last):
        return False
    mine = {"begun": timezone.now().isoformat(), "tries": last.before.get("tries", 0)}
    return bool(LeavingQuarter.objects.filter(pk=last.pk, before=last.before).update(before=mine))


def _look(last: LeavingQuarter) -> dict[str, Any]:
    """Compute and release; return what is said of it as a whole."""
    quarters = [one.name for one in LeavingQuarter.objects.filter(state=LeavingQuarter.State.DONE)]
    left, asked = _left(quarters), _asked(quarters)
    shared = len(set(left["unit"]) & set(asked["unit"])) if len(asked) and len(left) else 0
    periods = len(set(left["period"]) & set(asked["period"])) if shared else 0
    if shared < UNITS_OF_A_FINDING:
        return {"state": "few units"}
    if periods < FEWEST_QUARTERS:
        return {"state": "few quarters"}
    people = int(left[left["period"] == left["period"].max()]["n"].sum())
    findings = _findings(asked, _coded(left))
    return {"state": "done", "released": _release(last, findings, people), "quarters": periods}


def _left(quarters: list[str]) -> pd.DataFrame:
    """Return leaving as cells: each unit and quarter of enough people, in percent."""
    import pandas as pd

    floor, cells = Organisation.current().floor, []
    for name in quarters:
        quarter = Quarter.named(name)
        tree = tree_on(quarter.first)
        stays = there_on(quarter.first, quarter.last, tree).stays if tree else ()
        rows = pd.DataFrame(
            {"unit": [stay.unit for stay in stays], "left": [float(stay.left) for stay in stays]}
        )
        each = rows.groupby("unit")["left"].agg(["mean", "count"])
        each = each[each["count"] >= floor]
        cells.append(pd.DataFrame({"unit": each.index, "period": name, "value": 100 * each["mean"].to_numpy(),
                                   "n": each["count"].to_numpy()}))  # fmt: skip
    found = (
        pd.concat(cells, ignore_index=True)
        if cells
        else pd.DataFrame(columns=["unit", "period", "value", "n"])
    )
    # In a small unit nobody leaves for many quarters, which is chance as well: the noise is that of the whole.
    usual = float((found["value"] * found["n"]).sum() / max(found["n"].sum(), 1))
    noise = usual * (100 - usual) / found["n"].clip(lower=1)
    return found.assign(
        metric=LEAVING, kind="percent", low=0.0, high=100.0, better="lower", noise_variance=noise
    )


def _asked(quarters: list[str]) -> pd.DataFrame:
    """Return the numbers of surveys as cells by quarter; several rounds of a quarter are put together."""
    import pandas as pd

    from bothways.panel.moments_panel import moments_to_tidy
    from bothways_web.listen.employee_moments import employee_moments

    tidy = [moments_to_tidy(one) for one in employee_moments()]
    if not tidy:
        return pd.DataFrame(columns=["unit", "period", "metric", "value", "n"])
    cells = pd.concat(tidy, ignore_index=True)
    cells["period"] = cells["period"].map(_quarter_of)
    cells = _coded(cells[cells["period"].isin(quarters)])
    total = cells.groupby(["unit", "period", "metric"])["n"].transform("sum")
    share = cells["n"] / total
    cells = cells.assign(value=cells["value"] * share, noise_variance=cells["noise_variance"] * share**2)
    kept: dict[Any, Any] = {"value": "sum", "n": "sum", "noise_variance": _all_of} | dict.fromkeys(
        ("kind", "low", "high", "better"), "last"
    )
    return cells.groupby(["unit", "period", "metric"], as_index=False).agg(kept)


def _all_of(variances: pd.Series[float]) -> float:
    return float(variances.sum(skipna=False))


def _quarter_of(period: str) -> str:
    """Return the quarter of a month or a quarter; blank for other periods."""
    year, _dash, rest = str(period).partition("-")
    if rest.startswith("Q"):
        return str(period)
    month = int(rest) if rest.isdecimal() and len(rest) == 2 else 0
    return f"{year}-Q{(month + 2) // 3}" if 1 <= month <= 12 else ""


def _findings(asked: pd.DataFrame, left: pd.DataFrame) -> Findings:
    from bothways.linkage import link
    from bothways.panel import read_panel

    return link(read_panel(asked, left))


def _coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells as coarse as numbers that pages show: one answer away from the ends, and to one decimal."""
    room = (cells["high"] - cells["low"]) / cells["n"]
    value = cells["value"].clip(cells["low"] + room, cells["high"] - room)
    return cells.assign(value=value.round(1))


def _release(last: LeavingQuarter, findings: Findings, people: int) -> int:
    """Release every pair that enough units are behind, all in one step; return how many."""
    ledger = open_ledger("leavers", make_tree(*zip(*last.tree, strict=True)))
    there = {one.metric for one in ledger.released([last.name]) if one.kind == "finding"}
    wanted = [pair for pair in findings.pairs if pair.units >= UNITS_OF_A_FINDING]
    with ledger.together():
        for pair in wanted:
            if f"{pair.employee_metric} / {pair.customer_metric}" not in there:
                ledger.release_finding(last.name, _fields(pair), people=max(people, UNITS_OF_A_FINDING))
    return len(wanted)


def _fields(pair: Finding) -> dict[str, Any]:
    """Return what a finding may carry: no point, fitted value or figure of a single unit."""
    told = {name: plain(value) for name, value in pair.row().items() if name in FINDING_FIELDS}
    row = coarsely(told, estimable=pair.verdict != "not_estimable")
    checks = {check.name: CHECK_WORDS[check.passed] for check in pair.checks if check.weighs}
    return {**row, "reasons": list(pair.reasons), "sentence": "", "checks": checks, "within": pair.within}
