"""What looks at studies told: read back from the ledger, never computed here."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.urls import reverse

from bothways.privacy import Released
from bothways_web.act.plans.measured import Measured, key_of
from bothways_web.link.labels import metric_label
from bothways_web.listen.ledgers import Population, released_round
from bothways_web.people.access import Viewer
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies.measured import by_key, measured_of
from bothways_web.verify.studies.reach import may_open, visible_studies

Verdict = Literal["helped", "hurt", "no_difference", "cannot_tell"]
NAN = math.nan


@dataclass(frozen=True)
class Point:
    """The difference so many periods since the start, with the teams behind it."""

    since: int
    effect: float
    low: float
    high: float
    units: int


@dataclass(frozen=True)
class ToldLook:
    """What one look told, as it was released."""

    look: Look
    released: Released
    fields: dict[str, Any]

    @property
    def verdict(self) -> Verdict:
        """Helped, hurt, no difference, or cannot tell."""
        return cast(Verdict, self.fields["verdict"])

    @property
    def compared(self) -> bool:
        """Whether there was somebody to compare with."""
        return self.fields.get("method") != "before and after"

    @property
    def points(self) -> list[Point]:
        """The difference by periods since the start."""
        rows = self.fields["points"]
        return [
            Point(since, _number(effect), _number(low), _number(high), units)
            for since, effect, low, high, units in rows
        ]

    def number(self, name: str) -> float:
        """Return a figure; NaN where there is none."""
        return _number(self.fields.get(name))

    @property
    def of_released(self) -> bool:
        """Whether it was made of numbers that were released before, and not of answers."""
        return bool(self.fields["made_of"] == "released")


@dataclass(frozen=True)
class ToldStudy:
    """A study in one line, for pages that tell of several.

    ``effect``, ``low``, ``high`` and ``expected`` are figures as they stand on the page of the study; ``url`` is what
    this viewer may open.
    """

    title: str
    metric_label: str
    verdict: Verdict
    sentence: str
    effect: str
    low: str
    high: str
    expected: str
    band: str
    next_look: dt.date | None
    url: str
    looked_on: dt.date


def told_looks(study: Study) -> list[ToldLook]:
    """Return what the looks at a study told, the last one first."""
    found = (read_look(look) for look in study.looks.filter(state=Look.State.DONE).order_by("-number"))
    return [one for one in found if one]


def read_look(look: Look) -> ToldLook | None:
    """Return what a look told; ``None`` where the ledger does not hold it."""
    study = look.study
    there = released_round(cast(Population, study.side), look.round_name)
    name = f"{look.ledger_name} / {study.metric}"
    row = (
        next((one for one in there.released if one.kind == "study" and one.metric == name), None)
        if there
        else None
    )
    return ToldLook(look, row, json.loads(row.text)) if row else None


def last_looks(studies: list[Study]) -> dict[int, ToldLook]:
    """Return for each study that was looked at what the last look told."""
    last: dict[int, Look] = {}
    done = Look.objects.filter(study__in=studies, state=Look.State.DONE).select_related("study")
    for look in done.order_by("number"):
        last[look.study.pk] = look
    return {key: told for key, look in last.items() if (told := read_look(look))}


def next_looks(studies: list[Study]) -> dict[int, Look]:
    """Return for each study that is looked at again the next look."""
    open_ones = Look.objects.filter(study__in=studies, study__state=Study.State.WAITING)
    return {look.study_id: look for look in open_ones.exclude(state=Look.State.DONE).order_by("-number")}


def number_of(study: Study) -> Measured | None:
    """Return the number a study is about, as pages call it; ``None`` where it is measured no longer."""
    return measured_of(study.side, study.metric) if study.metric else None


def numbers_of(studies: Iterable[Study]) -> dict[int, Measured | None]:
    """Return the numbers that some studies are about: they are put together once, however many studies there are."""
    asked = list(studies)
    there = by_key() if asked else {}
    return {study.pk: there.get(key_of(study.side, study.metric)) for study in asked}


def label_of(study: Study, told: Measured | None) -> str:
    """Return what people call the number of a study."""
    return told.label if told else metric_label(study.metric.rpartition(".")[2])


def told_studies(viewer: Viewer) -> tuple[ToldStudy, ...]:
    """Return the studies that a viewer sees and that were looked at, by title."""
    from bothways_web.verify.studies import words

    studies = list(visible_studies(viewer).order_by("title", "pk"))
    last, following, opens = last_looks(studies), next_looks(studies), may_open(viewer)
    numbers = numbers_of(told.look.study for told in last.values())
    found = []
    for study in studies:
        told = last.get(study.pk)
        if told is None or told.look.looked_on is None:
            continue
        number = numbers[study.pk]
        figures = words.Figures.of(study, told, number)
        coming = following.get(study.pk)
        found.append(ToldStudy(
            study.title, label_of(study, number), told.verdict, words.sentence(study, told, number), figures.effect,
            figures.low, figures.high, words.expected(study, number), told.released.n_band,
            coming.due_on if coming else None, reverse("study", args=(study.pk,)) if opens else reverse("studies"),
            told.look.looked_on,
        ))  # fmt: skip
    return tuple(found)


def _number(value: float | None) -> float:
    return NAN if value is None else float(value)
