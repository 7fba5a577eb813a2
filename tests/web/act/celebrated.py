"""Thanks as people give them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from bothways_web.act.celebrations.writing import Given, give_thanks
from bothways_web.act.models import Celebration
from bothways_web.listen.problems.private_codes import new_form_key

TEXT = "Stayed on the phone until the parcel was found."


def thank(company: Any, by: str, *, text: str = TEXT, **whom: Any) -> Celebration:
    """Give thanks; ``person`` or ``team``, and ``team_alone``."""
    return give_thanks(Given(text, **whom), new_form_key().encode(), by=company.users[by])


def form(**given: str) -> dict[str, str]:
    """What the form sends, to Ben unless another is named."""
    return {
        "to": "person", "person": "Day 2", "team": "", "text": TEXT, "readers": "everybody", "key": new_form_key(),
    } | given  # fmt: skip


def board(company: Any, who: str) -> str:
    """The board as somebody sees it."""
    page: str = company.client(who).get(reverse("celebrations")).content.decode()
    return page
