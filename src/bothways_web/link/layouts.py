"""Workbooks of which one row holds several values: what is asked of them, and the tidy file that is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats.wide import (
    KINDS,
    Layout,
    Sheet,
    Tidy,
    lay_out,
    look_at_sheets,
    propose_layout,
    tidy_table,
    write_wrong,
)
from bothways.tables.columns import plain
from bothways_web.link.models import MetricImport
from bothways_web.people.models import Upload, User
from bothways_web.people.units import current_tree

#: Units of the file that are listed with the code that each stands for.
MOST_UNITS = 300
#: Rows of the preview, and characters of a cell.
ROWS_SHOWN, LONGEST = 5, 40
#: Wrong cells that are shown; all of them are in the file.
CELLS_SHOWN = 20


@dataclass(frozen=True)
class UnitRow:
    """A unit of the file, and the code that it seems to stand for; blank where it is left out."""

    place: int
    name: str
    code: str
    known: bool


@dataclass(frozen=True)
class LayoutPage:
    """What the page of a layout shows.

    Attributes
    ----------
    layout : Layout
    sheets : list of Sheet
    columns : list of str
        Columns of all sheets.
    units : list of UnitRow
    shown : Sheet
        The sheet of the preview.
    rows : list of list of str
        Its first rows.
    """

    layout: Layout
    sheets: list[Sheet]
    columns: list[str]
    units: list[UnitRow]
    shown: Sheet
    rows: list[list[str]]


def look_at_upload(upload: Upload, side: str, header_row: int = 0) -> LayoutPage:
    """Return what a file holds with a proposal: as it was said of the last file of this kind, else a guess.

    Raises
    ------
    FileError
        Where the file is damaged, or nothing in it is a table.
    """
    sheets = look_at_sheets(upload.path, name=upload.file_name, header_row=header_row)
    if not sheets:
        raise InputError(
            _("No sheet of the file holds a table."), remedy=_("Say in which row its header stands."),
            file=upload.file_name,
        )  # fmt: skip
    layout = _last_layout(side, sheets) or propose_layout(sheets) or _blank(sheets[0])
    return page_of(replace(layout, header_row=header_row), sheets)


def page_of(layout: Layout, sheets: list[Sheet]) -> LayoutPage:
    """Return the page of a layout."""
    shown = next((one for one in sheets if layout.unit in one.header), sheets[0])
    rows = [[cell[:LONGEST] for cell in row] for row in shown.rows[:ROWS_SHOWN]]
    columns = list(dict.fromkeys(name for one in sheets for name in one.header if name))
    return LayoutPage(layout, sheets, columns, _units(layout, sheets), shown, rows)


def read_layout(given: Any, page: LayoutPage) -> Layout:
    """Return what a form says of a layout.

    Raises
    ------
    InputError
        Where something is missing or was chosen that the file does not have.
    """
    columns, titles = {"", *page.columns}, {one.title for one in page.sheets}
    values = tuple(column for column in page.columns if column in given.getlist("values"))
    sheets = tuple(
        one.title for one in page.sheets if one.title in given.getlist("sheets") and one.title in titles
    )
    if titles - {""} and not sheets:
        raise InputError(_("No sheet was chosen."), remedy=_("Choose one or more."))
    if not values:
        raise InputError(_("No column of values was chosen."), remedy=_("Choose one or more."))
    units, left = _said_units(given, page)
    try:
        return Layout(
            unit=_one_of(given, "unit", columns), values=values, sheets=sheets,
            sheet_is=cast(Any, _one_of(given, "sheet_is", {"", "metric", "period"})),
            together=cast(Any, _one_of(given, "together", {"sum", "each"}) or "each"),
            metric=given.get("metric", "").strip()[:120], period=_one_of(given, "period", columns),
            period_value=given.get("period_value", "").strip()[:20], n=_one_of(given, "n", columns),
            header_row=page.layout.header_row, units=units, left_out=left,
            missing=tuple(mark.strip() for mark in given.get("missing", "").split() if mark.strip())[:20],
            kind=cast(Any, _one_of(given, "kind", set(KINDS))), low=_number(given, "low"), high=_number(given, "high"),
            better=cast(Any, _one_of(given, "better", {"", "higher", "lower"})),
            decimal="comma" if given.get("decimal") == "comma" else "point",
        )  # fmt: skip
    except InputError as problem:
        if "layout" in problem.what:
            raise _said_here(problem) from problem
        raise


def lay_out_upload(
    upload: Upload, layout: Layout, *, kind: str, skip: bool, by: User
) -> tuple[Upload | None, Tidy]:
    """Make a tidy file of an upload, kept as an upload of its own; None where cells are wrong and nobody skips them.

    The wrong cells are written beside the file that was sent; the layout beside the tidy one, for the next file.
    """
    tidy = lay_out(upload.path, layout, name=upload.file_name)
    write_wrong(tidy.wrong, upload.faults_path)
    if tidy.wrong and not skip:
        return None, tidy
    if not tidy.rows:
        raise InputError(
            _("There is not a single value."), remedy=_("Choose the columns that hold the values."),
            file=upload.file_name,
        )  # fmt: skip
    return keep_tidy(tidy, layout, upload.file_name, kind=kind, by=by), tidy


def keep_tidy(tidy: Tidy, layout: Layout, name: str, *, kind: str, by: User) -> Upload:
    """Keep tidy values as an upload."""
    import pyarrow.parquet as pq

    made = Upload(kind=kind, file_name=name, by=by, ending=".parquet")
    made.path.touch(mode=0o600, exist_ok=False)
    pq.write_table(tidy_table(tidy, layout), made.path)
    layout_path(made).touch(mode=0o600)
    layout_path(made).write_text(layout.to_json(), encoding="utf-8")
    made.save(force_insert=True)
    return made


def layout_path(upload: Upload) -> Path:
    """Return where the layout lies of which a tidy file was made."""
    return upload.path.with_suffix(".layout.json")


def said_layout(upload: Upload) -> dict[str, str]:
    """Return the layout of which an upload was made, as an import keeps it; empty where there is none."""
    path = layout_path(upload)
    return {"layout": path.read_text(encoding="utf-8")} if path.exists() else {}


def tidy_columns(layout: Layout) -> dict[str, str]:
    """Return field -> column of the tidy file that a layout makes."""
    names = ["unit", "period", "metric", "value", *(["n"] if layout.n else [])]
    names += [name for name in ("kind", "low", "high", "better") if getattr(layout, name) not in ("", None)]
    return {name: name for name in names}


def matched_units(names: list[str]) -> dict[str, str]:
    """Return unit of a file -> code, for names that only one unit has, and codes in other letters."""
    tree = current_tree()
    if tree is None:
        return {}
    said = [" ".join(name.casefold().split()) for name in tree.names]
    known = {name: code for name, code in zip(said, tree.units, strict=True) if said.count(name) == 1}
    known |= {code.casefold(): code for code in tree.units}
    return {name: known[bare] for name in names if (bare := " ".join(name.casefold().split())) in known}


def _units(layout: Layout, sheets: list[Sheet]) -> list[UnitRow]:
    """Return the units of the file, those of its first rows; long lists are matched by their names alone."""
    names = dict.fromkeys(
        name
        for one in sheets
        if layout.unit in one.header and (not layout.sheets or one.title in layout.sheets)
        for row in one.rows
        if (name := " ".join(row[one.header.index(layout.unit)].split()) if _is_row(row, one, layout) else "")
    )
    if len(names) > MOST_UNITS:
        return []
    known, left = matched_units(list(names)), {plain(name) for name in layout.left_out}
    return [
        UnitRow(
            place,
            name,
            "" if plain(name) in left else layout.units.get(name, known.get(name, name)),
            name in known,
        )
        for place, name in enumerate(names)
    ]


def _is_row(row: tuple[str, ...], sheet: Sheet, layout: Layout) -> bool:
    place = sheet.header.index(layout.unit)
    return place < len(row) and sum(1 for cell in row if cell.strip()) > 1


def _said_units(given: Any, page: LayoutPage) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return unit -> code, and the units that are left out, as a form says."""
    if not page.units:
        return {}, page.layout.left_out
    said = {row.name: str(given.get(f"unit-{row.place}", row.code)).strip()[:60] for row in page.units}
    left = tuple(name for name, code in said.items() if not code)
    return {name: code for name, code in said.items() if code and code != name}, left


