"""The form of a pulse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.measures import Instrument
from bothways_web.listen.models import Pulse
from bothways_web.listen.pulses import Plan, may_run
from bothways_web.listen.question_sets import of_occasions
from bothways_web.listen.sealed.readiness import CADENCES
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Unit
from bothways_web.people.units import current_tree
from bothways_web.wording import in_order

#: An origin: https and a host, perhaps a port; http for the own machine alone.
_ORIGIN = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")
MOST_ORIGINS = 20
#: Question set -> when it is asked, days, how often results open.
_MADE_FOR: dict[str, tuple[str, int, str]] = {
    "exit": (Pulse.Occasion.LEAVING, 7, Pulse.Cadence.QUARTERLY),
    "onboarding": (Pulse.Occasion.FIRST_DAYS, 7, Pulse.Cadence.QUARTERLY),
}
_CADENCES = (Pulse.Cadence.MONTHLY, Pulse.Cadence.QUARTERLY, Pulse.Cadence.YEARLY)
_OCCASIONS: dict[str, tuple[str, ...]] = {
    Pulse.Side.EMPLOYEES: (Pulse.Occasion.CALENDAR, Pulse.Occasion.FIRST_DAYS, Pulse.Occasion.LEAVING),
    Pulse.Side.CUSTOMERS: (Pulse.Occasion.CALENDAR, Pulse.Occasion.CONTACT),
    Pulse.Side.CANDIDATES: (Pulse.Occasion.INTERVIEW,),
}
#: Side -> what the days of a survey are counted from.
_DAYS = {
    Pulse.Side.EMPLOYEES: _(
        "Where people are asked one by one: so many days after the start, or before the last day of "
        "somebody who leaves."
    ),
    Pulse.Side.CUSTOMERS: _("After a contact: so many days later. 0: on the same day."),
    Pulse.Side.CANDIDATES: _("So many days after the interview. 0: on the same day."),
}
_OUTSIDE = _(
    "Confidential: the unit is kept with the answers. The rules protect people from every reader, but not from "
    "somebody who holds the database."
)
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
    (
        Pulse.Mode.OPEN,
        _(
            "Open: whoever has the link may answer, at a kiosk as well. Nobody is invited, so somebody may "
            "answer twice, and results are for the whole only, round by round."
        ),
    ),
]


class PulseForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs' generic is none at run time
    """What is decided about a pulse; units are those for which the viewer may launch.

    ``asks`` is the question set: one about what happened to one person is asked when it happens, never by the calendar.
    """

    audience = forms.ChoiceField(
        label=_("Who is asked"),
        help_text=_("Everybody in this unit and those below who has an e-mail address."),
    )

    class Meta:
        model = Pulse
        fields = (
            "title", "audience", "occasion", "days", "mode", "form", "cadence", "open_days", "share", "rest_days",
            "reminder", "comment", "follow_up", "shown_on",
        )  # fmt: skip
        labels = {
            "title": _("Title"),
            "occasion": _("When somebody is asked"),
            "days": _("Days between"),
            "rest_days": _("Days of rest for one person"),
            "shown_on": _("Websites that may show it in a frame"),
            "mode": _("Kind of round"),
            "form": _("Length"),
            "cadence": _("How often"),
            "open_days": _("Days open"),
            "share": _("Share of people asked each time, in per cent"),
            "reminder": _("Send one reminder to everybody invited, whether or not they answered"),
            "comment": _("Ask for a comment at the end"),
            "follow_up": _("Ask at the end whether somebody may get back to the customer"),
        }
        help_texts = {
            "title": _("Only those who run surveys see it. Of an open survey it stands on the poster too."),
            "mode": _(
                "A sealed round is asked of everybody, once or every quarter, without a comment, and needs browsers "
                "with scripts. Teams of which a few came or went since the last time count only in the units above."
            ),
            "rest_days": _("Nobody outside is asked again within so many days, whatever happens."),
            "shown_on": _(
                "For open surveys: one address such as https://www.example.org a line. Blank: none."
            ),
            "share": _("Below 100, others are asked each time. At least eight people of a unit are asked."),
            "open_days": _("Results open after that, once and for all."),
            "comment": _("Comments are shown to nobody before a named person has read them."),
            "follow_up": _(
                "Only who says yes can become a case: then whoever looks after it sees who it is and what was said. "
                "Rules say which answers open one. Whoever answers an open round is asked from now on too."
            ),
        }
        widgets = {
            "occasion": forms.RadioSelect, "shown_on": forms.Textarea(attrs={"rows": 2}), "mode": forms.RadioSelect,
            "form": forms.RadioSelect, "cadence": forms.RadioSelect,
        }  # fmt: skip

    def __init__(
        self, *args: Any, viewer: Viewer, has_short: bool, side: str, asks: Instrument, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.side, self.standing = viewer, side, of_occasions(asks)
        self.fields["audience"].choices = unit_choices(viewer, side)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["audience"] = self.instance.audience.code
        self._offer_what_fits(viewer, asks)
        if not has_short:
            del self.fields["form"]

    def _offer_what_fits(self, viewer: Viewer, asks: Instrument) -> None:
        """Leave what makes sense for those who are asked, and what the viewer may choose."""
        occasions = [
            one for one in _OCCASIONS[self.side]
            if one == Pulse.Occasion.CALENDAR or viewer.may(Right.ROUNDS, "employees", "customers")
        ]  # fmt: skip
        if self.standing:
            made_for = [_MADE_FOR[asks.id][0]] if asks.id in _MADE_FOR else occasions
            occasions = [one for one in occasions if one in made_for and one != Pulse.Occasion.CALENDAR]
        labels = dict(Pulse.Occasion.choices)
        self.fields["occasion"].choices = [(one, labels[one]) for one in occasions]  # type: ignore[attr-defined]
        self.fields["days"].help_text = _DAYS[Pulse.Side(self.side)]
        sealed = {Pulse.Mode.SEALED} if self.side != Pulse.Side.EMPLOYEES else set()
        not_offered = sealed | ({Pulse.Mode.OPEN} if self.side == Pulse.Side.CANDIDATES else set())
        self.fields["mode"].choices = [one for one in MODES if one[0] not in not_offered]  # type: ignore[attr-defined]
        if self.side != Pulse.Side.CUSTOMERS:
            del self.fields["follow_up"]
        if self.side == Pulse.Side.EMPLOYEES:
            del self.fields["rest_days"]
        else:
            del self.fields["share"]
            self.fields["audience"].help_text = _("Contacts of this unit and of those below.")
            self.fields["mode"].help_text = ""
            self.fields["mode"].choices = [  # type: ignore[attr-defined]
                (mode, _OUTSIDE if mode == Pulse.Mode.CONFIDENTIAL else words)
                for mode, words in self.fields["mode"].choices  # type: ignore[attr-defined]
            ]
        if self.standing:
            self._leave_what_stands()
        if len(occasions) == 1 and occasions[0] == Pulse.Occasion.CALENDAR:
            del self.fields["occasion"]
            del self.fields["days"]

    def _leave_what_stands(self) -> None:
        """Offer what a survey can be that only asks people one by one."""
        modes, cadences = self.fields["mode"], self.fields["cadence"]
        modes.choices = [one for one in modes.choices if one[0] == Pulse.Mode.CONFIDENTIAL]  # type: ignore[attr-defined]
        modes.help_text = ""
        cadences.choices = [(one.value, one.label) for one in _CADENCES]  # type: ignore[attr-defined]
        cadences.label = _("Results open")
        self.fields["open_days"].help_text = _("Whoever gets a mail can answer for so many days at least.")
        self.fields.pop("share", None)
        del self.fields["shown_on"]

    def clean_shown_on(self) -> str:
        """Return the origins of websites, one a line; whatever could be more than an origin is refused."""
        lines = [
            line.strip().rstrip("/") for line in self.cleaned_data["shown_on"].splitlines() if line.strip()
        ]
        for line in lines:
            if not _ORIGIN.fullmatch(line):
                raise forms.ValidationError(
                    _("“%(line)s” is no address of a website such as https://www.example.org.")
                    % {"line": line}
                )
        if len(lines) > MOST_ORIGINS:
            raise forms.ValidationError(_("At most 20 websites."))
        return "\n".join(dict.fromkeys(lines))

    def clean_audience(self) -> Unit:
        """Return the unit; one for which the viewer may not launch is not there."""
        code = str(self.cleaned_data["audience"])
        if not may_run(self.viewer, code, self.side):
            raise forms.ValidationError(_("Choose a unit from the list."))
        return Unit.objects.get(code=code)

    def clean(self) -> dict[str, Any]:
        """Refuse what does not go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("occasion", Pulse.Occasion.CALENDAR) != Pulse.Occasion.CALENDAR:
            self._refuse_for_standing(cleaned)
        if cleaned.get("mode") == Pulse.Mode.SEALED:
            self._refuse_for_sealed(cleaned)
        if cleaned.get("mode") == Pulse.Mode.OPEN and cleaned.get("follow_up"):
            self.add_error(
                "follow_up",
                _("Nobody knows who answers an open survey. Take the tick away, or choose “Confidential”."),
            )
        return cleaned

    def _refuse_for_standing(self, cleaned: dict[str, Any]) -> None:
        """Refuse what a standing survey cannot be."""
        if cleaned.get("mode") != Pulse.Mode.CONFIDENTIAL:
            self.add_error(
                "mode",
                _("Whoever is asked when something happened is asked confidentially. Choose “Confidential”."),
            )
        if cleaned.get("cadence") not in _CADENCES:
            self.add_error(
                "cadence",
                _("Its results open every month, every quarter or every year. Choose one of these."),
            )

    def _refuse_for_sealed(self, cleaned: dict[str, Any]) -> None:
        """Refuse what a sealed round cannot carry."""
        if cleaned.get("cadence") not in CADENCES:
            self.add_error("cadence", _("A sealed round is asked once or every quarter."))
        if cleaned.get("comment"):
            self.add_error(
                "comment",
                _(
                    "A sealed round asks for no comment: the way of writing gives people away. Take the tick away."
                ),
            )
        if cleaned.get("share") not in (None, 100):
            self.add_error("share", _("A sealed round is asked of everybody: 100 per cent."))

    def plan(self) -> Plan:
        """Return what was decided."""
        return Plan(side=self.side, **{name: self.cleaned_data[name] for name in self.fields})


def first_plan(instrument: Instrument) -> dict[str, Any]:
    """Return what a form proposes for a question set: the occasion that it is made for."""
    occasion, days, cadence = _MADE_FOR.get(
        instrument.id, (Pulse.Occasion.CALENDAR, 0, Pulse.Cadence.MONTHLY)
    )
    if instrument.side == "candidate":
        occasion, days, cadence = Pulse.Occasion.INTERVIEW, 7, Pulse.Cadence.QUARTERLY
    elif instrument.side == "customer":
        cadence = Pulse.Cadence.QUARTERLY
        if instrument.id.endswith("_transactional"):
            occasion, days, cadence = Pulse.Occasion.CONTACT, 1, Pulse.Cadence.MONTHLY
    return {"occasion": occasion, "days": days, "cadence": cadence}


def unit_choices(viewer: Viewer, side: str = Pulse.Side.EMPLOYEES) -> list[tuple[str, str]]:
    """Return the units for which a viewer may launch, indented by their level."""
    tree = current_tree()
    if tree is None:
        return []
    rows = _depth_first(tree)
    return [(code, "\u2003" * level + name) for code, level, name in rows if may_run(viewer, code, side)]


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
