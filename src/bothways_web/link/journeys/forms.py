"""Forms of journeys, their stages and pain points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import InputError
from bothways_web.link.journeys import document as written
from bothways_web.link.journeys.beginning import Starter
from bothways_web.link.journeys.choosing import known_numbers
from bothways_web.link.journeys.document import ASPECTS, BOTH, CUSTOMERS, EMPLOYEES, LANES, Stage, themes_of
from bothways_web.link.journeys.numbers import StageNumber
from bothways_web.link.journeys.pains import LONGEST_PAIN, Written
from bothways_web.link.journeys.themes import StageTheme, Themes
from bothways_web.link.models import PainPoint
from bothways_web.link.team_places import places

LANE_CHOICES = (
    (BOTH, gettext_lazy("customers and employees, side by side")),
    (CUSTOMERS, gettext_lazy("customers")),
    (EMPLOYEES, gettext_lazy("employees")),
)
_LANE_FIELDS = {
    "customers_do": gettext_lazy("What customers do"),
    "customers_feel": gettext_lazy("What customers feel"),
    "customers_need": gettext_lazy("What customers need"),
    "employees_do": gettext_lazy("What employees do"),
    "employees_feel": gettext_lazy("What employees feel"),
    "employees_need": gettext_lazy("What employees need"),
}


class DetailsForm(forms.Form):
    """What a journey is called, and whose it is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=written.LONGEST_NAME)
    lanes = forms.ChoiceField(
        label=gettext_lazy("Whose journey it is"),
        choices=LANE_CHOICES,
        widget=forms.RadioSelect,
        initial=BOTH,
    )


