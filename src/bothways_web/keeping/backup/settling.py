"""What is done once a backup is in its place: the world has gone on since it was made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bothways_web.keeping.archive.restoring import stop_without_secret
from bothways_web.keeping.backup.contents import EMPTIED
from bothways_web.keeping.backup.erased import ErasedList, erased_people, keep_elsewhere
from bothways_web.keeping.models import ErasedKey, Erasure
from bothways_web.keeping.personal.erasing import erase
from bothways_web.listen.models import Response, Round
from bothways_web.listen.sealed.closing import put_empty_box
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, User


@dataclass(frozen=True)
class Wishes:
    """What whoever restores knows.

    Attributes
    ----------
    nothing_shown : bool
        No results were opened since the backup was made: rounds whose time is over are released from the answers in it.
    drill : bool
        The site goes on elsewhere: this one must tell nobody outside of anything.
    """

    nothing_shown: bool = False
    drill: bool = False


@dataclass(frozen=True)
class Settled:
    """How many people were erased again, and which rounds end without results."""

    erased_again: int
    ended: tuple[str, ...]
    #: Until when erasures are known; ``None`` where nobody knows.
    erasures_up_to: dt.datetime | None


def settle(manifest: dict[str, Any], erased: ErasedList, wishes: Wishes) -> Settled:
    """Empty what is over, end sessions, end rounds that may have been told of already, and erase again."""
    with transaction.atomic():
        for label in EMPTIED:
            apps.get_model(label)._base_manager.all().delete()
        User.objects.update(sessions_ended=F("sessions_ended") + 1)
        ended = _end_rounds(nothing_shown=wishes.nothing_shown)
        if wishes.drill:
            stop_without_secret()
        count = _erase_again(erased)
        record(None, "restored a backup", Organisation.current(), made=manifest["made"], erased_again=count)
    keep_elsewhere()
    return Settled(count, tuple(ended), erased.up_to)


def _erase_again(erased: ErasedList) -> int:
    """Erase those of a list who came back, and keep the whole list: another restore may be older."""
    known = set(ErasedKey.objects.values_list("key", flat=True))
    missing = [ErasedKey(key=key) for key in sorted(erased.keys - known)]
    ErasedKey.objects.bulk_create(missing, batch_size=500)
    found = erased_people(erased.keys | known)
    for subject in found:
        erase(subject, why=Erasure.Why.OTHER, by=None, again=True)
    return len(found)


def _end_rounds(*, nothing_shown: bool) -> list[str]:
    """End rounds that cannot go on, or whose results may have been shown since; the clock then closes them as empty.

    Sealed rounds have neither keys nor box any more. Of a confidential round whose time was over since, other people's
    answers may be in what was shown than are here: both numbers together would tell of those few who answered in
    between.
    """
    now, ended = timezone.now(), []
    for asked in Round.objects.filter(state=Round.State.OPEN).select_related("pulse"):
        lost = asked.is_sealed or (asked.closes_at <= now and not nothing_shown)
        if lost:
            Response.objects.filter(round=asked).delete()
            if asked.closes_at > now:
                closes = max(now, asked.opens_at + dt.timedelta(seconds=1))
                Round.objects.filter(pk=asked.pk).update(closes_at=closes)
            record(None, "ended round of before the restore", asked)
            ended.append(str(asked))
    unfinished = Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSING], mode="sealed")
    for asked in unfinished:
        put_empty_box(asked)
    return ended
