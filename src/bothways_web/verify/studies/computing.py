"""A look at a study: computed in a closed job, released into the ledger of its number, and read from there."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import BothwaysError, NotEnoughData
from bothways.privacy import Released, make_tree
from bothways.privacy.ledger.studies import Point, StudyFigures
from bothways_web.listen.ledgers import Population, open_ledger, released_rounds
from bothways_web.people.units import current_tree
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies import looks
from bothways_web.verify.studies.behind import Behind, teams_behind
from bothways_web.verify.studies.gathering import gather
from bothways_web.verify.studies.measured import measured_of, places_of
from bothways_web.verify.studies.panels import Material, material_of_answers, material_of_released
from bothways_web.verify.studies.results import read_look
from bothways_web.verify.studies.starts import starts_of

if TYPE_CHECKING:
    from bothways.change import Study as Result
    from bothways.privacy import Ledger

log = logging.getLogger(__name__)
_PROTECTED = gettext_lazy(
    "Too few teams have begun, or too few have not, and their numbers are not all shown by themselves. What came of it "
    "is not shown, to protect people in small groups."
)


def look_at(look_id: int) -> None:
    """Take a look, if it is due and nobody has taken it; else do nothing."""
    look = looks.claim(look_id)
    if look is None:
        return
    try:
        released = _released(look) or _compute(look)
    except BothwaysError as error:
        told_by_another = _released(look)  # a job that was slow and not lost may have been first
        if told_by_another is None:
            looks.put_off(look, str(error))
            return
        released = told_by_another
    except Exception:
        log.exception("Look %s failed", look.pk)
        looks.put_off(
            look, _("Something went wrong in the computation. The log of the server says what."), days=1
        )
        raise
    if isinstance(released, str):
        looks.put_off(look, released)
        return
    told = json.loads(released.text)
    looks.finish(
        look,
        released.round,
        verdict=told["verdict"],
        more_periods=told.get("more_periods"),
        every=told["every"],
    )


def _released(look: Look) -> Released | None:
    """Return what this look told, where a job was killed after the ledger had it."""
    name = f"{look.ledger_name} / {look.study.metric}"
    for one in released_rounds(cast(Population, look.study.side)):
        for row in one.released:
            if row.kind == "study" and row.metric == name:
                return row
    return None


def _compute(look: Look) -> Released | str:
    """Compute and release, or say what there is to wait for."""
    study = look.study
    side, starts = cast(Population, study.side), starts_of(study)
    ledger, name = _ledger(side)
    if ledger is None:
        return _("Nothing of this number was shown yet.")
    answers = material_of_answers(side, study.metric, starts)
    if answers is not None and answers.waits:
        return _("No team that has begun has a number since its start yet.")
    for figures in _of_answers(look, answers) if answers is not None else ():
        if ledger.may_tell(figures):
            return ledger.release_study(name, figures)
    released = material_of_released(side, study.metric, starts)
    told = _figures(look, released) if released is not None and released.starts else None
    # One sentence whatever it was: another would tell whether a small team has answered.
    return str(_PROTECTED) if told is None else ledger.release_study(name, told)


def _of_answers(look: Look, answers: Material) -> Iterator[StudyFigures]:
    """Yield what can be told of answers: of all teams, then of those of the look before alone."""
    asked: Study = look.study
    for only in dict.fromkeys(((), _teams_of_earlier(look))):
        gathered = gather(answers, asked.metric, anticipation=asked.anticipation, only=only)
        if gathered is not None and (figures := _figures(look, gathered)):
            yield figures


def _teams_of_earlier(look: Look) -> tuple[str, ...]:
    """Return the teams of the look before: one that came or went since would be told by the difference."""
    earlier = look.study.looks.filter(number__lt=look.number, state=Look.State.DONE).last()
    told = read_look(earlier) if earlier else None
    return (*told.fields["starts"], *told.fields["others"]) if told and not told.of_released else ()


def _ledger(side: Population) -> tuple[Ledger | None, str]:
    """Return the ledger of a number and its last round."""
    rounds, tree = released_rounds(side), current_tree()
    if not rounds or tree is None:
        return None, ""
    last = rounds[-1]
    tree = make_tree(last.tree.units, last.tree.parents, last.tree.names)
    return open_ledger(side, tree), last.name


def _figures(look: Look, material: Material) -> StudyFigures | None:
    """Return what a look tells, as it is offered to the ledger; ``None`` where nothing can be offered."""
    asked: Study = look.study
    try:
        behind = teams_behind(material, asked.metric, anticipation=asked.anticipation + material.spread)
        result = _study(look, material, alpha=0.05)
        strict = _study(look, material, alpha=looks.level_of(look))
    except NotEnoughData:
        return None
    return _offered(look, material, behind, result, strict)


def _all_points(result: Result) -> list[Point]:
    rows = result.event_study.to_dict("records")
    return [
        Point(int(row["since"]), row["effect"], row["low"], row["high"], int(row["units"])) for row in rows
    ]


def _study(look: Look, material: Material, *, alpha: float) -> Result:
    from bothways.change import study

    asked: Study = look.study
    return study(
        material.panel, asked.metric, material.starts, anticipation=asked.anticipation + material.spread,
        bound=asked.smallest, dose=material.dose or None, ends=material.ends or None, reorganised=material.reorganised,
        better=asked.better or "higher", alpha=alpha,
    )  # fmt: skip


def _offered(look: Look, material: Material, behind: Behind, result: Result, strict: Result) -> StudyFigures:
    study = look.study
    found = result.difference if math.isfinite(result.difference.effect) else result.before_after
    return StudyFigures(
        look.ledger_name, study.metric, behind.began, behind.others, material.panel.periods[-1],
        (found.effect, found.low, found.high), material.people, _all_points(result),
        _fields(look, result, strict) | {"gathered": material.spread},
        decimals=places_of(measured_of(study.side, study.metric)), shown=material.shown, gaps=material.gaps,
        known={period: sorted(teams) for period, teams in material.known.items()},
    )  # fmt: skip


def _fields(look: Look, result: Result, strict: Result) -> dict[str, Any]:
    trend, drift, reach, dose = result.trend, result.drift, strict.reach, result.dose
    alone = result.before_after
    return {
        "verdict": strict.verdict, "seen": result.verdict, "every": result.every, "better": look.study.better,
        "bound": result.bound, "level": looks.level_of(look), "look": look.number, "expected": look.study.expected,
        "began": result.began, "not_begun": result.not_begun, "periods_before": result.periods_before,
        "periods_after": result.periods_after, "before_after": alone.effect, "before_after_low": alone.low,
        "before_after_high": alone.high, "trend_periods": trend.periods, "trend_slope": trend.slope,
        "trend_low": trend.low, "trend_high": trend.high, "trend_p": trend.p,
        "trend_smallest_slope": trend.smallest_slope,
        "drift_allowed": drift.allowed if drift else None, "drift_breakdown": drift.breakdown if drift else None,
        "honest_breakdown": result.bounds.breakdown if result.bounds else None, "late_dip_p": result.late_dip,
        "reach_before": reach.before, "reach_now": reach.now, "more_periods": reach.more_periods,
        "more_units": reach.more_units, "dose_slope": dose.slope if dose else None,
        "dose_low": dose.low if dose else None, "dose_high": dose.high if dose else None,
        "dose_units": dose.units if dose else None, "method": result.difference.method,
        "held": list(strict.held),
    }  # fmt: skip
