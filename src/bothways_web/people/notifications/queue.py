"""Sending what waits: a batch at a time, each message by one process, again later where the server takes none."""

from __future__ import annotations

import datetime as dt
import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from bothways_web.people.notifications import door
from bothways_web.people.notifications.door import Letter, Refused, Unavailable
from bothways_web.people.notifications.kinds import Kind
from bothways_web.people.notifications.readers import Reader, Rests

BATCH = 100
#: A mail that is being sent is due again after this time, in case whoever sends it dies.
LEASE = dt.timedelta(minutes=10)
LONGEST_WAIT = dt.timedelta(hours=4)
logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Sent:
    """What became of a batch: mails sent, mails that wait for another try, and the last problem."""

    sent: int = 0
    waiting: int = 0
    problem: str = ""


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long a mail waits after so many tries: twice as long each time, four hours at most."""
    return min(LONGEST_WAIT, dt.timedelta(minutes=2 ** min(attempts, 10)))


class Queue(ABC, Generic[Row]):
    """Rows of a table that are mails; each has ``due_at`` and ``attempts``.

    A mail may arrive twice where the server took it and this process died before it could note that; it is never lost.
    Who reads, what it says and what is noted afterwards is said by the room.
    """

    #: What the log calls such a mail.
    name: ClassVar[str]
    batch: ClassVar[int] = BATCH

    @abstractmethod
    def waiting(self) -> QuerySet[Row]:
        """Return everything that was not sent and is not given up, due or not."""

    @abstractmethod
    def kind_of(self, row: Row) -> Kind:
        """Return of which kind it is."""

    @abstractmethod
    def reader_for(self, row: Row, rests: Rests, now: dt.datetime) -> Reader | None:
        """Return who gets it; ``None`` where it is not to be sent any more."""

    @abstractmethod
    def write(self, row: Row) -> Letter:
        """Return what it says."""

    @abstractmethod
    def drop(self, row: Row) -> None:
        """Note that it is not to be sent any more."""

    @abstractmethod
    def note_sent(self, row: Row, now: dt.datetime) -> None:
        """Note that the server took it."""

    @abstractmethod
    def give_up(self, row: Row, problem: str) -> None:
        """Note that the server does not know the address."""

    def note_trouble(self, row: Row, problem: str) -> None:
        """Note why it waits, where that is told anywhere."""

    def send_due(self, now: dt.datetime | None = None, *, batch: int | None = None) -> Sent:
        """Send what is due; what cannot be sent stays and is tried again later.

        Quiet hours are looked at again here: a mail that was late is not sent into the night.
        """
        now = now or timezone.now()
        rows = list(self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")[: batch or self.batch])
        if not rows:
            return Sent()
        connection, rests = door.open_connection(), Rests()
        sent, waiting, problem = 0, 0, ""
        try:
            for row in rows:
                try:
                    sent += self.send_one(row, now, rests=rests, connection=connection)
                except Refused as found:
                    problem = str(found)
                except Unavailable as found:
                    problem, waiting = str(found), waiting + 1
                    break  # the server does not take mail now: the others would fail alike
        finally:
            connection.close()
        if problem:
            logger.warning("%s: %s", self.name, problem)
        return Sent(sent, waiting, problem)

    def send_one(
        self, row: Row, now: dt.datetime, *, rests: Rests, connection: BaseEmailBackend | None = None
    ) -> bool:
        """Send one mail and note what became of it; return whether this call sent it.

        Raises
        ------
        Refused, Unavailable
            After that was noted.
        """
        reader = self.reader_for(row, rests, now)
        if reader is None:
            self.drop(row)
            return False
        kind, mine = self.kind_of(row), self.waiting().filter(pk=row.pk, due_at=_due(row))
        until = door.due(kind, reader, now)
        if until > now:
            mine.update(due_at=until)
            return False
        if not mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
            return False  # somebody else sends it
        try:
            door.send(kind, self.write(row), reader, now=now, connection=connection)
        except Refused as problem:
            self.give_up(row, str(problem))
            raise
        except Unavailable as problem:
            tries = row.attempts + 1  # type: ignore[attr-defined]
            self.waiting().filter(pk=row.pk).update(due_at=now + wait_after(tries))
            self.note_trouble(row, str(problem))
            raise
        self.note_sent(row, now)
        return True


def _due(row: Model) -> dt.datetime:
    due_at: dt.datetime = row.due_at  # type: ignore[attr-defined]
    return due_at
