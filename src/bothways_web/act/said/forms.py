"""The form of an entry under "You said, we did"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import Said
from bothways_web.listen.problems.forms import Words
from bothways_web.listen.problems.units import offered_units
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Unit


class SaidForm(forms.Form):
    """What was said and what became of it."""

    voice = forms.ChoiceField(
        label=_("Who said it?"),
        choices=Said.Voice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who said it.")},
    )
    you_said = Words(
        label=_("You said"),
        rows=4,
        help_text=_(
            "Write it anew, in your own words, so that nobody can be recognised: a way of writing, a day or a story "
            "can give somebody away."
        ),
        error_messages={"required": _("Write what was said.")},
    )
    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=Said.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    we_did = Words(
        label=_("What we did, or why not now"),
        rows=4,
        error_messages={"required": _("Write what was done, or why nothing is done now.")},
    )
    decided_by = forms.CharField(
        label=_("Who decided?"),
        required=False,
        max_length=120,
        help_text=_("A role or a group, such as “the committee”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    unit = forms.ChoiceField(label=_("Which unit is it about?"), required=False)
    for_customers = forms.BooleanField(
        label=_("Customers may read it too"),
        required=False,
        help_text=_("On a page that needs no account, without the unit and without who decided."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = viewer.units(Right.TRIAGE)
        whole = [("", _("The whole organisation"))] if mine is None else []
        units = [one for one in offered_units() if mine is None or one[0] in mine]
        self.fields["unit"].choices = [*whole, *units]  # type: ignore[attr-defined]
        self.fields["unit"].required = mine is not None

    def given(self) -> dict[str, Any]:
        """Return the fields of the entry."""
        unit = self.cleaned_data["unit"]
        return {**self.cleaned_data, "unit": Unit.objects.get(code=unit) if unit else None}


def start_of(said: Said) -> dict[str, Any]:
    """Return what the form of an entry begins with."""
    unit = said.unit.code if said.unit else ""
    names = ("voice", "you_said", "outcome", "we_did", "decided_by", "for_customers")
    return {name: getattr(said, name) for name in names} | {"unit": unit}
