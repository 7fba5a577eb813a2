"""Finding reviews and tickets, and giving them as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from bothways_web.listen.models import Review, ReviewImport
from bothways_web.people.csv_files import as_csv
from bothways_web.people.units import below, current_tree


class FindReviewsForm(forms.Form):
    """Which reviews are wanted; what cannot be read is taken as not asked for."""

    unit = forms.CharField(max_length=60, required=False)
    source = forms.ChoiceField(choices=[("", ""), *ReviewImport.Source.choices], required=False)
    words = forms.CharField(max_length=100, required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value and "\x00" not in str(value)
        }


def find_reviews(
    *, unit: str = "", source: str = "", words: str = "", first: dt.date | None = None,
    last: dt.date | None = None,
) -> QuerySet[Review]:  # fmt: skip
    """Return what was imported by unit (with those below), source, words in it and days, newest first."""
    found = Review.objects.filter(of__state=ReviewImport.State.IMPORTED).select_related("of")
    if unit:
        found = found.filter(unit__in=below(current_tree(), unit))
    if source:
        found = found.filter(of__source=source)
    if words:
        found = found.filter(text__icontains=words)
    if first:
        found = found.filter(day__gte=first)
    if last:
        found = found.filter(day__lte=last)
    return found


def reviews_csv(reviews: Iterable[Review]) -> bytes:
    """Return reviews as CSV; cells that a spreadsheet would run are disarmed. ``rating`` is from 0 to 1."""
    columns = ("day", "source", "unit", "stage", "rating", "language", "text")
    rows = (
        (one.day.isoformat(), one.of.source, one.unit, one.stage, one.rating, one.language, one.text)
        for one in reviews
    )
    return as_csv(rows, columns)
