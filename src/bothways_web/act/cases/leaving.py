"""A customer is deleted from the contacts: what cases know of them goes too; what the team learnt stays."""

from __future__ import annotations

from django.db.models import F

from bothways_web.act.models import Case, CaseMail, CaseStep, ProblemLink
from bothways_web.listen.models import Contact


def forget(contact: Contact) -> None:
    """Take words and identity of a customer out of their cases; mails that wait are not sent."""
    cases = Case.objects.filter(contact=contact)
    numbers = list(cases.values_list("pk", flat=True))
    steps = CaseStep.objects.filter(case__in=numbers)
    ProblemLink.objects.filter(case__in=numbers).delete()
    CaseMail.objects.filter(step__in=steps.values("pk")).delete()
    steps.exclude(kind__in=(CaseStep.Kind.ASSIGNED, CaseStep.Kind.STATE)).update(text="")
    Case.objects.filter(pk__in=numbers).update(
        contact=None, answered=None, words="", masked="", score=None, scale="", touchpoint="", next_step="",
        version=F("version") + 1,
    )  # fmt: skip
