"""Forms of setting up: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.errors import InputError
from bothways_web.people.forms.choices import DAYS, languages, zones
from bothways_web.people.models import Organisation
from bothways_web.people.notifications.hours import refuse_closed
from bothways_web.people.notifications.quiet import Quiet, open_hours


class OrganisationForm(forms.ModelForm[Organisation]):
    """Name, zone, support."""

    class Meta:
        model = Organisation
        fields = ("name", "time_zone", "support")
        help_texts = {
            "name": _("It stands at the top of each page and in each mail."),
            "support": _(
                "A telephone number or an address for somebody who needs help now. Survey pages show it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=zones(self.instance.time_zone),
            help_text=_("For people whose own zone is not known."),
        )


class LanguageForm(forms.ModelForm[Organisation]):
    """The language of mails to people whose own is not known."""

    class Meta:
        model = Organisation
        fields = ("language",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Usual language"),
            choices=languages(),
            help_text=_("For mails to people whose own language is not known."),
        )


class QuietForm(forms.ModelForm[Organisation]):
    """When mails may be sent."""

    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Messages wait for one of these days."),
    )

    class Meta:
        model = Organisation
        fields = ("quiet_from", "quiet_to", "working_days")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_from": _(
                "In the time zone of each person. A message that is late waits until the quiet is over."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """See that some time is left to send in."""
        given = super().clean() or {}
        start, end = given.get("quiet_from"), given.get("quiet_to")
        if start and end and start == end:
            self.add_error("quiet_to", _("Choose another time than the one at which the quiet begins."))
        elif start and end and given.get("working_days"):
            try:
                refuse_closed(open_hours(Quiet(start, end, given["working_days"])))
            except InputError as problem:
                self.add_error("quiet_to", str(problem))
        return given


class AsksForm(forms.ModelForm[Organisation]):
    """How often one person may be asked."""

    class Meta:
        model = Organisation
        fields = ("rest_days", "most_asks", "asks_days")
        help_texts = {
            "rest_days": _("No survey that goes to many at once asks somebody again within so many days."),
            "most_asks": _(
                "All kinds counted together: pulses, surveys after something happened, and single rounds."
            ),
        }


class AnswerDaysForm(forms.ModelForm[Organisation]):
    """Until when a report should be answered."""

    class Meta:
        model = Organisation
        fields = ("answer_days",)
        help_texts = {
            "answer_days": _(
                "Whoever reports a problem reads this promise. Once it is over, those who look after problems are "
                "reminded, at most once a week."
            ),
        }


class FloorForm(forms.Form):
    """A higher floor."""

    floor = forms.IntegerField(label=_("Fewest people behind a number"), max_value=50)

    def __init__(self, *args: Any, lowest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor"] = forms.IntegerField(
            label=_("Fewest people behind a number"),
            min_value=lowest + 1,
            max_value=50,
            help_text=_("Once confirmed it cannot go down again: people answered under this promise."),
        )
