"""The form of a token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.api.scopes import WORDS, Scope
from bothways_web.api.tokens import LONGEST_DAYS, USUAL_DAYS


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and how long."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("So that you know later which program has it.")
    )
    scopes = forms.MultipleChoiceField(label=_("The program may"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label=_("Days it works"), initial=USUAL_DAYS, min_value=1, max_value=LONGEST_DAYS,
        help_text=_("After that it opens nothing. Shorter is safer."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(str(scope), WORDS[scope]) for scope in offered]  # type: ignore[attr-defined]
