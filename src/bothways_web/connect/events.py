"""What receivers can be told of: that something happened and where to look; no number, and nothing about a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways_web.people.changes import ROUND_OPENED

Data = dict[str, Any]


@dataclass(frozen=True)
class EventKind:
    """One kind of event.

    Attributes
    ----------
    name : str
        As programs know it.
    words : str
        As pages call it.
    verb : str
        What the change log says when it happens; blank where it comes in another way.
    tell : callable
        From what it was done to, to what is told: numbers of things and the address of their page.
    """

    name: str
    words: Any
    verb: str
    tell: Callable[[Any], Data]


def _page(name: str, *arguments: object) -> str:
    return settings.BASE_URL + reverse(name, args=arguments)


def _round(asked: Any) -> Data:
    return {"round": asked.pk, "survey": asked.pulse_id, "url": _page("round", asked.pk)}


def _results(asked: Any) -> Data:
    return {**_round(asked), "name": asked.ledger_name}


def _plan(number: Any) -> Data:
    return {"plan": int(number), "url": _page("plan", number)}


KINDS = (
    EventKind("round.opened", _("A round opened"), ROUND_OPENED, _round),
    EventKind("round.closed", _("A round closed"), "closed round", _round),
    EventKind("results.released", _("Results were released"), "released round", _results),
    EventKind("findings.computed", _("Findings were computed"), "computed findings",
              lambda asked: {"round": asked.pk, "url": _page("findings")}),
    EventKind("plan.made", _("A plan was made"), "wrote plan", _plan),
    EventKind("plan.started", _("A plan was started"), "started plan", _plan),
    EventKind("study.told", _("A study told whether something changed"), "told result of study",
              lambda number: {"study": int(number), "url": _page("study", number)}),
    EventKind("answer.published", _("Something was published under “you said, we did”"), "published you said, we did",
              lambda _entry: {"url": _page("said")}),
    EventKind("minutes.published", _("Minutes of the committee were published"), "published minutes",
              lambda meeting: {"meeting": meeting.pk, "url": _page("committee_meeting", meeting.pk)}),
    EventKind("cases.opened", _("Cases of customers were opened, told once on the day after"), "",
              lambda day: {"day": day.isoformat(), "url": _page("cases")}),
)  # fmt: skip
#: Sent by a button alone.
TEST = EventKind("webhook.test", _("A test"), "", lambda _nothing: {"url": settings.BASE_URL})
BY_NAME = {one.name: one for one in (*KINDS, TEST)}
BY_VERB = {one.verb: one for one in KINDS if one.verb}
