"""All units of a page, by the unit they are part of, in as much detail as the page can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.privacy.diagnosis import Diagnosis, UnitProfile, WithheldUnit
from bothways.reports.blocks import section
from bothways.reports.figures import count
from bothways.reports.markup import Markup, join, tag
from bothways.reports.teams.profiles import find_by, profile
from bothways.reports.teams.words import NEEDS, value, withheld

#: Domain rows with a picture on one page; more become one line a unit.
PICTURES = 2_500
#: Lines on one page; deeper levels are then left to pages of their own.
LINES = 6_000
#: So many units stand open; more are folded by what they are part of.
OPEN_UP_TO = 12
LEGEND = (
    "In the pictures the grey line is the whole scale, the dark or coloured line the 95% range of the unit, and "
    "the upright line the company. A circle cannot be told apart from the company; a triangle pointing down is "
    "clearly less good, one pointing up clearly better."
)


@dataclass(frozen=True)
class Layout:
    """What of a diagnosis stands on a page.

    Attributes
    ----------
    profiles : tuple of UnitProfile
    withheld : tuple of WithheldUnit
    pictures : bool
        Whether each unit has its own table with pictures, rather than one line.
    left_out : int
        Units of deeper levels, which have pages of their own.
    anchors : dict of str to str
        Canonical text of a unit that is on the page -> its anchor.
    """

    profiles: tuple[UnitProfile, ...]
    withheld: tuple[WithheldUnit, ...]
    pictures: bool
    left_out: int
    anchors: dict[str, str]


def lay_out(diagnosis: Diagnosis, *, pictures: int = PICTURES, lines: int = LINES) -> Layout:
    """Decide what stands on a page: whole levels from the top, while there is room."""
    profiles, levels = diagnosis.profiles, sorted({one.level for one in diagnosis.profiles})
    kept = profiles
    while len(kept) > lines and len(levels) > 1:
        levels.pop()
        kept = tuple(one for one in profiles if one.level <= levels[-1])
    shown_below = {one.parent for one in kept}
    hidden = diagnosis.withheld
    if len(kept) < len(profiles):
        hidden = tuple(one for one in hidden if one.parent in shown_below)
    drawn = len(kept) * max(1, len(diagnosis.domains)) <= pictures
    anchors = {one.group: f"unit-{number}" for number, one in enumerate(kept, start=1)}
    return Layout(kept, hidden, drawn, len(profiles) - len(kept), anchors)


def units_section(diagnosis: Diagnosis, layout: Layout) -> Markup:
    """All units, folded by the unit they are part of."""
    if not layout.profiles and not layout.withheld:
        return section("units", "All units", tag("p", "There is no unit below the company."))
    return section(
        "units",
        "All units",
        *([tag("p", LEGEND, class_="caption")] if layout.pictures and layout.profiles else []),
        _filter(layout),
        *([tag("p", _left_out(layout), class_="fixed-note")] if layout.left_out else []),
        *_groups(diagnosis, layout),
    )


def _left_out(layout: Layout) -> str:
    return (
        f"{count(layout.left_out, 'unit')} of deeper levels would make this page too large and are left out. "
        "Each unit above them can have a page of its own: call bothways teams again with --unit and its code. "
        "teams.csv holds all units."
    )


def _filter(layout: Layout) -> Markup:
    """The field for finding a unit; shown by its script, for it does nothing without."""
    if len(layout.profiles) + len(layout.withheld) <= OPEN_UP_TO:
        return Markup("")
    label = tag("label", "Find a unit by its name or code", for_="find")
    field = tag("input", id="find", type="search", autocomplete="off", spellcheck="false")
    return tag(
        "div", label, field, tag("p", role="status"), class_="filter", role="search", hidden=True,
        data_filter=True,
    )  # fmt: skip


def _groups(diagnosis: Diagnosis, layout: Layout) -> list[Markup]:
    """One fold for each unit that others are part of, from the top down."""
    shown: dict[str | None, list[UnitProfile]] = {}
    hidden: dict[str | None, list[WithheldUnit]] = {}
    names: dict[str | None, str] = {}
    for one in layout.profiles:
        shown.setdefault(one.parent, []).append(one)
        names.setdefault(one.parent, one.part_of)
    for other in layout.withheld:
        hidden.setdefault(other.parent, []).append(other)
        names.setdefault(other.parent, other.part_of)
    few = len(layout.profiles) + len(layout.withheld) <= OPEN_UP_TO
    company = diagnosis.company.name if diagnosis.company else "The whole organisation"
    folds = []
    for parent, name in names.items():
        mine, without = shown.get(parent, []), hidden.get(parent, [])
        summary = tag("summary", tag("bdi", name or company), f": {_amount(len(mine), len(without))}")
        drawn = _profiles if layout.pictures else _lines
        content = drawn(mine, diagnosis, layout) if mine else Markup("")
        folds.append(
            tag("details", summary, content, _withheld(without), class_="fold group", open=few,
                data_group=True)
        )  # fmt: skip
    return folds


def _amount(shown: int, hidden: int) -> str:
    """How many units are shown and withheld, in words."""
    parts = [count(shown, "unit")] if shown else []
    parts += [f"{hidden:,} withheld"] if hidden else []
    return ", ".join(parts)


def _profiles(units: Sequence[UnitProfile], diagnosis: Diagnosis, layout: Layout) -> Markup:
    return join(profile(one, diagnosis, layout.anchors[one.group]) for one in units)


_SHORT = {"worse": "less good", "level": "", "better": "better"}


def _lines(units: Sequence[UnitProfile], diagnosis: Diagnosis, layout: Layout) -> Markup:
    """Units as one table, a line each."""
    name = units[0].part_of or (diagnosis.company.name if diagnosis.company else "")
    words = ("Unit", *(domain.label for domain in diagnosis.domains), "All domains together")
    head = tag("tr", *(tag("th", each, scope="col") for each in words))
    rows = join(_line(one, layout) for one in units)
    title = f"Units of {name}"
    table = tag("table", tag("thead", head), tag("tbody", rows), aria_label=title)
    return tag("div", table, class_="scroll", role="region", tabindex="0", aria_label=title)


def _line(unit: UnitProfile, layout: Layout) -> Markup:
    cells = []
    for one in unit.numbers:
        if one.shown is None:
            cells.append(tag("td", "withheld"))
            continue
        mark = _SHORT[one.against.standing] if one.against else ""
        cells.append(tag("td", value(one.shown), f" {mark}" if mark else ""))
    need = NEEDS[unit.composite.standing] if unit.composite else ""
    first = tag("th", tag("bdi", unit.name), scope="row")
    return tag(
        "tr", first, *cells, tag("td", need), id=layout.anchors[unit.group],
        data_unit=find_by(unit.name, unit.part_of, unit.units),
    )  # fmt: skip


def _withheld(units: Sequence[WithheldUnit]) -> Markup:
    """Units without a number, and where they count."""
    if not units:
        return Markup("")
    items = join(
        tag(
            "li",
            tag("bdi", one.name),
            f": {withheld(one.under)}",
            data_unit=find_by(one.name, one.part_of, (one.unit,)),
        )
        for one in units
    )
    return tag("ul", items, class_="withheld")