def _last_layout(side: str, sheets: list[Sheet]) -> Layout | None:
    """Return the layout of the last file of a side whose columns a sheet has; its period is of that file alone."""
    for columns in MetricImport.objects.filter(side=side).values_list("columns", flat=True)[:20]:
        text = columns.get("layout") if isinstance(columns, dict) else None
        if not text:
            continue
        layout = Layout.from_json(text)
        wanted = {layout.unit, *layout.values, *filter(None, [layout.n, layout.period])}
        fits = tuple(one.title for one in sheets if wanted <= {*one.header})
        if fits:
            value = "" if layout.period or layout.sheet_is == "period" else "?"
            titles = tuple(title for title in fits if title)
            return replace(layout, sheets=titles, period_value=value, header_row=0)
    return None


def _blank(sheet: Sheet) -> Layout:
    """Return a layout for a sheet of which nothing can be told."""
    first, *others = [name for name in sheet.header if name]
    return Layout(
        first, tuple(others[:1]), (sheet.title,) if sheet.title else (), metric="value", period_value="?"
    )


def _one_of(given: Any, name: str, allowed: set[str]) -> str:
    text = str(given.get(name, ""))
    if text not in allowed:
        raise InputError(_("Something was chosen that the file does not have."), remedy=_("Choose again."))
    return text


def _number(given: Any, name: str) -> float | None:
    text = str(given.get(name, "")).strip().replace(",", ".")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise InputError(
            _("“%(text)s” is no end of a scale.") % {"text": text[:20]}, remedy=_("Write a number.")
        ) from None


def _said_here(problem: InputError) -> InputError:
    """Return what is wrong with a layout in words of the page."""
    words = {
        "period": _("Nothing says of which period the values are."),
        "metric": _("The metric has no name."),
        "units": _("No column says which unit a row is."),
        "two things": _("One column was chosen for two things."),
        "scale": _("The low end of the scale is not below the high end."),
    }
    found = next((text for word, text in words.items() if word in problem.what), problem.what)
    return InputError(found, remedy=_("Correct it."))
