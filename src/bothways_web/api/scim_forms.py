"""Forms of the people feed: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.api.scim.accounts import GIVEN
from bothways_web.api.scim.models import FeedGroup, FeedSettings
from bothways_web.people.forms.choices import units
from bothways_web.people.models import Unit


class FeedForm(forms.ModelForm):  # type: ignore[type-arg]
    """What holds for the whole feed."""

    class Meta:
        model = FeedSettings
        fields = ("gives_accounts",)


class DepartmentForm(forms.Form):
    """Which unit a department is."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, _("the one of this code, or the only one of this name"))

    def clean_unit(self) -> Unit | None:
        """Find the unit."""
        return find_unit(self.cleaned_data["unit"])


class GroupForm(forms.Form):
    """What being in a group means."""

    use = forms.ChoiceField(
        label=_("Being in it means"), choices=FeedGroup.Use.choices, widget=forms.RadioSelect
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, help_text=_("That the group is, or that its managers lead.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, _("no unit"))
        roles = [(role.value, role.label) for role in GIVEN]
        self.fields["role"].choices = [("", _("no role")), *roles]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        """Find the unit."""
        return find_unit(self.cleaned_data["unit"])


def offer_units(form: forms.Form, blank: Any) -> None:
    """Offer the units of today."""
    form.fields["unit"].choices = [("", blank), *units()]  # type: ignore[attr-defined]


def find_unit(code: str) -> Unit | None:
    """Return the unit of a code that was offered."""
    return Unit.objects.filter(code=code).first() if code else None
