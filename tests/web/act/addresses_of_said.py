"""Addresses of said, parts of problems and reminders, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from address_table_lines import ONLY_POST, Address, Sent, account, everybody, form, opens

from bothways_web.act.models import Said
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.private_codes import new_form_key

LEADS = ("ana", "eva", "fay")
ENTRY = {
    "voice": "employees",
    "you_said": "Phones ring for long.",
    "outcome": "trying",
    "we_did": "We try a call-back list.",
    "unit": "day",
}


def _keyed(*by: str, **data: Any) -> Sent:
    return Sent(lambda world: {**data, "key": new_form_key()}, by)


def _entry(name: str) -> Any:
    return lambda world: [world.act[name].pk]


ADDRESSES: list[Address] = [
    Address("set_up_answers", opens("dua"), sends=form("dua", answer_days=5)),
    Address("problem_ties", opens(*LEADS), lambda world: [world.problem.pk],
            sends=Sent(lambda world: {"step": "topic", "topic-name": "waiting"}, LEADS)),
    Address("problem_ties", opens("eva", "fay"), lambda world: [world.problem_elsewhere.pk],
            label="elsewhere", sends=Sent(lambda world: {"step": "topic", "topic-name": "waiting"}, ("eva", "fay"))),
    Address("split_problem", opens(*LEADS), lambda world: [world.problem.pk],
            sends=_keyed(*LEADS, text="The second form.", unit="day")),
    Address("split_problem", opens("eva", "fay"), lambda world: [world.problem_elsewhere.pk],
            label="elsewhere", sends=_keyed("eva", "fay", text="The second form.", unit="desk")),
    Address("undo_split", opens("ana", "eva", "fay", "ida", answer=ONLY_POST), _entry("part"), sends=form(*LEADS)),
    Address("said", account()),
    Address("said_customers", everybody()),
    Address("said_entry", account(), _entry("said")),
    Address("said_entry", opens(*LEADS), _entry("draft"), label="draft"),
    Address("said_drafts", opens(*LEADS)),
    Address("new_said", opens(*LEADS), sends=_keyed(*LEADS, **ENTRY)),
    Address("change_said", opens(*LEADS), _entry("draft"), sends=form(*LEADS, **ENTRY, version=0)),
    Address("publish_said", opens("ana", "eva", "fay", "ida", answer=ONLY_POST), _entry("draft"),
            sends=form(*LEADS, version=0)),
    Address("withdraw_said", opens(*LEADS), _entry("said"), sends=form(*LEADS, version=0)),
    Address("delete_said", opens("ana", "eva", "fay", "ida", answer=ONLY_POST), _entry("draft"),
            sends=form(*LEADS, version=0)),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    day, unit = dt.date(2026, 1, 12), company.units["day"]
    whole = Problem.objects.create(
        pk=4711, prompt="wand", text="Two things.", masked="Two things.", day=day, unit=unit, mixed=True
    )
    part = Problem.objects.create(
        pk=4712, prompt="wand", text="One.", masked="One.", day=day, unit=unit, mixed=True, split_from=whole
    )
    texts = {"voice": "employees", "you_said": "Long ways.", "outcome": "done", "we_did": "A new door."}
    return {
        "part": part,
        "said": Said.objects.create(unit=unit, published_on=day, for_customers=True, **texts),
        "draft": Said.objects.create(unit=unit, **texts),
    }
