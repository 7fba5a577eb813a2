"""The example company: files that fit together, and a truth that is one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from bothways.errors import InputError
from bothways.panel.moments import answers_to_moments
from bothways.panel.reading import read_panel
from bothways.simulate import CompanyFiles, write_company
from bothways.simulate.plan import LEADS, QUESTIONS, TRAPS
from bothways.simulate.system import build_system, draw_system

SYSTEM = build_system(QUESTIONS, LEADS, TRAPS)
EMPLOYEE = [q.metric for q in QUESTIONS if q.side == "employee"]
CUSTOMER = [q.metric for q in QUESTIONS if q.side == "customer"]
PLANTED = {(lead.driver, lead.outcome) for lead in LEADS}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> CompanyFiles:
    return write_company("small", seed=11, out=tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def truth(company: CompanyFiles) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(company.truth.read_text(encoding="utf-8"))
    return found


def directions() -> list[tuple[str, str]]:
    return [pair for x in EMPLOYEE for y in CUSTOMER for pair in ((x, y), (y, x))]


def test_what_is_called_no_link_is_none_even_with_endless_data() -> None:
    strongest = max(abs(SYSTEM.pair_effect(*pair)) for pair in directions() if pair not in PLANTED)
    assert strongest < 0.03


def test_planted_leads_show_in_their_pair() -> None:
    for lead in LEADS:
        assert SYSTEM.pair_effect(lead.driver, lead.outcome) == pytest.approx(lead.effect, abs=0.03)


def test_the_effect_of_a_pair_is_what_a_regression_finds() -> None:
    states, _ = draw_system(np.random.default_rng(1), SYSTEM, units=20_000, periods=6)
    np.testing.assert_allclose(states.var(axis=(0, 1)), 1, atol=0.03)
    for driver, outcome in [("workload", "ease"), ("csat", "engagement"), ("enps", "nps")]:
        pair = [SYSTEM.metrics.index(driver), SYSTEM.metrics.index(outcome)]
        before, after = states[:, :-1, pair].reshape(-1, 2), states[:, 1:, pair[1]].ravel()
        found = np.linalg.lstsq(before, after, rcond=None)[0][0]
        assert found == pytest.approx(SYSTEM.pair_effect(driver, outcome), abs=0.015)


def test_traps_go_together_without_a_lead() -> None:
    states, means = draw_system(np.random.default_rng(2), SYSTEM, units=20_000, periods=1)
    for trap in TRAPS:
        pair = [SYSTEM.metrics.index(m) for m in (trap.employee_metric, trap.customer_metric)]
        assert not {tuple(SYSTEM.metrics[k] for k in order) for order in (pair, pair[::-1])} & PLANTED
        drawn = states[:, 0, pair] if trap.kind == "same month" else means[:, pair]
        assert abs(np.corrcoef(drawn.T)[0, 1]) > 0.35


def test_there_is_an_honest_mix(truth: dict[str, Any]) -> None:
    kinds = [link["direction"] for link in truth["links"]]
    assert kinds.count("employee_to_customer") >= 3
    assert kinds.count("customer_to_employee") == 1
    assert kinds.count("both_ways") == 1
    linked = {(link["employee_metric"], link["customer_metric"]) for link in truth["links"]}
    assert not linked & {(trap["employee_metric"], trap["customer_metric"]) for trap in truth["traps"]}
    assert len(linked) < len(EMPLOYEE) * len(CUSTOMER) / 4
    assert truth["everything_else"] == "no link"


def test_an_effect_is_told_in_the_direction_it_has(truth: dict[str, Any]) -> None:
    for link in truth["links"]:
        forth, back = (value != 0 for value in link["effect"])
        expected = {(True, True): "both_ways", (True, False): "employee_to_customer"}
        assert link["direction"] == expected.get((forth, back), "customer_to_employee")


def test_the_tidy_files_are_the_answers_moments(company: CompanyFiles) -> None:
    for side, answers, path in (
        ("employee", company.employee_answers, company.employees),
        ("customer", company.customer_answers, company.customers),
    ):
        scores = [question.score for question in QUESTIONS if question.side == side]
        moments = answers_to_moments(answers, items=scores, side=side).moments  # type: ignore[arg-type]
        tidy = pd.read_csv(path)
        np.testing.assert_allclose(tidy["value"], moments["mean"], rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(tidy["noise_variance"], moments["noise_variance"], rtol=1e-8)
        assert (tidy["n"] == moments["n"].to_numpy()).all()


def test_the_files_make_a_panel(company: CompanyFiles) -> None:
    panel = read_panel(company.employees, company.customers, covariance=company.covariance)
    assert (panel.metrics("employee"), panel.metrics("customer")) == (EMPLOYEE, CUSTOMER)
    assert (len(panel.units), len(panel.periods), panel.frequency) == (24, 12, "month")
    assert set(panel.data["noise_source"].values) == {"given"}
    assert len(panel.noise_covariance) > 0


def test_answers_stay_on_their_scales_with_one_response_a_person_and_month(company: CompanyFiles) -> None:
    answers = pq.read_table(company.employee_answers).to_pandas()
    assert not answers.duplicated(["respondent", "period"]).any()
    for question in QUESTIONS:
        if question.side == "employee":
            found = answers[list(question.items)].stack().dropna()
            assert found.between(question.low, question.high).all()
            assert 0 < answers[question.items[0]].isna().mean() < 0.06


def test_people_answer_where_and_when_they_work(company: CompanyFiles) -> None:
    people = pd.read_csv(company.people, dtype=str, keep_default_na=False).set_index("person")
    answers = pq.read_table(company.employee_answers, columns=["respondent", "unit", "period"]).to_pandas()
    person = people.loc[answers["respondent"]].reset_index()
    assert (person["unit"].to_numpy() == answers["unit"].to_numpy()).all()
    assert (person["start"].str[:7].to_numpy() <= answers["period"].to_numpy()).all()
    end = person["end"].str[:7].where(person["end"] != "", "9999").to_numpy()
    assert (end >= answers["period"].to_numpy()).all()


def test_people_come_and_go_and_have_no_names(company: CompanyFiles) -> None:
    people = pd.read_csv(company.people, dtype=str, keep_default_na=False)
    assert list(people) == ["person", "unit", "start", "end", "reason", "role", "site", "manager"]
    assert ((people["end"] == "") == (people["reason"] == "")).all()
    assert (people["end"] != "").any()
    assert (people["start"] > "2024-01-31").any()
    assert set(people["manager"]) <= set(people["person"]) | {""}


def test_units_form_a_tree(company: CompanyFiles) -> None:
    units = pd.read_csv(company.units, dtype=str, keep_default_na=False).set_index("unit")
    assert (units["parent"] == "").sum() == 1
    teams = units[units.index.str.startswith("team")]
    assert len(teams) == 24
    for team in teams.index:
        up, steps = team, 0
        while units.loc[up, "parent"]:
            up, steps = units.loc[up, "parent"], steps + 1
        assert (up, steps) == ("company", 3)


def test_events_and_comments_speak_of_units_that_are_there(company: CompanyFiles) -> None:
    units = set(pd.read_csv(company.units)["unit"])
    events, comments = pd.read_csv(company.events), pd.read_csv(company.comments)
    assert set(events["unit"]) | set(comments["unit"]) <= units
    assert set(events["kind"]) == {"programme", "action"}
    assert len(comments) == 60
    assert comments["text"].str.len().between(10, 120).all()


def test_the_same_seed_writes_the_same_files(company: CompanyFiles, tmp_path: Path) -> None:
    again = write_company("small", seed=11, out=tmp_path)
    names = sorted(path.name for path in company.folder.iterdir())
    assert names == sorted(path.name for path in again.folder.iterdir())
    for name in names:
        assert (again.folder / name).read_bytes() == (company.folder / name).read_bytes(), name


def test_another_seed_writes_another_company(company: CompanyFiles, tmp_path: Path) -> None:
    other = write_company("small", seed=12, out=tmp_path)
    assert other.employees.read_bytes() != company.employees.read_bytes()
    links = json.loads(other.truth.read_text(encoding="utf-8"))["links"]
    assert links == json.loads(company.truth.read_text(encoding="utf-8"))["links"]


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    write_company("small", seed=1, out=tmp_path, progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("wrong", [{"shape": "huge", "seed": 1}, {"shape": "small", "seed": -1}])
def test_an_unknown_shape_or_negative_seed_is_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_company(**wrong, out=tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(InputError):
        write_company("small", seed=1, out=tmp_path / "taken")
