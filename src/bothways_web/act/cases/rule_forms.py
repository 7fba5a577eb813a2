"""The form of a rule by which answers open cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.measures.instrument import Item
from bothways_web.act.cases.rules import answer_words
from bothways_web.act.models import CaseRule


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs' generic is none at run time
    """From which answer on, how quickly, and how many a day; answers begin with the unhappy end."""

    class Meta:
        model = CaseRule
        fields = ("at_most", "reply_days", "close_days", "most_a_day", "active")
        labels = {
            "at_most": gettext_lazy("From which answer on is a customer unhappy?"),
            "reply_days": gettext_lazy("Working days until the customer hears from us"),
            "close_days": gettext_lazy("Working days until the case should be closed"),
            "most_a_day": gettext_lazy("Most cases a day"),
            "active": gettext_lazy("This rule is in use"),
        }
        help_texts = {
            "most_a_day": gettext_lazy(
                "What comes on top on the same day is held back until you have looked at it, so that a mistake in "
                "the rule does not drown anybody."
            ),
        }

        error_messages = {
            name: dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"),
                format_lazy(gettext_lazy("Write a number from 1 to {most}."), most=most),
            )
            for name, most in (("reply_days", 30), ("close_days", 120), ("most_a_day", 500))
        }

    def __init__(self, *args: Any, item: Item, high: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.scale.kind == "number":
            low, top = item.scale.low or 0, item.scale.high or 0
            self.fields["at_most"] = forms.IntegerField(
                label=_("A case is opened at this number and below"), min_value=int(low), max_value=int(top)
            )
            return
        steps = list(range(int(item.scale.low or 0), int(item.scale.high or 0) + 1))
        steps = steps[::-1] if high else steps
        given = self.initial.get("at_most")
        self.initial["at_most"] = f"{given:g}" if given is not None else None
        self.fields["at_most"] = forms.TypedChoiceField(
            label=_("From which answer on is a customer unhappy?"), coerce=float, widget=forms.RadioSelect,
            choices=[(str(step), answer_words(item, step)) for step in steps],
            help_text=_("The unhappiest answer stands first. The answer you choose and those above it open a case."),
            error_messages={"required": _("Choose an answer.")},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a case that should be closed before the customer hears of it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        reply, close = cleaned.get("reply_days"), cleaned.get("close_days")
        if reply and close and close < reply:
            self.add_error("close_days", _("The customer hears from us before the case is closed."))
        return cleaned
