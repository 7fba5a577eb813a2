"""A sealed round and its voters, the way people's devices make them; the voter is written again from the RFC."""

import html
import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from rounds_at_work import address, make_pulse
from voter import Voter

from bothways.privacy.ballots import read_public_key
from bothways_web.listen.models import Invitation, Round
from bothways_web.listen.pulses import launch_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.listen.sealed import opening

JSON = "application/json"


def launch_sealed(company: Any, **plan: Any) -> Round:
    """Launch a sealed pulse and let the clock make its keys."""
    asked = launch_only(company, **plan)
    opening.tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.OPEN, asked.trouble
    return asked


def launch_only(company: Any, **plan: Any) -> Round:
    """Launch a sealed pulse; its keys are not made yet."""
    plan = {"mode": "sealed", "cadence": "once", "form": "short"} | plan
    return launch_pulse(make_pulse(company, **plan), by=company.users["eva"])


def again(asked: Round, company: Any) -> Round:
    """Let the clock open the next round of a sealed pulse, and make its keys."""
    from bothways_web.listen.rounds import open_round

    pulse = asked.pulse
    pulse.refresh_from_db()
    made = open_round(pulse, now=pulse.next_opens)
    opening.prepare_round(made.pk)
    made.refresh_from_db()
    return made


def told(invitation: Invitation, client: Client | None = None) -> dict[str, str]:
    """What the page of an invitation tells its device."""
    page = (client or Client()).get(address(invitation)).content.decode()
    found = re.search(r'<div id="sealed"([^>]*)>', page)
    assert found, page[:500]
    return {name: html.unescape(value) for name, value in re.findall(r'data-([\w-]+)="([^"]*)"', found[1])}


@dataclass
class Device:
    """One person's device: it asks for a token by the link, and casts a ballot without it."""

    invitation: Invitation

    def __post_init__(self) -> None:
        self.told = told(self.invitation)
        key = read_public_key(bytes.fromhex(self.told["key"]))
        self.voter = Voter(self.told["round"], self.told["stratum"], key)

    def ask(self, request: bytes | None = None, **more: Any) -> Any:
        return Client().post(
            address(self.invitation),
            request or self.voter.request,
            content_type="application/octet-stream",
            **more,
        )

    def fetch(self) -> "Device":
        answer = self.ask()
        assert answer.status_code == 200, answer.content
        self.voter.finish(answer.content)
        return self

    def ballot(self, given: Any) -> bytes:
        return self.voter.seal(given)

    def cast(self, given: Any, **more: Any) -> Any:
        return cast(self.told["box"], self.ballot(given), **more)


def cast(url: str, ballot: bytes, **more: Any) -> Any:
    return Client().post(url, ballot, content_type=JSON, **more)


def invited(asked: Round, *units: str) -> list[Invitation]:
    found = Invitation.objects.filter(round=asked).order_by("person__code")
    return list(found.filter(unit__in=units) if units else found)


def given(asked: Round, value: int) -> dict[str, int | None]:
    return {item.id: value for item in items_of(asked)}


def vote(asked: Round, invitations: list[Invitation]) -> None:
    """Let people vote, each with other answers than the one before."""
    for number, invitation in enumerate(invitations):
        answer = Device(invitation).fetch().cast(given(asked, 1 + number % 5))
        assert (answer.status_code, answer.json()) == (200, {"receipt": "stored"})


def close(asked: Round) -> Round:
    assert close_round(asked)
    assert release_round(asked.pk), Round.objects.get(pk=asked.pk).trouble
    asked.refresh_from_db()
    return asked
