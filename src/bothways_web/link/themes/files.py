"""Themes as a file."""

from __future__ import annotations

from collections.abc import Sequence

from bothways_web.link.themes.changing import Change
from bothways_web.link.themes.ranking import ranks
from bothways_web.link.themes.said import Said
from bothways_web.link.themes.showing import ThemeRow
from bothways_web.people.csv_files import as_csv

COLUMNS = (
    "theme", "label", "checked", "raised_by",
    "employees_period", "employees_share", "employees_low", "employees_high", "employees_people",
    "customers_period", "customers_share", "customers_low", "customers_high", "customers_people",
    "employees_since", "employees_direction", "employees_change", "employees_change_low", "employees_change_high",
    "customers_since", "customers_direction", "customers_change", "customers_change_low", "customers_change_high",
    "unknown_rank",
)  # fmt: skip


def themes_csv(rows: Sequence[ThemeRow]) -> bytes:
    """Return themes as CSV: shares in percent as they are released, changes in points; blank where there is none.

    Cells that a spreadsheet would run are disarmed.
    """
    places = ranks(rows)
    lines = [
        (
            row.theme.key,
            row.theme.label,
            row.theme.is_checked,
            row.state,
            *_told(row.employees),
            *_told(row.customers),
            *_changed(row.employees_change),
            *_changed(row.customers_change),
            places.get(row.theme.key, ""),
        )
        for row in rows
    ]
    return as_csv(lines, COLUMNS)


def _told(said: Said | None) -> tuple[object, ...]:
    if said is None:
        return ("", "", "", "", "")
    share = said.share if said.is_told else "few"
    return (said.period, share, round(said.low, 1), round(said.high, 1), f"{said.people}+")


def _changed(change: Change | None) -> tuple[object, ...]:
    if change is None:
        return ("", "", "", "", "")
    value = "" if change.value is None else change.value
    return (change.before.period, change.direction, value, change.low, change.high)
