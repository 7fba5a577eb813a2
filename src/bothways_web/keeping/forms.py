"""Forms of keeping."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.keeping.exports.reach import Reach
from bothways_web.keeping.exports.rows import POPULATIONS
from bothways_web.keeping.models import Erasure
from bothways_web.keeping.retention.kinds import KINDS, kind_of

WHAT = {"numbers": _("Numbers of groups"), "findings": _("The table of findings")}
FORMS = {
    ".csv": _("CSV: one row a number"), ".xlsx": _("XLSX: one row a number"),
    ".parquet": _("Parquet: one row a number"), ".sav": _("SPSS (.sav): with labels and missing codes"),
    ".qualtrics.csv": _("CSV as survey tools write it: three header rows, one row a group"),
}  # fmt: skip
_POPULATIONS = {
    "employees": _("Employees"), "customers": _("Customers, from numbers that were brought"),
    "surveyed": _("Customers, from surveys here"), "candidates": _("Candidates"),
}  # fmt: skip


class ExportForm(forms.Form):
    """What is wanted, and in which form."""

    what = forms.ChoiceField(label=_("What"))
    population = forms.ChoiceField(label=_("Whose numbers"), required=False)
    round = forms.ChoiceField(label=_("Round"), required=False)
    ending = forms.ChoiceField(label=_("Form"), choices=list(FORMS.items()))

    def __init__(self, *args: Any, reach: Reach, rounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = {"numbers": reach.numbers, "findings": reach.findings}
        self._offer("what", [(name, words) for name, words in WHAT.items() if open_to[name]])
        self._offer(
            "population", [("", _("Everybody")), *((name, _POPULATIONS[name]) for name in POPULATIONS)]
        )
        self._offer("round", [("", _("All rounds")), *rounds])

    def clean(self) -> dict[str, Any]:
        """Refuse findings in a form that is about groups."""
        given = super().clean() or {}
        if given.get("what") == "findings" and given.get("ending") == ".qualtrics.csv":
            self.add_error("ending", _("Findings have no groups. Choose another form."))
        return given

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class WhoForm(forms.Form):
    """Who is to be erased."""

    who = forms.CharField(
        label=_("Code or e-mail address"), max_length=254, help_text=_("Exactly as in the records.")
    )


class SureForm(WhoForm):
    """The same once more, with a reason and a tick."""

    who = forms.CharField(widget=forms.HiddenInput, max_length=254)
    why = forms.ChoiceField(
        label=_("Why"), choices=[one for one in Erasure.Why.choices if one[0] != Erasure.Why.TIME]
    )
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


class DaysForm(forms.Form):
    """Another time for one kind of data."""

    kind = forms.ChoiceField(label=_("What"), choices=[(one.name, one.title) for one in KINDS])
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=36500)

    def clean(self) -> dict[str, Any]:
        """Refuse days that the promise does not allow."""
        given = super().clean() or {}
        kind = kind_of(given.get("kind", ""))
        if kind and "days" in given and not kind.least <= given["days"] <= kind.most:
            words = _("Choose from %(least)s to %(most)s days.") % {"least": kind.least, "most": kind.most}
            self.add_error("days", words)
        return given
