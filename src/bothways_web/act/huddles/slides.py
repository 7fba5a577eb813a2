"""The six slides of a huddle, read back from the keys of its agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from bothways_web.act.cases.lessons import lessons
from bothways_web.act.cases.words import parts_of
from bothways_web.act.huddles.cards import card_link, cards_of, fewest_cards, takes_cards
from bothways_web.act.models import Case, Huddle, Said, WorkItem
from bothways_web.link.customers import customers_panel
from bothways_web.link.findings import read_findings
from bothways_web.link.models import Run
from bothways_web.link.teams import employees_panel, rounds_with
from bothways_web.listen.channels.qr import drawing_of

#: Places of the slides.
SINCE, CUSTOMERS, EMPLOYEES, THING, IDEAS, ACTIONS = range(1, 7)
SAID_IN_THE_ROOM = _("Address for writing a card as a code to scan")


class Slide(NamedTuple):
    """One slide: its number, its heading, and its template."""

    number: int
    heading: Any
    template: str


SLIDES = tuple(
    Slide(number, heading, f"act/huddles/slides/{name}.html")
    for number, (heading, name) in enumerate(
        [
            (_("Since last time"), "since"),
            (_("What customers say"), "customers"),
            (_("What we say"), "employees"),
            (_("One thing to look at"), "thing"),
            (_("Ideas: first in silence"), "ideas"),
            (_("Who does what by when"), "actions"),
        ],
        start=1,
    )
)


def read_slide(huddle: Huddle, number: int) -> dict[str, Any]:
    """Return what a slide shows, by its own names."""
    return _READERS[number](huddle)


def read_slides(huddle: Huddle) -> dict[str, Any]:
    """Return what all slides show."""
    return {name: value for slide in SLIDES for name, value in read_slide(huddle, slide.number).items()}


def _since(huddle: Huddle) -> dict[str, Any]:
    """What was withdrawn or opened again since the huddle began is left out."""
    keys = huddle.agenda
    since = dt.date.fromisoformat(keys["since"]) if keys.get("since") else None
    closed = lessons().filter(pk__in=keys.get("cases", ()))
    return {
        "since": since,
        "earlier": WorkItem.objects.filter(pk__in=keys.get("work", ()))
        .select_related("owner")
        .order_by("pk"),
        "said": Said.objects.filter(pk__in=keys.get("said", ()), published_on__isnull=False),
        "cases": closed.order_by("closed_on", "pk"),
    }


def _customers(huddle: Huddle) -> dict[str, Any]:
    keys = huddle.agenda
    until = [(str(name), bool(surveyed), str(period)) for name, surveyed, period in keys.get("metrics", ())]
    panel = customers_panel(huddle.unit.code, until=until, said_in=keys.get("comments", ()))
    there = Case.objects.filter(pk__in=keys.get("words", ())).exclude(masked="")
    told = there.exclude(outcome=Case.Outcome.MISTAKE).select_related("rule__pulse")
    words = [parts_of(one, one.masked) for one in told.order_by("masked")]  # in an order that tells nothing
    return {"customers": panel, "case_words": words}


def _employees(huddle: Huddle) -> dict[str, Any]:
    """The round of the agenda; rounds that were released since are left out."""
    code, name = huddle.unit.code, huddle.agenda.get("employees")
    rounds = rounds_with(code) if name else []
    asked = next((one for one in rounds if one.ledger_name == name), None)
    if asked is None:
        return {"asked": None, "employees": None}
    earlier = [one for one in rounds if one.closes_at <= asked.closes_at]
    return {"asked": asked, "employees": employees_panel(code, earlier, asked)}


def _thing(huddle: Huddle) -> dict[str, Any]:
    """The finding of the agenda, else the weakest domain of the unit."""
    keys = huddle.agenda.get("finding") or []
    run = Run.objects.filter(pk=keys[0]).select_related("round__pulse").first() if keys else None
    found = read_findings(run) if run else None
    one = found.find(keys[1]) if found else None
    weakest = None
    if one is None and huddle.agenda.get("domain"):
        panel = _employees(huddle)["employees"]
        weakest = panel.weakest if panel else None
    return {"found": found, "finding": one, "weakest": weakest}


def _ideas(huddle: Huddle) -> dict[str, Any]:
    takes = takes_cards(huddle)
    link = card_link(huddle) if takes else ""
    drawn = drawing_of(link, str(SAID_IN_THE_ROOM)) if takes else ""
    return {
        "takes_cards": takes,
        "card_link": link,
        "card_code": drawn,
        "cards": cards_of(huddle),
        "fewest": fewest_cards(),
    }


def _actions(huddle: Huddle) -> dict[str, Any]:
    return {"actions": huddle.work.select_related("owner").order_by("pk")}


_READERS: dict[int, Callable[[Huddle], dict[str, Any]]] = {
    SINCE: _since, CUSTOMERS: _customers, EMPLOYEES: _employees, THING: _thing, IDEAS: _ideas, ACTIONS: _actions,
}  # fmt: skip
