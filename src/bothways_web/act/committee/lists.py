"""The list of a draw: who can be drawn, by a code that means nothing, with the groups that quotas speak of."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from bothways.allocation import CommitteePool, Quota, QuotaCheck, check_quotas, propose_quotas, read_pool
from bothways.errors import InputError
from bothways_web.act.committee.groups import OTHER, Attribute, Traits, labels_of, traits_of_workforce
from bothways_web.act.committee.willing import can_be_drawn, willing_yesterday
from bothways_web.act.models import CommitteeDraw
from bothways_web.people.models import Organisation, Person
from bothways_web.people.units import today

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


def proposed_now(draw: CommitteeDraw) -> tuple[Quota, ...]:
    """Return the quotas of a draw as the shares of today's workforce give them."""
    return proposed(attributes_in(draw), traits_of_workforce(), draw.seats)


def refuse_bent(quotas: Iterable[Quota], shares: Iterable[Quota]) -> None:
    """Refuse quotas that shut a group out or give it more than twice its share.

    Raises
    ------
    InputError
    """
    share = {(one.attribute, one.value): one for one in shares}
    for one in quotas:
        fair = share.get((one.attribute, one.value))
        if fair is None:
            continue
        if one.high < min(1, fair.high) or one.high < fair.low // 2 or one.low > 2 * fair.high:
            label = labels_of([one.value])[one.value]
            raise InputError(
                _("This is no cross-section of “%(group)s”.") % {"group": label},
                remedy=_(
                    "Leave every group at least half of its share, and ask for twice its share at most."
                ),
            )


def list_now(draw: CommitteeDraw) -> list[Row]:
    """Return the list of those who can be drawn, with codes made for it, in the order of the codes.

    A yes of today counts from tomorrow on: numbers of the draw would move as somebody says it.
    """
    return _rows(draw, can_be_drawn().filter(willing__since__lt=today()))


def rows_are_shared(draw: CommitteeDraw) -> bool:
    """Return whether as many people of the workforce as numbers need fit each row that a list could have.

    It looks at everybody, not at those who are willing: else the answer would tell of them.
    """
    attributes = attributes_in(draw)
    cells = Counter(
        tuple(one.value(each[one.name]) for one in attributes) for each in traits_of_workforce().values()
    )
    return min(cells.values(), default=0) >= Organisation.current().floor


def _rows(draw: CommitteeDraw, people: Iterable[Person]) -> list[Row]:
    traits, attributes = traits_of_workforce(), attributes_in(draw)
    keys = [one.pk.hex for one in people if one.pk.hex in traits]
    rows = [
        [secrets.token_hex(6), key, *(one.value(traits[key][one.name]) for one in attributes)] for key in keys
    ]
    return sorted(rows)


def pool_of(draw: CommitteeDraw, rows: Iterable[Row], without: Collection[str] = ()) -> CommitteePool:
    """Return a list as a pool, without some codes."""
    import pandas as pd  # slow to load, and most pages need none of it

    names = [one.name for one in attributes_in(draw)]
    kept = [[code, *values] for code, _person, *values in rows if code not in without]
    return read_pool(pd.DataFrame(kept, columns=["person", *names]), names)


def check_now(draw: CommitteeDraw) -> QuotaCheck | None:
    """Return whether those who were willing yesterday can meet the quotas; ``None`` where nobody was."""
    return check_list(draw, _rows(draw, willing_yesterday()))


def check_list(draw: CommitteeDraw, rows: list[Row]) -> QuotaCheck | None:
    """Return whether a list can meet the quotas; ``None`` where it is empty."""
    return check_quotas(pool_of(draw, rows), draw.seats, quotas_in(draw)) if rows else None
