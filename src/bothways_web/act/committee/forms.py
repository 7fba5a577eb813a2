"""Forms about the committee: charter, draw, quotas, meeting, minutes, decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.allocation import Quota
from bothways_web.act.committee.showing import QuotaShown
from bothways_web.act.huddles.forms import Line, Words
from bothways_web.act.models import Charter, CommitteeDecision, CommitteeMeeting
from bothways_web.listen.problems.units import offered_units
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation, Unit
from bothways_web.people.units import today

LONGEST = 6000


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _time(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def _part(label: Any, hint: Any, *, required: bool = True, rows: int = 4) -> Words:
    return Words(
        label=label, help_text=hint, rows=rows, max_length=LONGEST, required=required,
        error_messages={"required": _("Write this part: whoever says yes to a seat needs to know it.")},
    )  # fmt: skip


def in_zone(day: dt.date, at: dt.time) -> dt.datetime:
    """Return a moment by the clock of the organisation."""
    return dt.datetime.combine(day, at, tzinfo=zone_of(Organisation.current().time_zone))


def day_and_time(moment: dt.datetime) -> dict[str, Any]:
    """Return a moment as a form shows it."""
    local = localtime(moment, zone_of(Organisation.current().time_zone))
    return {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}


class CharterForm(forms.Form):
    """The six parts of a charter, and what goes with them."""

    purpose = _part(_("Purpose"), _("What the committee is for, in two or three sentences."))
    culture = _part(_("Culture"), _("How people deal with each other and with customers when it goes well."))
    process = _part(
        _("Process"), _("How often it meets, how it decides, who leads a meeting and who writes.")
    )
    goals = _part(_("Goals"), _("What will be different at the end of the term, and how one would notice."))
    expectations = _part(
        _("Expectations"), _("What is expected of members, and what members can expect of the company.")
    )
    accountability = _part(_("Accountability"), _("Whom it answers to, by when, and where that can be read."))
    powers = forms.ChoiceField(
        label=_("How far does its word go?"), choices=Charter.Powers.choices, widget=forms.RadioSelect,
        help_text=_("If in doubt, let it advise. It decides only about what is really left to it."),
        error_messages={"required": _("Choose how far its word goes.")},
    )  # fmt: skip
    powers_words = _part(_("What it decides about"), "", required=False, rows=2)
    time_for_it = _part(
        _("Working time for it"), _("It is work: say how many hours, and that they are paid."), required=False, rows=2
    )  # fmt: skip
    removal = _part(_("How a member can be asked to go"), "", required=False, rows=2)
    term_months = forms.IntegerField(label=_("Term in months"), min_value=3, max_value=36)
    review_on = _day(label=_("Looked at again on"), error_messages={"required": _("Choose a day.")})
    outside = forms.BooleanField(
        label=_("Everybody may read it, without an account"), required=False,
        help_text=_("On a page without names of members."),
    )  # fmt: skip


class DrawForm(forms.Form):
    """What a draw is to be like."""

    seats = forms.IntegerField(
        label=_("Seats"), min_value=3, max_value=40, initial=8,
        help_text=_("Enough for the groups you want to hear, few enough to talk: 6 to 12 in most places."),
    )  # fmt: skip
    attributes = forms.MultipleChoiceField(
        label=_("What should the committee be a cross-section of?"), widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("As the personnel records know it. More of them leave the lot less room."),
    )  # fmt: skip
    day = _day(label=_("Day of the draw"), error_messages={"required": _("Choose a day.")})
    time = _time(
        label=_("Time"), initial=dt.time(12), help_text=_("By the clock of the organisation."),
        error_messages={"required": _("Choose a time.")},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["attributes"]
        field.choices = offered  # type: ignore[attr-defined]
        field.initial = [name for name, _label in offered]

    def draw_at(self) -> dt.datetime:
        """Return the moment of the draw."""
        return in_zone(self.cleaned_data["day"], self.cleaned_data["time"])


class QuotaForm(forms.Form):
    """The fewest and the most seats of each group."""

    def __init__(self, *args: Any, shown: Sequence[QuotaShown], seats: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = list(shown)
        for one in self.shown:
            group = f"{one.attribute}: {one.label}"
            for end, words in (("low", _now("fewest")), ("high", _now("most"))):
                self.fields[f"{one.key}-{end}"] = forms.IntegerField(
                    label=f"{group}, {words}", min_value=0, max_value=seats, initial=getattr(one, end),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """See that no group has fewer most than fewest seats."""
        given = super().clean() or {}
        for one in self.shown:
            low, high = given.get(f"{one.key}-low"), given.get(f"{one.key}-high")
            if low is not None and high is not None and low > high:
                self.add_error(
                    f"{one.key}-high", _now("The most is less than the fewest. Give a higher number.")
                )
        return given

    def rows(self) -> list[tuple[QuotaShown, Any, Any]]:
        """Return each group with its two fields."""
        return [(one, self[f"{one.key}-low"], self[f"{one.key}-high"]) for one in self.shown]

    def quotas(self, before: Sequence[Quota]) -> list[Quota]:
        """Return the quotas as they were given."""
        given = self.cleaned_data
        return [
            Quota(quota.attribute, quota.value, given[f"{one.key}-low"], given[f"{one.key}-high"])
            for one, quota in zip(self.shown, before, strict=True)
        ]


class MeetingForm(forms.Form):
    """When the committee meets, and where."""

    day = _day(label=_("Day"), error_messages={"required": _("Choose a day.")})
    time = _time(
        label=_("Time"), help_text=_("By the clock of the organisation."),
        error_messages={"required": _("Choose a time.")},
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=480, initial=60)
    place = Line(
        label=_("Where"), required=False, max_length=160, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def given(self) -> dict[str, Any]:
        """Return the fields of the meeting."""
        found = self.cleaned_data
        at = in_zone(found["day"], found["time"])
        return {"at": at, "minutes": found["minutes"], "place": found["place"]}


def meeting_as_typed(meeting: CommitteeMeeting) -> dict[str, Any]:
    """Return what the form of a meeting begins with."""
    return day_and_time(meeting.at) | {"minutes": meeting.minutes, "place": meeting.place}


class MinutesForm(forms.Form):
    """What was said under each point of the standing agenda."""

    mission = _part(_("The mission"), "", required=False, rows=3)
    celebrate = _part(_("What we celebrate"), "", required=False, rows=3)
    blockers = _part(_("What is in the way"), "", required=False, rows=3)
    ideas = _part(_("New ideas"), "", required=False, rows=3)
    other = _part(_("Anything else"), "", required=False, rows=3)
    outside = forms.BooleanField(
        label=_("Everybody may read them, without an account"), required=False,
        help_text=_("Leave out who said what, and whom it was about."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """One decision."""

    text = Line(
        label=_("What was decided"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write what was decided.")},
    )  # fmt: skip
    reason = Words(
        label=_("Why"),
        rows=3,
        max_length=LONGEST,
        error_messages={"required": _("Write why: others will ask.")},
    )
    who = Line(
        label=_("Who does it"), max_length=120, help_text=_("A role, a team or a name of somebody who agreed."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write who does it.")},
    )  # fmt: skip
    by_when = _day(label=_("By when"), required=False)
    dissent = Words(
        label=_("Who saw it otherwise, and why"), rows=2, required=False, max_length=LONGEST,
        help_text=_("Without names, unless they want to be named."),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Which team is asked to make it a plan?"), required=False,
        help_text=_("Whoever leads it reads about it once the minutes are published."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("No team, or any")), *offered_units()]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return the fields of the decision."""
        unit = self.cleaned_data["unit"]
        return {**self.cleaned_data, "unit": Unit.objects.get(code=unit) if unit else None}


def decision_as_typed(decision: CommitteeDecision) -> dict[str, Any]:
    """Return what the form of a decision begins with."""
    names = ("text", "reason", "who", "by_when", "dissent")
    unit = decision.unit.code if decision.unit else ""
    return {name: getattr(decision, name) for name in names} | {"unit": unit}


def first_proposal() -> dict[str, Any]:
    """Return the day and time that a form proposes: in a fortnight, at noon."""
    return {"day": today() + dt.timedelta(days=14), "time": dt.time(12)}
