"""Customers who are asked whether somebody may get back to them, their answers, and the cases that these open."""

from __future__ import annotations

import re
from typing import Any

import rounds_at_work as at
from django.test import Client
from django.utils import timezone

from bothways_web.act.cases import clock
from bothways_web.act.cases.rules import save_rule
from bothways_web.act.models import Case, CaseRule
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.asks import note_contact
from bothways_web.listen.models import Contact, Invitation, Pulse, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.people.models import User
from bothways_web.people.units import today

RULE = {"at_most": 2, "reply_days": 2, "close_days": 10, "most_a_day": 20, "active": True}


def survey(company: Any, *, instrument: str = "csat_transactional", **plan: Any) -> Round:
    """Launch a survey that asks after a contact, and whether somebody may get back; everybody has signed in before."""
    User.objects.filter(last_login=None).update(last_login=timezone.now())
    given = {
        "side": "customers",
        "occasion": "contact",
        "cadence": "monthly",
        "follow_up": True,
        "comment": True,
    }
    return at.launch(company, instrument=instrument, **(given | plan))


def rule(company: Any, pulse: Pulse, item: str = "", **changes: Any) -> CaseRule:
    """Write a rule about the first question, or another one."""
    first = next(one.id for one in items_of(pulse) if one.scored)
    return save_rule(pulse, item or first, RULE | changes, by=company.users["fay"])


def customer(number: int = 1, **more: str) -> Contact:
    given = {"side": "customers", "key": f"c-{number}", "email": f"c{number}@customer.example", "unit": "day"}
    return Contact.objects.create(**(given | more))


def ask(asked: Round, contact: Contact, unit: str = "day", touchpoint: str = "your call") -> Invitation:
    note_contact(asked.pulse, contact, unit=unit, happened_on=today(), touchpoint=touchpoint)
    return Invitation.objects.select_related("round__pulse", "contact").get(contact=contact)


def answer(
    invitation: Invitation,
    value: int = 1,
    *,
    may: bool | None = True,
    comment: str = "They never called back.",
) -> None:
    draft = at.Draft(at.answers_to(invitation.round, value), comment, False, may)
    assert store_response(invitation, draft) == "stored"


def one_case(
    company: Any, *, unit: str = "day", comment: str = "They never called back.", **more: str
) -> Case:
    """Return the case of a customer of a unit, as the clock has left it."""
    asked = survey(company)
    rule(company, asked.pulse)
    answer(ask(asked, customer(unit=unit, **more), unit), comment=comment)
    clock.tick()
    return Case.objects.get()


def step(client: Client, case: Case, name: str, **given: Any) -> Any:
    """Send a form of the page of a case as the page would now."""
    seen = given.pop("seen", Case.objects.get(pk=case.pk).version)
    return client.post(f"/act/cases/{case.pk}/", {"step": name, "seen": seen} | given, follow=True)


def text_of(page: Any) -> str:
    """Return a page as one reads it: without tags, and blanks alike."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))
