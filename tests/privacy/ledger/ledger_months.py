"""Small organisations over several rounds, released through the real ledger, with whose answers stand behind what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bothways.privacy import Ledger, Metric, Released, RoundAnswers, UnitTree, make_roster, make_tree
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.course import Course, Series, from_people
from bothways.privacy.ledger.follow import columns_of

CALM = Metric("calm", "mean", 1, 5, 1, ("q1",))
FIRM = make_tree(["top", "left", "right", *"abcd"], [None, "top", "top", "left", "left", "right", "right"])


@dataclass
class Person:
    """Somebody of the staff: unit, attributes, and how many rounds of silence are ahead."""

    unit: str
    role: str
    since: int
    silent: int = 0


@dataclass(frozen=True)
class Told:
    """One released number: whose answers of which round it is made of."""

    round: int
    group: str
    text: str
    pairs: frozenset[tuple[str, int]]

    @property
    def people(self) -> frozenset[str]:
        return frozenset(person for person, _ in self.pairs)


@dataclass
class Survey:
    """A ledger, the answers given, and everything it told so far."""

    tree: UnitTree = FIRM
    metric: Metric = CALM
    k: int = 5
    store: MemoryStore = field(default_factory=MemoryStore)
    given: dict[tuple[str, int], float] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    unit_of: dict[tuple[str, int], str] = field(default_factory=dict)
    round_of: dict[int, int] = field(default_factory=dict)
    name: Callable[[int], str] = "r{}".format

    def ask(
        self,
        number: int,
        units: dict[str, str],
        answers: dict[str, float],
        *,
        attributes: dict[str, dict[str, str]] | None = None,
        calls: Sequence[Sequence[str]] = ((),),
    ) -> tuple[Released, ...]:
        """Release one round, call after call, and note whose answers stand behind each number."""
        made = self.round(number, units, answers, attributes)
        self.given |= {(person, number): value for person, value in answers.items()}
        self.unit_of |= {(person, number): units[person] for person in answers}
        for by in calls:
            rows = Ledger(self.store, self.tree, k=self.k).release(made, by=list(by))
        series = self.series()
        _, columns = columns_of(series.course, made, np.arange(len(made.people)), self.store.key())
        self.names |= dict(zip(columns.tolist(), made.people, strict=True))
        self.told += self._behind(rows, series.course, number)
        return rows

    def round(
        self, number: int, units: dict[str, str], answers: dict[str, float], attributes: dict | None = None
    ) -> RoundAnswers:
        people = sorted(answers, key=lambda person: (units[person], person))
        columns = {name: [labels[person] for person in people] for name, labels in (attributes or {}).items()}
        roster = make_roster(self.tree, [units[person] for person in people], columns)
        values = {self.metric.name: np.array([answers[person] for person in people])}
        return RoundAnswers(self.name(number), tuple(people), roster, (self.metric,), values)

    def series(self) -> Series:
        document = self.store.read_people()
        latest = max(document["generations"], key=int)
        return from_people(document["generations"][latest])["metric:q1"]

    def _behind(self, rows: Sequence[Released], course: Course, number: int) -> list[Told]:
        self.round_of[course.panel.month] = number
        months, found = course.months, []
        for row in rows:
            columns = course.columns_of(row.group)
            pairs = frozenset(
                (self.names[column], self.round_of[months.get(column, course.panel.month)])
                for column in columns
            )
            found.append(Told(number, row.group, row.text, pairs))
        return found


def live(
    seed: int,
    *,
    people: int = 26,
    rounds: int = 7,
    answering: float = 0.85,
    by: bool = True,
    name: Callable[[int], str] = "r{}".format,
) -> Survey:
    """Staff who join, leave, come back, move, fall silent and change role or tenure, over some rounds."""
    draw = np.random.default_rng([77, seed])
    survey, staff = Survey(name=name), {}
    extreme = draw.random() < 0.3
    calls = [[[]], [["role"]], [["role", "tenure"]], [["role"], ["tenure"]]][
        int(draw.integers(4)) if by else 0
    ]
    number = 0
    for _ in range(rounds):
        number += 1 + int(draw.random() < 0.1)
        for each in (f"p{place:02d}" for place in range(people)):
            _live_on(draw, staff, each, number)
        there = [name for name, one in staff.items() if one.silent <= number and draw.random() < answering]
        if not there:
            continue
        level = (lambda: 5.0) if extreme else (lambda: float(draw.integers(1, 6)))
        attributes = {
            "role": {name: staff[name].role for name in there},
            "tenure": {name: "new" if number - staff[name].since < 2 else "old" for name in there},
        }
        survey.ask(
            number,
            {name: staff[name].unit for name in there},
            {name: level() for name in there},
            attributes=attributes,
            calls=calls,
        )
    return survey


def _live_on(draw: np.random.Generator, staff: dict[str, Person], name: str, number: int) -> None:
    """Let one round pass for one person."""
    if name not in staff:
        if draw.random() < (0.8 if number < 3 else 0.2):
            staff[name] = Person(
                str(draw.choice(["a", "b", "c", "d", "left"])), str(draw.choice(["x", "y"])), number
            )
    elif draw.random() < 0.06:
        del staff[name]
    elif draw.random() < 0.05:
        staff[name].unit = str(draw.choice(list("abcd")))
    elif draw.random() < 0.03:
        staff[name].role = str(draw.choice(["x", "y"]))
    elif draw.random() < 0.03:
        staff[name].silent = number + int(draw.integers(2, 8))


def sets_of(told: Sequence[Told], key) -> Iterator[np.ndarray]:
    """The columns behind each number; a column is what ``key`` makes of a person and a round."""
    place: dict[object, int] = {}
    for one in told:
        yield np.unique([place.setdefault(key(pair), len(place)) for pair in sorted(one.pairs)])
