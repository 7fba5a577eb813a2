"""What goes, kind by kind: from which day each row's time runs, and how it goes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from bothways_web.act.cases.leaving import forget_customer
from bothways_web.act.models import Case
from bothways_web.keeping.models import Erasure
from bothways_web.keeping.personal.answers import forget_all_words, rounds_with_words
from bothways_web.keeping.personal.erasing import erase
from bothways_web.keeping.personal.subject import Subject, subject_of_person
from bothways_web.listen.models import Ask, Contact, Delivery, Invitation, Problem, Reply, Round
from bothways_web.people.models import Change, Person, Post

_TRIES: tuple[Any, ...] = (AccessAttempt, AccessFailureLog, AccessLog)
#: So many people are erased in one night at most: each is looked for in every text.
MOST_A_NIGHT = 100


def _days(rows: QuerySet[Any], field: str) -> list[dt.date]:
    """Return the days of a moment in some rows, each once."""
    return list(rows.order_by().values_list(TruncDate(field), flat=True).distinct())


def tries() -> list[dt.date]:
    """Return the days of tries to sign in."""
    return [day for model in _TRIES for day in _days(model.objects.all(), "attempt_time")]


def tries_go(before: dt.date) -> int:
    """Delete tries to sign in."""
    return sum(model.objects.filter(attempt_time__date__lt=before).delete()[0] for model in _TRIES)


def _invited() -> QuerySet[Invitation]:
    """Return the invitations of closed rounds that still say whom."""
    told = Q(person__isnull=False) | Q(contact__isnull=False) | ~Q(address="")
    return Invitation.objects.filter(told, round__state=Round.State.RELEASED)


def invitations() -> list[dt.date]:
    """Return the days on which their rounds closed."""
    return _days(_invited(), "round__closes_at")


def invitations_go(before: dt.date) -> int:
    """Forget whom a closed round invited; that so many were invited stays."""
    due = _invited().filter(round__closes_at__date__lt=before)
    Delivery.objects.filter(invitation__in=due.values("pk")).delete()
    return due.update(person=None, contact=None, address="", attributes={}, touchpoint="", happened_on=None)


def words() -> list[dt.date]:
    """Return the days on which rounds closed in which words lie."""
    return [asked.closes_at.date() for asked in rounds_with_words()]


def words_go(before: dt.date) -> int:
    """Take the words out of the files of old rounds; return how many rounds."""
    due = [asked for asked in rounds_with_words() if asked.closes_at.date() < before]
    return sum(map(forget_all_words, due))


def _gone() -> QuerySet[Any]:
    """Return the people whose last post has ended, each with its day."""
    still = Post.objects.filter(person=OuterRef("pk"), end__isnull=True)
    return Person.objects.filter(~Exists(still)).annotate(left=Max("posts__end")).filter(left__isnull=False)


def records() -> list[dt.date]:
    """Return the last days of people who have left."""
    return list(_gone().order_by().values_list("left", flat=True))


def records_go(before: dt.date) -> int:
    """Erase people who left long ago; those who have roles to administer are left to the administrators."""
    count = 0
    for person in _gone().filter(left__lt=before, user__grants__isnull=True).order_by("left")[:MOST_A_NIGHT]:
        erase(subject_of_person(person), why=Erasure.Why.TIME, by=None)
        count += 1
    return count


def _asked() -> QuerySet[Any]:
    """Return the contacts whom nothing waits for, each with the day on which something last happened to them."""
    waits = Ask.objects.filter(contact=OuterRef("pk"), state=Ask.State.WAITING)
    case = Case.objects.filter(contact=OuterRef("pk")).exclude(state=Case.State.CLOSED)
    opened = Invitation.objects.filter(contact=OuterRef("pk")).exclude(round__state=Round.State.RELEASED)
    quiet = Contact.objects.filter(~Exists(waits), ~Exists(case), ~Exists(opened))
    return quiet.annotate(last=Max("asks__happened_on"), stopped=Max("stopped_on"))


def contacts() -> list[dt.date]:
    """Return the days on which something last happened to contacts."""
    return [max(filter(None, pair)) for pair in _asked().values_list("last", "stopped") if any(pair)]


def contacts_go(before: dt.date) -> int:
    """Erase contacts to whom nothing has happened for long."""
    early = Q(last__isnull=True) | Q(last__lt=before), Q(stopped__isnull=True) | Q(stopped__lt=before)
    known = Q(last__isnull=False) | Q(stopped__isnull=False)
    count = 0
    for contact in _asked().filter(*early).filter(known)[:MOST_A_NIGHT]:
        erase(Subject(contact=contact), why=Erasure.Why.TIME, by=None)
        count += 1
    return count


def _cases() -> QuerySet[Any]:
    told = Q(contact__isnull=False) | ~Q(words="") | ~Q(masked="") | Q(steps__text__gt="")
    return Case.objects.filter(told, state=Case.State.CLOSED).distinct()


def cases() -> list[dt.date]:
    """Return the days on which cases were closed that still hold a customer's words."""
    return list(_cases().order_by().values_list("closed_on", flat=True))


def cases_go(before: dt.date) -> int:
    """Take customer and words out of old cases."""
    return forget_customer(list(_cases().filter(closed_on__lt=before).values_list("pk", flat=True)))


def _named() -> QuerySet[Any]:
    answered = Reply.objects.filter(problem=OuterRef("pk"), kind=Reply.Kind.ANSWER)
    return Problem.objects.filter(Exists(answered), reporter__isnull=False).annotate(last=Max("replies__day"))


def reporters() -> list[dt.date]:
    """Return the days on which something was last said about reports by name that were answered."""
    return list(_named().order_by().values_list("last", flat=True))


def reporters_go(before: dt.date) -> int:
    """Forget who made old reports."""
    due = list(_named().filter(last__lt=before).values_list("pk", flat=True))
    return Problem.objects.filter(pk__in=due).update(reporter=None)


def changes() -> list[dt.date]:
    """Return the days of the change log."""
    return _days(Change.objects.all(), "at")


def changes_go(before: dt.date) -> int:
    """Delete old lines of the change log."""
    return Change.objects.filter(at__date__lt=before).delete()[0]
