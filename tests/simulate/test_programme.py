"""A planted programme: it changes what it says, where and when it says, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from bothways.change import study
from bothways.errors import InputError
from bothways.panel.moments import answers_to_moments
from bothways.panel.moments_panel import moments_to_panel
from bothways.simulate import ProgrammeCompany, draw_programme
from bothways.simulate.plan import QUESTIONS
from bothways.simulate.responses import expected_score

FEW = ("learning", "engagement", "nps")


def drawn(effect: float, seed: int = 3, **options: Any) -> ProgrammeCompany:
    settings: dict[str, Any] = {"units": 200, "periods": 8, "asked": FEW} | options
    return draw_programme(np.random.default_rng(seed), effect=effect, **settings)


@pytest.fixture(scope="module")
def both() -> tuple[ProgrammeCompany, ProgrammeCompany]:
    """The same company with and without an effect."""
    return drawn(0.8), drawn(0.0)


def since(company: ProgrammeCompany, answers: pd.DataFrame) -> pd.Series:
    """Is an answer of a team that had begun?"""
    start = answers["unit"].map(company.starts).fillna("9999")
    return answers["period"] >= start


def person_scores(answers: pd.DataFrame) -> pd.Series:
    return (answers[["ln1", "ln2"]].mean(axis=1) - 1) * 25


def test_it_raises_answers_by_what_it_says(both: tuple[ProgrammeCompany, ProgrammeCompany]) -> None:
    helped, idle = (company.employee_answers.to_pandas() for company in both)
    gained = (person_scores(helped) - person_scores(idle))[since(both[0], helped)].dropna()
    assert len(gained) > 3000
    assert both[0].truth == pytest.approx(
        gained.mean(), abs=0.35
    )  # four standard errors and unequal team sizes
    assert both[0].truth == pytest.approx(100 / 4 * 0.8 * 0.40, rel=0.2)  # a little less, as the scale ends


def test_it_changes_nothing_before_nor_elsewhere(both: tuple[ProgrammeCompany, ProgrammeCompany]) -> None:
    helped, idle = (company.employee_answers.to_pandas() for company in both)
    before = ~since(both[0], helped)
    assert before.sum() > 3000
    pd.testing.assert_frame_equal(helped[before], idle[before])
    pd.testing.assert_frame_equal(helped.drop(columns=["ln1", "ln2"]), idle.drop(columns=["ln1", "ln2"]))
    assert both[0].customer_answers.equals(both[1].customer_answers)
    assert both[0].starts == both[1].starts
    assert both[1].truth == 0


def test_half_of_the_teams_begin_spread_over_three_months_by_chance() -> None:
    first, other = drawn(0.0, periods=12), drawn(0.0, periods=12, seed=4)
    counts = pd.Series(first.starts).value_counts()
    assert counts.to_dict() == {"2024-06": 34, "2024-07": 33, "2024-08": 33}
    assert set(first.starts) != set(other.starts)
    assert set(first.starts) <= set(first.units["unit"])


def test_starts_can_be_placed() -> None:
    company = drawn(0.0, units=10, periods=12, first=2, waves=1, share=0.3)
    assert list(company.starts.values()) == ["2024-03"] * 3


def test_teams_have_the_seats_and_the_share_of_answers_that_were_asked_for() -> None:
    company = drawn(0.0, people=12, answering=0.75)
    first = company.people[company.people["start"] < "2024-01-02"].groupby("unit").size()
    assert set(first) == {12}
    answers = company.employee_answers.to_pandas()
    asked = answers.groupby(["unit", "period"]).size()
    assert asked.mean() / 12 == pytest.approx(0.74, abs=0.02)  # a seat is vacant now and then
    assert not answers.duplicated(["respondent", "period"]).any()
    assert len(company.customer_answers) > len(answers)


def test_only_what_is_asked_has_columns() -> None:
    company = drawn(0.5, units=4, asked=["enps", "learning", "csat"])
    assert company.employee_answers.column_names[3:] == ["ln1", "ln2", "enps_score"]
    assert company.customer_answers.column_names[3:] == ["satisfied"]
    assert [score.metric for score in company.employee_scores] == ["learning", "enps"]
    whole = drawn(0.5, units=4, asked=None)
    assert len(whole.employee_scores) + len(whole.customer_scores) == len(QUESTIONS)


@pytest.mark.parametrize("metric", ["learning", "enps", "csat", "complaints"])
def test_the_score_to_expect_is_that_of_endless_people(metric: str) -> None:
    question = next(q for q in QUESTIONS if q.metric == metric)
    rng, levels = np.random.default_rng(1), np.array([question.level, question.level + question.within])
    items = len(question.items)
    person = levels[:, None] + question.person * rng.standard_normal((2, 200_000))
    noise = 0.8 * question.person if items > 1 else 0.0
    ticks = np.round(person + noise * rng.standard_normal(person.shape)).clip(question.low, question.high)
    table = pd.DataFrame({name: ticks.ravel() for name in question.items})
    table = table.assign(unit=np.repeat(["a", "b"], 200_000), period="2024-01")
    found = answers_to_moments(table, items=[question.score], side=question.side).moments["mean"]
    assert expected_score(question, levels) == pytest.approx(found.to_numpy(), abs=0.5)


def test_a_study_of_the_answers_finds_it(both: tuple[ProgrammeCompany, ProgrammeCompany]) -> None:
    company = both[0]
    ours = answers_to_moments(company.employee_answers, items=company.employee_scores, side="employee")
    theirs = answers_to_moments(company.customer_answers, items=company.customer_scores, side="customer")
    panel = moments_to_panel(ours, theirs)
    assert set(panel.data["noise_source"].values) == {"given"}
    result = study(panel, company.metric, company.starts)
    assert result.difference.low < company.truth < result.difference.high
    assert result.difference.low > 0
    assert study(panel, "engagement", company.starts).verdict != "helped"


@pytest.mark.parametrize(
    "options",
    [
        {"metric": "joy"}, {"asked": ["engagement", "nps"]}, {"asked": ["learning"]}, {"asked": ["learning", "joy"]},
        {"units": 1}, {"periods": 5}, {"people": 0}, {"share": 0.0}, {"share": 1.0}, {"first": 0}, {"first": 6},
        {"waves": 0}, {"answering": 0.95}, {"answering": 0.0},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        drawn(0.5, **options)
    assert refused.value.remedy
