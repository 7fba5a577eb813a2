"""What the agenda of a huddle is filled with when it opens: keys of what is there, no text and no number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from bothways_web.act.cases.lessons import lessons
from bothways_web.act.huddles.case_words import cases_with_words
from bothways_web.act.huddles.reading import last_held
from bothways_web.act.models import Huddle, Said, WorkItem
from bothways_web.link.customers import last_periods
from bothways_web.link.findings import latest_findings
from bothways_web.link.teams import employees_panel, rounds_with
from bothways_web.link.voices_of_customers import surveys_of_unit
from bothways_web.people.units import below, current_tree, today

#: So far the first huddle of a unit looks back.
FIRST_LOOKS_BACK = dt.timedelta(days=28)
#: So many of a kind fit into minutes.
MOST = 12
SURE = ("clear", "likely")


def fill_agenda(unit: str) -> dict[str, Any]:
    """Return the agenda of a huddle of a unit that opens now.

    Keys
    ----
    since
        Day of the huddle before, as text; blank for the first one.
    work, said, cases, words
        Numbers of rows: actions of earlier huddles, "you said, we did", cases that ended, cases whose masked words
        may be read.
    metrics
        Of customers: name, whether of a survey, last period.
    comments, employees
        Names of rounds in the ledger.
    finding
        Number of the run, and of the finding in it; empty where none is sure enough.
    domain
        Name of the weakest domain; blank where two share it or none is shown.
    """
    before = last_held(unit)
    units = below(current_tree(), unit)
    surveys = surveys_of_unit(unit)
    return {
        "since": before.day.isoformat() if before else "",
        "work": _work(unit, before),
        "said": _said(units, before),
        "cases": _cases(units, before),
        "metrics": [list(key) for key in last_periods(unit)],
        "comments": [one.ledger_name for one in surveys if one.comments_read_by],
        "words": cases_with_words(unit, units, surveys),
        **_of_employees(unit),
        "finding": _clearest_finding(),
    }


def _since(before: Huddle | None) -> dt.date:
    return before.day if before else today() - FIRST_LOOKS_BACK


def _shown(before: Huddle | None, name: str) -> list[int]:
    """Return what the huddle before has shown already: a day is too coarse to tell."""
    return list(before.agenda.get(name, [])) if before else []


def _work(unit: str, before: Huddle | None) -> list[int]:
    """Return actions of earlier huddles that are open, the oldest first to find room, or ended since."""
    still = Q(state__in=(WorkItem.State.POOL, WorkItem.State.PROPOSED, WorkItem.State.TAKEN))
    found = WorkItem.objects.filter(huddle__unit__code=unit)
    waiting = list(found.filter(still).order_by("pk").values_list("pk", flat=True)[:MOST])
    ended = found.filter(~still, since__gte=_since(before)).order_by("-pk").values_list("pk", flat=True)
    return sorted([*waiting, *ended[: MOST - len(waiting)]])


def _said(units: Collection[str], before: Huddle | None) -> list[int]:
    mine = Q(unit__isnull=True) | Q(unit__code__in=units)
    found = Said.objects.filter(mine, published_on__gte=_since(before)).exclude(pk__in=_shown(before, "said"))
    return list(found.order_by("-published_on", "-pk").values_list("pk", flat=True)[:MOST])


def _cases(units: Collection[str], before: Huddle | None) -> list[int]:
    """Return cases that ended and taught something."""
    found = lessons().filter(unit__code__in=units, closed_on__gte=_since(before))
    found = found.exclude(pk__in=_shown(before, "cases"))
    return list(found.order_by("-closed_on", "-pk").values_list("pk", flat=True)[:MOST])


def _of_employees(unit: str) -> dict[str, str]:
    rounds = rounds_with(unit)
    if not rounds:
        return {"employees": "", "domain": ""}
    weakest = employees_panel(unit, rounds, rounds[0]).weakest
    return {
        "employees": rounds[0].ledger_name or "",
        "domain": weakest.number.domain.metric if weakest else "",
    }


def _clearest_finding() -> list[int]:
    """Return the finding that is worth a look first; findings are about the whole company, so everybody may read it."""
    found = latest_findings()
    first = next((one for one in found.ordered if one.key in SURE), None) if found else None
    return [found.run.pk, first.number] if found and first else []
