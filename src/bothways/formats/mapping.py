"""What the columns of an export mean, as data that can be kept and used again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping as Pairs
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from bothways.errors import InputError

VERSION = 1
#: Between the names of the options of one answer.
SPLIT = "|"
Shape = Literal["answers", "metrics"]
ItemKind = Literal["number", "text", "choices"]
Every = Literal["", "day", "month", "quarter", "year"]
Dates = Literal["iso", "dmy", "mdy"]
Decimal = Literal["point", "comma"]


@dataclass(frozen=True)
class MappedItem:
    """What becomes one item column, or one metric.

    Attributes
    ----------
    item : str
        Id of the item or metric in the result.
    columns : tuple of str
        Columns of the export; the numbers of several are added up (only for metrics: shares of favourable
        answers). Of choices, several are one for each option.
    kind : {"number", "text", "choices"}
        "choices": names of options with "|" between them, see :func:`bothways.formats.choosing.choices_of`.
    values : mapping of str to float
        Cell -> number, whatever the case of its letters; where it is empty, cells are numbers themselves
        ("45.2 %" is 45.2). Where all begin with their number ("4 - likely"), others that do are taken by it,
        see :func:`bothways.formats.ladders.step_of`. Nothing is reversed: the instrument does that when it scores.
    missing : tuple of str
        Cells that stand for no answer.
    low, high : float or None
        Ends of the scale; a number outside is wrong.
    options : mapping of str to str
        Of choices: cell, or part of a cell -> name of an option, whatever the case of its letters. Of several
        columns: column -> name of its option; it is chosen where the cell is filled and not in ``missing``.
    between : str
        What stands between the options in one cell; blank where a cell is one option.
    otherwise : str
        Name of the option of cells that are none of these; blank where they are wrong.
    most : int
        Of choices: how many one response may hold; 0 for any number.
    """

    item: str
    columns: tuple[str, ...]
    kind: ItemKind = "number"
    values: Pairs[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    options: Pairs[str, str] = field(default_factory=dict)
    between: str = ""
    otherwise: str = ""
    most: int = 0


@dataclass(frozen=True)
class Mapping:
    """What an export means.

    Attributes
    ----------
    items : tuple of MappedItem
    shape : {"answers", "metrics"}
        "answers": one row a response becomes one row of raw answers. "metrics": one row a unit becomes a row
        of tidy metrics for each item.
    unit, period : str
        Columns of the export.
    unit_value, period_value : str
        The same for all rows, where there is no column.
    every : {"", "day", "month", "quarter", "year"}
        What the days of ``period`` are put together to; blank takes its text as it stands.
    dates : {"iso", "dmy", "mdy"}
        What 03/04/2024 means; with "iso" it is refused.
    respondent : str
        Column; blank for answers without respondents.
    by : mapping of str to str
        Attribute -> column.
    n : str
        Of metrics: column of the number of answers.
    finished_only : bool
        Whether responses that were broken off are left out.
    decimal : {"point", "comma"}
    format, sheet : str
        How the file is read; blank where it is found.
    header_row, header_rows : int
        The same of a table; 0 where the row is found.
    keep : tuple of str
        Identifying columns to keep.

    Examples
    --------
    >>> mapping = Mapping(items=(MappedItem("trust", ("Q1",)),), unit="Team", period="recorded", every="month")
    >>> Mapping.from_json(mapping.to_json()) == mapping
    True
    """

    items: tuple[MappedItem, ...]
    shape: Shape = "answers"
    unit: str = ""
    unit_value: str = ""
    period: str = ""
    period_value: str = ""
    every: Every = ""
    dates: Dates = "iso"
    respondent: str = ""
    by: Pairs[str, str] = field(default_factory=dict)
    n: str = ""
    finished_only: bool = True
    decimal: Decimal = "point"
    format: str = ""
    sheet: str = ""
    header_row: int = 0
    header_rows: int = 1
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a mapping that cannot be applied, whatever the file."""
        names = [item.item for item in self.items]
        taken = ("respondent", "unit", "period", *self.by)
        problem = (
            "has no items" * (not names)
            or "names an item twice" * (len(set(names)) < len(names))
            or "names an item like another column"
            * (self.shape == "answers" and bool(set(names) & set(taken)))
            or "names an attribute like another column" * (len(set(taken)) < len(taken))
            or "has an item without a name or a column" * (not all(i.item and i.columns for i in self.items))
            or "adds up columns of answers"
            * (self.shape == "answers" and any(len(i.columns) > 1 for i in self.items if i.kind != "choices"))
            or "has choices without options, with one whose name is blank or holds '|', or in tidy metrics"
            * any(_no_choices(i, self.shape) for i in self.items)
            or "has columns of choices that name no option" * any(map(_unnamed_columns, self.items))
            or "has no unit" * (not (self.unit or self.unit_value))
            or "has no period" * (not (self.period or self.period_value))
            or "takes respondents without keeping them"
            * (self.respondent == "respondent" and "respondent" not in self.keep)
            or "has a scale whose low end is not below its high end" * any(map(_empty, self.items))
            or "counts rows of headers from 1" * (self.header_row < 0 or self.header_rows < 1)
        )
        if problem:
            raise InputError(f"The mapping {problem}.", remedy="Correct it, and convert again.")

    def to_json(self) -> str:
        """Return the mapping as JSON; :meth:`from_json` reads it."""
        return json.dumps({"version": VERSION, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """Read a mapping.

        Raises
        ------
        InputError
            Where it is no JSON, of a newer version, or has a key that is unknown or of the wrong type.
        """
        try:
            given = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError("The mapping is no JSON.", remedy="Write it with --dry-run.") from error
        if not isinstance(given, dict) or given.pop("version", None) != VERSION:
            raise InputError(
                "The mapping is of another version.", remedy=f"It must begin with version {VERSION}."
            )
        items = given.get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise InputError("The mapping has no list of items.", remedy="Write it with --dry-run.")
        read = {**given, "items": tuple(MappedItem(**typed_fields(MappedItem, item)) for item in items)}
        return cls(**typed_fields(cls, read))


def _empty(item: MappedItem) -> bool:
    """Return whether the scale of an item has no steps."""
    return item.low is not None and item.high is not None and not item.low < item.high


def _no_choices(item: MappedItem, shape: str) -> bool:
    """Return whether an item is one of choices that cannot be."""
    names = [*item.options.values(), *filter(None, [item.otherwise])]
    wrong = not names or not all(names) or any(SPLIT in name for name in names) or item.most < 0
    return item.kind == "choices" and (wrong or shape != "answers")


def _unnamed_columns(item: MappedItem) -> bool:
    """Return whether one of several columns of choices stands for no option."""
    several = item.kind == "choices" and len(item.columns) > 1
    return several and not set(item.columns) <= set(item.options)


def typed_fields(kind: type[Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON gave for a dataclass with the types it asks for."""
    hints = get_type_hints(kind)
    unknown = sorted(set(given) - set(hints))
    missing = [
        each.name
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING and each.name not in given
    ]
    if unknown or missing:
        what = f"does not know {unknown[0][:60]!r}" if unknown else f"lacks {missing[0]!r}"
        raise InputError(f"The mapping {what}.", remedy=f"Its keys are {', '.join(hints)}.")
    read = {}
    for name, value in given.items():
        value = tuple(value) if isinstance(value, list) else value
        if not _fits(value, hints[name]):
            raise InputError(f"{name!r} of the mapping is of the wrong type.", remedy="Correct it.")
        read[name] = value
    return read


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value has a type of those that mappings use."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return isinstance(value, str) and value in inner
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(each, inner[0]) for each in value)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Pairs):
        return isinstance(value, dict) and all(_fits(each, inner[1]) for each in value.values())
    if inner:
        return any(_fits(value, each) for each in inner)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)
