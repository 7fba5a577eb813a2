"""The list of a draw: who can be drawn, by a code that means nothing, with the groups that quotas speak of."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable

from bothways.allocation import CommitteePool, Quota, QuotaCheck, check_quotas, propose_quotas, read_pool
from bothways_web.act.committee.groups import OTHER, Attribute, Traits, traits_of_workforce
from bothways_web.act.committee.willing import can_be_drawn
from bothways_web.act.models import CommitteeDraw

#: A row: the code, the key of the person, a value for each attribute.
Row = list[str]


def attributes_in(draw: CommitteeDraw) -> tuple[Attribute, ...]:
    """Return the attributes of a draw."""
    return tuple(Attribute(name, tuple(alone)) for name, alone in draw.attributes)


def quotas_in(draw: CommitteeDraw) -> tuple[Quota, ...]:
    """Return the quotas of a draw."""
    return tuple(Quota(*row) for row in draw.quotas)


def proposed(attributes: Iterable[Attribute], traits: Traits, seats: int) -> tuple[Quota, ...]:
    """Return quotas as the shares of the whole workforce give them."""
    workforce = {one.name: [one.value(each[one.name]) for each in traits.values()] for one in attributes}
    return propose_quotas(workforce, seats, smallest=1, other=OTHER)


def list_now(draw: CommitteeDraw) -> list[Row]:
    """Return the list of those who are willing now, with codes made for it, in the order of the codes."""
    traits, attributes = traits_of_workforce(), attributes_in(draw)
    keys = [one.pk.hex for one in can_be_drawn() if one.pk.hex in traits]
    rows = [
        [secrets.token_hex(6), key, *(one.value(traits[key][one.name]) for one in attributes)] for key in keys
    ]
    return sorted(rows)


def pool_of(draw: CommitteeDraw, rows: Iterable[Row], without: Collection[str] = ()) -> CommitteePool:
    """Return a list as a pool, without some codes."""
    import pandas as pd  # slow to load, and most pages need none of it

    names = [one.name for one in attributes_in(draw)]
    kept = [[code, *values] for code, _key, *values in rows if code not in without]
    return read_pool(pd.DataFrame(kept, columns=["person", *names]), names)


def check_now(draw: CommitteeDraw) -> QuotaCheck | None:
    """Return whether those who are willing now can meet the quotas; ``None`` where nobody is."""
    rows = list_now(draw)
    return check_quotas(pool_of(draw, rows), draw.seats, quotas_in(draw)) if rows else None
