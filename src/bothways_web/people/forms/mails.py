"""Forms about when messages may come: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from bothways.errors import InputError
from bothways_web.people.forms.choices import DAYS, zones
from bothways_web.people.models import Digest
from bothways_web.people.notifications.day_lists import read_days
from bothways_web.people.notifications.days_off import sites

_NONE = dt.time(0)
_LARGEST = 1_000_000


def _time(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


class HoursForm(forms.Form):
    """Somebody's own quiet hours."""

    quiet_from = _time(
        _("Quiet from"),
        help_text=_(
            "Who works at night writes the hours of sleep here, such as 8:00 to 16:00. Empty: none of your own."
        ),
    )
    quiet_to = _time(_("Quiet until"))
    days_off = forms.TypedMultipleChoiceField(
        label=_("Days on which nothing comes"), choices=DAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    time_zone = forms.ChoiceField(label=_("Your time zone"), required=False)

    def __init__(self, *args: Any, has_zone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_zone:
            usual = ("", _("that of the organisation"))
            self.fields["time_zone"].choices = [usual, *zones(self.initial.get("time_zone", ""))]  # type: ignore[attr-defined]
        else:
            del self.fields["time_zone"]

    def clean(self) -> dict[str, Any]:
        """See that both hours are there, or none."""
        given = super().clean() or {}
        start, end = given.get("quiet_from"), given.get("quiet_to")
        if (start is None) != (end is None) and not self.errors:
            self.add_error("quiet_to" if end is None else "quiet_from", _("Write both hours, or neither."))
        if start is not None and start == end:
            self.add_error("quiet_to", _("Choose another time than the one at which the quiet begins."))
        return given | {"quiet_from": start or _NONE, "quiet_to": end or _NONE}


class RhythmForm(forms.Form):
    """How often the mail that says what is new comes."""

    rhythm = forms.ChoiceField(
        label=_("How often may we write that something is new?"), choices=Digest.Rhythm.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip


class DaysOffForm(forms.Form):
    """Days on which nobody is written to."""

    site = forms.ChoiceField(label=_("Where"), required=False)
    days = forms.CharField(
        label=_("Days, one a line"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Such as 2026-12-25 Christmas. A whole calendar can be pasted as well."),
    )  # fmt: skip
    calendar = forms.FileField(
        label=_("Or a calendar file"), required=False,
        help_text=_("The file (.ics) of public holidays that calendars export."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [("", _("everywhere")), *((one, one) for one in sites())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the days."""
        given = super().clean() or {}
        file, text = given.get("calendar"), given.get("days") or ""
        if self.errors:
            return given
        name = "calendar" if file else "days"
        try:
            given["read"] = read_days(_text_of(file) if file else text)
        except InputError as problem:
            self.add_error(name, str(problem))
        return given


def _text_of(file: UploadedFile[Any]) -> str:
    """Return what a calendar file says.

    Raises
    ------
    InputError
    """
    from django.utils.translation import gettext

    if (file.size or 0) > _LARGEST:
        raise InputError(gettext("The file is too large."), remedy=gettext("Bring public holidays alone."))
    try:
        return bytes(file.read()).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(
            gettext("The file is no text in UTF-8."), remedy=gettext("Export it from your calendar again.")
        ) from None
