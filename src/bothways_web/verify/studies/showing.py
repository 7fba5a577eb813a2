"""What the page of a study shows, put together from what was released and from what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from bothways.reports.charts.event_study import Moment, event_study
from bothways_web.act.plans.measured import Measured
from bothways_web.act.plans.number_words import plain, size_in_words
from bothways_web.link.team_places import names_of
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies import words
from bothways_web.verify.studies.looks import is_due, is_silent
from bothways_web.verify.studies.results import ToldLook, label_of, number_of, told_looks
from bothways_web.verify.studies.starts import Start, starts_of

#: Lines of its history that the page of a study shows; a file can bring thousands.
MOST_LINES = 100
VOICES = {"employees": "emp", "customers": "cust", "surveyed": "cust"}


@dataclass(frozen=True)
class TeamLine:
    """A team in which it began."""

    code: str
    name: str
    start: Start


@dataclass(frozen=True)
class PointRow:
    """One point of the event study, as its table writes it."""

    since: str
    effect: str
    range: str
    teams: int


@dataclass(frozen=True)
class Told:
    """One look as the page shows it."""

    look: ToldLook
    sentence: str
    figures: words.Figures
    beside: str
    settles: str
    reaches: str
    dose: str
    checks: tuple[words.Check, ...]
    points: tuple[PointRow, ...]
    picture: SafeString

    @property
    def verdict(self) -> str:
        """The code of the verdict."""
        return self.look.verdict


def context_of(study: Study) -> dict[str, Any]:
    """Return what the template needs of a study, whoever looks."""
    number, looks = number_of(study), told_looks(study)
    told = [_told(study, one, number) for one in looks]
    open_look = study.looks.exclude(state=Look.State.DONE).first()
    waits = study.state == Study.State.WAITING
    return {
        "study": study, "number": number, "label": label_of(study, number) if study.metric else "",
        "voice": VOICES.get(study.side, ""), "told": told[0] if told else None, "earlier": told[1:],
        "next_look": open_look if waits else None, "open_look": open_look, "due": is_due(open_look),
        "silent": is_silent(open_look), "teams": teams_of(study), "expected": words.expected(study, number),
        "smallest": size_in_words(study.smallest, number) if study.smallest is not None else "",
        "smallest_plain": words.in_units(plain(study.smallest), number) if study.smallest is not None else "",
        "units": words.in_units("", number).strip(),
        "history": study.changes.order_by("-pk")[:MOST_LINES],
        "lines": study.changes.count(), "zone": zone_of(Organisation.current().time_zone),
    }  # fmt: skip


def teams_of(study: Study) -> list[TeamLine]:
    """Return the teams in which it began, the first ones on top."""
    starts = starts_of(study)
    names = names_of([one.unit for one in starts])
    return [TeamLine(one.unit, names.get(one.unit, one.unit), one) for one in starts]


def _told(study: Study, look: ToldLook, number: Measured | None) -> Told:
    figures = words.Figures.of(study, look, number)
    return Told(
        look, words.sentence(study, look, number), figures, words.beside(study, look), words.settles(look),
        words.reaches(look, number), words.dose(study, look), tuple(words.checks(look)), _points(look, figures.places),
        picture(study, look),
    )  # fmt: skip


def _points(look: ToldLook, places: int) -> tuple[PointRow, ...]:
    rows = []
    for one in look.points:
        low, high = words.signed(one.low, places), words.signed(one.high, places)
        figures = words.Figures("", low, high, places)
        rows.append(
            PointRow(words.signed(one.since, 0), words.signed(one.effect, places), figures.range, one.units)
        )
    return tuple(rows)


def picture(study: Study, look: ToldLook) -> SafeString:
    """Return the picture of a look; screen readers skip it, the table says the same."""
    moments = [Moment(one.since, one.effect, one.low, one.high) for one in look.points]
    expected = study.expected
    if expected is not None and study.better == "lower":
        expected = -expected
    voice = VOICES.get(study.side, "cust")
    drawn = event_study(
        moments, bound=look.number("bound"), expected=expected,
        voice="emp" if voice == "emp" else "cust",
    )  # fmt: skip
    return mark_safe(drawn)  # escaped by the builder
