"""The form of a pulse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.models import Pulse
from bothways_web.listen.pulses import Plan, may_run
from bothways_web.listen.sealed.readiness import CADENCES
from bothways_web.people.access import Viewer
from bothways_web.people.models import Unit
from bothways_web.people.units import current_tree
from bothways_web.wording import in_order

MODES = [
    (
        Pulse.Mode.CONFIDENTIAL,
        _(
            "Confidential: unit, role and site are kept with the answers. The rules protect people from every reader, "
            "but not from somebody who holds the database."
        ),
    ),
    (
        Pulse.Mode.SEALED,
        _(
            "Sealed: answers are stored without anything that leads to a person, so that not even the administrator "
            "can match them. It does not protect people from altered software or a recorded network."
        ),
    ),
]


class PulseForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs' generic is none at run time
    """What a people lead decides about a pulse; units are those for which the viewer may launch."""

    audience = forms.ChoiceField(
        label=_("Who is asked"),
        help_text=_("Everybody in this unit and those below who has an e-mail address."),
    )

    class Meta:
        model = Pulse
        fields = ("title", "audience", "mode", "form", "cadence", "open_days", "share", "reminder", "comment")
        labels = {
            "title": _("Title"),
            "mode": _("Kind of round"),
            "form": _("Length"),
            "cadence": _("How often"),
            "open_days": _("Days open"),
            "share": _("Share of people asked each time, in per cent"),
            "reminder": _("Send one reminder to everybody invited, whether or not they answered"),
            "comment": _("Ask for a comment at the end"),
        }
        help_texts = {
            "title": _("Only those who run surveys see it."),
            "mode": _(
                "A sealed round is asked of everybody, once or every quarter, without a comment, and needs browsers "
                "with scripts. Teams of which a few came or went since the last time count only in the units above."
            ),
            "share": _("Below 100, others are asked each time. At least eight people of a unit are asked."),
            "open_days": _("Results open after that, once and for all."),
            "comment": _("Comments are shown to nobody before a named person has read them."),
        }
        widgets = {"mode": forms.RadioSelect, "form": forms.RadioSelect, "cadence": forms.RadioSelect}

    def __init__(self, *args: Any, viewer: Viewer, has_short: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["audience"].choices = unit_choices(viewer)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["audience"] = self.instance.audience.code
        self.fields["mode"].choices = MODES  # type: ignore[attr-defined]
        if not has_short:
            del self.fields["form"]

    def clean_audience(self) -> Unit:
        """Return the unit; one for which the viewer may not launch is not there."""
        code = str(self.cleaned_data["audience"])
        if not may_run(self.viewer, code):
            raise forms.ValidationError(_("Choose a unit from the list."))
        return Unit.objects.get(code=code)

    def clean(self) -> dict[str, Any]:
        """Refuse what a sealed round cannot carry."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("mode") != Pulse.Mode.SEALED:
            return cleaned
        if cleaned.get("cadence") not in CADENCES:
            self.add_error("cadence", _("A sealed round is asked once or every quarter."))
        if cleaned.get("comment"):
            self.add_error(
                "comment", _("A sealed round asks for no comment: the way of writing gives people away.")
            )
        if cleaned.get("share") not in (None, 100):
            self.add_error("share", _("A sealed round is asked of everybody: 100 per cent."))
        return cleaned

    def plan(self) -> Plan:
        """Return what was decided."""
        return Plan(**{name: self.cleaned_data[name] for name in self.fields})


def unit_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the units for which a viewer may launch, indented by their level."""
    tree = current_tree()
    if tree is None:
        return []
    rows = _depth_first(tree)
    return [(code, "\u2003" * level + name) for code, level, name in rows if may_run(viewer, code)]


def _depth_first(tree: Any) -> list[tuple[str, int, str]]:
    """Return code, level and name of each unit, each followed by those below it by name."""
    keys = [(in_order(name), unit) for name, unit in zip(tree.names, tree.units, strict=True)]
    paths = [
        tuple(keys[tree.place(unit)] for unit in reversed(list(_upwards(tree, code)))) for code in tree.units
    ]
    order = sorted(range(len(tree.units)), key=paths.__getitem__)
    return [(tree.units[place], int(tree.levels[place]), tree.names[place]) for place in order]


def _upwards(tree: Any, unit: str) -> Iterator[str]:
    """Yield a unit and those above it."""
    at: str | None = unit
    while at is not None:
        yield at
        at = tree.parents[tree.place(at)]
