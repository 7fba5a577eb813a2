"""How a workbook or table is laid out of which one row holds several values: data that can be kept and used again."""

from __future__ import annotations

import json
from collections.abc import Mapping as Pairs
from dataclasses import asdict, dataclass, field
from typing import Literal, get_args

from bothways.errors import InputError
from bothways.formats.mapping import VERSION, Decimal, typed_fields

Together = Literal["sum", "each"]
SheetIs = Literal["", "metric", "period"]
Kind = Literal["", "mean", "percent", "nps", "count", "rate"]
Better = Literal["", "higher", "lower"]
KINDS = get_args(Kind)


@dataclass(frozen=True)
class Layout:
    """How a workbook or table is laid out of which one row holds several values.

    Attributes
    ----------
    unit : str
        Column of the unit.
    values : tuple of str
        Columns of values, by their names.
    sheets : tuple of str
        Which sheets are read; none: all that have the columns, or the table itself.
    sheet_is : {"", "metric", "period"}
        What the title of a sheet says.
    together : {"sum", "each"}
        Whether the values of a row are added up to one (shares of favourable answers), or are a metric each.
    metric : str
        Name of the metric where they are added up and no sheet says it.
    period, period_value : str
        Column of the period, or the period of all rows.
    n : str
        Column of the number of answers; blank where there is none.
    header_row : int
        Row of the header in each sheet, as a spreadsheet counts; 0 where it is found.
    missing : tuple of str
        Cells that stand for no value, beside the marks that are known everywhere (``--``, ``*``, ``n/a``).
    left_out : tuple of str
        Units that are none, such as totals.
    units : mapping of str to str
        Unit of the file -> its code.
    kind, low, high, better
        Of all values, as in tidy metrics.
    decimal : {"point", "comma"}

    Examples
    --------
    >>> layout = Layout("Agency", ("Agree", "Strongly Agree"), sheet_is="metric", period_value="2024")
    >>> Layout.from_json(layout.to_json()) == layout
    True
    """

    unit: str
    values: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    sheet_is: SheetIs = ""
    together: Together = "sum"
    metric: str = ""
    period: str = ""
    period_value: str = ""
    n: str = ""
    header_row: int = 0
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    units: Pairs[str, str] = field(default_factory=dict)
    kind: Kind = ""
    low: float | None = None
    high: float | None = None
    better: Better = ""
    decimal: Decimal = "point"

    def __post_init__(self) -> None:
        """Refuse a layout that cannot be read, whatever the file."""
        problem = (
            "has no column of units" * (not self.unit)
            or "has no column of values" * (not self.values)
            or "names a column of values twice" * (len(set(self.values)) < len(self.values))
            or "takes one column for two things" * (bool({self.unit, self.period, self.n} & set(self.values)))
            or "has no period" * (not (self.period or self.period_value or self.sheet_is == "period"))
            or "has no name for the metric"
            * (self.together == "sum" and not self.metric and self.sheet_is != "metric")
            or "counts rows from 1" * (self.header_row < 0)
            or "has a scale whose low end is not below its high end"
            * (self.low is not None and self.high is not None and not self.low < self.high)
        )
        if problem:
            raise InputError(f"The layout {problem}.", remedy="Correct it, and read the file again.")

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns that a sheet must have."""
        return tuple(name for name in (self.unit, *self.values, self.n, self.period) if name)

    def to_json(self) -> str:
        """Return the layout as JSON; :meth:`from_json` reads it."""
        return (
            json.dumps({"version": VERSION, "shape": "wide", **asdict(self)}, ensure_ascii=False, indent=2)
            + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Read a layout.

        Raises
        ------
        InputError
            Where it is no JSON, of a newer version, or has a key that is unknown or of the wrong type.
        """
        if not is_layout(text):
            raise InputError(
                "This is no layout of a workbook.", remedy="It must begin with version 1, shape wide."
            )
        given = json.loads(text)
        return cls(**typed_fields(cls, {key: given[key] for key in given if key not in ("version", "shape")}))


def is_layout(text: str) -> bool:
    """Return whether a text is JSON of a layout, rather than of a mapping."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(given, dict) and given.get("version") == VERSION and given.get("shape") == "wide"