class BeginForm(forms.Form):
    """How a journey begins: from a file, else from a starter, else blank."""

    starter = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect, required=False)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=written.LONGEST_NAME, required=False,
        help_text=gettext_lazy("Of an empty one, or to call the one above otherwise."),
    )  # fmt: skip
    lanes = forms.ChoiceField(
        label=gettext_lazy("Whose journey it is"), choices=LANE_CHOICES, widget=forms.RadioSelect, initial=BOTH,
        required=False, help_text=gettext_lazy("Of an empty one."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Or bring one in (JSON)"), required=False,
        help_text=gettext_lazy("A file that was taken along from a journey. It is read in whole or not at all."),
    )  # fmt: skip

    def __init__(self, *args: Any, there: list[Starter], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("an empty journey")), *((one.id, f"{one.name}: {one.about}") for one in there)]
        self.fields["starter"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nothing else gives one."""
        given: dict[str, Any] = super().clean() or {}
        if not (given.get("starter") or given.get("file") or given.get("name")) and "name" not in self.errors:
            self.add_error("name", _("Write one, or choose what to begin with."))
        return given


class StageForm(forms.Form):
    """One stage in whole; themes are asked where somebody may see them and some round tells one."""

    name = forms.CharField(label=gettext_lazy("Name of the stage"), max_length=written.LONGEST_NAME)
    touchpoints = forms.CharField(
        label=gettext_lazy("Touchpoints"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Where the two meet, one a line: phone, desk, letter."),
    )  # fmt: skip

    def __init__(self, *args: Any, lanes: tuple[str, ...], themes: Themes, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lanes, self.themes = lanes, themes
        for lane in LANES:
            for aspect in ASPECTS:
                if lane in lanes:
                    self.fields[f"{lane}_{aspect}"] = forms.CharField(
                        label=_LANE_FIELDS[f"{lane}_{aspect}"], max_length=written.LONGEST_TEXT, required=False,
                        widget=forms.Textarea(attrs={"rows": 3}),
                    )  # fmt: skip
        known = {one.key: _choice(one) for one in known_numbers()}
        kept = {key: key for key in self.initial.get("metrics", ()) if key not in known}
        self.fields["metrics"] = forms.MultipleChoiceField(
            label=_("Numbers of this stage"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[*known.items(), *kept.items()],
            help_text=_("At most %(most)s. Their newest values stand on the stage.") % {"most": written.MOST_METRICS},
        )  # fmt: skip
        self.fields["unit"] = forms.ChoiceField(
            label=_("Numbers of whom"), required=False,
            choices=[("", _("the whole organisation")), *((one.code, one.name) for one in places(None))],
            help_text=_("Numbers that were brought in are there for the units that stood in the file."),
        )  # fmt: skip
        offered = _themes_offered(themes, self.initial.get("themes", ()))
        if offered:
            self.fields["themes"] = forms.MultipleChoiceField(
                label=_("Themes of this stage"), required=False, widget=forms.CheckboxSelectMultiple, choices=offered,
                help_text=_("At most %(most)s. The stage shows how many employees and customers wrote on each.")
                % {"most": written.MOST_THEMES},
            )  # fmt: skip

    def stage(self, stage_id: str, old: Stage | None = None) -> Stage:
        """Return the stage as it was written; what the form does not ask stays as it was."""
        given = self.cleaned_data
        lanes = {
            lane: {aspect: given[f"{lane}_{aspect}"] for aspect in ASPECTS}
            if lane in self.lanes
            else (old or {}).get(lane, {})
            for lane in LANES
        }
        before = themes_of(old or {})
        themes = self.themes.choose(given["themes"], before) if "themes" in given else before
        return written.new_stage(
            given["name"], id=stage_id, touchpoints=given["touchpoints"].splitlines(), metrics=given["metrics"],
            unit=given["unit"], themes=themes, **lanes,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Say what a journey does not take beside its field."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.stage("s0")
            except InputError as error:
                self.add_error(None, str(error))
        return given


def stage_as_typed(stage: Stage, themes: Themes) -> dict[str, Any]:
    """Return a stage as its form shows it."""
    return {
        "name": stage["name"], "touchpoints": "\n".join(stage["touchpoints"]), "metrics": stage["metrics"],
        "unit": stage["unit"], "themes": [one.key for one in themes.of(themes_of(stage))],
        **{f"{lane}_{aspect}": stage[lane][aspect] for lane in LANES for aspect in ASPECTS},
    }  # fmt: skip


class PainForm(forms.Form):
    """What hurts on a stage."""

    text = forms.CharField(
        label=gettext_lazy("What hurts"), max_length=LONGEST_PAIN, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("About the work, not about a person."),
    )  # fmt: skip
    voice = forms.ChoiceField(
        label=gettext_lazy("Who raises it"), choices=PainPoint.Voice, widget=forms.RadioSelect
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How far it is"), widget=forms.RadioSelect,
        choices=(
            (PainPoint.State.UNKNOWN, gettext_lazy("unknown: one voice raises it, the other has not")),
            (PainPoint.State.KNOWN, gettext_lazy("known: both voices know of it")),
            (PainPoint.State.FIXED, gettext_lazy("fixed")),
        ),
    )  # fmt: skip

    def written(self) -> Written:
        """Return the pain point as it was written."""
        return Written(*(self.cleaned_data[name] for name in ("text", "voice", "state")))


def _choice(one: StageNumber) -> str:
    """Return a number as it is offered: its name, and whose it is."""
    told = {"number": one.label}
    if one.voice == EMPLOYEES:
        return _("%(number)s (employees)") % told
    return _("%(number)s (customers)") % told


def _themes_offered(themes: Themes, kept: Iterable[str]) -> list[tuple[str, str]]:
    """Return the themes that can be chosen, and those that were and are not told any more."""
    if not themes.seen:
        return []
    known = {one.key: _theme_choice(one) for one in themes.known()}
    gone = {
        key: _("A theme that is no longer told (%(key)s)") % {"key": key} for key in kept if key not in known
    }
    return [*known.items(), *gone.items()]


def _theme_choice(one: StageTheme) -> str:
    """Return a theme as it is offered: its name, and what there is to know before it is chosen."""
    notes = []
    if not one.is_checked:
        notes.append(_("named by software, not checked"))
    if one.row is None:
        notes.append(_("not told in the newest rounds"))
    return (
        _("%(theme)s (%(notes)s)") % {"theme": one.label, "notes": "; ".join(notes)} if notes else one.label
    )
