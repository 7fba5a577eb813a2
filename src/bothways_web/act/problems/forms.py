"""Small forms that tie a problem to something with a name or a number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.problems.ties import LONGEST_NAME


class NameForm(forms.Form):
    """A topic or a step of the journey."""

    def __init__(self, *args: Any, label: str, hint: str, used: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.used, self.list_name = used, f"{self.prefix}-used"
        attributes = {"dir": "auto", "autocomplete": "off", "list": self.list_name}
        self.fields["name"] = forms.CharField(
            label=label,
            help_text=hint,
            max_length=LONGEST_NAME,
            widget=forms.TextInput(attrs=attributes),
            error_messages={"required": _("Write a name.")},
        )


class CaseForm(forms.Form):
    """The number of a case."""

    case = forms.IntegerField(
        label=_("Number of the case"),
        min_value=1,
        max_value=2**62,
        help_text=_(
            "It stands on the page of the case. The customer’s words are read only by those who may open it."
        ),
        error_messages={
            "required": _("Write the number of the case."),
            "invalid": _("Write the number in digits."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
