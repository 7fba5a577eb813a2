"""Forms about problems: reporting one, a message or an answer, a private code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from bothways_web.listen.models import Problem
from bothways_web.listen.problems.reporting import LONGEST, Report
from bothways_web.listen.problems.units import offered_units
from bothways_web.people.models import Unit

NAMED, ANONYMOUS = "named", "anonymous"


class Words(forms.CharField):
    """A text of several lines; what nobody can see in it, such as a zero byte, is left out."""

    def __init__(self, **options: Any) -> None:
        rows = options.pop("rows", 5)
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        plain = (value or "").replace("\x00", "").replace("\r\n", "\n")
        return super().to_python(plain) or ""

    def validate(self, value: Any) -> None:
        """Say by how much it is too long."""
        super().validate(value)
        over = len(value) - LONGEST
        if over > 0:
            words = ngettext_lazy(
                "Shorten the text by %(n)s character; %(most)s are the most.",
                "Shorten the text by %(n)s characters; %(most)s are the most.",
                over,
            )
            raise forms.ValidationError(words % {"n": over, "most": LONGEST})


class ProblemForm(forms.Form):
    """What somebody reports, and whether with their name."""

    prompt = forms.ChoiceField(
        label=_("Begin with a question"),
        choices=Problem.Prompt.choices,
        widget=forms.RadioSelect,
        initial=Problem.Prompt.EASIER,
    )
    text = Words(
        label=_("Your answer"),
        help_text=_("Two or three sentences are enough. Write about the work, and do not name people."),
        error_messages={"required": _("Write what the problem or the idea is.")},
    )
    unit = forms.ChoiceField(
        label=_("Which unit does it concern?"),
        required=False,
        help_text=_(
            "Not where you work, but where customers meet it. A small unit may point to you: without your name, a "
            "unit with too few people is replaced by the one above."
        ),
    )
    mode = forms.ChoiceField(
        label=_("Your name"),
        choices=[
            (
                NAMED,
                _(
                    "With my name. Those who look after it see who I am, and I get a mail when there is an answer."
                ),
            ),
            (
                ANONYMOUS,
                _(
                    "Without my name. It is not kept with my account, and it is on the list from tomorrow. I get a "
                    "private code for reading the answer; nobody can give me another one."
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether your name stands with it.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("I cannot say")), *offered_units()]  # type: ignore[attr-defined]

    def report(self) -> Report:
        """Return what was reported."""
        given = self.cleaned_data
        unit = Unit.objects.filter(code=given["unit"]).first() if given["unit"] else None
        return Report(given["prompt"], given["text"], unit, named=given["mode"] == NAMED)


class MessageForm(forms.Form):
    """A message of the reporter."""

    message = Words(
        label=_("Add a message"),
        rows=3,
        error_messages={"required": _("Write your message.")},
    )


class AnswerForm(forms.Form):
    """An answer to the reporter."""

    answer = Words(
        label=_("Write an answer"),
        rows=4,
        help_text=_(
            "The reporter reads it, together with your name. Say what happens next, or why nothing does."
        ),
        error_messages={"required": _("Write your answer.")},
    )


class ReopenForm(forms.Form):
    """Why a problem is taken up again."""

    reopen = Words(
        label=_("Why is it open again?"),
        rows=3,
        help_text=_("The reporter reads it beside the answers that were given, together with your name."),
        error_messages={"required": _("Write why it is open again.")},
    )


class PartForm(forms.Form):
    """What a part of a report is about."""

    text = Words(
        label=_("What is the second problem?"),
        rows=6,
        help_text=_(
            "The report as others read it stands here to begin with. Keep only what belongs to the second problem, "
            "and write it in your own words: a way of writing can give somebody away."
        ),
        error_messages={"required": _("Write what the second problem is.")},
    )
    unit = forms.ChoiceField(label=_("Which unit does it concern?"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def chosen_unit(self) -> Unit | None:
        """Return the unit."""
        return Unit.objects.filter(code=self.cleaned_data["unit"]).first()


class CodeForm(forms.Form):
    """A private code, as somebody typed it."""

    code = forms.CharField(
        label=_("Your private code"),
        help_text=_("Twenty letters and digits. Capital letters and hyphens do not matter."),
        error_messages={"required": _("Type the code that you wrote down.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
