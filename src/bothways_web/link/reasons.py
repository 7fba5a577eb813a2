"""The library's reasons in the language of the page: each sentence is told from its figures and said anew.

A ledger keeps the English sentence of a reason for ever, so it is the sentence that is recognised here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bothways.reports.figures import MINUS
from bothways_web.link.labels import check_label, inside
from bothways_web.wording import written

_FIGURE = re.compile(r"([+-]?)(\d+(?:\.(\d+))?)")


@dataclass(frozen=True)
class Told:
    """A reason as it is shown; ``is_english`` where nobody knows its sentence in another language."""

    text: str
    is_english: bool = False


@dataclass(frozen=True)
class Slot:
    """A part of a sentence that varies: how it looks in English (blank: a metric's name), and how it is said anew."""

    looks: str
    say: Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True)
class Sentence:
    """A sentence of the library with its slots, and what pages say for it, where that is another one."""

    written: str
    words: str = ""

    def say(self, reason: str, names: Mapping[str, str]) -> str | None:
        """Return the sentence in the language of the page; ``None`` where the reason is another sentence."""
        found = pattern(self.written, tuple(names)).fullmatch(reason)
        if found is None:
            return None
        told = {slot: SLOTS[slot].say(text, names) for slot, text in found.groupdict().items()}
        if self.written.startswith("%(first)s"):
            told["first"] = names.get(found["first"], found["first"])
        return _(self.words or self.written) % told


@lru_cache(maxsize=4096)
def pattern(written: str, metrics: tuple[str, ...]) -> re.Pattern[str]:
    """Return what fits a sentence of the library about these metrics, whatever stands in its slots."""
    named = "|".join(re.escape(name) for name in metrics) or "(?!)"
    told = (
        f"(?P<{part}>{SLOTS[part].looks or named})" if place % 2 else re.escape(part)
        for place, part in enumerate(re.split(r"%\((\w+)\)s", written))
    )
    return re.compile("".join(told), re.DOTALL)


def reason_in_words(reason: str, names: Mapping[str, str]) -> Told:
    """Return a reason in the language of the page.

    Parameters
    ----------
    reason : str
        The sentence as the library wrote it.
    names : mapping of str to str
        What people call the two metrics.
    """
    for sentence in SENTENCES:
        told = sentence.say(reason, names)
        if told is not None:
            return Told(told)
    return Told(_figures(reason, names), is_english=True)


def _metric(text: str, names: Mapping[str, str]) -> str:
    return inside(names.get(text, text))


def _figures(text: str, _names: Mapping[str, str]) -> str:
    """Return figures with a true minus and the decimal sign of the language."""

    def one(found: re.Match[str]) -> str:
        sign = MINUS if found[1] == "-" else found[1]
        return sign + written(float(found[2]), len(found[3] or ""))

    return _FIGURE.sub(one, text)


def _range(text: str, names: Mapping[str, str]) -> str:
    size, low, high = re.findall(r"[+-]?\d+\.\d+", text)
    told = {"size": _figures(size, names), "low": _figures(low, names), "high": _figures(high, names)}
    return _("%(size)s (%(low)s to %(high)s)") % told


def _checks(text: str, names: Mapping[str, str]) -> str:
    return "; ".join(inside(check_label(name, names)) for name in text.split(", "))


def _longer(text: str, _names: Mapping[str, str]) -> str:
    """Return "3 more months"."""
    count, _more, span = text.split()
    n = int(count)
    told = {
        "day": ngettext("%(n)s more day", "%(n)s more days", n),
        "week": ngettext("%(n)s more week", "%(n)s more weeks", n),
        "month": ngettext("%(n)s more month", "%(n)s more months", n),
        "quarter": ngettext("%(n)s more quarter", "%(n)s more quarters", n),
        "year": ngettext("%(n)s more year", "%(n)s more years", n),
    }
    return told[span.removesuffix("s")] % {"n": n}


