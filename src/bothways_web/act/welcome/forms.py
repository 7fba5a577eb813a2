"""Forms about mentors: what is offered, what is wished for, and what stays between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import MentorOffer, MentorWish
from bothways_web.act.models.mentoring import MOST_ROOM
from bothways_web.act.welcome.topics import LONGEST, MOST_OWN, TOPICS, own_topics, spoken
from bothways_web.listen.problems.forms import Words

#: Languages that a form asks for, one after the other.
LANGUAGES = ("language_1", "language_2", "language_3")


class SharedForm(forms.Form):
    """What both sides say: topics and languages."""

    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=list(TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own = forms.CharField(
        label=_("Topics in your own words"),
        max_length=240,
        required=False,
        help_text=_(
            "With commas between them. They are found where somebody else has written the same words."
        ),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language_1 = forms.ChoiceField(
        label=_("A language you would talk in"),
        required=False,
        help_text=_("Where both say languages, nobody is suggested without one in common."),
    )
    language_2 = forms.ChoiceField(label=_("Another one"), required=False)
    language_3 = forms.ChoiceField(label=_("A third one"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in LANGUAGES:
            self.fields[name].choices = [("", _("not said")), *spoken()]  # type: ignore[attr-defined]

    def clean_own(self) -> list[str]:
        """Return own topics; not too many, and none too long."""
        found = own_topics(self.cleaned_data["own"])
        if len(found) > MOST_OWN:
            raise forms.ValidationError(_("Write at most five."))
        if any(len(one) > LONGEST for one in found):
            raise forms.ValidationError(_("Write at most 40 letters for each topic."))
        return found

    def said(self) -> dict[str, Any]:
        """Return what the verbs take."""
        given = self.cleaned_data
        chosen = [given[name] for name in LANGUAGES if given[name]]
        return {"topics": [*given["topics"], *given["own"]], "languages": list(dict.fromkeys(chosen))}


class WishForm(SharedForm):
    """What a new colleague would like a mentor for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topics"].label = _("What would you like to talk about?")


class OfferForm(SharedForm):
    """What somebody offers as a mentor, and to how many."""

    room = forms.TypedChoiceField(
        label=_("How many new colleagues at a time?"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST_ROOM + 1)],
        help_text=_("About an hour a week for each at the beginning, later less."),
    )
    field_order = ("room",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topics"].label = _("What could you talk about?")

    def said(self) -> dict[str, Any]:
        """Return what the verb takes."""
        return super().said() | {"room": self.cleaned_data["room"]}


class NoteForm(forms.Form):
    """A note for both."""

    text = Words(
        label=_("Note for the two of you"),
        rows=3,
        error_messages={"required": _("Write what you want to keep.")},
    )


class TalkForm(forms.Form):
    """That the two talked."""

    line = forms.CharField(
        label=_("One line for the two of you"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def start_of(row: MentorOffer | MentorWish | None) -> dict[str, Any]:
    """Return what a form begins with."""
    if row is None:
        return {}
    languages = _each(LANGUAGES, row.languages)
    own = ", ".join(one for one in row.topics if one not in TOPICS)
    room = {"room": row.room} if isinstance(row, MentorOffer) else {}
    return {"topics": [one for one in row.topics if one in TOPICS], "own": own} | languages | room


def _each(names: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, values, strict=False))
