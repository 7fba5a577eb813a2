"""Companies go the public path, are cut where a look is taken, and are foretold from the time before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from evidence.change_worlds import EFFECT, NONE
from evidence.companies import Size, covered, draw_company, foretold, one, panel_of, shares, summary
from evidence.looks import LEVELS, SINCE, Watched, at_any, by_look, careless, first_decided
from evidence.looks import summary as summary_of_looks

from bothways.change import study
from bothways.change.design import lay_out
from bothways.simulate import ProgrammeCompany


@pytest.fixture(scope="module")
def company() -> ProgrammeCompany:
    return draw_company("tried here", 24, 9, EFFECT, 1)


def test_each_run_size_kind_and_effect_is_a_company_of_its_own(company: ProgrammeCompany) -> None:
    again = draw_company("tried here", 24, 9, EFFECT, 1)
    assert again.employee_answers.equals(company.employee_answers)
    for other in (
        draw_company("tried here", 24, 9, EFFECT, 2),
        draw_company("tried elsewhere", 24, 9, EFFECT, 1),
        draw_company("tried here", 24, 9, NONE, 1),
    ):
        assert not other.employee_answers.equals(company.employee_answers)


def test_a_panel_of_some_rounds_knows_nothing_of_later_ones(company: ProgrammeCompany) -> None:
    late = company.employee_answers.to_pandas()
    late.loc[late["period"] > company.months[6], ["ln1", "ln2"]] = 1
    import pyarrow as pa

    changed = replace(
        company,
        employee_answers=pa.Table.from_pandas(late, company.employee_answers.schema, preserve_index=False),
    )
    early, other = panel_of(company, 7), panel_of(changed, 7)
    assert list(early.periods) == list(company.months[:7])
    assert early.data.equals(other.data)
    assert not panel_of(company, 9).data.equals(panel_of(changed, 9).data)


def test_what_is_foretold_does_not_look_past_the_first_start(company: ProgrammeCompany) -> None:
    design = lay_out(panel_of(company, 9), company.metric, company.starts)
    first = int(design.starts.min())
    later = design.values.copy()
    later[:, first:] *= 3
    told = foretold(design, company.truth)
    assert 0 < told < 1
    assert foretold(replace(design, values=later), company.truth) == told
    earlier = design.values.copy()
    earlier[:, :first] *= 3
    assert foretold(replace(design, values=earlier), company.truth) < told
    assert np.isnan(foretold(design, 0.0))


def test_an_interval_that_misses_what_was_brought_does_not_cover(company: ProgrammeCompany) -> None:
    found = study(panel_of(company, 9), company.metric, company.starts)
    assert covered(found, replace(company, truth=found.difference.high - 1e-9))
    assert not covered(found, replace(company, truth=found.difference.high + 1e-9))
    assert not covered(found, replace(company, truth=found.difference.low - 1e-9))


def test_a_size_is_summed_up_over_what_was_planted_and_what_was_not() -> None:
    size = Size(20, 8, 2)
    rows = [one((size, effect, run)) for effect in (EFFECT, NONE) for run in range(2)]
    told = summary(size, rows)
    assert told["planted"] == shares(row["verdict"] for row in rows[:2])
    assert told["useless"] == shares(row["verdict"] for row in rows[2:])
    assert told["truth"] == pytest.approx(np.mean([row["truth"] for row in rows[:2]]))
    assert [row["truth"] for row in rows[2:]] == [0, 0]
    assert told["bias"] == pytest.approx(np.mean([row["error"] for row in rows]))
    assert 0 < told["expected"] < 1


def test_levels_of_four_looks_stay_under_one_in_twenty() -> None:
    assert sum(LEVELS) < 0.05
    assert len(LEVELS) == len(SINCE)


def test_the_first_look_that_decides_counts() -> None:
    open_, no = "cannot_tell", "no_difference"
    assert first_decided([open_, no, "hurt", open_]) == (1, no)
    assert first_decided([open_, open_, open_, "helped"]) == (3, "helped")
    assert first_decided([open_] * 4) == (4, open_)


def test_shares_by_look_add_up_and_at_any_counts_what_comes_after_a_decision() -> None:
    open_, no = "cannot_tell", "no_difference"
    rows = [
        {"verdicts": ["helped", open_, open_, open_]},
        {"verdicts": [open_, open_, "hurt", "hurt"]},
        {"verdicts": [no, open_, open_, "helped"]},
        {"verdicts": [open_] * 4},
    ]
    assert by_look(rows, "verdicts", ["helped", "hurt"]) == [0.25, 0.25, 0.5, 0.5]
    assert by_look(rows, "verdicts", [no]) == [0.25] * 4
    assert at_any(rows, "verdicts", ["helped", "hurt"]) == 0.75


@pytest.mark.parametrize(("effect", "verdict"), [(3.0, "helped"), (NONE, "cannot_tell")])
def test_a_careless_look_says_what_a_study_at_its_usual_level_says(effect: float, verdict: str) -> None:
    company = draw_company("tried carelessly", 24, 9, effect, 1)
    panel = panel_of(company, 9)
    assert careless(panel, company) == study(panel, company.metric, company.starts).verdict == verdict


def test_looks_are_careless_only_where_nothing_happened() -> None:
    rows = [
        {"effect": 0.6, "verdicts": ["cannot_tell", "helped"] * 2, "careless": [], "covered": [True] * 4},
        {
            "effect": 0.0,
            "verdicts": ["cannot_tell"] * 4,
            "careless": ["hurt"] * 4,
            "covered": [True, False] * 2,
        },
    ]
    told = summary_of_looks(Watched(20, 1, 1), rows)
    assert told["planted"]["helped"] == [0, 1, 1, 1]
    assert (told["false_claims"], told["careless"]) == ([0] * 4, [1] * 4)
    assert told["coverage"] == 0.5
