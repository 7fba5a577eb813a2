"""Customers of the example company who answer surveys: one round of all of them, one survey after contacts, notes."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np

from bothways.measures import load_instrument
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.comments import release_comments
from bothways_web.listen.models import Contact, Pulse, Round, VoiceNote
from bothways_web.listen.outside.happenings import Happening, note_happenings
from bothways_web.listen.outside.notes import save_note
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse, set_state
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today, tree_on
from bothways_web.web.example.words import CUSTOMERS as SAID_OF_CUSTOMERS
from bothways_web.web.example.words import draw_text

#: Teams around the one of the characters that have customers of their own, customers of each, and those who rang.
TEAMS, CUSTOMERS, RANG = 6, 20, 4
_NOTES = (
    (VoiceNote.Kind.INTERVIEW, 9, "She orders by phone because the form asks for the address twice."),
    (
        VoiceNote.Kind.FOCUS_GROUP,
        30,
        "Six customers agree: they would rather be called back than wait in the line.",
    ),
)


def ask_customers(team: str, *, by: User) -> Round:
    """Ask customers of the teams around one: all at once, and after a contact; returns the first round."""
    teams = _teams_around(team)
    Contact.objects.bulk_create(
        Contact(side=Contact.Side.CUSTOMERS, key=key, email=f"{key.lower()}@customer.example", unit=unit)
        for unit in teams
        for key in (f"C-{unit.removeprefix('team-')}-{number:02d}" for number in range(1, CUSTOMERS + 1))
    )
    asked = _ask_all_of_them(by)
    _ask_after_contacts(teams, by)
    for kind, days, text in _NOTES:
        given = {"kind": kind, "unit": team, "held_on": today() - dt.timedelta(days=days), "language": "en"}
        save_note(VoiceNote(), {**given, "text": text}, by=by)
    return asked


def _teams_around(team: str) -> list[str]:
    """Return a team with some beside it."""
    tree = tree_on(today())
    site = tree.parents[tree.place(team)] if tree else None
    if tree is None or site is None:
        return [team]
    beside = [one for one in tree.below(site) if not tree.children(one) and one != team]
    return [team, *beside[: TEAMS - 1]]


def _ask_all_of_them(by: User) -> Round:
    """Run one round of the question that everybody is asked, to its results."""
    plan = _plan("Recommendation", cadence=Pulse.Cadence.QUARTERLY, comment=True)
    asked = launch_pulse(create_pulse(load_instrument("nps_relational"), plan, by=by), by=by)
    chance, words = random.Random(11), np.random.default_rng(11)
    mood: dict[str, int] = {}
    for invitation in asked.invitations.order_by("unit", "contact__key"):
        middle = mood.setdefault(invitation.unit, chance.choice((6, 7, 8, 9)))
        answers = {"recommend": min(10, max(0, round(chance.gauss(middle, 1.8)))), "reason": None}
        said = draw_text(SAID_OF_CUSTOMERS, words) if chance.random() < 0.45 else ""
        store_response(invitation, Draft(answers, said, bool(said)))
    close_round(asked, by=by)
    release_round(asked.pk)
    asked.refresh_from_db()
    release_comments(asked, held_back=(), by=by)
    set_state(asked.pulse, Pulse.State.PAUSED, by=by)
    return asked


def _ask_after_contacts(teams: list[str], by: User) -> None:
    """Launch a survey that asks after each contact, and tell it of some of yesterday."""
    plan = _plan("After a call", occasion=Pulse.Occasion.CONTACT, days=1, comment=True)
    standing = launch_pulse(create_pulse(load_instrument("csat_transactional"), plan, by=by), by=by).pulse
    yesterday = today() - dt.timedelta(days=1)
    note_happenings(standing, [
        Happening(f"R-{unit.removeprefix('team-')}-{number}", unit, yesterday, "your call",
                  f"r{unit.removeprefix('team-')}-{number}@customer.example")
        for unit in teams for number in range(1, RANG + 1)
    ])  # fmt: skip


def _plan(title: str, **more: object) -> Plan:
    company = Unit.objects.get(code="company")
    return Plan(title, company, side=Pulse.Side.CUSTOMERS, **more)  # type: ignore[arg-type]
