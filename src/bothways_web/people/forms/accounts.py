"""Forms about accounts: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.people.forms.choices import GIVEN_ROLES, units
from bothways_web.people.models import Role, Unit


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


class AccountForm(forms.Form):
    """Name and address of an account."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("To sign in with. The address before gets a mail."),
    )


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
    form.fields["role"].choices = [("", _("Choose a role")), *GIVEN_ROLES]  # type: ignore[attr-defined]
    form.fields["unit"].choices = [("", _("no unit")), *units()]  # type: ignore[attr-defined]


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
