"""What is known about how big a change a number needs: from what is released, for one team or for the whole."""

from __future__ import annotations

import math

from bothways.measures.instrument import Better
from bothways.privacy import Released
from bothways.privacy.diagnosis import Diagnosis, DomainNumber, DomainScale, UnitProfile, position
from bothways.privacy.values.intervals import Z
from bothways_web.act.plans.degree import Signs, Standing
from bothways_web.act.plans.measured import find_measured, key_of
from bothways_web.act.plans.results import EMPLOYEES, rounds_measuring
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.link.teams import TEAMS_FOR_A_BAND, diagnosis_of, middle_half, profile_of
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Pulse, Round

READINESS = "readiness"
CLAIMS = ("employee_leads", "customer_leads", "both_ways")


def signs_of_team(unit: str, metric: str) -> Signs:
    """Return what is known about a metric of employees in a unit."""
    rounds = rounds_measuring(unit, EMPLOYEES, metric)
    found = diagnosis_of(rounds[0], None) if rounds else None
    profile = profile_of(found, unit) if found else None
    number = _number(profile, metric)
    if found is None or profile is None or number is None or number.shown is None:
        return Signs(readiness=_readiness(unit))
    band = middle_half(found, metric) if profile is not found.company else (None, None)
    return Signs(
        standing=_standing(number.shown, number.domain, band),
        low_in_many=_low_in_many(found, number.domain),
        agreement=number.agreement.text if number.agreement else "",
        readiness=_readiness(unit),
    )


def signs_of_number(unit: str, side: str, metric: str) -> Signs:
    """Return what is known about any number of a unit; one of customers is held against the middle of its scale."""
    if side == EMPLOYEES:
        return signs_of_team(unit, metric)
    number = find_measured(unit, key_of(side, metric))
    if (
        number is None
        or number.shown is None
        or not number.better
        or number.low is None
        or number.high is None
    ):
        return Signs(readiness=_readiness(unit))
    better: Better = "lower" if number.better == "lower" else "higher"
    scale = DomainScale(metric, number.label, better, number.low, number.high)
    return Signs(_standing(number.shown, scale, (None, None)), readiness=_readiness(unit))


def signs_of_finding(found: RunFindings, one: Shown) -> Signs:
    """Return what is known about a finding of the whole organisation: its link, and where what comes first stands."""
    pair = one.finding
    customers_first = pair.verdict == "customer_leads"
    effect = one.backward if customers_first else one.forward
    ends = (effect.total_low, effect.total_high) if pair.within > 1 else (effect.low, effect.high)
    link = ends if all(math.isfinite(end) for end in ends) else None
    claimed = pair.verdict in CLAIMS
    if customers_first:
        return Signs(
            link=link, is_claimed=claimed
        )  # numbers of customers have no middle half of their own here
    asked = _round_with(pair.employee_metric, found.run.round)
    told = diagnosis_of(asked, None) if asked else None
    number = _number(told.company, pair.employee_metric) if told else None
    if told is None or number is None or number.shown is None:
        return Signs(link=link, is_claimed=claimed)
    standing = _standing(number.shown, number.domain, (None, None))
    return Signs(standing, _low_in_many(told, number.domain), link=link, is_claimed=claimed)


def _round_with(metric: str, asked: Round) -> Round | None:
    """Return the round of a run if it measured a metric, else the last one before that did."""
    released = Round.objects.filter(
        state=Round.State.RELEASED, ledger_name__isnull=False, pulse__side=Pulse.Side.EMPLOYEES,
        pulse__occasion=Pulse.Occasion.CALENDAR, closes_at__lte=asked.closes_at,
    ).exclude(mode=Pulse.Mode.OPEN)  # fmt: skip
    for one in released.select_related("pulse")[:12]:
        there = released_round(EMPLOYEES, one.ledger_name)
        if there and any(row.metric == metric and row.kind == "mean" for row in there.released):
            return one
    return None


def _number(profile: UnitProfile | None, metric: str) -> DomainNumber | None:
    return next((one for one in profile.numbers if one.domain.metric == metric), None) if profile else None


def _standing(
    shown: Released, scale: DomainScale, band: tuple[float | None, float | None]
) -> Standing | None:
    """Return a number beside the nearer end of the middle half, or beside the middle of the scale."""
    if not (math.isfinite(shown.low) and math.isfinite(shown.high)):
        return None
    at = position(shown, scale)
    low = 0.0 if at.at_most else at.value - Z * at.error
    high = 100.0 if at.at_least else at.value + Z * at.error
    worse_end = band[1] if scale.better == "lower" else band[0]
    if worse_end is None:
        return Standing(at.value, low, high)
    return Standing(at.value, low, high, _turned(worse_end, scale), is_band=True)


def _turned(value: float, scale: DomainScale) -> float:
    """Return a value of a scale in points of 0 to 100, turned so that more is better."""
    part = 100 * (value - scale.low) / (scale.high - scale.low)
    return 100 - part if scale.better == "lower" else part


def _low_in_many(found: Diagnosis, scale: DomainScale) -> bool | None:
    """Return whether at least half of the teams lie below the middle of the scale; ``None`` where few are shown."""
    values = [
        _turned(one.value, scale) for one in found.deepest.get(scale.metric, ()) if math.isfinite(one.value)
    ]
    if len(values) < TEAMS_FOR_A_BAND:
        return None
    return 2 * sum(value < 50 for value in values) >= len(values)


def _readiness(unit: str) -> Standing | None:
    """Return a unit's readiness for a change where it was asked and is shown: the mean of its parts."""
    for asked in rounds_measuring(unit, EMPLOYEES, f"{READINESS}.need")[:1]:
        found = diagnosis_of(asked, None)
        profile = profile_of(found, unit) if found else None
        shown = [one for one in profile.numbers if one.shown] if profile else []
        parts = [_standing(one.shown, one.domain, (None, None)) for one in shown if one.shown]
        if told := [one for one in parts if one is not None]:
            value, low, high = (sum(each) / len(told) for each in zip(*map(_ends, told), strict=True))
            return Standing(value, low, high)
    return None


def _ends(one: Standing) -> tuple[float, float, float]:
    return one.value, one.low, one.high
