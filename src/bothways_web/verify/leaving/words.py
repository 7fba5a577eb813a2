"""Sentences about leaving, made of the same numbers as the tables beside them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.verify.leaving.shown import Course, Part, Step
from bothways_web.verify.leaving.years import BANDS
from bothways_web.wording import period_name, written


def headline(course: Course) -> str:
    """The last quarter that is shown, as a sentence with its range; blank where none is."""
    step = course.latest
    return quarter_sentence(step) if step else ""


def quarter_sentence(step: Step) -> str:
    """One quarter as a sentence."""
    one = step.shown
    if one is None:
        return ""
    return _("In %(quarter)s about %(value)s of 100 people left (95%% range %(low)s to %(high)s).") % {
        "quarter": period_name(step.quarter),
        "value": written(one.value, 0),
        "low": written(one.low, 0),
        "high": written(one.high, 0),
    }


def staying_sentence(course: Course) -> str:
    """How many stay over the longest run, as a sentence; blank where there are too few quarters."""
    stays = course.stays
    if not stays:
        return ""
    last = stays[-1]
    return ngettext(
        "Of 100 people there when %(first)s began, about %(value)s were still there %(quarters)s quarter later "
        "(95%% range %(low)s to %(high)s).",
        "Of 100 people there when %(first)s began, about %(value)s were still there %(quarters)s quarters later "
        "(95%% range %(low)s to %(high)s).",
        last.number,
    ) % {
        "first": period_name(stays[0].quarter), "quarters": last.number, "value": written(last.value, 0),
        "low": written(last.low, 0), "high": written(last.high, 0),
    }  # fmt: skip


def quarter_rows(course: Course) -> list[dict[str, object]]:
    """The quarters as rows of a table that is the chart, the newest first."""
    return [
        {
            "label": period_name(step.quarter), "value": step.value, "low": step.low, "high": step.high,
            "note": _note(step),
        }
        for step in course.newest_first
    ]  # fmt: skip


def _note(step: Step) -> str:
    if step.shown is None:
        return ""
    band = _("%(band)s people") % {"band": step.shown.n_band.replace("-", "–")}
    if not step.together:
        return band
    return _("%(band)s, shown together: %(units)s") % {"band": band, "units": step.together}


def tenure_words() -> list[str]:
    """The bands of tenure."""
    first, *others = BANDS
    between = [
        _("%(low)s to %(high)s years") % {"low": low, "high": high}
        for low, high in zip(BANDS, others, strict=False)
    ]
    return [
        ngettext("under %(years)s year", "under %(years)s years", first) % {"years": first},
        *between,
        _("%(years)s years and more") % {"years": BANDS[-1]},
    ]


def parts_sentence(parts: tuple[Part, ...]) -> str:
    """The part whose share of leavers is furthest above its share of everybody, if it is by more than rounding."""
    most = max(parts, key=lambda part: part.leavers - part.everybody, default=None)
    if most is None or most.leavers - most.everybody < 10:
        return ""
    return _(
        "“%(part)s”: about %(everybody)s of 100 people, and about %(leavers)s of 100 of those who left."
    ) % {"part": most.words, "everybody": most.everybody, "leavers": most.leavers}


def cost_words(part: str) -> str:
    """What people call a part of the cost."""
    return {
        "leaving": _("Paid when somebody leaves"),
        "hiring": _("Finding somebody new"),
        "vacancy": _("While the place is empty"),
        "ramp_up": _("Until the work is done as before"),
        "total": _("All together"),
    }[part]
