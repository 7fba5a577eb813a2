"""Versions of who serves whom: the one that holds, a new one, one line more or less, and taking the last one back."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.units import current_tree
from bothways_web.verify.models import ServiceNetwork

#: Provider, client, weight.
Edge = tuple[str, str, float]
#: Lines of a network; larger ones are no table that anybody looks after.
MOST_EDGES = 10_000


def current_network() -> ServiceNetwork | None:
    """Return the version that holds: the latest that was not taken back."""
    return ServiceNetwork.objects.filter(undone_at__isnull=True).first()


def edges_of(network: ServiceNetwork | None) -> list[Edge]:
    """Return the lines of a version."""
    return (
        [(provider, client, float(weight)) for provider, client, weight in network.edges] if network else []
    )


def fingerprint(network: ServiceNetwork) -> str:
    """Return what tells one network from another, whatever the order of its lines."""
    text = json.dumps(sorted(edges_of(network)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def known_units() -> frozenset[str]:
    """Return the codes of the units of today."""
    tree = current_tree()
    return frozenset(tree.units) if tree else frozenset()


def save_network(edges: Iterable[Edge], *, how: str, about: str, seen: int, by: User) -> ServiceNetwork:
    """Keep a new version.

    Parameters
    ----------
    edges : iterable of Edge
    how, about : str
    seen : int
        Number of the version that somebody looked at, 0 for none.
    by : User

    Raises
    ------
    InputError
        Where somebody else made a version meanwhile, there is no line, or there are too many.
    """
    kept = [list(edge) for edge in edges]
    with transaction.atomic():
        one_at_a_time()
        refuse_stale(seen)
        if not kept:
            raise InputError(
                _("Nobody would serve anybody."), remedy=_("Keep one line, or bring another file.")
            )
        if len(kept) > MOST_EDGES:
            raise InputError(
                _("There are more than %(most)s lines.") % {"most": f"{MOST_EDGES:,}"},
                remedy=_("Name larger teams instead of smaller ones."),
            )
        made = ServiceNetwork.objects.create(edges=kept, how=how, about=about[:200], made_by=by)
        record(by, "changed who serves whom", made, how=how, lines=len(kept))
    return made


def add_edge(provider: str, client: str, weight: float, *, seen: int, by: User) -> ServiceNetwork:
    """Add one line; of a pair that is there, the weight changes.

    Raises
    ------
    InputError
        As :func:`save_network`, and where a unit is not known, serves itself, or the weight is not above 0.
    """
    for unit in (provider, client):
        if unit not in known_units():
            raise InputError(
                _("The unit “%(unit)s” is not in your unit tree.") % {"unit": unit},
                remedy=_("Choose a unit of the list."),
            )
    if provider == client:
        raise InputError(_("A unit does not serve itself."), remedy=_("Choose two units."))
    if not (math.isfinite(weight) and weight > 0):
        raise InputError(_("The weight is not above 0."), remedy=_("Write a number such as 1 or 2.5."))
    others = [edge for edge in edges_of(current_network()) if edge[:2] != (provider, client)]
    return save_network(
        [*others, (provider, client, weight)], how=ServiceNetwork.How.ADDED, about=f"{provider} → {client}",
        seen=seen, by=by,
    )  # fmt: skip


def remove_edge(provider: str, client: str, *, seen: int, by: User) -> ServiceNetwork:
    """Take one line out.

    Raises
    ------
    InputError
        As :func:`save_network`, and where there is no such line.
    """
    there = edges_of(current_network())
    left = [edge for edge in there if edge[:2] != (provider, client)]
    if len(left) == len(there):
        raise InputError(_("This line is not there any more."), remedy=_("Look at the list again."))
    return save_network(
        left, how=ServiceNetwork.How.REMOVED, about=f"{provider} → {client}", seen=seen, by=by
    )


def undo_network(*, seen: int, by: User) -> ServiceNetwork:
    """Take the last version back, as long as nothing rests on it; the one before holds again.

    Raises
    ------
    InputError
        Where there is none, somebody else made one meanwhile, or something was computed with it.
    """
    with transaction.atomic():
        one_at_a_time()
        refuse_stale(seen)
        last = current_network()
        if last is None or last.used_at is not None:
            raise InputError(
                _("This version stays: something was computed with it."),
                remedy=_("Bring a corrected file, or change its lines. That counts from the next round on."),
            )
        last.undone_at = timezone.now()
        last.save(update_fields=["undone_at"])
        record(by, "undid version of who serves whom", last)
    return last


def refuse_stale(seen: int) -> None:
    """Refuse a change of a version that is not the last one any more.

    Raises
    ------
    InputError
    """
    last = current_network()
    if (last.pk if last else 0) != seen:
        raise InputError(
            _("Somebody else has changed who serves whom meanwhile."),
            remedy=_("Look at the list again, then send it once more if it still fits."),
        )
