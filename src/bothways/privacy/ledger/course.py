"""What is remembered of people from round to round, never for publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from bothways.errors import FileError
from bothways.privacy.rounds import PanelState, read_state, start_panels

FORMAT = 1
Columns = tuple[int, ...]
#: How a later round is decided: by panels of people who are followed; by this round's people, if a certificate over
#: all rounds admits them; the whole organisation alone, as nobody can be followed; by itself, as others are asked.
Way = Literal["panels", "certificate", "whole", "others"]


@dataclass(frozen=True)
class Course:
    """Who stands behind what was shown of some questions, over all rounds; no answers.

    Attributes
    ----------
    way : str
    last : str
        The latest round.
    rounds : int
        How many there were.
    keys : tuple of str
        Keyed code of the person in each column.
    panel : PanelState
        Persons are columns.
    labels : mapping of str to tuple
        Attribute -> its value for each column, given with the latest answer; None where not known.
    shown : mapping of str to tuple of int
        Units shown in the latest round -> the columns behind them.
    new : tuple of int
        Columns whose answer came to count in the latest round, and never counted before.
    groups : mapping of str to tuple of int
        Groups by attribute ever shown -> the columns last behind them.
    told : tuple of str
        Groups by attribute shown in the latest round.
    sizes : tuple of int
        Respondents of each round whose whole organisation was shown, where nobody can be followed.
    calendar : tuple of (int, int)
        Month of the panel -> month of the calendar, of rounds named by days whose answers are fresh.
    """

    way: Way
    last: str
    rounds: int = 1
    keys: tuple[str, ...] = ()
    panel: PanelState = field(default_factory=start_panels)
    labels: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    shown: Mapping[str, Columns] = field(default_factory=dict)
    new: Columns = ()
    groups: Mapping[str, Columns] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    calendar: tuple[tuple[int, int], ...] = ()

    @property
    def months(self) -> dict[int, int]:
        """Month of the answer of each column that counts."""
        return {
            column: month
            for panel in self.panel.panels
            for column, month in zip(panel.columns, panel.months, strict=True)
        }

    def columns_of(self, group: str) -> Columns:
        """Return the columns behind a group that the latest round shows."""
        return self.shown[group] if group in self.shown else self.groups[group]


@dataclass(frozen=True)
class Text:
    """A released mean that still speaks of the answers that count: column and month of each, and what was shown."""

    columns: Columns
    months: Columns
    text: str


@dataclass(frozen=True)
class Series:
    """One question over all rounds.

    Attributes
    ----------
    metric : str
    columns : tuple of str
        Columns of answers that ever fed it.
    scale : (float, float, float)
        Lowest and highest value, and the step.
    course : Course
    latest : tuple of (float or None)
        Latest value of each column, as long as it may come to count.
    counted : tuple of (float or None)
        Value of each column that counts.
    texts : tuple of Text
    """

    metric: str
    columns: tuple[str, ...]
    scale: tuple[float, float, float]
    course: Course
    latest: tuple[float | None, ...] = ()
    counted: tuple[float | None, ...] = ()
    texts: tuple[Text, ...] = ()


#: Name -> series.
Memory = dict[str, Series]


def to_people(memory: Memory) -> dict[str, Any]:
    """Return what is remembered as JSON values; courses that several questions share are written once."""
    courses: list[Course] = []
    series = {}
    for name, one in memory.items():
        place = next((at for at, course in enumerate(courses) if course is one.course), len(courses))
        if place == len(courses):
            courses.append(one.course)
        series[name] = {**asdict(replace(one, course=Course("whole", ""))), "course": place}
    return {"courses": [asdict(course) for course in courses], "series": series}


def from_people(document: Mapping[str, Any]) -> Memory:
    """Return what is remembered from its JSON values.

    Raises
    ------
    FileError
        Where something is missing or of another type.
    """
    try:
        courses = [_course(one) for one in document["courses"]]
        return {name: _series(one, courses[one["course"]]) for name, one in document["series"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise FileError(
            f"What the ledger remembers of people is damaged ({type(problem).__name__}).",
            remedy="Restore ledger.people and ledger.json from the same backup.",
            file="ledger.people",
        ) from problem


def _course(document: Mapping[str, Any]) -> Course:
    plain = dict(document)
    return Course(
        **{
            **plain,
            "keys": tuple(plain["keys"]),
            "panel": read_state(plain["panel"]),
            "labels": _tuples(plain["labels"]),
            "shown": _tuples(plain["shown"]),
            "new": tuple(plain["new"]),
            "groups": _tuples(plain["groups"]),
            "told": tuple(plain["told"]),
            "sizes": tuple(plain["sizes"]),
            "calendar": tuple((int(month), int(there)) for month, there in plain.get("calendar", ())),
        }
    )


def _series(document: Mapping[str, Any], course: Course) -> Series:
    low, high, step = document["scale"]
    return Series(
        document["metric"],
        tuple(document["columns"]),
        (float(low), float(high), float(step)),
        course,
        tuple(document["latest"]),
        tuple(document["counted"]),
        tuple(Text(tuple(one["columns"]), tuple(one["months"]), one["text"]) for one in document["texts"]),
    )


def _tuples(document: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(values) for name, values in document.items()}
