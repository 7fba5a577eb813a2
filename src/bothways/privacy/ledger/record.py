"""What a ledger remembers, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bothways.errors import FileError, InputError
from bothways.privacy.released import FIELDS, Released, _issue
from bothways.privacy.tree import UnitTree

FORMAT = 1
#: One released number as it is stored: group, metric, kind, n_band, value, low, high, text.
_STORED = FIELDS[1:]
#: Stands in the place of a roster's digest where a round is made of imported aggregates: nobody knows who is behind.
IMPORTED = "imported"


@dataclass(frozen=True)
class Offer:
    """One group and what was decided about it.

    Attributes
    ----------
    group : str
    status : {"admitted", "implied", "withheld"}
    merged_into : str or None
        Group under which a withheld unit is shown.
    """

    group: str
    status: str
    merged_into: str | None = None


@dataclass(frozen=True)
class SetRecord:
    """The offers of one set of respondents.

    Attributes
    ----------
    floor, asked : int
        The floor that held, and the one that the metric asked for by itself.
    units_only : bool
        Whether only units were offered (kinds that are made from counts, agreement).
    check : str
        Keyed digest of who is in the set.
    offers : tuple of Offer
        In the order in which they were decided.
    """

    floor: int
    asked: int
    units_only: bool
    check: str
    offers: tuple[Offer, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """Groups that are shown, in order."""
        return tuple(offer.group for offer in self.offers if offer.status != "withheld")


@dataclass(frozen=True)
class RoundRecord:
    """One round.

    Attributes
    ----------
    floor : int
    roster : str
        Keyed digest of who answered and in which unit; "imported" where the round is made of imported aggregates.
    one_each : bool
    checks : mapping of str to str
        ``attribute:NAME``, ``metric:NAME`` and ``choices:NAME`` -> keyed digest of the column;
        ``condition:NAME`` -> after which answers an additional question was asked, blank for everybody.
    metrics : mapping of str to mapping
        Metric -> kind, low, high, step, columns, favourable, set.
    sets : mapping of str to SetRecord
    released : tuple of Released
    units : tuple of (unit, parent, name), or None
        The tree of this round where it is not the one of the ledger.
    """

    floor: int
    roster: str
    one_each: bool
    checks: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sets: Mapping[str, SetRecord] = field(default_factory=dict)
    released: tuple[Released, ...] = ()
    units: tuple[tuple[str, str | None, str], ...] | None = None

    @property
    def imported(self) -> bool:
        """Whether the round is made of aggregates from elsewhere, without respondents."""
        return self.roster == IMPORTED

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes that groups were made of, in the order in which they came."""
        mark = "attribute:"
        return tuple(name.removeprefix(mark) for name in self.checks if name.startswith(mark))


@dataclass(frozen=True)
class Record:
    """A whole ledger: the floor below which no call may go, the unit tree, the rounds.

    ``generation`` counts its changes, and says which version of what is remembered of people belongs to it.
    """

    floor: int
    units: tuple[tuple[str, str | None, str], ...]
    rounds: Mapping[str, RoundRecord] = field(default_factory=dict)
    generation: int = 0


def closed_round(record: Record, name: str) -> RoundRecord:
    """Return a round of which something is released, or refuse."""
    if name not in record.rounds:
        raise InputError(f"Nothing of the round {name!r} is released yet.", remedy="Release the round first.")
    return record.rounds[name]


def to_document(record: Record) -> dict[str, Any]:
    """Return a ledger as JSON values.

    Examples
    --------
    >>> to_document(Record(5, (("all", None, "Acme"),)))["units"]
    [{'unit': 'all', 'parent': None, 'name': 'Acme'}]
    """
    return {
        "format": FORMAT,
        "floor": record.floor,
        "generation": record.generation,
        "units": _units_document(record.units),
        "rounds": {name: _round_document(one) for name, one in record.rounds.items()},
    }


def from_document(document: Mapping[str, Any]) -> Record:
    """Return a ledger from its JSON values; the only way back to what was released.

    Raises
    ------
    FileError
        Where something is missing or of another type.
    """
    try:
        return Record(
            int(document["floor"]),
            _units(document["units"]),
            {name: _round(name, one) for name, one in document["rounds"].items()},
            int(document.get("generation", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise FileError(
            f"The ledger is damaged ({type(problem).__name__}: {problem}).",
            remedy="Restore it from a backup.",
            file="ledger.json",
        ) from problem


def _units_document(units: tuple[tuple[str, str | None, str], ...]) -> list[dict[str, str | None]]:
    return [{"unit": unit, "parent": parent, "name": name} for unit, parent, name in units]


def _units(document: list[dict[str, Any]]) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((one["unit"], one["parent"], one["name"]) for one in document)


def _round_document(one: RoundRecord) -> dict[str, Any]:
    document: dict[str, Any] = {
        "floor": one.floor,
        "roster": one.roster,
        "one_each": one.one_each,
        "attributes": list(one.attributes),
        "checks": dict(one.checks),
        "metrics": {name: dict(metric) for name, metric in one.metrics.items()},
        "sets": {
            number: {
                "floor": each.floor,
                "asked": each.asked,
                "units_only": each.units_only,
                "check": each.check,
                "offers": [
                    {"group": offer.group, "status": offer.status, "merged_into": offer.merged_into}
                    for offer in each.offers
                ],
            }
            for number, each in one.sets.items()
        },
        "released": [[row.record[name] for name in _STORED] for row in one.released],
    }
    if one.units is not None:
        document["units"] = _units_document(one.units)
    return document


def _round(name: str, document: Mapping[str, Any]) -> RoundRecord:
    return RoundRecord(
        floor=int(document["floor"]),
        roster=document["roster"],
        one_each=bool(document["one_each"]),
        checks=dict(document["checks"]),
        metrics=dict(document["metrics"]),
        sets={number: _set(one) for number, one in document["sets"].items()},
        released=tuple(_released(name, row) for row in document["released"]),
        units=_units(document["units"]) if "units" in document else None,
    )


def _set(document: Mapping[str, Any]) -> SetRecord:
    offers = tuple(Offer(one["group"], one["status"], one.get("merged_into")) for one in document["offers"])
    floor, asked = int(document["floor"]), int(document["asked"])
    return SetRecord(floor, asked, bool(document["units_only"]), document["check"], offers)


def _released(name: str, row: list[Any]) -> Released:
    group, metric, kind, n_band, value, low, high, text = row
    numbers = {
        "value": float("nan") if value is None else float(value),
        "low": float("nan") if low is None else float(low),
        "high": float("nan") if high is None else float(high),
    }
    return _issue(round=name, group=group, metric=metric, kind=kind, n_band=n_band, text=text, **numbers)


def snapshot(tree: UnitTree) -> tuple[tuple[str, str | None, str], ...]:
    """Return a tree as it is written into a ledger.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> snapshot(make_tree(["a"], [None]))
    (('a', None, 'a'),)
    """
    return tuple(zip(tree.units, tree.parents, tree.names, strict=True))
