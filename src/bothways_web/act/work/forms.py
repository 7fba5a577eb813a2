"""Forms about work: a piece, a second piece, why it is not done, how long it took, somebody's room."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bothways_web.act.models import WorkItem
from bothways_web.act.models.work import MOST_HOURS, MOST_HOURS_A_MONTH
from bothways_web.act.work.writing import FIELDS, LEAST_HOURS
from bothways_web.people.units import today

MOST_SKILLS, LONGEST_SKILL, LONGEST_TEXT, LONGEST_REASON = 12, 40, 2000, 300


class Line(forms.CharField):
    """A text of one line or several; what nobody can see in it, such as a zero byte, is left out."""

    def __init__(self, *, rows: int = 0, **options: Any) -> None:
        attrs = {"dir": "auto", "autocomplete": "off"} | ({"rows": str(rows)} if rows else {})
        widget = forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs)
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return super().to_python((value or "").replace("\x00", "").replace("\r\n", "\n")) or ""


class Hours(forms.DecimalField):
    """Hours, with a point or a comma."""

    def __init__(self, *, least: Decimal = LEAST_HOURS, missing: Any = "", **options: Any) -> None:
        wrong = format_lazy(
            _("Write hours from {least} to {most} as a number, such as 1.5."), least=least, most=MOST_HOURS
        )
        names = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        options["error_messages"] = dict.fromkeys(names, wrong) | ({"required": missing} if missing else {})
        options["widget"] = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "size": "6"}
        )
        super().__init__(max_digits=5, decimal_places=1, **options)
        self.validators += [MinValueValidator(least, wrong), MaxValueValidator(MOST_HOURS, wrong)]

    def to_python(self, value: Any) -> Any:
        """Return the number, whichever sign separates its decimals."""
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


class Skills(forms.CharField):
    """Names of skills between commas; kept in small letters, sorted, each once."""

    def __init__(self, **options: Any) -> None:
        attrs = {"dir": "auto", "autocomplete": "off"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **options)

    def prepare_value(self, value: Any) -> Any:
        """Return a stored list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the list; say where there are too many or one is too long."""
        text = (value or "").replace("\x00", "").replace("\n", ",").replace(";", ",")
        found = sorted({" ".join(part.split()).casefold() for part in text.split(",")} - {""})
        if len(found) > MOST_SKILLS:
            raise forms.ValidationError(
                _("These are %(n)s skills. Name at most %(most)s.") % {"n": len(found), "most": MOST_SKILLS}
            )
        if any(len(one) > LONGEST_SKILL for one in found):
            raise forms.ValidationError(
                _("Write each skill in at most %(most)s characters, with commas between them.")
                % {"most": LONGEST_SKILL}
            )
        return found


class Day(forms.DateField):
    """A day, as browsers send it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, **options)


class ItemForm(forms.Form):
    """A piece of work."""

    title = Line(
        label=_("What is to be done"), max_length=160, help_text=_("One thing that somebody can finish."),
        error_messages={"required": _("Write what is to be done.")},
    )  # fmt: skip
    effort = Hours(label=_("Hours it will take"), initial=Decimal(1), missing=_("Estimate the hours."))
    skills = Skills(label=_("Skills it needs"))
    due_on = Day(label=_("Until"))
    text = Line(
        label=_("More about it"), required=False, rows=4,
        help_text=_("The whole unit reads it: leave out who reported it, and how."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, used: Iterable[str] = (), item: WorkItem | None = None, **options: Any
    ) -> None:
        if item is not None:
            options["initial"] = {name: getattr(item, name) for name in FIELDS}
        self.item = item
        super().__init__(*args, **options)
        self.fields["skills"].help_text = skills_hint(used)

    def clean_text(self) -> str:
        """Refuse a long text; one that grew long by the reasons why it was not done may stay as long."""
        text: str = self.cleaned_data["text"]
        over = len(text) - max(LONGEST_TEXT, len(self.item.text) if self.item else 0)
        if over > 0:
            words = ngettext("Shorten it by %(n)s character.", "Shorten it by %(n)s characters.", over)
            raise forms.ValidationError(words % {"n": over})
        return text

    def clean_due_on(self) -> Any:
        """Refuse a day that is over, unless it was there before."""
        day = self.cleaned_data["due_on"]
        if day and day < today() and (self.item is None or day != self.item.due_on):
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day


class SplitForm(forms.Form):
    """The second piece that is made out of one."""

    title = Line(
        label=_("What is the second piece?"),
        max_length=160,
        error_messages={"required": _("Write what it is.")},
    )
    effort = Hours(
        label=_("Its hours"),
        missing=_("Estimate the hours."),
        help_text=_("They are taken from the first piece."),
    )


class DropForm(forms.Form):
    """Why a piece will not be done."""

    reason = Line(
        label=_("Why will it not be done?"), max_length=LONGEST_REASON, rows=3,
        help_text=_("One sentence. The whole unit reads it."),
        error_messages={"required": _("Write why.")},
    )  # fmt: skip


class DoneForm(forms.Form):
    """How long a piece took."""

    took = Hours(
        label=_("Hours it took"), required=False, least=Decimal("0.1"),
        help_text=_("Leave it empty if it took about as long as estimated."),
    )  # fmt: skip


class DrawForm(forms.Form):
    """What somebody is drawn for."""

    title = Line(
        label=_("What for?"), max_length=160, initial=_("Take the notes"),
        help_text=_("Pieces with the same words are counted, so that those drawn least come first."),
        error_messages={"required": _("Write what somebody is drawn for.")},
    )  # fmt: skip


MOST_ROOM = format_lazy(_("Write a number of hours from 0 to {most}."), most=MOST_HOURS_A_MONTH)


class RoomForm(forms.Form):
    """The room that somebody has."""

    hours = forms.IntegerField(
        label=_("Hours a month"), min_value=0, max_value=MOST_HOURS_A_MONTH, initial=0,
        help_text=_("For shared work, on top of your own. 0: nothing is proposed to you."),
        error_messages={
            "required": _("Write how many hours; 0 for none."),
            "invalid": _("Write whole hours, such as 4."),
            "min_value": MOST_ROOM,
            "max_value": MOST_ROOM,
        },
    )  # fmt: skip
    skills = Skills(label=_("What you can do"))
    away_until = Day(
        label=_("Away until"),
        help_text=_(
            "That day included. Nothing is proposed to you until then, and what you hold goes back to the pool."
        ),
    )

    def __init__(self, *args: Any, used: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["skills"].help_text = skills_hint(used)

    def clean_away_until(self) -> Any:
        """Refuse a day that is far away; one that is over is none."""
        day = self.cleaned_data["away_until"]
        if day and (day - today()).days > 366:
            raise forms.ValidationError(_("This is more than a year away. Choose an earlier day."))
        return day if day and day >= today() else None


def skills_hint(used: Iterable[str]) -> Any:
    """Return the hint of a field for skills, with those that are in use."""
    known = ", ".join(used)
    if not known:
        return _("Your own words, with commas between them.")
    return _("Your own words, with commas between them. In use here: %(skills)s.") % {"skills": known}
