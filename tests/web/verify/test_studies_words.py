"""What studies say: helped only where it was expected, the right way round, in the units of the number."""

from __future__ import annotations

import re
from types import SimpleNamespace

import linked_company as linked
import pytest
import studied
from django.urls import reverse
from studied import STARTS, looked, programme

from bothways.reports.charts.event_study import Moment, event_study
from bothways_web.act.plans.measured import Measured
from bothways_web.people.viewers import viewer_of
from bothways_web.verify.models import Look, Study
from bothways_web.verify.studies import measured, results, showing, words
from bothways_web.verify.studies.results import ToldLook

SCALES = {"mean": (1.0, 5.0), "share": (0.0, 100.0), "nps": (-100.0, 100.0)}


def told(value: float, low: float, high: float, verdict: str, **fields) -> ToldLook:
    given = {"verdict": verdict, "bound": 0.25, "method": "leave one out", "made_of": "answers", "points": []}
    released = SimpleNamespace(value=value, low=low, high=high, n_band="20-49")
    return ToldLook(Look(number=1), released, given | fields)


def number(kind: str, better: str = "higher") -> Measured:
    return Measured("customers", "waits", "Long waits", better, *SCALES[kind], kind, None)


def study(better: str = "higher", expected: float | None = None, kind: str = "programme") -> Study:
    return Study(side="customers", metric="waits", better=better, expected=expected, kind=kind)


def test_less_of_what_is_bad_is_told_as_better_and_drawn_with_its_expectation_below():
    one, look = study("lower", 2.0), told(-3.0, -5.0, -1.0, "helped", points=[[0, -3.0, -5.0, -1.0, 8]])
    assert "became better by 3.0 percentage points more" in words.sentence(
        one, look, number("share", "lower")
    )
    assert words.expected(one, number("share", "lower")) == "down by 2 percentage points or more"
    assert words.beside(one, look) == "It may be as much as was expected, or less: the range holds both."
    drawn = str(showing.picture(one, look))
    zero, expected = (
        float(re.search(f'y1="([0-9.]+)"[^>]*class="{name}"', drawn)[1]) for name in ("zero", "expected")
    )
    assert expected > zero  # below


@pytest.mark.parametrize(("kind", "shown"), [("mean", "+0.13"), ("share", "+0.1"), ("nps", "+0.1")])
def test_figures_have_the_decimals_of_their_scale(kind, shown):
    assert words.Figures.of(study(), told(0.13, -0.2, 0.4, "cannot_tell"), number(kind)).effect == shown
    assert measured.places_of(None) == 1


def test_what_matters_is_not_rounded_away():
    look = told(0.1, 0.0, 0.2, "no_difference", reach_now=0.034)
    assert "less than the 0.25 that matters" in words.sentence(study(), look, number("nps"))
    assert words.reaches(look, number("nps")).startswith("A difference of 0.034 would be seen")


def test_a_fall_that_cannot_be_told_is_no_change_by_minus_more():
    sentence = words.sentence(study(), told(-1.6, -4.0, 0.9, "cannot_tell"), number("nps"))
    assert "differs by −1.6 from that in others (−4.0 to +0.9)" in sentence


@pytest.mark.parametrize(
    ("low", "high", "range_"),
    [
        (-1.0, float("nan"), "−1.0 and more"),
        (float("nan"), 2.0, "up to +2.0"),
        (float("nan"),) * 2 + ("no range",),
    ],
)
def test_an_open_end_is_told_as_open(low, high, range_):
    assert words.Figures.of(study(), told(0.5, low, high, "cannot_tell"), number("nps")).range == range_


def test_more_of_it_is_told_where_it_could_be_seen():
    doses = {"dose_slope": 0.4, "dose_low": 0.1, "dose_high": 0.7}
    look = told(0.5, 0.1, 0.9, "helped", **doses)
    assert words.dose(study(), look) == (
        "With each further unit of it, the change of a team differs by +0.40 (+0.10 to +0.70)."
    )
    assert "each further huddle" in words.dose(study(kind="huddles"), look)
    assert words.dose(study(), told(0.5, 0.1, 0.9, "helped")) == ""


@pytest.mark.parametrize(
    ("most", "label"), [(0.048, "+0.04"), (0.5, "+0.5"), (1.6, "+1"), (15.1, "+10"), (96.0, "+90")]
)
def test_figures_at_the_side_of_the_picture_stand_where_they_belong(most, label):
    drawn = str(event_study([Moment(0, most, most, most), Moment(-1, 0.0, -most, most)]))
    heights = {
        text: float(y) for y, text in re.findall(r'<text x="50[^>]*y="([0-9.]+)"[^>]*>([^<]+)<', drawn)
    }
    zero = float(re.search(r'y1="([0-9.]+)"[^>]*class="zero"', drawn)[1])
    assert label in heights
    share = (zero + 4 - heights[label]) / (zero - 12.0)
    assert share == pytest.approx(float(label) / (most * 1.1), abs=0.02)


@pytest.mark.django_db
def test_only_what_was_expected_before_is_said_to_have_helped(company):
    one = programme(studied.build(company), 12)
    looked(one)
    address = reverse("study", args=(one.pk,))
    for page in (address, reverse("studies")):
        text = company.client("fay").get(page).content.decode()
        assert "Better where it began" in text
        assert "Probably helped" not in text
    Study.objects.update(expected=4.0)
    assert "Probably helped" in company.client("fay").get(reverse("studies")).content.decode()


@pytest.mark.django_db
def test_the_numbers_of_many_studies_are_put_together_once(company, monkeypatch):
    one = programme(studied.build(company), 12)
    first = looked(one)
    [seen] = results.told_looks(one)
    for place in range(4):
        twin = Study.objects.create(title=f"Twin {place}", kind="programme", state="told", side=one.side,
                                    metric=one.metric, better="higher", smallest=0.2, made_on=STARTS)  # fmt: skip
        twin.looks.create(number=1, due_on=STARTS, looked_on=first.looked_on, state="done")
    monkeypatch.setattr(results, "read_look", lambda look: ToldLook(look, seen.released, seen.fields))
    asked, real = [], measured.measured_in
    monkeypatch.setattr(measured, "measured_in", lambda unit: asked.append(unit) or real(unit))
    text = company.client("fay").get(reverse("studies")).content.decode()
    assert text.count("became better by") == 5
    assert len(asked) == 1
    assert len(results.told_studies(viewer_of(company.users["fay"]))) == 5
    assert len(asked) == 2


@pytest.mark.django_db
def test_names_of_many_teams_are_read_at_once(company, django_assert_max_num_queries):
    linked.add_teams(company, 24)
    one = Study.objects.create(title="Hour", kind="programme", made_on=STARTS)
    for code in linked.teams(24):
        one.units.create(unit=company.units[code], start=STARTS)
    with django_assert_max_num_queries(4):
        names = [line.name for line in showing.teams_of(one)]
    assert names == [f"Team {code}" for code in linked.teams(24)]
