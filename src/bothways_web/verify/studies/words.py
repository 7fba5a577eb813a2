"""What studies say in sentences, from what was released: never with causal words, always with the range."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways_web.act.plans.measured import Measured
from bothways_web.act.plans.number_words import plain
from bothways_web.link.labels import inside
from bothways_web.verify.models import Study
from bothways_web.verify.studies.measured import places_of
from bothways_web.verify.studies.results import ToldLook, label_of
from bothways_web.wording import written

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Figures:
    """The figures of a look as they are written; an open end is blank."""

    effect: str
    low: str
    high: str
    places: int

    @classmethod
    def of(cls, study: Study, told: ToldLook, number: Measured | None) -> Figures:
        """Write the figures of a look with the decimals of its scale."""
        places = places_of(number)
        one = told.released
        return cls(signed(one.value, places), signed(one.low, places), signed(one.high, places), places)

    @property
    def range(self) -> str:
        """The range in words."""
        if not self.low and not self.high:
            return _("no range")
        if not self.low:
            return _("up to %(high)s") % {"high": self.high}
        if not self.high:
            return _("%(low)s and more") % {"low": self.low}
        return _("%(low)s to %(high)s") % {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it speaks for the answer, against it, or could not be seen."""

    text: str
    state: str  # "passed", "failed", "open" or "could not run"


def signed(value: float, places: int) -> str:
    """Return a figure with its sign; blank where there is none."""
    if not math.isfinite(value):
        return ""
    text = written(abs(value), places)
    if round(value, places) == 0:
        return text
    return (MINUS if value < 0 else "+") + text


def sentence(study: Study, told: ToldLook, number: Measured | None) -> str:
    """Return what a look says, in one sentence with its range."""
    figures = Figures.of(study, told, number)
    size = written(abs(told.released.value), figures.places) if math.isfinite(told.released.value) else ""
    given = {
        "number": label_of(study, number), "size": in_units(size, number), "effect": in_units(figures.effect, number),
        "range": figures.range, "bound": in_units(plain(told.number("bound")), number),
    }  # fmt: skip
    if not told.compared:
        return _(
            "No team is left that had not begun, so there is nobody to compare with. Since the start, %(number)s "
            "changed by %(effect)s (%(range)s)."
        ) % (given | {"number": inside(given["number"])})
    if told.verdict == "helped":
        return (
            _("%(number)s became better by %(size)s more in teams that began than in others (%(range)s).")
            % given
        )
    if told.verdict == "hurt":
        return (
            _("%(number)s became worse by %(size)s more in teams that began than in others (%(range)s).")
            % given
        )
    if told.verdict == "no_difference":
        return (
            _(
                "%(number)s changed alike in teams that began and in others: %(effect)s (%(range)s), less than the "
                "%(bound)s that matters."
            )
            % given
        )
    return (
        _(
            "We cannot tell yet. %(number)s: the change in teams that began differs by %(effect)s from that in others "
            "(%(range)s)."
        )
        % given
    )


def in_units(figure: str, number: Measured | None) -> str:
    """Return a difference with the word for what it counts, where it needs one: shares differ by percentage points."""
    if number is None or number.kind != "share":
        return figure
    return _("%(size)s percentage points") % {"size": figure}


def expected(study: Study, number: Measured | None) -> str:
    """Return what was expected in words; blank where nobody wrote anything down."""
    if study.expected is None:
        return ""
    size = {"size": in_units(plain(study.expected), number)}
    if study.better == "lower":
        return _("down by %(size)s or more") % size
    return _("up by %(size)s or more") % size


def beside(study: Study, told: ToldLook) -> str:
    """Return how what came stands beside what was expected; blank where nothing was, or nothing can be told."""
    if study.expected is None or told.verdict == "cannot_tell" or not told.compared:
        return ""
    way = -1.0 if study.better == "lower" else 1.0
    ends = sorted((way * told.released.low, way * told.released.high))
    if not all(math.isfinite(end) for end in ends):
        return ""
    if ends[0] >= study.expected:
        return _("It is at least as much as was expected.")
    if ends[1] < study.expected:
        return _("It is less than was expected.")
    return _("It may be as much as was expected, or less: the range holds both.")


def checks(told: ToldLook) -> Iterator[Check]:
    """Yield what was looked at, and what it says."""
    if not told.compared:
        return
    yield _earlier(told)
    if spread := told.fields.get("gathered"):
        yield Check(
            ngettext(
                "Teams that began within %(n)s period of each other count together, from the last start on.",
                "Teams that began within %(n)s periods of each other count together, from the last start on.", spread,
            ) % {"n": spread}, "passed",
        )  # fmt: skip
    for held in told.fields.get("held", ()):
        if held in _HELD:
            yield Check(str(_HELD[held]), "failed")
    if told.verdict in ("helped", "hurt"):
        yield from _of_claim(told)
    if told.fields.get("method") == "deals":
        yield Check(
            _(
                "So few teams began that their starts were dealt to other teams many times, to see what chance does."
            ),
            "passed",
        )


