"""A customer is deleted from the contacts: what cases know of them goes too; what the team learnt stays."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from bothways_web.act.models import Case, CaseMail, CaseStep, ProblemLink
from bothways_web.listen.models import Contact


def forget(contact: Contact) -> None:
    """Take words and identity of a customer out of their cases; mails that wait are not sent."""
    forget_customer(list(Case.objects.filter(contact=contact).values_list("pk", flat=True)))


def forget_customer(numbers: Sequence[int]) -> int:
    """Take words and identity of the customer out of some cases; return how many."""
    steps = CaseStep.objects.filter(case__in=numbers)
    ProblemLink.objects.filter(case__in=numbers).delete()
    CaseMail.objects.filter(step__in=steps.values("pk")).delete()
    steps.exclude(kind__in=(CaseStep.Kind.ASSIGNED, CaseStep.Kind.STATE)).update(text="")
    return Case.objects.filter(pk__in=numbers).update(
        contact=None, answered=None, words="", masked="", score=None, scale="", touchpoint="", next_step="",
        version=F("version") + 1,
    )  # fmt: skip
