"""What the page of the kit shows: invented rows, and a form with every kind of field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from bothways.linkage.findings import Effect
from bothways.reports.charts.axis import Axis
from bothways.reports.charts.intervals import Mark, interval_row

ICONS = (
    "person", "people", "team", "speak", "link", "lock", "check", "warn", "info", "clock", "calendar", "mail", "search",
    "plus", "edit", "bin", "undo", "download", "upload", "file", "printer", "eye", "settings", "globe", "flask", "back",
    "on", "leave",
)  # fmt: skip
VERDICTS = (
    ("employee_leads", "clear"), ("customer_leads", "likely"), ("both_ways", "clear"), ("no_link", ""),
    ("cannot_tell", ""), ("not_estimable", ""), ("helped", ""), ("hurt", ""), ("no_difference", ""),
)  # fmt: skip
FREQUENCY = [(str(n), word) for n, word in enumerate(("Never", "Rarely", "Sometimes", "Often", "Always"))]
ZERO_TO_TEN = [(n, n) for n in range(11)]
EMPLOYEES = (
    {"label": "Workload is manageable", "value": 62, "low": 48, "high": 75, "band_low": 52, "band_high": 70},
    {"label": "Safe to speak up"},
    {"label": "Manager listens", "value": 44, "low": 21, "high": 68, "wide": True},
)
CUSTOMERS = (
    {"label": "Would recommend", "value": 81, "low": 76, "high": 85, "band_low": 70, "band_high": 84},
    {"label": "Waits were explained", "value": 70, "low": 63, "high": 77, "band_low": 58, "band_high": 72},
    {"label": "Found the way", "state": "none"},
)
ROUNDS = (
    {"value": 52, "low": 40, "high": 64}, {"value": 55, "low": 43, "high": 67}, {"value": 49, "low": 36, "high": 62},
    None, {"value": 63, "low": 52, "high": 74}, {"value": 66, "low": 55, "high": 77},
)  # fmt: skip


class EveryField(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As it stands in mails.", max_length=20)
    address = forms.EmailField(label="E-mail address")
    team = forms.ChoiceField(
        label="Team", choices=[("", "Choose a team"), ("day", "Day shift"), ("night", "Night shift")]
    )
    start = forms.DateField(label="Starts on", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    at = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"type": "time"}), required=False)
    mode = forms.ChoiceField(
        label="Kind of round",
        help_text="It cannot be changed after the start.",
        choices=[("sealed", "Sealed: nobody can match answers to people"), ("confidential", "Confidential")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Days",
        choices=[("1", "Monday"), ("2", "Tuesday")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label="What it is for", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    file = forms.FileField(label="File", help_text="CSV or Excel, up to 50 MB.", required=False)
    weekly = forms.BooleanField(
        label="Send a digest once a week", help_text="Only if something changed.", required=False
    )


def showcase() -> dict[str, Any]:
    """Return what the page shows."""
    form = EveryField(
        {"name": "A name that is longer than it may be", "address": "nobody", "team": "day", "weekly": "on"}
    )
    return {
        "form": form,
        "themes": ("light", "dark"),
        "icons": ICONS,
        "verdicts": VERDICTS,
        "employees": EMPLOYEES,
        "customers": CUSTOMERS,
        "rounds": ROUNDS,
        "findings": _findings(),
        "frequency": FREQUENCY,
        "zero_to_ten": ZERO_TO_TEN,
        "page_obj": Paginator(range(230), 10).page(4),
    }


def _findings() -> list[dict[str, Any]]:
    axis = Axis(0.4)

    def picture(voice: Any, effect: float, low: float, high: float) -> str:
        mark = Mark(voice, Effect(effect=effect, low=low, high=high))
        return mark_safe(interval_row([mark], axis=axis, negligible=0.05))  # escaped by the builder

    return [
        {"name": "kit-finding-1", "url": "#kit-finding-1", "verdict": "employee_leads", "strength": "likely",
         "sentence": "When workload is more manageable than usual, recommendation tends to be higher 2 months later.",
         "range_words": "Per 10 points of workload: +1.9 points of recommendation (+0.8 to +3.0).",
         "picture": picture("emp", 0.19, 0.08, 0.3), "units_words": "50 to 99 teams"},
        {"name": "kit-finding-2", "url": "#kit-finding-2", "verdict": "cannot_tell",
         "sentence": "We cannot tell yet whether being listened to or complaints come first.",
         "range_words": "+0.7 (\N{MINUS SIGN}0.2 to +1.6)", "picture": picture("cust", 0.07, -0.02, 0.16),
         "settles": "About 3 more months may settle it."},
        {"name": "kit-finding-3", "url": "#kit-finding-3", "verdict": "not_estimable",
         "sentence": "There is not enough to work with for parking and ratings."},
    ]  # fmt: skip
