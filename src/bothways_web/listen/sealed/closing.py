"""From a closed round to its batches: no more ballots, no more keys, and what may be shown is decided once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bothways.privacy.rounds import count_sealed
from bothways_web.listen.models import Round, Sealing, Stratum
from bothways_web.listen.sealed import files
from bothways_web.listen.sealed.strata import opened_of, tree_of

if TYPE_CHECKING:
    from bothways.privacy.ballots import SealedRound

Units = tuple[str, ...]


def empty_box(asked: Round) -> None:
    """Close the box, forget who asked, destroy the keys, decide what may be shown, and release the batches.

    Each step can be done again, and the same again changes nothing: the decision is written down before the first
    ballot is moved.

    Raises
    ------
    InputError
        Where a box holds more ballots than people were invited: then somebody forged some, and nothing is shown.
    """
    from bothways.privacy.ballots import close_round, release_batch

    sealing = Sealing.objects.select_related("round").get(pk=asked.pk)
    sealed, box = _public(sealing), files.box()
    close_round(sealed, register=files.register(), box=box)
    files.destroy_keys(sealing.name)
    decided = sealing.decided or _decide(sealing, sealed)
    for _units, strata in decided["parts"]:
        release_batch(sealed, strata, box=box)


def put_empty_box(asked: Round) -> None:
    """Put an empty, closed box in the place of one that is lost, as after a restore: the round ends without results."""
    sealing, box = Sealing.objects.get(pk=asked.pk), files.box()
    if box.state(sealing.name)[0] == "":
        box.open(
            sealing.name, sealing.published, dict.fromkeys(sealing.strata.values_list("name", flat=True), 1)
        )
    box.close(sealing.name)


def shown_units(sealing: Sealing) -> tuple[Units, ...]:
    """Return the units whose number may be shown, as decided at the close."""
    return tuple(tuple(units) for units in (sealing.decided or {"units": []})["units"])


def may_show(asked: Round) -> bool:
    """Return whether any number of a closed round may be shown at all."""
    return bool(shown_units(Sealing.objects.get(pk=asked.pk)))


def batches_of(asked: Round) -> Iterator[tuple[Units | None, Sequence[str]]]:
    """Give each batch of answers with the units behind it; ``None`` for those that no number may speak of."""
    sealing = Sealing.objects.get(pk=asked.pk)
    parts = {frozenset(strata): units for units, strata in (sealing.decided or {"parts": []})["parts"]}
    for batch in files.box().batches(sealing.name):
        units = parts[frozenset(batch.strata)]
        yield (None if units is None else tuple(units)), batch.answers


def units_alone(asked: Round) -> frozenset[str]:
    """Return the units that had a box of their own and are shown: theirs are the only moments that may be used."""
    sealing = Sealing.objects.get(pk=asked.pk)
    shown = shown_units(sealing)
    boxes = sealing.strata.filter(rest=False)
    return frozenset(one.units[0] for one in boxes if len(one.units) == 1 and tuple(one.units) in shown)


@transaction.atomic
def _decide(sealing: Sealing, sealed: SealedRound) -> dict[str, Any]:
    """Decide from the number of ballots in each box, and write it down; the first decision stays."""
    from bothways.privacy.ballots import count_damaged

    locked = Sealing.objects.select_for_update().select_related("round").get(pk=sealing.pk)
    if locked.decided is not None:
        return dict(locked.decided)
    box, strata = files.box(), list(locked.strata.all())
    ballots = [
        len(box.held(locked.name, one.name)) - count_damaged(sealed, one.name, box=box) for one in strata
    ]
    tree = tree_of(locked.round)
    counted = count_sealed(opened_of(locked), ballots, tree=tree, k=locked.least)
    units = tuple(one for one in counted if one != tuple(tree.roots))  # the topmost unit is everybody
    parts = _parts(strata, units, dict(zip(tree.units, tree.parents, strict=True)))
    locked.decided = {"units": [list(one) for one in units], "parts": parts}
    locked.save(update_fields=["decided"])
    return locked.decided


def _parts(
    strata: Sequence[Stratum], units: Sequence[Units], parent: Mapping[str, str | None]
) -> list[list[Any]]:
    """Return the parts of the answers: boxes whose smallest shown number is the same, with its units."""
    found: dict[Units | None, list[str]] = {}
    for one in strata:
        found.setdefault(_smallest(one, units, parent), []).append(one.name)
    return [[None if units is None else list(units), names] for units, names in found.items()]


def _smallest(box: Stratum, units: Sequence[Units], parent: Mapping[str, str | None]) -> Units | None:
    """Return the smallest number that speaks of a box."""
    own = tuple(box.units)
    if not box.rest and own in units:
        return own
    unit = None if not own else own[0] if box.rest else parent[own[0]]
    while unit is not None:
        if (unit,) in units:
            return (unit,)
        unit = parent[unit]
    return () if () in units else None


def _public(sealing: Sealing) -> SealedRound:
    """Return the round with the public parts of its keys."""
    from bothways.privacy.ballots import SealedRound, read_public_key

    keys = {one.name: read_public_key(bytes(one.public or b"")) for one in sealing.strata.all()}
    return SealedRound(sealing.name, sealing.least, keys)