_HELD = {
    "trend": gettext_lazy(
        "Both sides drift apart within the time before and after the start; this may be more of it."
    ),
    "drift": gettext_lazy("A modest drift between both sides could look like this."),
    "late": gettext_lazy("The difference rests on the last period before the start, which was unusual."),
}


def _of_claim(told: ToldLook) -> Iterator[Check]:
    """Yield what a claim has passed, and how much it would stand."""
    drift = {"drift": _small(told.number("drift_breakdown"))}
    yield Check(
        _("The range leaves out 0 unless both sides drifted apart by %(drift)s or more each period anyway.")
        % drift,
        "passed",
    )
    if math.isfinite(told.number("late_dip_p")):
        yield Check(_("It holds without the last period before the start."), "passed")
    steps = told.number("honest_breakdown")
    if steps >= 1:
        yield Check(
            _("It holds even if both sides could step apart after the start as far as before."), "passed"
        )
    elif math.isfinite(steps):
        yield Check(
            _(
                "If both sides could step apart after the start as far as they did before, the range would hold 0."
            ),
            "open",
        )


def _earlier(told: ToldLook) -> Check:
    """Say whether both sides moved alike before the start."""
    if told.number("trend_periods") < 3:
        return Check(
            _("There are too few periods before the start to see whether both sides moved alike."),
            "could not run",
        )
    given = {
        "drift": _small(told.number("trend_slope"), sign=True), "low": _small(told.number("trend_low"), sign=True),
        "high": _small(told.number("trend_high"), sign=True), "seen": _small(told.number("trend_smallest_slope")),
    }  # fmt: skip
    if told.number("trend_p") >= 0.05:
        return Check(
            _(
                "Before the start no drift apart was seen: %(drift)s each period (%(low)s to %(high)s). A drift of "
                "%(seen)s would have been seen in four of five such studies."
            ) % given, "passed",
        )  # fmt: skip
    return Check(
        _("Before the start both sides moved apart already: %(drift)s each period (%(low)s to %(high)s).")
        % given,
        "failed",
    )


def settles(told: ToldLook) -> str:
    """Return what would settle a study that cannot tell yet; blank for others."""
    if told.verdict != "cannot_tell" or not told.compared:
        return ""
    if told.fields.get("seen") in ("helped", "hurt", "no_difference"):
        return _(
            "A single look would have told more. Whoever looks again finds something by chance, so each further look "
            "takes a clearer difference."
        )
    periods, units = told.fields.get("more_periods"), told.fields.get("more_units")
    parts = []
    if periods:
        parts.append(
            ngettext(
                "About %(n)s more period may settle it.", "About %(n)s more periods may settle it.", periods
            )
            % {"n": periods}
        )
    if units:
        parts.append(
            ngettext(
                "About %(n)s more team may settle it, if half of them begin.",
                "About %(n)s more teams may settle it, if half of them begin.", units,
            ) % {"n": units}
        )  # fmt: skip
    return " ".join(parts) or _("More of the same will hardly settle it soon.")


def reaches(told: ToldLook, number: Measured | None) -> str:
    """Return which difference such a study can see now; blank where that is not known."""
    now = told.number("reach_now")
    if not math.isfinite(now):
        return ""
    return _("A difference of %(now)s would be seen now in four of five such studies. What matters is %(bound)s.") % {
        "now": in_units(_small(now), number), "bound": in_units(plain(told.number("bound")), number),
    }  # fmt: skip


def dose(study: Study, told: ToldLook) -> str:
    """Return whether more of it went with more change; blank where that could not be seen."""
    names = {"slope": "dose_slope", "low": "dose_low", "high": "dose_high"}
    values = {key: told.number(name) for key, name in names.items()}
    if not all(math.isfinite(value) for value in values.values()):
        return ""
    given = {key: _small(value, sign=True) for key, value in values.items()}
    if study.kind == Study.Kind.HUDDLES:
        return (
            _(
                "With each further huddle that a team held, its change differs by %(slope)s "
                "(%(low)s to %(high)s)."
            )
            % given
        )
    return (
        _("With each further unit of it, the change of a team differs by %(slope)s (%(low)s to %(high)s).")
        % given
    )


def _small(value: float, sign: bool = False) -> str:
    """Return a figure with two that count."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return written(0, 0)
    places = max(0, 1 - math.floor(math.log10(abs(value))))
    return signed(value, places) if sign else written(value, places)
