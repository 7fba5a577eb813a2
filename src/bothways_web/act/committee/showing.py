"""What pages say of a draw: what was published, its quotas, and the chances of all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways.allocation import QuotaCheck
from bothways.allocation.committee_record import PROCEDURE
from bothways_web.act.committee.groups import NAMES, labels_of, tell_demand
from bothways_web.act.committee.lists import attributes_in, pool_of, quotas_in
from bothways_web.act.models import CommitteeDraw, Seat

#: Chances that are told, in per cent.
_STEPS = (1, 2, 5, 10, 20, 30, 50, 75)


@dataclass(frozen=True)
class QuotaShown:
    """A quota as a page shows it.

    Attributes
    ----------
    key : str
        The name of its fields in a form.
    attribute, label : str
    low, high : int
    """

    key: str
    attribute: str
    label: str
    low: int
    high: int


def quotas_shown(draw: CommitteeDraw) -> list[QuotaShown]:
    """Return the quotas of a draw in words.

    Not what was drawn of each group: without those who sit by name, it would be the groups of who said no.
    """
    quotas = quotas_in(draw)
    labels = labels_of(one.value for one in quotas)
    return [
        QuotaShown(f"quota-{at}", str(NAMES[one.attribute]), labels[one.value], one.low, one.high)
        for at, one in enumerate(quotas)
    ]


def chances_shown(draw: CommitteeDraw) -> tuple[int, int] | None:
    """Return the lowest and the highest chance in the pool, in per cent and coarse: never whose they are.

    Seats by an exact chance are how many are willing.
    """
    if not draw.record or not draw.pool:
        return None
    pool, record = pool_of(draw, draw.pool), draw.record
    total = sum(record["tickets"])
    chances = [
        sum(panel[at] * count for panel, count in zip(record["panels"], record["tickets"], strict=True))
        / (total * len(profile.people))
        for at, profile in enumerate(pool.profiles)
    ]
    low, high = (min(_STEPS, key=lambda step: abs(step - 100 * one)) for one in (min(chances), max(chances)))
    return low, high


def clash_shown(check: QuotaCheck) -> list[str]:
    """Return the ends of quotas that cannot be met together, in words."""
    labels = labels_of(one.value for one in check.clash)
    return [tell_demand(one.end, one.count, labels[one.value]) for one in check.clash]


def moves_shown(draw: CommitteeDraw, check: QuotaCheck) -> list[QuotaShown]:
    """Return the quotas that would have to move, as the nearest that can be met."""
    labels = labels_of(one.value for one in check.nearest)
    return [
        QuotaShown("", str(NAMES[one.attribute]), labels[one.value], one.low, one.high)
        for one, before in zip(check.nearest, quotas_in(draw), strict=True)
        if one != before
    ]


def published(draw: CommitteeDraw) -> dict[str, Any]:
    """Return what everybody may take along of a draw: no name, no group of a person, not who else was willing."""
    return {
        "format": "bothways-committee-draw/1",
        "procedure": PROCEDURE.splitlines(),
        "seats": draw.seats,
        "quotas": draw.quotas,
        "announced": draw.announced_at.isoformat() if draw.announced_at else None,
        "published_before": draw.commitment,
        "hash_of_the_list": draw.record.get("pool", ""),
        "drawn": draw.drawn_at.isoformat() if draw.drawn_at else None,
        "seed": draw.seed,
        "ticket": draw.ticket,
        "codes": sorted(draw.people.filter(refill=0).values_list("code", flat=True)),
        "replacements": [
            {"number": one["number"], "ticket": one["ticket"], "codes": one["drawn"]} for one in draw.refills
        ],
    }


def whole_list(draw: CommitteeDraw) -> dict[str, Any]:
    """Return what the draw can be repeated with, solver or not: the list without names, and every lottery."""
    names = [one.name for one in attributes_in(draw)]
    rows = [{"person": code, **dict(zip(names, values, strict=True))} for code, _key, *values in draw.pool]
    refills = [
        {name: one[name] for name in ("number", "gone", "record", "ticket", "drawn")} for one in draw.refills
    ]
    return published(draw) | {"list": rows, "record": draw.record, "replacements": refills}


def own_code(draw: CommitteeDraw, key: str) -> str:
    """Return the code of somebody in the list of a draw, for themselves; blank where they are not in it."""
    return next((code for code, other, *_values in draw.pool if other == key), "")


def members(draw: CommitteeDraw) -> list[Seat]:
    """Return the seats that are held, by name."""
    found = draw.people.filter(state=Seat.State.HELD).select_related("person")
    return sorted(found, key=lambda one: str(one.person or ""))
