"""The form in which a habit is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.verify.habits.asking import Answer, HabitQuestion, Outcome


class HabitForm(forms.Form):
    """Which answers mean that somebody does it, which that somebody never does, and the outcome."""

    often = forms.MultipleChoiceField(
        label=_("These answers mean: does it"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose from one end. Answers between are shown one by one."),
    )  # fmt: skip
    never = forms.MultipleChoiceField(
        label=_("These answers mean: never does it"), widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(label=_("Compare this number"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, question: HabitQuestion, there: Sequence[Outcome], **options: Any) -> None:
        super().__init__(*args, **options)
        self.answers: dict[str, Answer] = {str(answer): answer for answer, _words in question.answers}
        words = [(str(answer), words) for answer, words in question.answers]
        for name in ("often", "never"):
            self.fields[name].choices = words  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [(one.metric, one.label) for one in there]  # type: ignore[attr-defined]

    def answers_of(self, name: str) -> list[Answer]:
        """Return chosen answers as they are stored."""
        return [self.answers[text] for text in self.cleaned_data[name]]
