"""Periods as people write them."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def period_name(period: str) -> str:
    """Return a month, quarter or week such as 2024-12 in words, in the language of the page; others as they are."""
    if found := _QUARTER.fullmatch(period):
        return _("Q%(quarter)s %(year)s") % {"quarter": found[2], "year": found[1]}
    if found := _WEEK.fullmatch(period):
        return _("week %(week)s of %(year)s") % {"week": int(found[2]), "year": found[1]}
    found = _MONTH.fullmatch(period)
    if found is None or found[1] == "0000":
        return period
    return date_format(dt.date(int(found[1]), int(found[2]), 1), "YEAR_MONTH_FORMAT")
