"""The words of a diagnosis: one place for groups of need, standings and values."""

from __future__ import annotations

from bothways.privacy.diagnosis import Change, Diagnosis, DomainNumber, Standing
from bothways.privacy.released import Released
from bothways.reports.figures import count, number

#: Groups of need, in the order in which they stand.
NEEDS: dict[Standing, str] = {
    "worse": "Needs help first",
    "level": "Not to be told apart from the company",
    "better": "Doing better than the company",
}
#: One domain beside the company.
BESIDE: dict[Standing, str] = {
    "worse": "Less good than the company",
    "level": "Not to be told apart",
    "better": "Better than the company",
}
CHANGES = {"better": "better", "worse": "less good", "cannot_tell": "cannot tell"}
AGREEMENT = {"agree": "agree", "mixed": "mixed", "split": "split"}
WITHHELD = "withheld"
NOTHING = "Nothing is released yet."
ALL_WITHHELD = (
    "No unit below the company can be shown without exposing people, so there is nothing to compare."
)


def value(shown: Released) -> str:
    """A released value in words: "at most 20" where it is a bound."""
    if shown.text.startswith("<="):
        return f"at most {shown.text[2:]}"
    if shown.text.startswith(">="):
        return f"at least {shown.text[2:]}"
    return shown.text


def interval(shown: Released) -> str:
    """A released interval with the decimals of its value."""
    places = len(shown.text.partition(".")[2])
    return f"{number(shown.low, places)} to {number(shown.high, places)}"


def change(since: Change) -> str:
    """A change in words, with its size and interval."""
    size = f"{number(since.difference, 1, sign=True)}"
    ends = f"{number(since.low, 1, sign=True)} to {number(since.high, 1, sign=True)}"
    return f"{CHANGES[since.word]}: {size} ({ends})"


def withheld(under: str) -> str:
    """Where the people of a unit without a number count."""
    return f"{WITHHELD}; counts under {under}" if under else WITHHELD


def people(shown: Released) -> str:
    """How many people are behind a value, as a band."""
    return f"{shown.n_band.replace('-', '–')} people"


def headline(diagnosis: Diagnosis) -> str:
    """The one sentence to remember."""
    if diagnosis.company is None:
        return NOTHING
    if not diagnosis.compared:
        return _nothing_compared(diagnosis)
    worse, better = len(diagnosis.standing("worse")), len(diagnosis.standing("better"))
    total = len(diagnosis.compared)
    if total == 1:
        return "One unit is shown, so there is hardly anything to compare it with."
    if not worse and not better:
        return f"None of {total:,} units can be told apart from the company."
    first = f"{_units(worse, total)} clearly less well than the company" if worse else ""
    second = f"{_units(better, total)} clearly better" if better else ""
    if first and second:
        return f"{first}, and {better:,} clearly better."
    return f"{first}." if first else f"{second} than the company."


def _nothing_compared(diagnosis: Diagnosis) -> str:
    if diagnosis.profiles:
        return "No unit is shown with every domain, so units are not compared as a whole."
    return ALL_WITHHELD if diagnosis.withheld else "There is one unit only, so there is nothing to compare."


def _units(some: int, total: int) -> str:
    return f"{some:,} of {total:,} units {'does' if some == 1 else 'do'}"


def looked_at(diagnosis: Diagnosis) -> str:
    """What is shown, in one sentence."""
    shown, hidden = len(diagnosis.profiles), len(diagnosis.withheld)
    parts = f"{count(shown, 'unit')} shown with {count(len(diagnosis.domains), 'domain')}"
    if hidden == 1:
        parts += "; 1 unit has no number of its own"
    elif hidden:
        parts += f"; {hidden:,} units have no number of their own"
    return f"{parts}."


def beside(one: DomainNumber) -> str:
    """One domain beside the company, in words; blank for the company itself."""
    return BESIDE[one.against.standing] if one.against else ""
