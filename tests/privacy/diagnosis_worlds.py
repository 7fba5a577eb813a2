"""Rounds with a known truth, released through the real ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bothways.privacy import Ledger, Metric, RoundAnswers, UnitTree, make_roster, make_tree
from bothways.privacy.diagnosis import DomainScale, ReleasedRound
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.released import Released, _issue

DOMAINS = (DomainScale("talk", "Open conversation"), DomainScale("help", "Willingness to help"))
BURDEN = DomainScale("load", "Workload", better="lower")
STEP = 100 / 12


def metric(name: str, *, floor: int = 0) -> Metric:
    return Metric(name, "mean", 0, 100, STEP, (f"{name}1", f"{name}2", f"{name}3"), floor=floor)


def draw(
    random: np.random.Generator,
    truth: Mapping[str, float],
    sizes: Mapping[str, int],
    *,
    domains: Sequence[str] = ("talk", "help"),
    spread: float = 20.0,
    together: float = 0.7,
) -> tuple[list[str], dict[str, np.ndarray]]:
    """Unit and scores of everybody: means by unit, domains that go together within persons."""
    units = [unit for unit, size in sizes.items() for _ in range(size)]
    level = np.array([truth[unit] for unit in units])
    own = random.normal(size=len(units))
    values = {}
    for name in domains:
        mixed = np.sqrt(together) * own + np.sqrt(1 - together) * random.normal(size=len(units))
        values[name] = np.clip(np.rint((level + spread * mixed) / STEP), 0, 12) * STEP
    return units, values


def tree_of(units: Sequence[str], names: Mapping[str, str] | None = None) -> UnitTree:
    """One company with these units below it."""
    called = {"firm": "The firm", **(names or {})}
    codes = ["firm", *units]
    return make_tree(codes, [None, *["firm"] * len(units)], [called.get(code, code) for code in codes])


def released(
    tree: UnitTree,
    units: Sequence[str],
    values: Mapping[str, np.ndarray],
    *,
    name: str = "2024-01",
    ledger: Ledger | None = None,
    floor: int = 0,
    attributes: Mapping[str, Sequence[str]] | None = None,
    by: Sequence[str] = (),
) -> ReleasedRound:
    """What the ledger releases of these answers."""
    keeper = ledger or Ledger(MemoryStore(), tree)
    answers = RoundAnswers(
        name,
        tuple(f"p{number:04d}" for number in range(len(units))),
        make_roster(tree, list(units), attributes),
        tuple(metric(each, floor=floor) for each in values),
        {each: np.asarray(one, dtype=float) for each, one in values.items()},
    )
    return ReleasedRound(name, tree, keeper.release(answers, by=by))


def shown(
    text: str, low: float, high: float, *, metric: str = "talk", name: str = "r1", group: str = "all"
) -> Released:
    """A number as the ledger would release it; tests alone may make one by hand."""
    value = float(text.lstrip("<>="))
    return _issue(
        round=name, group=group, metric=metric, kind="mean", n_band="10-19", value=value, low=low, high=high,
        text=text,
    )  # fmt: skip
