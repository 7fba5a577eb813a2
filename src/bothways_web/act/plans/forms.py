"""Forms of plans: the plan itself, what it expects, how it goes, a task, its end."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import CheckIn, Plan
from bothways_web.act.plans.expecting import Expectation
from bothways_web.act.plans.measured import Measured, key_of, parts_of
from bothways_web.act.plans.number_words import choice_in_words
from bothways_web.act.plans.reach import owners_for
from bothways_web.act.plans.writing import DATES, WORDS
from bothways_web.act.work.forms import Hours
from bothways_web.listen.outside.forms import Line
from bothways_web.listen.problems.forms import Words
from bothways_web.people.models import Person

#: From so many people on a name is typed, not chosen.
MOST_LISTED = 200


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class Amount(forms.CharField):
    """A figure above nothing, written with a point or a comma."""

    def to_python(self, value: Any) -> Any:
        """Return it as a number; what is none is refused."""
        text = (super().to_python(value) or "").strip().replace(",", ".")
        if not text:
            return ""
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise forms.ValidationError(_("Write a number such as 5 or 2.5."))
        return found


class OwnerForm(forms.Form):
    """A form in which somebody of a unit is chosen."""

    owner = forms.ChoiceField(label=_("Who looks after it"), required=False)

    def __init__(self, *args: Any, unit: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit, found = unit, list(owners_for(unit)[: MOST_LISTED + 1])
        self.is_typed = len(found) > MOST_LISTED
        if self.is_typed:
            help_text = _("The name or the code, as it stands in the records.")
            self.fields["owner"] = Line(label=self.fields["owner"].label, required=False, help_text=help_text)
        else:
            listed = [(str(one.pk), str(one)) for one in found]
            self.fields["owner"].choices = [("", _("nobody yet")), *listed]  # type: ignore[attr-defined]

    def clean_owner(self) -> Person | None:
        """Return the person; somebody who is not of the unit is not there."""
        given = self.cleaned_data["owner"]
        if not given:
            return None
        there = owners_for(self.unit)
        if not self.is_typed:
            return there.filter(pk=given).first()
        named = list(there.filter(code=given)[:1]) or list(there.filter(name__iexact=given)[:2])
        if len(named) != 1:
            raise forms.ValidationError(
                _("Nobody or more than one of this team is called that. Write the code.")
            )
        return named[0]


class PlanForm(OwnerForm):
    """A plan in words."""

    title = Line(
        label=_("We will"), max_length=160, error_messages={"required": _("Write what you will do.")},
        help_text=_("One thing that somebody can see happen. For example: call patients back within two hours."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    because_text = Words(
        label=_("Because"), rows=2, required=False,
        help_text=_("Everybody in the team reads it. Write it so that nobody can be recognised."),
    )  # fmt: skip
    text = Words(
        label=_("How"), rows=5, required=False, help_text=_("Who does what first, and how you will notice.")
    )
    starts_on = day_field(_("Start"))
    review_on = day_field(
        _("Look back on"), help_text=_("On this day the owner is asked: keep, change or stop?")
    )
    stop_if = Words(
        label=_("We will stop if"),
        rows=2,
        required=False,
        help_text=_("What would tell you that it does harm."),
    )
    commitment = Words(
        label=_("What I will do for it"), rows=2, required=False,
        help_text=_("Your promise as the one who leads the team. Your name and the day stand below it."),
    )  # fmt: skip
    field_order = (
        "title",
        "because_text",
        "text",
        "owner",
        "starts_on",
        "review_on",
        "stop_if",
        "commitment",
    )

    def given(self) -> dict[str, Any]:
        """Return what was written."""
        return {name: self.cleaned_data[name] for name in (*WORDS, *DATES, "owner")}


def plan_as_typed(plan: Plan) -> dict[str, Any]:
    """Return what the form of a plan shows first."""
    found = {name: getattr(plan, name) for name in (*WORDS, *DATES)}
    return found | {"owner": str(plan.owner_id or "")}


class ExpectationForm(forms.Form):
    """What is expected: of which number, how much, by when. A locked one may be changed with its start."""

    number = forms.ChoiceField(
        label=_("Which number will tell?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose the number that will tell.")},
    )  # fmt: skip
    expected = Amount(
        label=_("Better by at least"), help_text=_("In the units of the number."),
        error_messages={"required": _("Write by how much it will be better.")},
    )  # fmt: skip
    smallest = Amount(
        label=_("Smallest change worth the effort"), help_text=_("Less than this would not have been worth it."),
        error_messages={"required": _("Write the smallest change that is worth the effort.")},
    )  # fmt: skip
    expected_by = day_field(
        _("By"), help_text=_("Think of when the number is measured next, and of a month more.")
    )
    starts_on = day_field(_("Start"))
    why = Words(
        label=_("Why it changes"), rows=2, required=False, help_text=_("It stands in the history, for good.")
    )

    def __init__(self, *args: Any, there: list[Measured], locked: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        number = self.fields["number"]
        number.choices = [(one.key, choice_in_words(one)) for one in there if one.can_be_expected]  # type: ignore[attr-defined]
        # What was sent by hand is refused by the verb, with the names of what is measured.
        number.valid_value = lambda value: True  # type: ignore[attr-defined]
        if not locked:
            del self.fields["starts_on"], self.fields["why"]

    def expectation(self) -> Expectation:
        """Return what is expected."""
        given = self.cleaned_data
        side, metric = parts_of(given["number"])
        return Expectation(
            side[:12], metric[:120], given["expected"], given["smallest"], given["expected_by"]
        )


def expectation_as_typed(plan: Plan) -> dict[str, Any]:
    """Return what the form of an expectation shows first: first of all the number it comes from."""
    key = key_of(plan.metric_side, plan.metric) or key_of("employees", plan.domain)
    names = ("expected", "smallest", "starts_on")
    found = {name: getattr(plan, name) for name in names} | {"number": key}
    return found | {"expected_by": plan.expected_by or plan.review_on + dt.timedelta(days=30)}


class CheckInForm(forms.Form):
    """How a plan goes."""

    how = forms.ChoiceField(
        label=_("How does it go?"), choices=CheckIn.How.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it goes.")},
    )  # fmt: skip
    words = Words(label=_("What happened"), rows=2, required=False)


class TaskForm(OwnerForm):
    """A task of a plan."""

    task = Line(
        label=_("What is to be done"), max_length=160, error_messages={"required": _("Write what is to be done.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    effort = Hours(label=_("Hours it will take"), initial=1, missing=_("Estimate the hours."))
    due_on = day_field(_("Until"), required=False)
    field_order = ("task", "owner", "due_on", "effort")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].label = _("Who has agreed to do it")
        self.fields["owner"].help_text = _("Nobody yet: it waits until somebody takes it.")


class EndForm(forms.Form):
    """What was learnt."""

    learnt = Words(
        label=_("What we learnt"), rows=4, required=False, help_text=_("For the next team that tries it.")
    )
