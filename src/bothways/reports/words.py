"""The words of a finding: one place for verdicts, sentences and units."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bothways.linkage.findings import Effect, Finding, Findings, Scale
from bothways.reports.figures import count, decimals, estimate, number, span
from bothways.reports.markup import MetricName

#: Words of a sentence; names of metrics are :class:`MetricName`, so ``"".join`` gives plain text.
Sentence = tuple[str, ...]

#: The fixed sentence of every report: the only place outside Method that speaks of causes.
ORDER_NOT_CAUSE = "This shows what came first, not what caused it."

RANGE_MEANING = (
    "A 95% range: if we could repeat this many times, about 95 of 100 such ranges would hold the true value."
)


@dataclass(frozen=True)
class State:
    """What a reader is told about a pair: glyph, word and meaning."""

    key: str
    glyph: str
    word: str
    meaning: str


STATES: dict[str, State] = {
    state.key: state
    for state in (
        State("clear", "◆", "Clear", "We can say what comes first, and every check was passed."),
        State("likely", "◈", "Likely", "We can say what comes first, but a check failed or could not run."),
        State("no_link", "=", "No link that matters", "If there is a link, it is too small to matter here."),
        State("cannot_tell", "◇", "We cannot tell yet", "The ranges are too wide to say which."),
        State("not_estimable", "–", "Not enough to work with", "The data do not hold what the method needs."),
    )
}  # fmt: skip

ORDER_WORDS = {
    "employee_leads": "Employees first",
    "customer_leads": "Customers first",
    "both_ways": "It runs both ways",
}


def state(finding: Finding) -> State:
    """The state of a finding: clear and likely are claims, the others are named by their verdict."""
    if finding.verdict in ORDER_WORDS:
        return STATES[finding.strength or "likely"]
    return STATES[finding.verdict]


def verdict_words(finding: Finding) -> str:
    """The verdict as a short phrase, such as "Clear: Employees first"."""
    word = state(finding).word
    return f"{word}: {ORDER_WORDS[finding.verdict]}" if finding.verdict in ORDER_WORDS else word


def later(lag: int, frequency: str) -> str:
    """How long after.

    >>> later(1, "month"), later(2, "quarter")
    ('one month later', '2 quarters later')
    """
    return f"one {frequency} later" if lag == 1 else f"{count(lag, frequency)} later"


def sentence(finding: Finding, frequency: str) -> Sentence:
    """The finding in a plain sentence that says how long after, and which way where that is shown."""
    x, y = MetricName(finding.employee_metric), MetricName(finding.customer_metric)
    after = later(finding.lag, frequency) if finding.within == 1 else within(finding.within, frequency)
    match finding.verdict:
        case "employee_leads":
            return _comes_before(x, y, finding.employee_to_customer.way(finding.within), after)
        case "customer_leads":
            return _comes_before(y, x, finding.customer_to_employee.way(finding.within), after)
        case "both_ways":
            return _both_ways(x, y, finding, after)
        case "no_link":
            return ("If ", x, " and ", y, f" are linked from one {frequency} to the next, ",
                    "the link is too small to matter.")  # fmt: skip
        case "cannot_tell":
            return ("We cannot tell yet whether ", x, " or ", y, " comes first.")
        case _:
            return ("There is not enough to work with for ", x, " and ", y, ".")


def within(periods: int, frequency: str) -> str:
    """How long it may take.

    >>> within(4, "month")
    'within the next 4 months'
    """
    return f"within the next {count(periods, frequency)}"


def _comes_before(first: str, second: str, way: str, after: str) -> Sentence:
    if not way:
        return ("Changes in ", first, " come before changes in ", second, f" {after}.")
    return ("When ", first, " is higher than usual, ", second, f" tends to be {way} {after}.")


def _both_ways(x: str, y: str, finding: Finding, after: str) -> Sentence:
    there, back = (
        effect.way(finding.within) for effect in (finding.employee_to_customer, finding.customer_to_employee)
    )
    if there == back == "":
        return ("Changes in either of ", x, " and ", y, f" come before changes in the other {after}.")
    if there == back:
        return ("When either of ", x, " and ", y,
                f" is higher than usual, the other tends to be {there} {after}.")  # fmt: skip
    start, *rest = _comes_before(y, x, back, after)
    return (*_comes_before(x, y, there, after), f" And the other way round: {start[0].lower()}{start[1:]}",
            *rest)  # fmt: skip


def settled_by(finding: Finding) -> str:
    """What would settle a pair: the reason that says so, else the last one, else an empty string."""
    telling = [reason for reason in finding.reasons if "settle" in reason]
    return (telling or list(finding.reasons) or [""])[-1]


def in_its_own_units(finding: Finding, findings: Findings, *, employees_first: bool) -> Sentence:
    """One direction in the units of the two metrics, with its 95% range."""
    x, y = finding.employee_metric, finding.customer_metric
    effect = finding.employee_to_customer if employees_first else finding.customer_to_employee
    driver, outcome = (x, y) if employees_first else (y, x)
    if not math.isfinite(effect.natural):
        return ("This direction could not be estimated.",)
    per, unit = _step(findings.scales.get(driver))
    _, outcome_unit = _step(findings.scales.get(outcome))
    middle, low, high = (per * part for part in (effect.natural, effect.natural_low, effect.natural_high))
    size = f"{_plain(per)} {unit.removesuffix('s') if per == 1 else unit}"
    amount = f"{number(middle, decimals(low=low, high=high), sign=True)} {outcome_unit}"
    after = later(finding.lag, findings.frequency)
    return (f"Per {size} of ", MetricName(driver), f": {amount} of ", MetricName(outcome),
            f" ({span(low, high)}) {after}.")  # fmt: skip


def _step(scale: Scale | None) -> tuple[float, str]:
    """A change worth speaking of: a tenth of the scale, rounded to 1, 2 or 5, and its unit."""
    if scale is None:
        return 1.0, "units"
    width = scale.high - scale.low
    if scale.kind == "nps" or (scale.kind == "percent" and not math.isfinite(width)):
        return 10.0, "points"
    if not math.isfinite(width) or width <= 0:
        return 1.0, "units"
    power = 10.0 ** math.floor(math.log10(width / 10))
    rounded = min((1.0, 2.0, 5.0, 10.0), key=lambda step: abs(step - width / 10 / power))
    return rounded * power, "points"


def _plain(value: float) -> str:
    return number(value, 0 if value >= 1 else -math.floor(math.log10(value)))


def standardised(effect: Effect) -> str:
    """One direction in typical swings, with its 95% range."""
    return estimate(effect.effect, effect.low, effect.high)


def together(effect: Effect) -> str:
    """One direction over all delays together, in typical swings, with its 95% range."""
    return estimate(effect.total, effect.total_low, effect.total_high)


def swings(effect: Effect, finding: Finding, frequency: str) -> str:
    """One direction in typical swings: one period later, or within all periods that were looked at together."""
    if finding.within == 1:
        return standardised(effect)
    return f"{together(effect)} {within(finding.within, frequency)}"
