"""More unhappy customers of the example company: cases of different ages, with somebody, waiting, late and closed."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from bothways_web.act.cases.closing import close_case
from bothways_web.act.cases.doing import plan_next, write_down
from bothways_web.act.cases.opening import Opening, open_by_hand
from bothways_web.act.cases.owners import give, hand_back
from bothways_web.act.models import Case, CaseStep
from bothways_web.listen.models import Contact
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

_TALK, _NOTE = CaseStep.Kind.TALK, CaseStep.Kind.NOTE


class _Told(NamedTuple):
    """What a customer said, about what, how many days ago, and how far it is; ``here``: in the team of the manager."""

    here: bool
    days: int
    about: str
    words: str
    #: Blank for nobody, "lead" for who leads customer experience, "manager"; "back" was handed back.
    owner: str = ""
    talk: str = ""
    next_step: str = ""
    in_days: int = 1
    waits: bool = False
    outcome: str = ""
    lesson: str = ""


_CASES = (
    _Told(True, 6, "your return", "I sent the shoes back three weeks ago and still have no money.", "manager"),
    _Told(True, 3, "your call", "I was passed on four times and then the line went dead.", "manager",
          "Called. She wants one name to ring.", "Give her the direct number", 2),
    _Told(True, 2, "your order", "Half of the order came, and nobody could say where the rest is.", "manager"),
    _Told(True, 8, "your bill", "I am billed twice each month, and each month I ring you about it.", "manager",
          "Called. Accounts looks at it.", "Ask accounts what came of it", 0),
    _Told(True, 5, "your visit", "The fitter came on the wrong day, and I had taken the day off.", "manager",
          "Called. He says which day suits him.", "He tells us the day", 4, True),
    _Told(True, 24, "your order", "The lamp came broken, twice.", "manager", "Sent a third one by courier.",
          outcome="solved", lesson="Lamps go out in the large box only. The small one is for spare parts."),
    _Told(True, 31, "your call", "I waited forty minutes and gave up.", "manager", "Called at the hour she chose.",
          outcome="partly", lesson="Offer the call back in the first two minutes, not at the end of the line."),
    _Told(True, 19, "your letter", "I got a letter about a contract that I do not have.", "manager",
          outcome="mistake"),
    _Told(False, 1, "your call", "Nobody knew that I had called the day before."),
    _Told(False, 2, "your order", "The parcel was left in the rain."),
    _Told(False, 4, "your return", "The form for returns does not open on my phone.", "lead",
          "Called. He will try the new form.", "He tells us whether it opens", 3, True),
    _Told(False, 5, "your bill", "The bill says one thing and the letter another."),
    _Told(False, 6, "your call", "I was promised an answer by Friday. Nothing came.", "lead"),
    _Told(False, 7, "your order", "Wrong colour, and I am to pay for sending it back.", "lead",
          "Called. The cost is ours.", "Look whether the money has arrived", 1),
    _Told(False, 9, "your visit", "He was friendly, but had no spare part with him.", "back"),
    _Told(False, 11, "your call", "The music in the line is louder than the person.", "lead",
          "Called. She would like a mail instead.", "She writes when it suits her", 6, True),
    _Told(False, 3, "your letter", "I asked a question and got a leaflet."),
    _Told(False, 1, "your visit", "Between eight and two is not an appointment."),
    _Told(False, 0, "your order", "I was told to order again, and now I have two of them."),
    _Told(False, 12, "your bill", "Paid in May, and reminded in June, July and August.", "lead",
          "Called. She sends the receipt.", "She sends the receipt", 1, True),
    _Told(False, 27, "your order", "It took five weeks.", "lead", "Called, and said why.", outcome="not_solved",
          lesson="Say on the day of the order how long it takes, also where we do not like the answer."),
    _Told(False, 40, "your return", "I never heard whether it arrived.", "lead", outcome="no_answer"),
)  # fmt: skip


def look_after_more(team: str, *, manager: User, lead: User) -> None:
    """Open cases by hand the way a lead does, take them as far as they are, and date them back."""
    customers = Contact.objects.filter(side=Contact.Side.CUSTOMERS, cases=None).exclude(email="")
    mine = iter(customers.filter(unit=team).order_by("key"))
    by_turns = sorted(customers.exclude(unit=team), key=lambda one: (one.key.rpartition("-")[2], one.key))
    others = iter(by_turns)
    units = {one.code: one for one in Unit.objects.all()}
    for told in _CASES:
        contact = next(mine if told.here else others, None)
        unit = units.get(contact.unit) if contact else None
        if contact and unit:
            case = open_by_hand(Opening(contact, unit, told.words, told.about), by=lead)
            _look_after(case, told, manager if told.owner == "manager" else lead)
            _date_back(case, told)


def _look_after(case: Case, told: _Told, owner: User) -> None:
    """Do what was done about it, in its order."""

    def seen() -> int:
        return Case.objects.get(pk=case.pk).version

    if told.owner:
        give(case, owner, seen=seen(), by=owner)
    if told.owner == "back":
        hand_back(case, seen=seen(), by=owner)
    if told.talk:
        write_down(case, _TALK, told.talk, seen=seen(), by=owner)
    if told.next_step:
        on = today() + dt.timedelta(days=told.in_days)
        plan_next(case, told.next_step, on, waits=told.waits, seen=seen(), by=owner)
    if told.outcome:
        close_case(case, told.outcome, told.lesson, seen=seen(), by=owner)


def _date_back(case: Case, told: _Told) -> None:
    """Let a case be as old as it is: it was talked about a day later, and closed within a week."""
    now = Case.objects.get(pk=case.pk)
    ago, later = dt.timedelta(days=told.days), dt.timedelta(days=1)
    closed = min(7, told.days - 1) * later
    for name in ("opened_on", "reply_by", "close_by"):
        setattr(now, name, getattr(now, name) - ago)
    now.first_reply_on = now.first_reply_on and now.opened_on + later
    now.closed_on = now.closed_on and now.opened_on + closed
    now.save(update_fields=["opened_on", "reply_by", "close_by", "first_reply_on", "closed_on"])
    CaseStep.objects.filter(case=now).update(day=now.opened_on)
    CaseStep.objects.filter(case=now, kind__in=(_TALK, CaseStep.Kind.STATE)).update(day=now.opened_on + later)
    CaseStep.objects.filter(case=now, kind=CaseStep.Kind.CLOSED).update(day=now.opened_on + closed)
