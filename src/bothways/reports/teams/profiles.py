"""Profiles of units: every domain with its interval, beside the company's."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.privacy.diagnosis import Diagnosis, DomainNumber, UnitProfile
from bothways.reports.charts.values import Bar, value_row
from bothways.reports.markup import Markup, join, tag
from bothways.reports.teams.words import AGREEMENT, NEEDS, beside, change, interval, people, value, withheld

Cell = tuple[str, Markup | str]


def profile(unit: UnitProfile, diagnosis: Diagnosis, anchor: str) -> Markup:
    """One unit as an article with its own heading and table."""
    heading = tag("h3", tag("bdi", unit.name), id=f"{anchor}-title")
    return tag(
        "article",
        heading,
        tag("p", _about(unit), class_="about"),
        domain_table(unit, diagnosis),
        id=anchor,
        class_="unit-profile",
        aria_labelledby=f"{anchor}-title",
        data_unit=find_by(unit.name, unit.part_of, unit.units),
    )


def find_by(name: str, part_of: str, units: Sequence[str]) -> str:
    """What a unit is found by: its name, its codes and what it is part of."""
    return " ".join(dict.fromkeys((name, *units, part_of)))


def domain_table(unit: UnitProfile, diagnosis: Diagnosis) -> Markup:
    """The table that is the chart: one row a domain."""
    company = diagnosis.company
    wholes = company.numbers if company else ()
    rows = [
        _cells(one, None if unit is company else whole, diagnosis)
        for one, whole in zip(unit.numbers, wholes, strict=True)
    ]
    columns = [words for words, _ in rows[0]] if rows else []
    head = tag("tr", *(tag("th", words, scope="col", role="columnheader") for words in columns), role="row")
    body = join(_row(cells) for cells in rows)
    return tag(
        "table",
        tag("thead", head, role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        role="table",
        class_="profile",
        aria_label=f"Domains of {unit.name}",
    )


def _about(unit: UnitProfile) -> str:
    """How many people are behind it, and its group of need."""
    sizes = list(dict.fromkeys(people(one.shown) for one in unit.numbers if one.shown))
    parts = [" or ".join(sizes)] if sizes else []
    if unit.composite:
        parts.append(f"all domains together: {NEEDS[unit.composite.standing].lower()}")
    return "; ".join(parts) + "." if parts else ""


def _cells(one: DomainNumber, whole: DomainNumber | None, diagnosis: Diagnosis) -> list[Cell]:
    """What stands in a row, each with the words of its column."""
    lower = tag("span", " (lower is better)", class_="how-many") if one.domain.better == "lower" else ""
    cells: list[Cell] = [("Domain", join([one.domain.label, lower])), ("Picture", _picture(one, whole))]
    if one.shown:
        cells.append(("Value, with its 95% range", f"{value(one.shown)} ({interval(one.shown)})"))
    else:
        cells.append(("Value, with its 95% range", withheld(one.under)))
    if whole is not None:
        cells.append(("Company", value(whole.shown) if whole.shown else ""))
        cells.append(("Beside the company", _standing(one)))
    if diagnosis.tells_agreement:
        cells.append(("Members", AGREEMENT[one.agreement.text] if one.agreement else "not told"))
    if diagnosis.before:
        cells.append((f"Since {diagnosis.before}", change(one.change) if one.change else "not told"))
    return cells


def _picture(one: DomainNumber, whole: DomainNumber | None) -> Markup:
    low, high = one.domain.low, one.domain.high
    if one.shown is None:
        return value_row(None, low=low, high=high)
    company = whole.shown.value if whole and whole.shown else None
    side = one.against.standing if one.against else "level"
    return value_row(Bar(one.shown.value, one.shown.low, one.shown.high, company, side), low=low, high=high)


def _standing(one: DomainNumber) -> Markup | str:
    if one.against is None:
        return "not told"
    return tag("span", beside(one), class_=f"standing {one.against.standing}")


def _row(cells: Sequence[Cell]) -> Markup:
    """One row; on a phone the heading of the column stands before each figure."""
    (_, name), (_, picture), *figures = cells
    first = tag("th", name, scope="row", role="rowheader")
    drawn = tag("td", picture, role="cell", class_="picture")
    rest = join(
        tag("td", tag("span", f"{words}: ", class_="phone-label", aria_hidden="true"), cell, role="cell")
        for words, cell in figures
    )
    return tag("tr", first, drawn, rest, role="row")
