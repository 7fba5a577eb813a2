"""Released numbers as rows: tidy, one a number, or wide, one a group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bothways.errors import InputError
from bothways.formats.writing import Variable
from bothways.privacy import Released
from bothways.privacy.groups import parse_group
from bothways_web.keeping.exports.reach import Reach
from bothways_web.link.labels import metric_label, metric_labels
from bothways_web.link.team_places import names_of
from bothways_web.listen.ledgers import Population, released_rounds
from bothways_web.listen.round_results import ELSEWHERE

#: Whose numbers can be taken along; records of leavers have pages and files of their own.
POPULATIONS: tuple[Population, ...] = ("employees", "customers", "surveyed", "candidates")
#: A cell of an SPSS file without a number: told in words, or no range.
IN_WORDS = -999.0
BOUNDS = {0.0: "the number itself", 1.0: "at most", 2.0: "at least"}
BANDS = {1.0: "5-9", 2.0: "10-19", 3.0: "20-49", 4.0: "50-99", 5.0: "100+"}
TIDY = (
    Variable("population", "Whose numbers"), Variable("round", "Round"),
    Variable("units", "Codes of the units, with those below; blank: everybody"),
    Variable("unit_names", "Names of the units"), Variable("attributes", "Attributes of the people"),
    Variable("metric", "Metric"), Variable("label", "What the metric is called"),
    Variable("kind", "What sort of number it is"), Variable("n_band", "How many people are behind it"),
    Variable("text", "As it is shown"),
    Variable("value", "The number, or the bound", number=True, labels={IN_WORDS: "told in words"}, missing=(IN_WORDS,)),
    Variable("bound", "Whether the number is a bound", number=True, labels=BOUNDS),
    Variable("low", "Lower end of the 95% range", number=True, labels={IN_WORDS: "no range"}, missing=(IN_WORDS,)),
    Variable("high", "Upper end of the 95% range", number=True, labels={IN_WORDS: "no range"}, missing=(IN_WORDS,)),
)  # fmt: skip
#: Columns of the wide form before its metrics; the names are those that readers of that form know.
WIDE = (
    Variable("ResponseId", "Row"), Variable("Finished", "Finished"), Variable("RecordedDate", "Round"),
    Variable("population", "Whose numbers"), Variable("unit", "Units"), Variable("unit_name", "Names of the units"),
    Variable("attributes", "Attributes of the people"),
    Variable("n_band", "How many people are behind it"),
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """Which numbers are wanted; a blank stands for all."""

    population: str = ""
    round: str = ""
    metric: str = ""

    @property
    def record(self) -> dict[str, str]:
        """It as plain JSON."""
        return {"population": self.population, "round": self.round, "metric": self.metric}


def chosen_from(record: Mapping[str, Any]) -> Chosen:
    """Return what was chosen.

    Raises
    ------
    InputError
        Where there is no such population.
    """
    found = Chosen(*(str(record.get(name, ""))[:200] for name in ("population", "round", "metric")))
    if found.population and found.population not in POPULATIONS:
        raise InputError(
            f"There are no numbers of {found.population!r}.",
            remedy=f"Choose one of {', '.join(POPULATIONS)}.",
        )
    return found


def released_rows(
    reach: Reach, chosen: Chosen, open_names: frozenset[str | None] | None
) -> Iterator[tuple[Population, Released]]:
    """Give released numbers within reach, in the order of the ledgers.

    Parameters
    ----------
    open_names : frozenset or None
        Names of the rounds whose results are open; ``None``: all. Numbers that were brought in are no round's.
    """
    for population in POPULATIONS:
        for one in released_rounds(population) if chosen.population in ("", population) else ():
            hidden = population != "customers" and open_names is not None and one.name not in open_names
            if hidden or chosen.round not in ("", one.name):
                continue
            for row in one.released:
                if row.kind not in ELSEWHERE and chosen.metric in ("", row.metric) and reach.sees(row):
                    yield population, row


class Words:
    """Names of units and labels of metrics, looked up once a file."""

    def __init__(self, rows: list[tuple[Population, Released]]) -> None:
        groups = {row.group: parse_group(row.group) for _population, row in rows}
        self.groups = groups
        self.units = names_of({code for group in groups.values() for code in group.units})
        self.metrics = metric_labels()

    def of(self, row: Released) -> tuple[str, str, str]:
        """Return codes, names and attributes of the group of a row."""
        group = self.groups[row.group]
        names = " + ".join(self.units.get(code, code) for code in group.units)
        attributes = "; ".join(f"{name}={value}" for name, value in group.attributes)
        return "|".join(group.units), names, attributes

    def label(self, metric: str) -> str:
        """Return what people call a metric."""
        return self.metrics.get(metric) or metric_label(metric)


def tidy_row(population: Population, row: Released, words: Words, *, coded: bool = False) -> tuple[Any, ...]:
    """Return one number as a row of ``TIDY``; ``coded``: with the missing codes of SPSS instead of blanks."""
    units, names, attributes = words.of(row)
    numbers = [_plain(value, coded=coded) for value in (row.value, row.low, row.high)]
    bound = 1.0 if row.text.startswith("<=") else 2.0 if row.text.startswith(">=") else 0.0
    return (
        population, row.round, units, names, attributes, row.metric, words.label(row.metric), row.kind, row.n_band,
        row.text, numbers[0], bound, numbers[1], numbers[2],
    )  # fmt: skip


def wide_variables(rows: list[tuple[Population, Released]], words: Words) -> list[Variable]:
    """Return the columns of the wide form: those before, and one a metric and kind."""
    columns = dict.fromkeys(_column(row) for _population, row in rows)
    labels = {_column(row): f"{words.label(row.metric)} ({row.kind})" for _population, row in rows}
    return [*WIDE, *(Variable(column, labels[column]) for column in columns)]


def wide_rows(rows: list[tuple[Population, Released]], words: Words) -> Iterator[tuple[Any, ...]]:
    """Give one row a round and group, with its numbers as they are shown: group rows, never answers."""
    columns = list(dict.fromkeys(_column(row) for _population, row in rows))
    groups: dict[tuple[str, str, str], dict[str, Released]] = {}
    for population, row in rows:
        groups.setdefault((population, row.round, row.group), {})[_column(row)] = row
    for number, ((side, name, _group), cells) in enumerate(groups.items(), start=1):
        first = next(iter(cells.values()))
        bands = {row.n_band for row in cells.values()}
        band = bands.pop() if len(bands) == 1 else ""
        units, names, attributes = words.of(first)
        shown = [cells[column].text if column in cells else None for column in columns]
        yield (f"R_{number:06d}", "1", name, side, units, names, attributes, band, *shown)


def _column(row: Released) -> str:
    return f"{row.metric}.{row.kind}"


def _plain(value: float, *, coded: bool) -> float | None:
    if math.isfinite(value):
        return float(value)
    return IN_WORDS if coded else None
