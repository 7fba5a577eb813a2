"""The details of the change log in words: names for codes, days and times as the reader writes them."""

from __future__ import annotations

import ast
import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError
from bothways.measures import load_instrument
from bothways_web.people.models import Change, Organisation, Role, UnitSpan
from bothways_web.wording import period_name, zone_name

#: What a detail is called; one that is not here is called by its own name.
LABELS = {
    "added": gettext_lazy("new"),
    "asks_days": gettext_lazy("within so many days"),
    "answer_days": gettext_lazy("working days until a report is answered"),
    "audience": gettext_lazy("who is asked"),
    "before": gettext_lazy("before"),
    "cadence": gettext_lazy("how often"),
    "cells": gettext_lazy("values"),
    "changed": gettext_lazy("changed"),
    "closes": gettext_lazy("closes"),
    "comment": gettext_lazy("ask for a comment at the end"),
    "corrected": gettext_lazy("corrected"),
    "email": gettext_lazy("e-mail address"),
    "end": gettext_lazy("last day"),
    "ended": gettext_lazy("ended"),
    "fields": gettext_lazy("changed"),
    "first": gettext_lazy("first period"),
    "floor": gettext_lazy("fewest people behind a number"),
    "gives_accounts": gettext_lazy("give everybody who joins an account"),
    "group": gettext_lazy("group"),
    "joined": gettext_lazy("joined"),
    "form": gettext_lazy("length"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language"),
    "last": gettext_lazy("last period"),
    "left": gettext_lazy("left"),
    "metrics": gettext_lazy("metrics"),
    "most_asks": gettext_lazy("most surveys for one person"),
    "moved": gettext_lazy("with a new post"),
    "name": gettext_lazy("name"),
    "open_days": gettext_lazy("days open"),
    "part": gettext_lazy("part"),
    "problem": gettext_lazy("Problem"),
    "provider": gettext_lazy("provider"),
    "question_set": gettext_lazy("question set"),
    "quiet_from": gettext_lazy("quiet from"),
    "quiet_to": gettext_lazy("quiet until"),
    "reminder": gettext_lazy("send one reminder to everybody invited"),
    "replaced": gettext_lazy("replaced"),
    "rest_days": gettext_lazy("days of rest between two surveys for one person"),
    "role": gettext_lazy("role"),
    "rows": gettext_lazy("rows"),
    "same": gettext_lazy("unchanged"),
    "rhythm": gettext_lazy("how often"),
    "share": gettext_lazy("share of people asked each time, in per cent"),
    "side": gettext_lazy("whose numbers"),
    "site": gettext_lazy("site"),
    "source": gettext_lazy("told by"),
    "stage": gettext_lazy("stage"),
    "start": gettext_lazy("first day there"),
    "support": gettext_lazy("where to find support"),
    "taken": gettext_lazy("taken by the mail server"),
    "time_zone": gettext_lazy("time zone"),
    "title": gettext_lazy("title"),
    "use": gettext_lazy("being in it means"),
    "unit": gettext_lazy("unit"),
    "version": gettext_lazy("version"),
    "working_days": gettext_lazy("working days"),
}
_DAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
_WORDS = {
    "True": gettext_lazy("yes"),
    "False": gettext_lazy("no"),
    "never": gettext_lazy("never"),
    "as_it_happens": gettext_lazy("as it happens"),
    "note": gettext_lazy("a note of a talk"),
    "comment": gettext_lazy("a comment"),
    "case": gettext_lazy("a case"),
    "topic": gettext_lazy("a topic"),
    "step": gettext_lazy("a step of the journey"),
    "unknown": gettext_lazy("unknown"),
    "known": gettext_lazy("known"),
    "fixed": gettext_lazy("fixed"),
    "once": gettext_lazy("once"),
    "weekly": gettext_lazy("every week"),
    "monthly": gettext_lazy("every month"),
    "quarterly": gettext_lazy("every quarter"),
    "full": gettext_lazy("all questions, a number for each domain"),
    "short": gettext_lazy("the short form, one number"),
    "employees": gettext_lazy("employees"),
    "customers": gettext_lazy("customers"),
}
#: Numbers that only the database knows say nothing to people.
_HIDDEN = frozenset({"import_id"})
_UNITS = ("unit", "audience")
#: Verbs whose details are what was, and what is.
_BOTH = ("changed organisation", "changed pulse")


@dataclass(frozen=True)
class ToldChange:
    """A line of the change log as a page shows it."""

    change: Change
    about: str
    details: tuple[str, ...]


def tell_changes(changes: Iterable[Change]) -> list[ToldChange]:
    """Return lines in words; the names of all units are asked for once."""
    found = list(changes)
    units = _unit_names(found)
    return [ToldChange(one, _about(one.about), tuple(_details(one, units))) for one in found]


def _details(change: Change, units: dict[str, str]) -> Iterable[str]:
    for name, value in change.details.items():
        if name in _HIDDEN or not (value or value is False):
            continue
        told = {"what": LABELS.get(name, name.replace("_", " "))}
        if change.verb in _BOTH and isinstance(value, list):
            before, now = (_value(name, one, units) or _("nothing") for one in value)
            yield _("%(what)s: %(now)s, before: %(before)s") % {**told, "now": now, "before": before}
        else:
            yield _("%(what)s: %(value)s") % {**told, "value": _value(name, value, units)}


def _about(text: str) -> str:
    """Return what it was done to; a period at its end in words."""
    return re.sub(r"\d{4}-\d{2}$", lambda found: period_name(found[0]), text)


def _value(name: str, value: Any, units: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(str(LABELS.get(one, one)) if name == "fields" else str(one) for one in value)
    text = str(value)
    try:
        return _READERS[name](text) if name in _READERS else _plain(name, text, units)
    except (ValueError, KeyError, SyntaxError, BothwaysError):
        return text


def _plain(name: str, text: str, units: dict[str, str]) -> str:
    if name in _UNITS:
        return units.get(text, text)
    if name in ("name", "stage", "title", "support"):
        return text
    return str(_WORDS.get(text, text))


def _day(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT")


def _moment(text: str) -> str:
    zone = zoneinfo.ZoneInfo(Organisation.current().time_zone)
    return date_format(localtime(dt.datetime.fromisoformat(text), zone), "DATETIME_FORMAT")


def _clock(text: str) -> str:
    return time_format(dt.time.fromisoformat(text), "TIME_FORMAT")


def _set_title(text: str) -> str:
    title = load_instrument(text).title
    return title.get(get_language() or "en") or title["en"]


_READERS: dict[str, Callable[[str], str]] = {
    "closes": _moment,
    "end": _day,
    "start": _day,
    "first": period_name,
    "last": period_name,
    "language": lambda text: str(dict(settings.LANGUAGES).get(text, text)),
    "question_set": _set_title,
    "quiet_from": _clock,
    "quiet_to": _clock,
    "role": lambda text: str(Role(text).label),
    "time_zone": zone_name,
    "working_days": lambda text: ", ".join(str(_DAYS[day]) for day in ast.literal_eval(text)),
}


def _unit_names(changes: Iterable[Change]) -> dict[str, str]:
    """Return the latest names of the units that are spoken of."""
    told = (change.details.get(name) for change in changes for name in _UNITS)
    codes = {str(one) for value in told if value for one in (value if isinstance(value, list) else [value])}
    spans = UnitSpan.objects.filter(unit__code__in=codes).order_by("valid_from")
    return dict(spans.values_list("unit__code", "name"))
