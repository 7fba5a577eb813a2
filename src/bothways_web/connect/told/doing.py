"""Doing what a message asks for: asking the customer, or opening a case; once, or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from bothways.errors import InputError
from bothways_web.act.cases.opening import Opening, open_by_hand
from bothways_web.connect.models import Receipt, Source
from bothways_web.connect.told.reading import Told, read_told
from bothways_web.listen.models import Pulse
from bothways_web.listen.outside.happenings import (
    check_happenings,
    contact_for,
    note_happenings,
    refuse_unfit,
)
from bothways_web.people.models import Unit

Outcome = Receipt.Outcome
#: How long the log is kept, and with it the ids of messages.
KEPT = dt.timedelta(days=30)


def take(source: Source, message: str, payload: Any) -> tuple[Receipt, bool]:
    """Do what a message says, unless one with its id was done; return the receipt, and whether it is a new one.

    The doing and the receipt are one transaction. What was not understood may come again under its id.
    """
    mark = hashlib.sha256(message.encode()).hexdigest()
    for _try in range(2):
        before = Receipt.objects.filter(source=source, mark=mark).first()
        if before is not None and before.outcome != Outcome.REFUSED:
            return before, False
        try:
            with transaction.atomic():
                Source.objects.select_for_update().get(pk=source.pk)  # the same message at once waits here
                if before is not None:
                    before.delete()
                outcome = _do(source, payload)
                return _receipt(source, mark, outcome), True
        except IntegrityError:
            continue
        except InputError as problem:
            Receipt.objects.filter(source=source, mark=mark, outcome=Outcome.REFUSED).delete()
            try:
                return _receipt(source, mark, Outcome.REFUSED, str(problem)), True
            except IntegrityError:
                continue
    return Receipt.objects.get(source=source, mark=mark), False


def forget_old(now: dt.datetime | None = None) -> None:
    """Forget what became of messages that are older than any that would be believed."""
    Receipt.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()


def _receipt(source: Source, mark: str, outcome: str, problem: str = "") -> Receipt:
    with transaction.atomic():
        return Receipt.objects.create(
            source=source, mark=mark, at=timezone.now(), outcome=outcome, problem=problem[:300]
        )


def _do(source: Source, payload: Any) -> str:
    """Do what a message says. What is returned follows from the message and the source, never from the customer:
    who rests, or wants to be left alone, is neither for the program nor for those who look after sources.
    """
    with translation.override("en"):  # programs are told in English, and the log keeps it
        told = read_told(source, payload)
        if told is None:
            return Outcome.NOTHING
        pulse = Pulse.objects.select_related("audience").get(pk=source.pulse_id)
        refuse_unfit(pulse)
        for wrong in check_happenings(pulse, [told.happened]):
            raise InputError(f"{wrong.field}: {wrong.what}", remedy="Correct it, and send it again.")
        if (
            source.low is not None
            and told.rating is not None
            and told.rating <= source.low
            and told.may_write
        ):
            return _open_case(pulse, told)
        if not source.asks:
            return Outcome.NOTHING
        note_happenings(pulse, [told.happened], keeps_address=True)
        return Outcome.TAKEN


def _open_case(pulse: Pulse, told: Told) -> str:
    """Open a case of a customer who said yes, unless they want to be left alone."""
    contact = contact_for(pulse, told.happened, keeps_address=True)
    if contact.stopped_on is not None:
        return Outcome.TAKEN
    unit = Unit.objects.get(code=told.happened.unit)
    open_by_hand(Opening(contact, unit, told.words, told.happened.touchpoint), by=None)
    return Outcome.TAKEN
