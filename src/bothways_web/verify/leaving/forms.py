"""The form of what leaving costs: each part as its lowest and its highest value, none filled in for anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.verify.leaving.costing import PARTS, Ends
from bothways_web.verify.models import LeavingCost

Words = str | Promise
#: Thousands for some, a decimal for others.
_EITHER = re.compile(r"-?[1-9]\d{0,2}([.,' ]\d{3})+")
#: Part -> what it is called, what it means, its largest value, and what stands behind the figure.
_PARTS: dict[str, tuple[Words, Words, float, Words]] = {
    "yearly_pay": (
        gettext_lazy("Pay of a year"), gettext_lazy("With what the employer adds."), 1e9, gettext_lazy("in money"),
    ),
    "leaving": (
        gettext_lazy("Paid when somebody leaves"),
        gettext_lazy("Once: payments, administration, handing over."), 1e9, gettext_lazy("in money"),
    ),
    "replaced": (
        gettext_lazy("Places that are filled again"),
        gettext_lazy("Of 100 people who leave, for how many somebody new is hired."), 100, gettext_lazy("of 100"),
    ),
    "hiring": (
        gettext_lazy("Paid for each new person"),
        gettext_lazy("Once: advertisements, agencies, hours of interviews."), 1e9, gettext_lazy("in money"),
    ),
    "vacancy_days": (
        gettext_lazy("Days for which the place is empty"),
        gettext_lazy("From the last day to the first day of the next."), 3650, gettext_lazy("days"),
    ),
    "vacancy_cost": (
        gettext_lazy("What an empty day costs"),
        gettext_lazy(
            "Out of 100 of a day's pay, the pay that is saved taken off. Below 0 where you save more than you lose."
        ), 10000, gettext_lazy("of 100"),
    ),
    "ramp_up_months": (
        gettext_lazy("Months until the work is done as before"),
        gettext_lazy("Counted from the first day of the new person."), 240, gettext_lazy("months"),
    ),
    "ramp_up_missing": (
        gettext_lazy("Work that is missing meanwhile"),
        gettext_lazy("Out of 100 of the pay of these months, for how much no work comes back yet."), 100,
        gettext_lazy("of 100"),
    ),
}  # fmt: skip
#: Parts that are written out of 100, and those that may lie below 0.
_OF_100, _BELOW = ("replaced", "vacancy_cost", "ramp_up_missing"), ("vacancy_cost",)


def part_label(part: str) -> str:
    """What people call a part of the model."""
    return str(_PARTS[part][0])


class Figure(forms.FloatField):
    """A figure, written with a point or a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=self.widget, **options)
        self.error_messages |= {"invalid": gettext_lazy("Write a number, such as 2500 or 0.5.")}

    def to_python(self, value: Any) -> Any:
        """Read the figure; one that may be thousands or a decimal, such as 1,500, is refused."""
        text = str(value or "").strip()
        if _EITHER.fullmatch(text):
            raise forms.ValidationError(_("Write it without a sign for thousands: 1500, not 1,500."))
        return super().to_python(text.replace(",", "."))


class CostForm(forms.Form):
    """All parts, what money is called, how many people work here, and why it changes."""

    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Shown beside figures."),
    )
    people_low = Figure(label=gettext_lazy("Lowest"), required=False, min_value=1, max_value=1e8)
    people_high = Figure(label=gettext_lazy("Highest"), required=False, min_value=1, max_value=1e8)
    why = forms.CharField(
        label=gettext_lazy("Where the figures come from"), max_length=200, required=False,
        help_text=gettext_lazy("It stands in the history, for good."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for part, (label, _meaning, most, _unit) in _PARTS.items():
            least = -most if part in _BELOW else 0.0
            missing = _("%(part)s: write a number. Nothing is filled in for you.")
            for end, word in (("low", _("Lowest")), ("high", _("Highest"))):
                self.fields[f"{part}_{end}"] = Figure(
                    label=word, min_value=least, max_value=most,
                    error_messages={"required": missing % {"part": label}},
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a low end above its high end."""
        given = super().clean() or self.cleaned_data
        for part in (*PARTS, "people"):
            low, high = given.get(f"{part}_low"), given.get(f"{part}_high")
            if low is not None and high is not None and low > high:
                self.add_error(
                    f"{part}_high", _("The highest value lies below the lowest. Swap them or correct one.")
                )
        if (given.get("people_low") is None) != (given.get("people_high") is None) and not self.errors:
            self.add_error("people_high", _("Give both numbers of people, or none."))
        return given

    def pairs(self) -> Iterator[tuple[str, str, str, BoundField, BoundField]]:
        """Yield each part with its meaning, its unit, and the fields of its two ends."""
        for part, (label, meaning, _most, unit) in _PARTS.items():
            yield str(label), str(meaning), str(unit), self[f"{part}_low"], self[f"{part}_high"]

    def parts(self) -> dict[str, Ends]:
        """Return the parts as the model takes them."""
        given = self.cleaned_data
        by = {part: 100.0 if part in _OF_100 else 1.0 for part in PARTS}
        return {part: (given[f"{part}_low"] / by[part], given[f"{part}_high"] / by[part]) for part in PARTS}

    def headcount(self) -> Ends | None:
        """Return how many people work here, where it was given."""
        low, high = self.cleaned_data["people_low"], self.cleaned_data["people_high"]
        return None if low is None or high is None else (low, high)


def cost_as_typed(model: LeavingCost | None) -> dict[str, Any]:
    """Return what the form shows first: the model that holds, nothing where there is none."""
    if model is None:
        return {}
    found: dict[str, Any] = {"currency": model.currency}
    for part in PARTS:
        by = 100.0 if part in _OF_100 else 1.0
        found |= {
            f"{part}_{end}": _plain(by * value)
            for end, value in zip(("low", "high"), model.parts[part], strict=True)
        }
    if model.headcount:
        found |= {
            f"people_{end}": _plain(value)
            for end, value in zip(("low", "high"), model.headcount, strict=True)
        }
    return found


def written_parts(model: LeavingCost) -> Iterator[tuple[str, str, str, str]]:
    """Yield each part of a model as it was typed: name, lowest, highest, unit."""
    typed = cost_as_typed(model)
    for part, (label, _meaning, _most, unit) in _PARTS.items():
        yield str(label), typed[f"{part}_low"], typed[f"{part}_high"], str(unit)


def _plain(value: float) -> str:
    return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
