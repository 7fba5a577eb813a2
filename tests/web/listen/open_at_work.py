"""An open survey the way people meet it: its link, its kiosk, and a clock that can be moved."""

import time
from dataclasses import dataclass

from django.test import Client
from rounds_at_work import go, launch

from bothways_web.listen import allowance
from bothways_web.listen.channels import guard, visits
from bothways_web.listen.channels.links import Door, door_token
from bothways_web.listen.models import Pulse, Round


@dataclass
class Moved:
    """A clock that is ahead."""

    ahead: float = 0

    def time(self) -> float:
        return time.time() + self.ahead


def moved_clock(monkeypatch) -> Moved:
    """Let visits and guard look at a clock that can be moved, and count from nothing."""
    allowance.forget()
    clock = Moved()
    monkeypatch.setattr(visits, "time", clock)
    monkeypatch.setattr(guard, "time", clock)
    return clock


def launch_open(company, **plan) -> Round:
    return launch(company, **({"mode": "open", "form": "short", "comment": True} | plan))


def address_of(pulse: Pulse, door: Door = Door.OPEN) -> str:
    return f"/{door}/{door_token(Pulse.objects.get(pk=pulse.pk), door)}/"


def to_the_check(url: str, client: Client, clock: Moved, *, seconds: float = 10, **more: str):
    """Answer every question up to the last look."""
    page = go(client, url, client.get(url), **more)
    for number in range(4):
        assert f"Question {number + 1} of 5" in page.content.decode()
        page = go(client, url, page, go="continue", answer=str(1 + number))
    page = go(client, url, page, go="continue", comment="Shorter queues", may_quote="1")
    assert "Check and send" in page.content.decode()
    clock.ahead += seconds
    return page


def send_one(url: str, client: Client, clock: Moved, **headers: str):
    """Answer everything, and send."""
    return go(client, url, to_the_check(url, client, clock), go="continue")
