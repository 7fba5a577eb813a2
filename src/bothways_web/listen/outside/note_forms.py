"""Forms about notes of talks with customers: writing one, and finding some."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.forms import unit_choices
from bothways_web.listen.models import Pulse, VoiceNote
from bothways_web.listen.outside.notes import LONGEST
from bothways_web.people.access import Viewer
from bothways_web.people.forms.choices import languages
from bothways_web.people.units import today


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class NoteText(forms.CharField):
    """A text of many lines; what nobody can see in it, such as a zero byte, is left out."""

    widget = forms.Textarea(attrs={"rows": 12, "dir": "auto", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return super().to_python((value or "").replace("\x00", "").replace("\r\n", "\n")) or ""


class NoteForm(forms.Form):
    """What was said in a talk with customers."""

    kind = forms.ChoiceField(
        label=_("Kind of talk"), choices=VoiceNote.Kind.choices, initial=VoiceNote.Kind.INTERVIEW,
        widget=forms.RadioSelect,
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Whose work the talk was about."))
    held_on = _day(label=_("Day"), initial=today)
    language = forms.ChoiceField(label=_("Language of the text"), required=False)
    text = NoteText(
        label=_("What was said"), max_length=LONGEST,
        help_text=_("Leave names out. Those that are known here, addresses and long numbers are masked in any case."),
        error_messages={"required": _("Write what was said.")},
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, note: VoiceNote, **kwargs: Any) -> None:
        if not note._state.adding:
            names = ("kind", "unit", "held_on", "language", "text")
            kwargs["initial"] = {name: getattr(note, name) for name in names}
        super().__init__(*args, **kwargs)
        units = unit_choices(viewer, Pulse.Side.CUSTOMERS)
        if note.unit and note.unit not in {code for code, _words in units}:
            units = [(note.unit, note.unit), *units]  # one that no longer exists stays until it is changed
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["language"].choices = languages(_("not said"))  # type: ignore[attr-defined]

    def clean_held_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["held_on"]
        if day > today():
            raise forms.ValidationError(_("This day is in the future. Write the day of the talk."))
        return day


class FindNotesForm(forms.Form):
    """Which notes are wanted; what cannot be read is taken as not asked for."""

    unit = forms.CharField(max_length=60, required=False)
    kind = forms.ChoiceField(choices=[("", ""), *VoiceNote.Kind.choices], required=False)
    first = _day(required=False)
    last = _day(required=False)

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value and "\x00" not in str(value)
        }
