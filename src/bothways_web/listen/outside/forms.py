"""Forms about customers and candidates: a contact, and what happened to one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.forms import unit_choices
from bothways_web.listen.models import Contact, Pulse
from bothways_web.listen.outside.happenings import Happening
from bothways_web.listen.outside.words import LONGEST
from bothways_web.people.access import Viewer
from bothways_web.people.forms.choices import languages
from bothways_web.people.units import below, current_tree, today

NO_KEY = _("Write the number or code by which your other system knows this person.")


class Line(forms.CharField):
    """A text of one line; what cannot be seen in it is refused."""

    def validate(self, value: Any) -> None:
        """Refuse line breaks and characters that cannot be seen."""
        super().validate(value)
        if not str(value).isprintable():
            raise forms.ValidationError(_("The text holds a line break or a character that cannot be seen."))


class ContactForm(forms.Form):
    """A customer or a candidate who can be asked."""

    key = Line(
        label=_("Number or code"), max_length=LONGEST["key"],
        help_text=_("By which your other system knows this person. No name is needed."),
        error_messages={"required": NO_KEY},
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail address"), max_length=LONGEST["email"], required=False)
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        help_text=_("That looks after this person. It decides which surveys ask them."),
    )
    language = forms.ChoiceField(label=_("Language of mails to this person"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, contact: Contact, **kwargs: Any) -> None:
        fields = ("key", "email", "unit", "language")
        kwargs["initial"] = {name: getattr(contact, name) for name in fields}
        super().__init__(*args, **kwargs)
        units = unit_choices(viewer, contact.side)
        if contact.unit and contact.unit not in {code for code, _words in units}:
            units = [
                (contact.unit, contact.unit),
                *units,
            ]  # one that no longer exists stays until it is changed
        self.fields["unit"].choices = [("", _("none yet")), *units]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages(_("that of the organisation"))  # type: ignore[attr-defined]


class HappeningForm(forms.Form):
    """What happened to one person, who is asked about it."""

    key = Line(
        label=_("Number or code"), max_length=LONGEST["key"],
        help_text=_("By which your other system knows this person. No name is needed."),
        error_messages={"required": NO_KEY},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"), max_length=LONGEST["email"], required=False,
        help_text=_("Blank: the one that is known. Where none is, you get a link to hand on."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of mails to this person"), required=False)
    unit = forms.ChoiceField(
        label=_("Unit"), help_text=_("With which it was."),
        error_messages={"required": _("Choose the unit with which it was.")},
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=today
    )
    touchpoint = Line(
        label=_("What it was"), max_length=LONGEST["touchpoint"], required=False,
        help_text=_("As it stands in the question, in the language of the person, such as: your call."),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, pulse: Pulse, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = below(current_tree(), pulse.audience.code)
        units = [one for one in unit_choices(viewer, pulse.side) if one[0] in asked]
        if len(units) > 1:
            units = [("", str(_("choose one"))), *units]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["language"].choices = languages(_("the one that is known, or that of the organisation"))  # type: ignore[attr-defined]

    def happening(self) -> Happening:
        """Return what was told."""
        return Happening(**self.cleaned_data)
