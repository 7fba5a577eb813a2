"""Forms of studies: what begins, where, and what is asked of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.plans.forms import Amount, day_field
from bothways_web.act.plans.measured import Measured, key_of, parts_of
from bothways_web.act.plans.number_words import choice_in_words
from bothways_web.link.team_places import places
from bothways_web.listen.outside.forms import Line
from bothways_web.listen.problems.forms import Words
from bothways_web.people.models import Unit
from bothways_web.people.units import today
from bothways_web.verify.models import Study
from bothways_web.verify.studies.locking import MOST_ANTICIPATION, Question
from bothways_web.verify.studies.starts import Start

#: From so many teams on a code is typed, not chosen.
MOST_LISTED = 200


class WordsForm(forms.Form):
    """What begins, in words."""

    title = Line(
        label=_("What begins"), max_length=160, error_messages={"required": _("Write what begins.")},
        help_text=_("For example: call patients back within two hours."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    text = Words(label=_("What it is"), rows=3, required=False, help_text=_("Everybody may read it."))


class NewStudyForm(WordsForm):
    """A new study: of a programme, or of the habit of huddles."""

    kind = forms.ChoiceField(
        label=_("What do you want to know about?"), widget=forms.RadioSelect,
        choices=[
            (Study.Kind.PROGRAMME.value, _("Something that began in some teams, on days that I will name")),
            (Study.Kind.HUDDLES.value, _("The habit of huddles: teams begin with the first they hold")),
        ],
        error_messages={"required": _("Choose what you want to know about.")},
    )  # fmt: skip
    field_order = ("kind", "title", "text")


class QuestionForm(forms.Form):
    """Which number will tell, what is expected of it, and when it is looked at."""

    number = forms.ChoiceField(
        label=_("Which number will tell?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose the number that will tell.")},
    )  # fmt: skip
    expected = Amount(
        label=_("Better by at least"), required=False,
        help_text=_("In the units of the number. Leave it out where it began long ago: what is known is not expected."),
    )  # fmt: skip
    smallest = Amount(
        label=_("Smallest change worth the effort"),
        help_text=_("Differences smaller than this count as none that matters."),
        error_messages={"required": _("Write the smallest change that is worth the effort.")},
    )  # fmt: skip
    look_on = day_field(
        _("First look"),
        help_text=_("Not before some rounds have passed since the last start. Looking early uses up a look."),
    )
    anticipation = forms.IntegerField(
        label=_("Periods before the start in which things may have begun to move"), initial=0, min_value=0,
        max_value=MOST_ANTICIPATION, help_text=_("For example 1 where it was announced a month before."),
    )  # fmt: skip

    def __init__(self, *args: Any, there: list[Measured], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].choices = [(one.key, choice_in_words(one)) for one in there]  # type: ignore[attr-defined]

    def question(self) -> Question:
        """Return what is asked."""
        given = self.cleaned_data
        side, metric = parts_of(given["number"])
        expected = given["expected"] if given["expected"] != "" else None
        return Question(side, metric, given["smallest"], given["look_on"], expected, given["anticipation"])


def question_as_typed(study: Study) -> dict[str, Any]:
    """Return what the form of a question shows first."""
    found: dict[str, Any] = {"look_on": study.look_on or today() + dt.timedelta(days=180)}
    if study.metric:
        found |= {"number": key_of(study.side, study.metric), "anticipation": study.anticipation}
    return found | {
        name: getattr(study, name) for name in ("expected", "smallest") if getattr(study, name) is not None
    }


class StartForm(forms.Form):
    """That it began in one team."""

    unit = forms.ChoiceField(label=_("Team"), error_messages={"required": _("Choose the team.")})
    start = day_field(
        _("Start"), error_messages={"required": _("Write the day on which it began or will begin.")}
    )
    end = day_field(_("End"), required=False, help_text=_("Only where it has stopped again."))
    dose = Amount(
        label=_("How much of it"), required=False,
        help_text=_("Where teams do more or less of it: hours, sessions, people. The same unit for all teams."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = places(None)
        if len(listed) > MOST_LISTED:
            self.fields["unit"] = Line(
                label=_("Team"), help_text=_("Its code, as it stands in the unit tree.")
            )
        else:
            names = [(one.code, f"{one.name} ({one.part_of})" if one.part_of else one.name) for one in listed]
            self.fields["unit"].choices = [("", _("choose")), *names]  # type: ignore[attr-defined]

    def clean_unit(self) -> str:
        """Return the code of a unit that is there."""
        code = str(self.cleaned_data["unit"])
        if not Unit.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is no team with this code."))
        return code

    def start_of(self) -> Start:
        """Return what was given."""
        given = self.cleaned_data
        dose = given["dose"] if given["dose"] != "" else None
        return Start(given["unit"], given["start"], given["end"], dose)


class StartsFileForm(forms.Form):
    """Where a programme began, as a file."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or Excel with the columns unit and start, and where known end and dose."),
        error_messages={"required": _("Choose a file.")},
    )  # fmt: skip
