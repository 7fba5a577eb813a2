"""Stories at work: a linked company, what it did, and studies that somebody else looked at."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import linked_company as linked
import said_entries as entries
from kept_worlds import kept

from bothways_web.act.models import Plan, Said
from bothways_web.people.viewers import viewer_of
from bothways_web.verify.reports import spans
from bothways_web.verify.reports.assembling import story_for

STORY = "/verify/reports/"
MINUS = "\N{MINUS SIGN}"
#: Everything that the tests make lies in this span.
SINCE = "?since=2025-01-01"


def link_up(company: Any) -> Any:
    """Twelve rounds and a year of customer metrics; the findings came with the last round."""
    return kept(_link_up, company)


def _link_up(company: Any) -> Any:
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    company.rounds = linked.ask_all(company, world)
    return company


def study(verdict: str = "helped", **given: Any) -> SimpleNamespace:
    """A study as pages are told of it."""
    told = {
        "title": "Call-back list", "metric_label": "Stars", "verdict": verdict,
        "sentence": f"Stars became better by 1.6 more in teams that began than in others ({MINUS}0.9 to +4.1).",
        "effect": "+1.6", "low": f"{MINUS}0.9", "high": "+4.1", "expected": "+3 or more", "band": "100+",
        "next_look": dt.date(2027, 3, 2), "url": "/verify/studies/1/", "looked_on": dt.date(2026, 2, 2),
    }  # fmt: skip
    return SimpleNamespace(**told | given)


def with_studies(monkeypatch: Any, *studies: SimpleNamespace) -> None:
    """Let these be the studies that everybody may read."""
    monkeypatch.setattr("bothways_web.verify.studies.results.told_studies", lambda viewer: studies)


def plan(company: Any, title: str = "Call back within two hours", **given: Any) -> Plan:
    """A plan of Day shift that is under way."""
    start = {
        "unit": company.units["day"], "title": title, "starts_on": dt.date(2026, 1, 12),
        "review_on": dt.date(2026, 3, 12), "state": Plan.State.STARTED, "made_on": dt.date(2026, 1, 5),
    }  # fmt: skip
    return Plan.objects.create(**start | given)


def said(company: Any, **given: Any) -> Said:
    """An entry of "You said, we did" that is published."""
    return entries.stands(company, **{"published_on": dt.date(2026, 1, 20), **given})


def story_of(company: Any, name: str, since: dt.date = dt.date(2025, 1, 1)) -> Any:
    """The story as somebody may know it."""
    from bothways_web.people.units import today

    return story_for(viewer_of(company.users[name]), spans.since(since, today()))


def section(story: Any, name: str) -> Any:
    return next(part for part in story.sections if part.name == name)
