"""Forms about people: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.people.forms.choices import languages, units, zones


class OwnForm(forms.Form):
    """What an employee may change in the own record."""

    language = forms.ChoiceField(label=_("Language of mails to you"), required=False)
    time_zone = forms.ChoiceField(label=_("Your time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = _("that of the organisation")
        self.fields["language"].choices = languages(usual)  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", usual), *zones(self.initial.get("time_zone", ""))]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """What a people lead may correct by hand."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = _("that of the organisation")
        self.fields["language"].choices = languages(usual)  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", usual), *zones(self.initial.get("time_zone", ""))]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of a post."""

    end = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason for leaving"), max_length=120, required=False)


class MoveForm(forms.Form):
    """A new post."""

    unit = forms.ChoiceField(label=_("Unit"))
    start = forms.DateField(
        label=_("First day there"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    role = forms.CharField(label=_("Role"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units()  # type: ignore[attr-defined]
