"""Which goals the companies miss, and whether chance alone could be behind it."""

from __future__ import annotations

from itertools import pairwise

from bothways.measures import share
from evidence.companies_page import false_claims
from evidence.markdown import chance, two
from evidence.pairs import Row

COVERAGE, FALSE, WRONG_WAY, AS_FORETOLD = (0.93, 0.97), 0.05, 0.01, 0.05


def misses(companies: list[Row], looks: list[Row]) -> list[str]:
    """Return a line for each goal that is missed."""
    ordered = sorted(companies, key=lambda row: row["units"])
    shrinking = [
        f"- companies, {fewer['units']} to {more['units']} teams: helped does not grow"
        for fewer, more in pairwise(ordered)
        if more["planted"]["helped"] <= fewer["planted"]["helped"]
    ]
    found = [line for row in companies for line in _of_company(row)]
    return [*found, *shrinking, *(line for row in looks for line in _of_looks(row))]


def _of_company(row: Row) -> list[str]:
    where, n, planted = f"- companies, {row['units']} teams: ", row["runs"], row["planted"]
    out = [
        _missed(f"coverage where {kind}", row[name], n, *COVERAGE)
        for kind, name in (("it helps", "coverage"), ("it does nothing", "coverage_useless"))
    ]
    out.append(_missed("false verdicts", false_claims(row), n, 0, FALSE))
    out.append(_missed("wrong way", planted["hurt"], n, 0, WRONG_WAY))
    told = row["expected"]
    foretold = f"foretold {two(told)}, helped"
    out.append(_missed(foretold, planted["helped"], n, told - AS_FORETOLD, told + AS_FORETOLD))
    return [where + line for line in out if line]


def _of_looks(row: Row) -> list[str]:
    where, n = f"- looks, {row['units']} teams: ", row["runs"]
    out = [
        _missed("false verdicts by the last look", row["false_claims"][-1], n, 0, FALSE),
        _missed("false verdicts at any look", row["false_anywhere"], n, 0, FALSE),
        _missed("wrong way", row["planted"]["hurt"][-1], row["planted_runs"], 0, WRONG_WAY),
        _missed("all four intervals hold", row["coverage"], n + row["planted_runs"], 0.95, 1),
    ]
    return [where + line for line in out if line]


def _missed(what: str, value: float, n: int, low: float, high: float) -> str:
    """Return what a share misses; nothing where it lies between low and high."""
    if low <= round(value, 3) <= high:
        return ""
    return f"{what} {chance(value, n)}{_flag(value, n, low, high)}"


def _flag(value: float, n: int, low: float, high: float) -> str:
    """Say so where chance alone does not explain how far a share lies from its goal."""
    score = share(round(value * n), n)
    beyond = score.low / 100 > high or score.high / 100 < low
    return ", **more than chance**" if beyond else ""