def _periods(text: str, _names: Mapping[str, str]) -> str:
    n = int(text.split()[0])
    return ngettext("%(n)s period", "%(n)s periods", n) % {"n": n}


def _units(text: str, _names: Mapping[str, str]) -> str:
    n = int(text.split()[0])
    return ngettext("%(n)s team has", "%(n)s teams have", n) % {"n": n}


def _misfit(text: str, _names: Mapping[str, str]) -> str:
    return _(MISFITS[text])


def _answers(text: str, _names: Mapping[str, str]) -> str:
    if not text:
        return ""
    return " " + _(
        "More answers per team and period would help as well: much of what moves is sampling noise."
    )


def _settling(text: str, names: Mapping[str, str]) -> str:
    said = (sentence.say(text, names) for sentence in SETTLING)
    return next((one for one in said if one is not None), text)


_MORE_ANSWERS = "More answers per cell would help as well: much of what moves is sampling noise."
#: Why the model was widened, or does not fit.
MISFITS = {
    "what comes first takes longer than one period": gettext_noop(
        "what comes first takes longer than one period"
    ),
    "units have seasons of their own": gettext_noop("teams have seasons of their own"),
    "unit means drift": gettext_noop("the averages of teams drift"),
    "what moves a metric lasts longer than one period": gettext_noop(
        "what moves a metric lasts longer than one period"
    ),
    "the size of the changes differs from period to period": gettext_noop(
        "the size of the changes differs from period to period"
    ),
    "sampling noise carries over from one period to the next": gettext_noop(
        "sampling noise carries over from one period to the next"
    ),
    "the stated sampling noise does not fit the data": gettext_noop(
        "the stated sampling noise does not fit the data"
    ),
    "the values hold more period-to-period noise than was stated": gettext_noop(
        "the values hold more period-to-period noise than was stated"
    ),
    "the model does not describe these series": gettext_noop("the model does not describe these series"),
}
_SIGNED = r"[+-]?\d+\.\d\d"
SLOTS = {
    "first": Slot("", _metric),
    "second": Slot("", _metric),
    "figures": Slot(rf"{_SIGNED} \({_SIGNED} to {_SIGNED}\)", _range),
    **dict.fromkeys(("size", "other_size", "fewest", "limit"), Slot(r"\d+(?:\.\d+)?(?:e-?\d+)?", _figures)),
    "checks": Slot(".+", _checks),
    "longer": Slot(r"\d+ more (?:day|week|month|quarter|year)s?", _longer),
    "periods": Slot(r"\d+ periods?", _periods),
    "units": Slot(r"\d+ units? ha(?:s|ve)", _units),
    "misfit": Slot("|".join(map(re.escape, MISFITS)), _misfit),
    "answers": Slot(f"(?: {re.escape(_MORE_ANSWERS)})?", _answers),
    "settling": Slot(".+", _settling),
}
#: How much more data would settle it.
SETTLING = tuple(
    Sentence(*([one] if isinstance(one, str) else one))
    for one in (
        gettext_noop("about %(longer)s of the same quality may settle it.%(answers)s"),
        (
            "about %(size)s times the data at hand would be needed, so waiting alone will hardly settle it; more "
            "units or a larger effect would.%(answers)s",
            gettext_noop(
                "about %(size)s times the data at hand would be needed, so waiting alone will hardly settle it; "
                "more teams or a larger difference would.%(answers)s"
            ),
        ),
        gettext_noop("these data are far from telling; more of the same will not settle it.%(answers)s"),
    )
)
SENTENCES = tuple(
    Sentence(*([one] if isinstance(one, str) else one))
    for one in (
        gettext_noop("Changes in %(first)s come before changes in %(second)s: %(figures)s."),
        gettext_noop("%(first)s before %(second)s: %(figures)s, which stands out."),
        gettext_noop("%(first)s before %(second)s: %(figures)s, smaller than the %(size)s agreed to matter."),
        gettext_noop("%(first)s before %(second)s: %(figures)s, which neither shows nor excludes a lead."),
        gettext_noop(
            "Changes in %(first)s come before changes in %(second)s within %(periods)s: %(figures)s."
        ),
        gettext_noop("%(first)s before %(second)s within %(periods)s: %(figures)s, which stands out."),
        gettext_noop(
            "%(first)s before %(second)s within %(periods)s: %(figures)s, which neither shows nor excludes a lead."
        ),
        gettext_noop(
            "Delays of more than one period could not be tested: the model with all of them has no answer."
        ),
        gettext_noop(
            "Delays of more than one period could not be tested for %(first)s before %(second)s: too few units carry "
            "it."
        ),
        gettext_noop("To settle it: %(settling)s"),
        gettext_noop(
            "One direction stands out, but the other is neither excluded nor clearly smaller: %(settling)s"
        ),
        gettext_noop("These data are far from telling; more of the same will not settle it.%(answers)s"),
        ("The model was widened because %(misfit)s.", gettext_noop("The model was widened: %(misfit)s.")),
        gettext_noop("Only likely, because a check failed: %(checks)s."),
        gettext_noop("Could not be checked: %(checks)s."),
        (
            "The two metrics are never observed in the same unit and period.",
            gettext_noop("The two metrics are never observed in the same team and period."),
        ),
        gettext_noop(
            "The two metrics share %(periods)s: that shows association only. Direction needs at least %(fewest)s "
            "periods, and is rarely settled under 8."
        ),
        gettext_noop("Fewer than two steps from one period to the next have both metrics observed."),
        gettext_noop("Only %(units)s both metrics in two periods or more; at least %(fewest)s are needed."),
        (
            "With %(periods)s at least %(fewest)s units are needed, and there are %(size)s; or more than %(limit)s "
            "periods.",
            gettext_noop(
                "With %(periods)s at least %(fewest)s teams are needed, and there are %(size)s; or more than "
                "%(limit)s periods."
            ),
        ),
        gettext_noop("One of the two metrics never varies."),
        gettext_noop("Both metrics are the same numbers, up to their scale: nothing can come first."),
        gettext_noop(
            "The customer metric repeats the other one %(periods)s later, up to its scale: one series under two "
            "names, booked at different times, tells nothing of what comes first."
        ),
        gettext_noop(
            "The employee metric repeats the other one %(periods)s later, up to its scale: one series under two "
            "names, booked at different times, tells nothing of what comes first."
        ),
        gettext_noop(
            "The data do not settle on one answer: too few periods, or values that hardly move from one to the next."
        ),
        gettext_noop(
            "The model does not describe these series: %(misfit)s, and a wider model does not settle on one answer."
        ),
        gettext_noop(
            "The model does not describe these series: %(misfit)s, and adding that to the model does not mend it."
        ),
        gettext_noop(
            "It looks as if noise carries over from one period to the next, as with rolling windows or the same "
            "people asked again: what comes first cannot be told. Values of separate periods would settle it."
        ),
        (
            "Unit means drift, and with so few periods drift cannot be told from what comes first: at least "
            "%(fewest)s periods are needed.",
            gettext_noop(
                "The averages of teams drift, and with so few periods drift cannot be told from what comes first: at "
                "least %(fewest)s periods are needed."
            ),
        ),
        gettext_noop(
            "The stated sampling noise contradicts the data: it would have to be %(size)s times as large for the "
            "first metric and %(other_size)s times for the second."
        ),
        (
            "The range around any answer is too wide: more periods, units or answers per cell are needed.",
            gettext_noop(
                "The range around any answer is too wide: more periods, teams or answers per team and period are "
                "needed."
            ),
        ),
        gettext_noop(
            "The values of %(first)s speak of overlapping spans of time, so what comes first cannot be told."
        ),
    )
)
