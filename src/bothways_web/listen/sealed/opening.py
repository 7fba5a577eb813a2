"""From a launch to an open round: keys are made, stores opened, mails written; each step can be done again."""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bothways.errors import BothwaysError
from bothways_web.listen.invitations import write_mails
from bothways_web.listen.models import Invitation, Round, Sealing, Stratum
from bothways_web.listen.sealed import files

if TYPE_CHECKING:
    from bothways.privacy.ballots import SealedRound

#: Bits of each key; docs/decisions/0010 says why.
BITS = 3072
#: While keys are made it is noted this often that somebody is at it.
NOTED_EVERY = 30.0
#: Keys that nobody was seen making for so long are taken up again.
PATIENCE = dt.timedelta(minutes=3)
logger = logging.getLogger(__name__)


def prepare_round(number: int) -> bool:
    """Make what is missing of a round that is being prepared, and open it; returns whether this call opened it."""
    sealing = Sealing.objects.filter(round_id=number, round__state=Round.State.PREPARING).first()
    if sealing is None:
        return False
    try:
        if not make_keys(sealing):
            return False
        sealed = _open_stores(sealing)
    except (BothwaysError, OSError) as problem:
        Round.objects.filter(pk=number).update(trouble=_said(problem))
        logger.error("Sealed round %s cannot be opened yet: %s", number, _said(problem))
        return False
    opened = _open(sealing, sealed)
    if not Sealing.objects.filter(pk=number).exists():  # given up meanwhile
        forget_stores(sealing.name)
    return opened


def make_keys(sealing: Sealing) -> bool:
    """Make the keys that are missing; returns whether all are there and the round is still wanted."""
    from bothways.privacy.ballots import make_key

    noted = 0.0
    for name in sealing.strata.values_list("name", flat=True):
        if time.monotonic() - noted > NOTED_EVERY:
            noted = time.monotonic()
            if not _wanted(sealing.pk).update(release_begun_at=timezone.now()):
                return False
        if not files.key_path(sealing.name, name).exists():
            files.keep_key(sealing.name, name, make_key(bits=BITS))
    return True


def claim(asked: Round, now: dt.datetime) -> bool:
    """Return whether the caller is the one to begin preparing a round, or to take it up again."""
    mine = _wanted(asked.pk)
    free = mine.filter(release_begun_at=None) | mine.filter(release_begun_at__lt=now - PATIENCE)
    return bool(free.update(release_begun_at=now))


def tick() -> None:
    """Begin preparing what was launched, and take up what was left lying."""
    from bothways_web.listen import jobs

    for asked in Round.objects.filter(state=Round.State.PREPARING):
        if claim(asked, timezone.now()):
            jobs.prepare.enqueue(asked.pk)


def give_up(pulse: int) -> None:
    """Take back rounds of a pulse that are still being prepared: nobody was written to."""
    for sealing in Sealing.objects.filter(round__pulse=pulse, round__state=Round.State.PREPARING):
        if Round.objects.filter(pk=sealing.pk, state=Round.State.PREPARING).delete()[0]:
            transaction.on_commit(lambda name=sealing.name: forget_stores(name))  # type: ignore[misc]


def progress_of(asked: Round) -> dict[str, object]:
    """Return what the page of a round says about its keys."""
    sealing = Sealing.objects.get(pk=asked.pk)
    told = {"sealing": sealing, "keys": sealing.strata.count()}
    made = files.keys_made(sealing.name) if asked.state == Round.State.PREPARING else 0
    return {**told, "keys_made": made}


def forget_stores(name: str) -> None:
    """Close the stores of a round that is over or never was, and destroy its keys."""
    files.box().close(name)
    files.register().forget(name)
    files.destroy_keys(name)


def _open_stores(sealing: Sealing) -> SealedRound:
    """Enter who is invited and open the box; the same again changes nothing."""
    from bothways.privacy.ballots import SealedRound, open_round

    names = list(sealing.strata.values_list("name", flat=True))
    keys = {name: files.load_key(sealing.name, name) for name in names}
    sealed = SealedRound(sealing.name, sealing.least, keys)
    invited: dict[str, list[str]] = {name: [] for name in names}
    for pk, stratum in Invitation.objects.filter(round_id=sealing.pk).values_list("pk", "stratum"):
        invited[stratum].append(str(pk))
    open_round(sealed, invited, register=files.register(), box=files.box())
    return sealed


@transaction.atomic
def _open(sealing: Sealing, sealed: SealedRound) -> bool:
    """Publish the keys, open the round and write its mails, all or nothing."""
    asked = Round.objects.select_for_update().select_related("pulse").filter(pk=sealing.pk).first()
    if asked is None or asked.state != Round.State.PREPARING:
        return False
    asked.state, asked.trouble, asked.release_begun_at = Round.State.OPEN, "", None
    length = asked.closes_at - asked.opens_at
    asked.opens_at = timezone.now()
    asked.closes_at = asked.opens_at + length
    asked.save(update_fields=["state", "trouble", "release_begun_at", "opens_at", "closes_at"])
    strata = list(sealing.strata.all())
    for one in strata:
        one.public = sealed.keys[one.name].public
    Stratum.objects.bulk_update(strata, ["public"], batch_size=500)
    Sealing.objects.filter(pk=sealing.pk).update(key_list=sealed.key_list, published=sealed.published)
    invitations = Invitation.objects.filter(round=asked).select_related("person")
    write_mails(asked, list(invitations), reminder=asked.pulse.reminder)
    return True


def _wanted(number: int) -> QuerySet[Round]:
    """Return the round, if it is still being prepared."""
    return Round.objects.filter(pk=number, state=Round.State.PREPARING)


def _said(problem: Exception) -> str:
    """Return a problem without the path of a file."""
    return (
        str(problem)
        if isinstance(problem, BothwaysError)
        else (getattr(problem, "strerror", "") or "No disk.")
    )
