"""The form of a program that tells of customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.errors import InputError
from bothways_web.connect.models import Source
from bothways_web.connect.signing import key_of
from bothways_web.listen.models import Pulse
from bothways_web.people.units import current_tree

PARTS = {
    "key": _("Number of the customer"),
    "email": _("E-mail address"),
    "unit": _("Code of the unit"),
    "rating": _("Rating"),
    "words": _("What the customer wrote"),
    "yes": _("Yes to being written to"),
}


class SourceForm(forms.Form):
    """Who tells, and what is done with it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("It is"), choices=Source.Kind.choices)
    pulse = forms.ModelChoiceField(
        label=_("Survey of these customers"), queryset=Pulse.objects.none(), empty_label=None,
        help_text=_("One that asks each customer after a contact."),
    )  # fmt: skip
    asks = forms.BooleanField(
        label=_("Ask the customer in this survey"), required=False, initial=True,
        help_text=_("Once in the days of rest of the survey, however many messages come."),
    )  # fmt: skip
    low = forms.FloatField(
        label=_("Open a case instead for ratings up to"), required=False,
        help_text=_("Only where the customer said yes to being written to. Blank: no cases."),
    )  # fmt: skip
    unit = forms.CharField(
        label=_("Code of the unit, where none is told"), max_length=60, required=False
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Secret of the other program"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Formbricks shows one that begins with whsec_. Blank: one is made here, or the present one stays."),
    )  # fmt: skip

    def __init__(self, *args: Any, source: Source | None = None, **kwargs: Any) -> None:
        if source is not None:
            kwargs["initial"] = {
                "name": source.name, "kind": source.kind, "pulse": source.pulse_id, "asks": source.asks,
                "low": source.low, "unit": source.unit,
                **{f"field_{part}": name for part, name in source.fields.items()},
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["pulse"].queryset = surveys()  # type: ignore[attr-defined]
        for part, words in PARTS.items():
            self.fields[f"field_{part}"] = forms.CharField(label=words, max_length=100, required=False)

    def clean_name(self) -> str:
        """Return the name; no other source has it."""
        name = str(self.cleaned_data["name"]).strip()
        others = Source.objects.exclude(pk=self.source.pk) if self.source else Source.objects.all()
        if others.filter(name=name).exists():
            raise forms.ValidationError(_now("There is a source with this name. Choose another one."))
        return name

    def clean_unit(self) -> str:
        """Return the code; there is a unit of it."""
        code, tree = str(self.cleaned_data["unit"]).strip(), current_tree()
        if code and (tree is None or code not in tree.places):
            raise forms.ValidationError(_now("There is no unit with this code."))
        return code

    def clean_secret(self) -> str:
        """Return the secret, if it is one."""
        secret = str(self.cleaned_data["secret"]).strip()
        if secret:
            try:
                key_of(secret)
            except InputError as problem:
                raise forms.ValidationError(str(problem)) from None
        return secret

    def clean(self) -> dict[str, Any]:
        """See that something is done, and that a form says who the customer is."""
        given = super().clean() or {}
        if given.get("kind") == Source.Kind.FORMBRICKS and not given.get("field_key"):
            self.add_error("field_key", _now("Say where the form has the number of the customer."))
        if not given.get("asks") and given.get("low") is None and "low" not in self.errors:
            self.add_error("asks", _now("Choose what is done: ask, open cases, or both."))
        names = {part: str(given.get(f"field_{part}") or "").strip() for part in PARTS}
        given["fields"] = {part: name for part, name in names.items() if name}
        return given


def surveys() -> Any:
    """Return the surveys that ask customers after a contact."""
    standing = Pulse.objects.filter(side=Pulse.Side.CUSTOMERS, state=Pulse.State.RUNNING)
    numbers = [one.pk for one in standing if one.is_standing]
    return Pulse.objects.filter(pk__in=numbers).order_by("title")
