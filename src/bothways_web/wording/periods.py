"""Periods as people write them."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.formats import date_format

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def period_name(period: str) -> str:
    """Return a month such as 2024-12 in words, in the language of the page; any other period as it is."""
    found = _MONTH.fullmatch(period)
    if found is None or found[1] == "0000":
        return period
    return date_format(dt.date(int(found[1]), int(found[2]), 1), "YEAR_MONTH_FORMAT")
