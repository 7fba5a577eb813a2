"""Which column of a table means what."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence

from bothways.errors import ColumnError
from bothways.tables.table import Table

#: Columns of tidy metrics, and the names that are understood for them. Case, blanks, hyphens and underscores
#: do not matter. A column with the name of the field itself goes before its synonyms.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "unit": (
        "team", "branch", "store", "shop", "site", "trust", "agency", "ward", "department", "dept", "office",
        "location", "clinic", "hospital", "school", "hotel", "restaurant", "region", "division", "unit id",
        "unit name", "business unit",
    ),
    "period": ("date", "day", "week", "month", "quarter", "year", "wave", "round", "time"),
    "metric": ("measure", "kpi", "indicator", "item", "question", "variable", "metric name"),
    "value": ("score", "result", "mean", "average", "metric value"),
    "n": (
        "responses", "respondents", "answers", "answered", "count", "base", "sample size", "n responses",
        "number of responses",
    ),
    "noise_variance": ("sampling variance", "error variance"),
    "sd": ("standard deviation", "std", "stdev", "std dev"),
    "kind": ("metric kind", "metric type"),
    "low": ("scale low", "scale min", "minimum"),
    "high": ("scale high", "scale max", "maximum"),
    "better": ("better is", "good direction"),
    "reference_start": ("ref start", "valid from", "span start"),
    "reference_end": ("ref end", "valid to", "span end"),
}  # fmt: skip
COVARIANCE_SYNONYMS: dict[str, tuple[str, ...]] = {
    "unit": SYNONYMS["unit"],
    "period": SYNONYMS["period"],
    "metric_a": ("metric 1", "first metric"),
    "metric_b": ("metric 2", "second metric"),
    "covariance": ("noise covariance", "sampling covariance", "cov"),
}
NEEDED = ("unit", "period", "metric", "value")


def plain(name: str) -> str:
    """Return a column name without case, blanks and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def parse_columns(text: str, *, fields: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """Read a mapping of columns as it is given to ``--columns``.

    Parameters
    ----------
    text : str
        ``field=column`` pairs between commas; a pair that holds a comma stands in double quotes.
    fields : mapping of str to sequence of str, optional
        Fields of the table and the names understood for them; those of tidy metrics where not given.

    Returns
    -------
    dict of str to str
        Field -> column of the file.

    Raises
    ------
    ColumnError
        Where a pair has no ``=``, a field is unknown or given twice.

    Examples
    --------
    >>> parse_columns('unit=trust, period=year')
    {'unit': 'trust', 'period': 'year'}
    >>> parse_columns('"unit=Trust, code"')
    {'unit': 'Trust, code'}
    """
    mapping: dict[str, str] = {}
    listed = SYNONYMS if fields is None else fields
    named = {**COVARIANCE_SYNONYMS, **SYNONYMS} if fields is None else fields
    understood = {plain(name): field for field, names in named.items() for name in names}
    understood |= {plain(field): field for field in named}
    for pair in next(csv.reader([text], skipinitialspace=True), []):
        left, equals, column = (part.strip() for part in pair.partition("="))
        if not (left and equals and column):
            raise ColumnError(
                f"{pair!r} is no pair of columns.", remedy="Write for example unit=trust,period=year."
            )
        field = understood.get(plain(left))
        if field is None:
            known = ", ".join(listed)
            raise ColumnError(f"There is no field {left!r}.", remedy=f"The fields are {known}.")
        if field in mapping:
            raise ColumnError(f"The field {field!r} is given twice.", remedy="Give it once.")
        mapping[field] = column
    return mapping


def column_place(table: Table, column: str) -> int:
    """Return the place of a column that somebody named; exact names go before near ones."""
    for same in (lambda name: name == column, lambda name: plain(name) == plain(column)):
        places = [place for place, name in enumerate(table.header) if same(name)]
        if len(places) > 1:
            raise _doubled(table, column)
        if places:
            return places[0]
    raise ColumnError(
        f"There is no column {column!r}; there are {_listed(table.header)}.",
        remedy="Name one of these.",
        file=table.name,
    )


def find_columns(
    table: Table,
    *,
    synonyms: Mapping[str, tuple[str, ...]] = SYNONYMS,
    needed: Collection[str] = NEEDED,
    columns: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Find the columns of a table by name, synonym or mapping.

    Parameters
    ----------
    table : Table
    synonyms : mapping of str to tuple of str
        Field -> names understood for it.
    needed : collection of str
        Fields that must be there.
    columns : mapping of str to str, optional
        Field -> column, which goes before names and synonyms. A column that is named here is used for
        nothing else.

    Returns
    -------
    dict of str to int
        Field -> place of its column, for the fields that are there, in the order of ``synonyms``.

    Raises
    ------
    ColumnError
        Where a needed column is missing, a column is doubled, or two columns could be the same field.

    Examples
    --------
    >>> from bothways.tables import Table
    >>> table = Table(name="x.csv", header=("Team", "Month", "KPI", "Score"), batches=lambda places: iter(()))
    >>> find_columns(table)
    {'unit': 0, 'period': 1, 'metric': 2, 'value': 3}
    """
    named = {field: column_place(table, column) for field, column in (columns or {}).items()}
    unknown = [field for field in named if field not in synonyms]
    if unknown:
        raise ColumnError(
            f"There is no field {unknown[0]!r}.",
            remedy=f"The fields are {', '.join(synonyms)}.",
            file=table.name,
        )
    _refuse_shared(table, named)
    taken = set(named.values())
    found: dict[str, int] = {}
    for field, others in synonyms.items():
        place = named.get(field)
        if place is None:
            place = _find(table, field, others, taken)
        if place is not None:
            found[field] = place
    missing = [field for field in needed if field not in found]
    if missing:
        raise _missing(table, missing)
    return found


def _find(table: Table, field: str, others: tuple[str, ...], taken: set[int]) -> int | None:
    """Return the place of the column called by the field's name, or by one of its synonyms."""
    for names in ({plain(field)}, {plain(other) for other in others}):
        places = [
            place for place, name in enumerate(table.header) if plain(name) in names and place not in taken
        ]
        if len({plain(table.header[place]) for place in places}) > 1:
            candidates = [table.header[place] for place in places]
            raise ColumnError(
                f"The columns {_listed(candidates)} could each be the {field}.",
                remedy=f"Say which one, for example --columns {field}={candidates[0]}.",
                file=table.name,
            )
        if len(places) > 1:
            raise _doubled(table, table.header[places[0]])
        if places:
            return places[0]
    return None


def _refuse_shared(table: Table, named: Mapping[str, int]) -> None:
    """Refuse one column named for two fields."""
    for field, place in named.items():
        others = [other for other, at in named.items() if at == place and other != field]
        if others:
            raise ColumnError(
                f"The column is named for {field!r} and for {others[0]!r}.",
                remedy="Name another column for one of them.",
                file=table.name,
                column=table.header[place],
            )


def _doubled(table: Table, column: str) -> ColumnError:
    """Return the error for a column that is there twice."""
    return ColumnError(
        "The column is there more than once.",
        remedy="Remove or rename one of them.",
        file=table.name,
        row=1,
        column=column,
    )


def _missing(table: Table, missing: list[str]) -> ColumnError:
    """Return the error for columns that are not there."""
    word = "column" if len(missing) == 1 else "columns"
    pairs = ",".join(f"{field}=NAME" for field in missing)
    return ColumnError(
        f"The {word} {_listed(missing)} cannot be found; the header has {_listed(table.header)}.",
        remedy=f"Put a header in row 1, or say which columns are meant with --columns {pairs}.",
        file=table.name,
        row=1,
    )


def _listed(names: Collection[str]) -> str:
    """Return names as text, the first dozen of them."""
    shown = ", ".join(repr(name[:40]) for name in list(names)[:12])
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")
