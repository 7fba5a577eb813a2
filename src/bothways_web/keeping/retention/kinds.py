"""The kinds of data that go after a time: how long at least and at most, what is due, and how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways_web.keeping.retention import going

Dates = Callable[[], "list[dt.date]"]


@dataclass(frozen=True)
class Kind:
    """One kind of data.

    Attributes
    ----------
    name : str
        In the database; never changed.
    title, goes, why : str
        What people call it, what happens when its time is over, and why there is a shortest and a longest time.
    days, least, most : int
        How long it is kept where nobody chose, at least, and at most.
    dates : callable
        Gives the day from which the time of each row runs that is there now.
    go : callable
        Takes a day; what runs since before it goes; returns how many.
    """

    name: str
    title: str | Promise
    goes: str | Promise
    why: str | Promise
    days: int
    least: int
    most: int
    dates: Dates
    go: Callable[[dt.date], int]


KINDS: tuple[Kind, ...] = (
    Kind(
        "tries", _("Tries to sign in"), _("deleted"),
        _("Long enough to notice an attack; no longer, as they hold addresses of machines."),
        90, 7, 365, going.tries, going.tries_go,
    ),
    Kind(
        "invitations", _("Who was invited to a closed round"),
        _("name, address and what was sent are deleted; how many were invited stays"),
        _("At least a year and a day: rest between surveys can be that long."),
        400, 366, 1825, going.invitations, going.invitations_go,
    ),
    Kind(
        "words", _("What people wrote in closed rounds"),
        _("words that were not released are deleted; the steps that were chosen stay for later comparisons"),
        _("At least a quarter of a year, so that somebody can read and answer."),
        1095, 90, 3650, going.words, going.words_go,
    ),
    Kind(
        "records", _("Records of people who have left"),
        _("the person is erased, as if they had asked for it"),
        _("At least four hundred days: numbers about leaving look back a year."),
        1095, 400, 3650, going.records, going.records_go,
    ),
    Kind(
        "contacts", _("Customers and candidates who are not asked any more"), _("the contact is erased"),
        _("At least ninety days. Whoever asked to be left alone stays as long, so that nobody asks again by mistake."),
        730, 90, 1825, going.contacts, going.contacts_go,
    ),
    Kind(
        "cases", _("Words of customers in closed cases"),
        _("the customer, the words and the steps are deleted; what the team learnt stays"),
        _("At least ninety days, so that a case can be opened again."),
        730, 90, 1825, going.cases, going.cases_go,
    ),
    Kind(
        "reporters", _("Who made a report by name, once it was answered"), _("the name goes; report and answer stay"),
        _("At least half a year, so that the answer can be read."),
        1095, 180, 3650, going.reporters, going.reporters_go,
    ),
    Kind(
        "changes", _("Change log"), _("deleted"),
        _("At least a year, so that what was changed can be looked up."),
        1825, 365, 3650, going.changes, going.changes_go,
    ),
)  # fmt: skip

#: What has a fixed time: what, and how long.
FIXED: tuple[tuple[str | Promise, str | Promise], ...] = (
    (_("Files that were uploaded, files of numbers that were asked for"), _("a day")),
    (_("What an import of records replaced, so that it can be undone"), _("30 days")),
    (_("Being signed in"), _("12 hours")),
    (_("Who fetched an envelope of a sealed round"), _("until the round closes")),
    (_("Cards of a huddle"), _("until the huddle is closed")),
    (_("Released numbers, and the ledger that guards them"), _("always: what was shown never changes")),
)


def kind_of(name: str) -> Kind | None:
    """Return a kind by its name."""
    return next((one for one in KINDS if one.name == name), None)
