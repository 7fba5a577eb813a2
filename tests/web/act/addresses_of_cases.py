"""Addresses of cases, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from address_table_lines import Address, Sent, form, opens

from bothways_web.act.models import Case, CaseRule, ReplyTemplate
from bothways_web.listen.models import Contact, Pulse

_SEES, _LEADS = ("ana", "fay"), ("fay",)
_TEXT = {"name": "Else", "language": "en", "subject": "Hello", "body": "Dear {owner}"}
_RULE = {"at_most": "1", "reply_days": "1", "close_days": "3", "most_a_day": "5", "active": "on"}
_BY_HAND = {"key": "c-case", "unit": "day", "words": "The bill is wrong."}


def _case(world: Any) -> list[int]:
    return [world.act["case"].pk]


def _elsewhere(world: Any) -> list[int]:
    return [world.act["case_elsewhere"].pk]


def _survey(world: Any) -> list[int]:
    return [world.act["case_survey"].pk]


def _rule(world: Any) -> list[Any]:
    return [world.act["case_survey"].pk, "satisfied"]


def _template(world: Any) -> list[int]:
    return [world.act["reply_template"].pk]


def _held(world: Any) -> list[Any]:
    return [world.act["case_rule"].pk, "release"]


def _seen(**given: Any) -> Sent:
    """Return a form of the case as it is seen, which the owner and CX leads may send."""
    return Sent(lambda world: {"seen": world.act["case"].version} | given, _SEES)


ADDRESSES: list[Address] = [
    Address("cases", opens(*_SEES)),
    Address("new_case", opens(*_SEES), sends=form(*_SEES, **_BY_HAND)),
    Address("case_desk", opens(*_SEES), sends=form(*_SEES, at_once="3")),
    Address("case", opens(*_SEES), _case, sends=_seen(step="write", kind="note", text="A note.")),
    Address("case", opens(*_LEADS), _elsewhere, label="of a unit that Ana does not lead"),
    Address("case_reply", opens(*_SEES), _case, sends=_seen(step="send", subject="Hello", text="We are sorry.")),
    Address("case_close", opens(*_SEES), _case, sends=_seen(outcome="solved", lesson="Call back.")),
    Address("case_behind", opens(*_SEES), _case,
            sends=Sent(lambda world: {"step": "tie", "problem": world.problem.pk}, _SEES)),
    Address("held_cases", opens(*_LEADS)),
    Address("decide_held_cases", opens(*_LEADS), _held, sends=form(*_LEADS)),
    Address("case_rules", opens(*_LEADS), _survey),
    Address("case_rule", opens(*_LEADS), _rule, sends=form(*_LEADS, **_RULE)),
    Address("reply_templates", opens(*_LEADS)),
    Address("new_reply_template", opens(*_LEADS), sends=form(*_LEADS, **_TEXT)),
    Address("reply_template", opens(*_LEADS), _template, sends=form(*_LEADS, **_TEXT)),
    Address("delete_reply_template", opens(*_LEADS), _template, sends=form(*_LEADS)),
    Address("case_lessons", opens("ben", "cem", "ana", "eva", "fay")),
    Address("unit_lessons", opens("ben", "ana", "eva", "fay"), lambda world: ["day"]),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make a case of Day shift that Ana has, one of the help desk, one that is held back with its rule, and a text."""
    survey = Pulse.objects.filter(side=Pulse.Side.CUSTOMERS).order_by("-pk")[0]
    contact = Contact.objects.create(
        side="customers", key="c-case", email="case@customer.example", unit="day"
    )
    rule = CaseRule.objects.create(pulse=survey, item="satisfied", at_most=2)
    day = dt.date(2025, 3, 3)
    told = {"opened_on": day, "reply_by": day, "close_by": day, "contact": contact, "words": "Too slow."}
    told |= {"masked": "Too slow.", "rule": rule, "score": 1, "scale": "1–5"}
    Case.objects.create(unit=company.units["day"], state=Case.State.HELD, **told)
    return {
        "case": Case.objects.create(unit=company.units["day"], owner=company.users["ana"], **told),
        "case_elsewhere": Case.objects.create(unit=company.units["desk"], **told),
        "case_survey": survey,
        "case_rule": rule,
        "reply_template": ReplyTemplate.objects.create(
            name="Sorry", language="en", subject="Sorry", body="{owner}"
        ),
    }
