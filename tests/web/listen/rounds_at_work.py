"""A pulse, its round and its answers, the way people make them."""

import datetime as dt
import re
from collections.abc import Iterable

from django.test import Client

from bothways.measures import load_instrument
from bothways.measures.instrument import SCORED_KINDS
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.tokens import token_of


def make_pulse(company, *, audience="company", instrument="team_psychological_safety", **plan) -> Pulse:
    chosen = Plan("Team safety", company.units[audience], **plan)
    return create_pulse(load_instrument(instrument), chosen, by=company.users["eva"])


def launch(company, *, now: dt.datetime | None = None, **plan) -> Round:
    return launch_pulse(make_pulse(company, **plan), by=company.users["eva"], now=now)


def answers_to(asked: Round, value: int = 4) -> dict[str, int | None]:
    """The same step of each scale; whatever is asked in another way is left out."""
    return {item.id: value if item.scale.kind in SCORED_KINDS else None for item in items_of(asked)}


def answer_all(asked: Round, *, units: Iterable[str] = (), value: int = 4) -> int:
    """Let everybody invited (of some units) answer, with answers that differ a little; returns how many."""
    invitations = Invitation.objects.filter(round=asked).order_by("pk")
    if units:
        invitations = invitations.filter(unit__in=list(units))
    for number, invitation in enumerate(invitations):
        store_response(invitation, Draft(answers_to(asked, 1 + (value + number) % 5)))
    return len(invitations)


def address(invitation: Invitation) -> str:
    return f"/answer/{token_of(invitation.pk)}/"


def hidden(response) -> dict[str, str]:
    """The hidden fields of a page, as a browser would send them."""
    page = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def go(client: Client, url: str, response, **given: str):
    """Send the form of a page."""
    return client.post(url, hidden(response) | given)
