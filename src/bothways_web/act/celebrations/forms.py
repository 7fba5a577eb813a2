"""Forms of celebrations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.errors import InputError
from bothways_web.act.celebrations.finding import find_person
from bothways_web.act.celebrations.writing import LONGEST, Given
from bothways_web.listen.problems.forms import Words
from bothways_web.listen.problems.units import offered_units
from bothways_web.people.models import Unit

PERSON, TEAM = "person", "team"
EVERYBODY, TEAM_ALONE = "everybody", "team"


class ThanksForm(forms.Form):
    """Whom somebody thanks, what for, and who reads it."""

    to = forms.ChoiceField(
        label=_("Whom do you thank?"),
        choices=[(PERSON, _("A person")), (TEAM, _("A team"))],
        widget=forms.RadioSelect,
        initial=PERSON,
        error_messages={"required": _("Choose a person or a team.")},
    )
    person = forms.CharField(
        label=_("Name or e-mail address of the person"),
        help_text=_("The whole name. Leave it blank if you thank a team."),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    team = forms.ChoiceField(label=_("Team"), help_text=_("Leave it if you thank a person."), required=False)
    text = Words(
        label=_("What did they do for customers or colleagues?"),
        rows=4,
        help_text=_(
            "One or two sentences about one thing. Leave names of customers out; names and addresses in the text are "
            "taken out anyway."
        ),
        error_messages={"required": _("Write what you are thankful for.")},
    )
    readers = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=[
            (EVERYBODY, _("Everybody with an account")),
            (TEAM_ALONE, _("The team of whoever is thanked, and those above it")),
        ],
        widget=forms.RadioSelect,
        initial=EVERYBODY,
        error_messages={"required": _("Choose who reads it.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [("", _("Choose a team")), *offered_units()]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Say if it is too long for a board."""
        text: str = self.cleaned_data["text"].strip()
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _("Shorten the text; %(most)s characters are the most.") % {"most": LONGEST}
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Find the person, or the team."""
        given = super().clean() or {}
        if given.get("to") == PERSON and not given.get("person") and "person" not in self.errors:
            self.add_error("person", _("Write whom you thank, or choose a team above."))
        elif given.get("to") == PERSON and "person" not in self.errors:
            try:
                given["found"] = find_person(given.get("person") or "")
            except InputError as problem:
                self.add_error("person", str(problem))
        elif given.get("to") == TEAM and not given.get("team") and "team" not in self.errors:
            self.add_error("team", _("Choose the team that you thank."))
        return given

    def given(self) -> Given:
        """Return what is thanked for."""
        given, alone = self.cleaned_data, self.cleaned_data["readers"] == TEAM_ALONE
        if given["to"] == PERSON:
            return Given(given["text"], person=given["found"], team_alone=alone)
        return Given(given["text"], team=Unit.objects.get(code=given["team"]), team_alone=alone)


class TakeDownForm(forms.Form):
    """Why a lead takes a celebration down."""

    reason = forms.CharField(
        label=_("A word of reason"),
        help_text=_("Whoever wrote it and whoever is thanked read it."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write a word of reason.")},
    )
