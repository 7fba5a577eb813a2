"""Forms of people: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bothways_web.people.models import Organisation, Role, Unit
from bothways_web.people.units import current_tree

DAYS = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip
GIVEN_ROLES = [(role.value, role.label) for role in Role if role != Role.EMPLOYEE]


def zones() -> list[tuple[str, str]]:
    """Return time zones to choose from."""
    return [
        (name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name
    ] + [("UTC", "UTC")]


def languages(blank: Any = None) -> list[tuple[str, Any]]:
    """Return the languages that are offered."""
    return ([("", blank)] if blank else []) + list(settings.LANGUAGES)


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    unit = forms.ChoiceField(
        label=_("Unit that is led"),
        required=False,
        help_text=_("Only for a manager: this unit and those below it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_roles(self)
        role = self.fields["role"]
        role.choices = [("", _("none but that of an employee")), *GIVEN_ROLES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the unit of a manager."""
        return find_unit(self)


class RoleForm(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ChoiceField(
        label=_("Unit that is led"),
        required=False,
        help_text=_("Only for a manager: this unit and those below it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_roles(self)

    def clean(self) -> dict[str, Any]:
        """Find the unit of a manager."""
        return find_unit(self)


def offer_roles(form: forms.Form) -> None:
    """Offer the roles and the units of today."""
    tree = current_tree()
    units = [(code, name) for code, name in zip(tree.units, tree.names, strict=True)] if tree else []
    form.fields["role"].choices = [("", _("Choose a role")), *GIVEN_ROLES]  # type: ignore[attr-defined]
    form.fields["unit"].choices = [("", _("no unit")), *units]  # type: ignore[attr-defined]


def find_unit(form: forms.Form) -> dict[str, Any]:
    """Turn the code of a unit into the unit, and see that it goes with the role."""
    given = form.cleaned_data
    if "role" not in given or "unit" not in given:
        return given
    given["unit"] = Unit.objects.filter(code=given["unit"]).first() if given["unit"] else None
    if given["role"] == Role.MANAGER and given["unit"] is None:
        form.add_error("unit", _("Choose the unit that this manager leads."))
    elif given["role"] != Role.MANAGER and given["unit"] is not None:
        form.add_error("unit", _("Only a manager leads a unit. Choose “no unit”."))
    return given


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
            label=_("Time zone"), choices=zones(), help_text=_("For people whose own zone is not known.")
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
        help_text=_("Mails about surveys wait for one of these days."),
    )

    class Meta:
        model = Organisation
        fields = ("quiet_from", "quiet_to", "working_days", "rest_days")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_from": _(
                "In the time zone of each person. A mail that is late waits until the quiet is over."
            ),
            "rest_days": _("Nobody is asked again within so many days, whatever the survey."),
        }

    def clean(self) -> dict[str, Any]:
        """See that some time is left to send in."""
        given = super().clean() or {}
        start, end = given.get("quiet_from"), given.get("quiet_to")
        if start and end and start == end:
            self.add_error("quiet_to", _("Choose another time than the one at which the quiet begins."))
        return given


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


class OwnForm(forms.Form):
    """What an employee may change in the own record."""

    language = forms.ChoiceField(label=_("Language of mails to you"), required=False)
    time_zone = forms.ChoiceField(label=_("Your time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = _("that of the organisation")
        self.fields["language"].choices = languages(usual)  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", usual), *zones()]  # type: ignore[attr-defined]


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
        self.fields["time_zone"].choices = [("", usual), *zones()]  # type: ignore[attr-defined]


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
        tree = current_tree()
        units = list(zip(tree.units, tree.names, strict=True)) if tree else []
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class FirstForm(forms.Form):
    """The first administrator."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=200,
        help_text=_(
            "It was printed where the app was started, and stands in first-run.code in its home folder."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    organisation = forms.CharField(label=_("Name of your organisation"), max_length=120)
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    password = forms.CharField(
        label=_("Password"),
        max_length=400,
        strip=False,
        help_text=_("At least 12 characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordForm(forms.Form):
    """A first password."""

    password = forms.CharField(
        label=_("Password"),
        max_length=400,
        strip=False,
        help_text=_("At least 12 characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
