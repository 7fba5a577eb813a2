"""Forms of reports: of which time, and how often by mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.plans.forms import day_field
from bothways_web.people.models import User
from bothways_web.verify.models import StoryMail
from bothways_web.verify.reports import spans


class SpanForm(forms.Form):
    """Of which time the story tells; a day goes before a name."""

    span = forms.ChoiceField(
        label=_("Time"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the times listed.")},
    )
    since = day_field(
        _("Or since"), required=False, error_messages={"invalid": _("Write a day such as 2026-07-01.")}
    )

    def __init__(self, *args: Any, day: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day
        self.fields["span"].choices = spans.offered(day)  # type: ignore[attr-defined]

    def clean_since(self) -> dt.date | None:
        """Return the day; one that is still to come is refused."""
        found: dt.date | None = self.cleaned_data["since"]
        if found and found > self.day:
            raise forms.ValidationError(_("Choose a day that has come."))
        return found

    def chosen(self) -> spans.Span:
        """Return the span; the last months where nothing or nothing that can be read was chosen."""
        if not self.is_valid():
            return spans.recent(self.day)
        if found := self.cleaned_data["since"]:
            return spans.since(found, self.day)
        return spans.quarter(self.cleaned_data["span"], self.day) or spans.recent(self.day)


class RhythmForm(forms.Form):
    """How often somebody wants a mail."""

    rhythm = forms.ChoiceField(
        label=_("How often?"), choices=StoryMail.Rhythm.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )  # fmt: skip


class SuggestForm(forms.Form):
    """A mail that is suggested to somebody else."""

    user = forms.ModelChoiceField(
        label=_("To whom?"), queryset=User.objects.none(), empty_label=None,
        error_messages={"required": _("Choose somebody."), "invalid_choice": _("Choose one of those listed.")},
    )  # fmt: skip
    rhythm = forms.ChoiceField(
        label=_("How often?"), widget=forms.RadioSelect,
        choices=[one for one in StoryMail.Rhythm.choices if one[0] != StoryMail.Rhythm.NEVER],
        error_messages={"required": _("Choose how often.")},
    )  # fmt: skip

    def __init__(self, *args: Any, readers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = readers  # type: ignore[attr-defined]
