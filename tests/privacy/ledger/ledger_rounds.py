"""Small rounds that the tests of the ledger share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bothways.privacy import Metric, RoundAnswers, UnitTree, make_roster, make_tree

CALM = Metric("calm", "mean", 1, 5, 1, ("q1",))
TREE = make_tree(["shop", "day", "night", "late"], [None, "shop", "shop", "shop"])
TWO = make_tree(["shop", "day", "night"], [None, "shop", "shop"])
ONE = make_tree(["shop"], [None])


def round_of(
    units: Sequence[str],
    *,
    answers: Sequence[float] | None = None,
    attributes: Mapping[str, Sequence[str]] | None = None,
    metric: Metric = CALM,
    tree: UnitTree = TREE,
    name: str = "2024-01",
    one_each: bool = True,
    values: Mapping[str, Sequence[float]] | None = None,
    metrics: tuple[Metric, ...] | None = None,
) -> RoundAnswers:
    """One respondent a unit given, answering 3 unless said otherwise."""
    given = [3.0] * len(units) if answers is None else answers
    made = values or {metric.name: given}
    return RoundAnswers(
        name,
        tuple(f"p{number:03d}" for number in range(len(units))),
        make_roster(tree, list(units), attributes),
        metrics or (metric,),
        {each: np.array(one, dtype=float) for each, one in made.items()},
        one_each=one_each,
    )


def people(**sizes: int) -> list[str]:
    """``people(day=6)`` is six respondents of the unit day."""
    return [unit for unit, size in sizes.items() for _ in range(size)]
