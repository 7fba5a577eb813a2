"""Journeys for tests: one that is drawn, and what its forms send."""

from __future__ import annotations

from typing import Any

from bothways_web.link.journeys import document
from bothways_web.link.journeys.pains import StagePlace, Written, add_pain
from bothways_web.link.journeys.verbs import begin_journey
from bothways_web.link.models import Journey, PainPoint

NAMES = ("Book", "Arrive", "Wait", "Leave")


def draw(company: Any, *names: str, lanes: str = "both", by: str = "fay", **stage: Any) -> Journey:
    """Draw a journey; what is given beside the names holds for each of its stages."""
    made = document.new_journey("Visit", lanes)
    for name in names or NAMES:
        made = document.add_stage(made, document.new_stage(name, **stage))
    return begin_journey(made, by=company.users[by])


def hurt(
    journey: Journey, company: Any, text: str = "Too long", voice: str = "customers", place: int = 0
) -> PainPoint:
    """Add a pain point to a stage."""
    journey.refresh_from_db()
    stage = StagePlace(journey.pk, journey.stages[place]["id"])
    return add_pain(stage, Written(text, voice, "unknown"), by=company.users["fay"])


def names(journey: Journey) -> list[str]:
    """Return the names of the stages as they stand now."""
    journey.refresh_from_db()
    return [one["name"] for one in journey.stages]


def page_of(client: Any, url: str) -> str:
    """Return a page that must be there."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    text: str = answer.content.decode()
    return text


def send(client: Any, journey: Journey, path: str, **data: Any) -> Any:
    """Send a form of a journey as somebody does who has just loaded the page."""
    journey.refresh_from_db()
    return client.post(f"/journeys/{journey.pk}/{path}", {"seen": journey.version, **data})
