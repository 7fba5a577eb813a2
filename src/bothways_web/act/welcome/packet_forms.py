"""Forms of packets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.playbook.practices import all_practices
from bothways_web.act.said.reading import published
from bothways_web.act.welcome.words import (
    MOST_BLOCKS,
    MOST_PRACTICES,
    MOST_SAID,
    WEEKS,
    Block,
    PacketWords,
    tasks_of,
)
from bothways_web.listen.problems.forms import Words
from bothways_web.people.forms.choices import languages, units
from bothways_web.people.models import Unit

#: Newest entries that are offered as examples.
OFFERED = 20
MOST_TASKS, LONGEST_TASK = 10, 300


class BeginForm(forms.Form):
    """For whom a packet is, in which language, and what it begins with."""

    unit = forms.ChoiceField(
        label=_("For new colleagues of"),
        required=False,
        help_text=_("They are given the packet of their unit, or else that of the nearest one above."),
    )
    language = forms.ChoiceField(label=_("Language"))
    start = forms.ChoiceField(
        label=_("Begin with"),
        choices=[("shipped", _("words that are shipped, to be changed")), ("blank", _("nothing"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it begins with.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("The whole organisation")), *units()]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]

    def chosen_unit(self) -> Unit | None:
        """Return the unit; ``None`` for the whole organisation."""
        code = self.cleaned_data["unit"]
        return Unit.objects.get(code=code) if code else None


class PacketForm(forms.Form):
    """The words of a packet."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write a title.")},
    )
    opening = Words(label=_("Opening words"), rows=5, required=False)
    mission = forms.BooleanField(label=_("Show the mission"), required=False)
    helpers = forms.BooleanField(
        label=_("Show who helps"),
        required=False,
        help_text=_("The mentor, who leads the unit, and how to dig up a problem."),
    )
    week_1 = Words(label=_("Tasks of week 1"), rows=4, required=False, help_text=_("One a line."))
    week_4 = Words(label=_("Tasks of week 4"), rows=4, required=False, help_text=_("One a line."))
    week_12 = Words(label=_("Tasks of week 12"), rows=4, required=False, help_text=_("One a line."))
    said = forms.MultipleChoiceField(
        label=_("Examples of “You said, we did”"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to five of the newest ones. One that is withdrawn leaves the packet."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        before = [int(one) for one in self.initial.get("said", ())]
        newest = list(published()[:OFFERED])
        kept = published().filter(pk__in=before).exclude(pk__in=[one.pk for one in newest])
        self.fields["said"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), _shortened(one.you_said)) for one in (*kept, *newest)
        ]
        if not self.fields["said"].choices:  # type: ignore[attr-defined]
            del self.fields["said"]
        practices = [("", _("none")), *((one.id, one.title) for one in all_practices())]
        for number in range(1, MOST_PRACTICES + 1):
            label = _("Practice %(number)s from the playbook") % {"number": number}
            self.fields[f"practice_{number}"] = forms.ChoiceField(
                label=label, choices=practices, required=False
            )
        for number in range(1, MOST_BLOCKS + 1):
            told = {"number": number}
            self.fields[f"heading_{number}"] = forms.CharField(
                label=_("Heading of your own block %(number)s") % told, max_length=120, required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )  # fmt: skip
            self.fields[f"words_{number}"] = Words(
                label=_("Words of your own block %(number)s") % told, rows=4, required=False
            )

    def clean(self) -> dict[str, Any]:
        """See that lists are not too long, and that no block has words without a heading."""
        given: dict[str, Any] = self.cleaned_data
        for week in WEEKS:
            lines = [line for line in given.get(f"week_{week}", "").splitlines() if line.strip()]
            if len(lines) > MOST_TASKS:
                self.add_error(f"week_{week}", _("Write at most ten tasks."))
            elif any(len(line) > LONGEST_TASK for line in lines):
                self.add_error(f"week_{week}", _("Write at most 300 letters for each task."))
        if len(given.get("said", ())) > MOST_SAID:
            self.add_error("said", _("Choose at most five."))
        for number in range(1, MOST_BLOCKS + 1):
            if given.get(f"words_{number}") and not given.get(f"heading_{number}"):
                self.add_error(f"heading_{number}", _("Write a heading for these words."))
        return given

    def words(self) -> PacketWords:
        """Return what was written."""
        given = self.cleaned_data
        numbers = range(1, MOST_BLOCKS + 1)
        blocks = [
            Block(given[f"heading_{one}"], given[f"words_{one}"])
            for one in numbers
            if given[f"heading_{one}"]
        ]
        practices = [given[f"practice_{one}"] for one in range(1, MOST_PRACTICES + 1)]
        return PacketWords(
            given["title"],
            given["opening"],
            given["mission"],
            given["helpers"],
            tasks_of({week: given[f"week_{week}"] for week in WEEKS}),
            tuple(int(one) for one in given.get("said", ())),
            tuple(dict.fromkeys(one for one in practices if one)),
            tuple(blocks),
        )


def start_of(words: PacketWords) -> dict[str, Any]:
    """Return what the form of a packet begins with."""
    start: dict[str, Any] = {
        name: getattr(words, name) for name in ("title", "opening", "mission", "helpers")
    }
    start["said"] = [str(one) for one in words.said]
    start |= {f"week_{week}": words.lines_of(week) for week in WEEKS}
    start |= {f"practice_{place}": one for place, one in enumerate(words.practices, start=1)}
    for place, block in enumerate(words.blocks, start=1):
        start |= {f"heading_{place}": block.heading, f"words_{place}": block.words}
    return start


def _shortened(text: str) -> str:
    """Return the first words of an entry."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 90 else f"{plain[:89].rstrip()}…"
