"""The form in which a leader says what comes first, a few pairs at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from bothways_web.link.labels import inside
from bothways_web.verify.beliefs.pairs import Pair
from bothways_web.verify.models import Belief


class BeliefsForm(forms.Form):
    """Two questions a pair; a pair without an answer is skipped."""

    def __init__(
        self, *args: Any, pairs: Sequence[Pair], said: dict[tuple[str, str], Belief], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.pairs = list(pairs)
        for pair in self.pairs:
            before = said.get(pair.key)
            names = {"employees": inside(pair.employees), "customers": inside(pair.customers)}
            self.fields[f"first-{pair.field}"] = forms.ChoiceField(
                label=_("Which comes first?"), required=False, widget=forms.RadioSelect,
                choices=_choices(names), initial=before.first if before else None,
            )  # fmt: skip
            self.fields[f"sure-{pair.field}"] = forms.ChoiceField(
                label=_("How sure are you?"), required=False, widget=forms.RadioSelect,
                choices=_sure(), initial=before.sure if before else None,
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Pair, Any, Any]]:
        """Each pair with its two fields."""
        return [(pair, self[f"first-{pair.field}"], self[f"sure-{pair.field}"]) for pair in self.pairs]

    @property
    def given(self) -> list[tuple[Pair, str, str]]:
        """What was said: pair, which comes first, how sure."""
        said = self.cleaned_data
        return [
            (pair, said[f"first-{pair.field}"], said[f"sure-{pair.field}"])
            for pair in self.pairs
            if said[f"first-{pair.field}"]
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse half an answer, and answers about pairs that are not asked about any more."""
        said = self.cleaned_data
        if fields_of(self.data) - {pair.field for pair in self.pairs}:
            raise forms.ValidationError([_("This line is not there any more."), _("Look at the list again.")])
        for pair in self.pairs:
            first, sure = said.get(f"first-{pair.field}"), said.get(f"sure-{pair.field}")
            if sure and not first:
                self.add_error(f"first-{pair.field}", _("Say which comes first, or leave this pair out."))
            if first and not sure and first != Belief.First.UNKNOWN:
                self.add_error(f"sure-{pair.field}", _("Say how sure you are."))
        return said


def fields_of(sent: Mapping[str, Any]) -> set[str]:
    """Return the pairs that something was sent about, by what their fields are named by."""
    names = (name.partition("-") for name in sent)
    return {pair for kind, _dash, pair in names if kind in ("first", "sure")}


def _choices(names: dict[str, str]) -> list[tuple[str, str]]:
    words = {
        Belief.First.EMPLOYEES: _("Employees first: %(employees)s, then %(customers)s") % names,
        Belief.First.CUSTOMERS: _("Customers first: %(customers)s, then %(employees)s") % names,
    }
    return [(one.value, words.get(one, str(one.label))) for one in Belief.First]


def _sure() -> list[tuple[str, str]]:
    return [
        (Belief.Sure.GUESS, _("It is a guess")),
        (Belief.Sure.FAIRLY, _("I am fairly sure")),
        (Belief.Sure.VERY, _("I am very sure")),
    ]
