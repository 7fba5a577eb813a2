"""Forms about huddles: the rhythm, an action, notes, a card."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.huddles.capture import Action
from bothways_web.act.huddles.cards import LONGEST
from bothways_web.act.huddles.rhythms import Rhythm
from bothways_web.act.models import HuddleRhythm, WorkItem
from bothways_web.act.work.forms import Hours
from bothways_web.act.work.items import NAMES_FIRST, people_of
from bothways_web.listen.channels.rooms import rooms_in_use
from bothways_web.listen.models import ChatRoom
from bothways_web.people.models import Person, Unit
from bothways_web.people.units import today

MOST_NOTES = 4000
#: So many names can be scrolled through; in a larger unit the others find the work in the pool.
MOST_OFFERED = 500


class Words(forms.CharField):
    """A text of several lines; what nobody can see in it, such as a zero byte, is left out."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return super().to_python((value or "").replace("\x00", "").replace("\r\n", "\n")) or ""


class Line(forms.CharField):
    """A text of one line."""

    def to_python(self, value: Any) -> str:
        """Return the text in one line, without what nobody can see in it."""
        return super().to_python(" ".join((value or "").replace("\x00", "").split())) or ""


class Somebody(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person to choose; what is no key of anybody is refused in the same words."""

    def to_python(self, value: Any) -> Any:
        """Return the person."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class RhythmForm(forms.Form):
    """When a unit meets."""

    every = forms.ChoiceField(label=_("How often"), choices=HuddleRhythm.Every.choices)
    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=HuddleRhythm.Weekday.choices, coerce=int,
        help_text=_("Leave it as it is where you meet every working day."),
    )  # fmt: skip
    at = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the clock of the organisation."),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=120,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write whole minutes from 5 to 120.")
        ),
    )  # fmt: skip
    starts_on = _day(label=_("First huddle on or after"))
    room: forms.ModelChoiceField[ChatRoom] = forms.ModelChoiceField(
        label=_("Chat room that is told in the morning"), queryset=None, required=False, empty_label=_("none"),
        help_text=_("It is told that there is a huddle and where, and nothing of what is in it."),
    )  # fmt: skip
    paused = forms.BooleanField(
        label=_("Pause"), required=False, help_text=_("No day is shown and nobody is told, until you go on.")
    )

    def __init__(self, data: Any = None, *, rhythm: HuddleRhythm | None) -> None:
        shown = rhythm or HuddleRhythm(starts_on=today())
        names = ("every", "weekday", "at", "minutes", "starts_on", "room", "paused")
        super().__init__(data, initial={name: getattr(shown, name) for name in names})
        self.fields["room"].queryset = rooms_in_use()  # type: ignore[attr-defined]

    def rhythm(self) -> Rhythm:
        """Return what was chosen."""
        return Rhythm(**self.cleaned_data)


class ActionForm(forms.Form):
    """Who does what by when."""

    title = Line(
        label=_("What is to be done"), max_length=160, widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write what is to be done.")},
    )  # fmt: skip
    owner = Somebody(
        label=_("Who"), queryset=None, required=False, empty_label=_("nobody yet: into the pool"),
        error_messages={"invalid_choice": _("Choose somebody who works in this team.")},
    )  # fmt: skip
    due_on = _day(label=_("Until"), required=False)
    effort = Hours(label=_("Hours it will take"), initial=1, missing=_("Estimate the hours."))

    def __init__(
        self, data: Any = None, *, unit: Unit, item: WorkItem | None = None, title: str = ""
    ) -> None:
        given = {"title": title[:160]}
        if item is not None:
            given = {name: getattr(item, name) for name in ("title", "owner", "due_on", "effort")}
        super().__init__(data, initial=given)
        self.kept = item.due_on if item else None
        there = people_of(unit.code).order_by(*NAMES_FIRST)
        offered = list(there.values_list("pk", flat=True)[:MOST_OFFERED])
        if item is not None and item.owner_id:
            offered.append(item.owner_id)
        self.fields["owner"].queryset = Person.objects.filter(pk__in=offered).order_by(*NAMES_FIRST)  # type: ignore[attr-defined]

    def clean_due_on(self) -> dt.date | None:
        """Refuse a day that is over, unless it was there before."""
        day: dt.date | None = self.cleaned_data["due_on"]
        if day and day < today() and day != self.kept:
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return day

    def action(self) -> Action:
        """Return what was agreed."""
        return Action(**self.cleaned_data)


class NotesForm(forms.Form):
    """Notes for the unit."""

    notes = Words(
        label=_("Notes"), rows=4, max_length=MOST_NOTES, required=False,
        help_text=_("For everybody in the team. Leave out customers’ names, and who said what."),
    )  # fmt: skip


class CardForm(forms.Form):
    """An idea."""

    text = Words(
        label=_("Your idea"), rows=4, max_length=LONGEST,
        help_text=_("One idea a card. Write about the work, and do not name people."),
        error_messages={"required": _("Write your idea.")},
    )  # fmt: skip
