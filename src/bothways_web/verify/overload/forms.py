"""Forms of overload: the two numbers, one line of who serves whom, a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.act.plans.forms import Amount
from bothways_web.link.team_places import places
from bothways_web.listen.outside.forms import Line
from bothways_web.verify.overload.questions import Numbers

#: From so many units on a code is typed, not chosen.
MOST_LISTED = 200
NO_NUMBER = {"required": _("Choose a number."), "invalid_choice": _("Choose a number of the list.")}


class QuestionForm(forms.Form):
    """Which number speaks of overload, and which of service."""

    overload = forms.ChoiceField(
        label=_("Which number speaks of overload?"), error_messages=NO_NUMBER,
        help_text=_("Of employees: workload, burnout, hours after work."),
    )  # fmt: skip
    service = forms.ChoiceField(
        label=_("Which number speaks of service?"), error_messages=NO_NUMBER,
        help_text=_("Of customers, or of colleagues who are served: how easy it is, how satisfied they are."),
    )  # fmt: skip

    def __init__(self, *args: Any, there: Numbers, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["overload"].choices = there.overload  # type: ignore[attr-defined]
        self.fields["service"].choices = there.service  # type: ignore[attr-defined]


class EdgeForm(forms.Form):
    """One unit serves another."""

    provider = forms.ChoiceField(label=_("Who serves"))
    client = forms.ChoiceField(label=_("Who is served"))
    weight = Amount(
        label=_("How much"), initial="1",
        help_text=_("In hours, tickets or money, the same for all lines. 1 everywhere if you do not know."),
        error_messages={"required": _("Write a number such as 1 or 2.5.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [(one.code, f"{one.name} ({one.code})") for one in places(None)]
        for name in ("provider", "client"):
            label, missing = self.fields[name].label, {"required": _("Choose a unit.")}
            if len(listed) > MOST_LISTED:
                self.fields[name] = Line(
                    label=label,
                    help_text=_("The code, as it stands in the unit tree."),
                    error_messages=missing,
                )
            else:
                self.fields[name] = forms.ChoiceField(
                    label=label, choices=[("", _("choose")), *listed], error_messages=missing
                )
