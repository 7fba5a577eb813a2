"""Raw answers to moments, beside loops that anybody can read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import CellError, ColumnError, FileError, InputError, NotEnoughData
from bothways.measures.library import load_instrument
from bothways.measures.scores import Score, ScoreItem, score_columns
from bothways.measures.scoring import score_people
from bothways.panel.moments import Moments, answers_to_moments


def items_of(*columns: str, low: float = 1, high: float = 5, turned: tuple[str, ...] = ()) -> Any:
    return tuple(ScoreItem(column, low, high, column in turned) for column in columns)


def score(metric: str, rule: Any, items: Any, *, need: int = 1, **more: Any) -> Score:
    kind = {"nps": "nps", "share": "percent"}.get(rule, "mean")
    return Score(
        metric, "employee", kind, rule, items, more.get("parts", ()), more.get("answers", ()), need, 0, 100,
        "higher",
    )  # fmt: skip


SAFETY = score("safety", "mean_of_items", items_of("rf1", "oc3", turned=("oc3",)), need=2)
CLIMATE = score("climate", "mean", items_of("rf1", "oc3", "wh1"), need=2)
ENPS = score("enps", "nps", items_of("enps", low=0, high=10))
CSAT = score("csat", "share", items_of("rf1"), answers=(4, 5))
REST = score("rest", "mean_of_items", items_of("wh1"))
TOTAL = score("total", "mean_of_domains", items_of("rf1", "oc3", "wh1"), need=2, parts=("safety", "rest"))
SCORES = [TOTAL, SAFETY, CLIMATE, ENPS, CSAT, REST]
TOP = {"climate": 4.0}
LABELS = ["side", "unit", "period", "metric"]


def survey(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    columns = ["unit", "period", "rf1", "oc3", "wh1", "enps"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], float))


def person_points(row: Any, one: Score) -> float | None:
    """What a person adds to a metric."""
    if one.parts:
        parts = [person_points(row, part) for part in (SAFETY, REST)]
        return None if None in parts else sum(parts) / 2
    answers = []
    for item in one.items:
        if not pd.isna(row[item.column]):
            answers.append(6 - row[item.column] if item.reversed else row[item.column])
    if len(answers) < one.min_answered:
        return None
    person = sum(answers) / len(answers)
    if one.rule == "nps":
        return 100.0 if person >= 9 else -100.0 if person <= 6 else 0.0
    if one.rule == "share":
        return 100.0 if person >= 4 else 0.0
    return 100 * (person - 1) / 4 if one.rule == "mean_of_items" else person


def moments_by_loops(answers: pd.DataFrame) -> dict[tuple[str, str, str], tuple[float, ...]]:
    """(unit, period, metric) -> n, mean, variance, promoters, detractors, top box."""
    found = {}
    for (unit, period), cell in answers.groupby(["unit", "period"]):
        for one in SCORES:
            values = [v for _, row in cell.iterrows() if (v := person_points(row, one)) is not None]
            if values:
                mean = sum(values) / len(values)
                squares = sum((value - mean) ** 2 for value in values)
                variance = squares / (len(values) - 1) if len(values) > 1 else np.nan
                nps = one.metric == "enps"
                top = {"enps": 100, "csat": 100, "climate": 4}.get(one.metric, np.nan)
                found[unit, period, one.metric] = (
                    len(values), mean, variance,
                    sum(v == 100 for v in values) if nps else np.nan,
                    sum(v == -100 for v in values) if nps else np.nan,
                    np.nan if np.isnan(top) else sum(v >= top for v in values),
                )  # fmt: skip
    return found


def co_moments_by_loops(answers: pd.DataFrame) -> dict[tuple[str, str, str, str], tuple[float, float]]:
    found = {}
    for (unit, period), cell in answers.groupby(["unit", "period"]):
        people = [[person_points(row, one) for one in SCORES] for _, row in cell.iterrows()]
        for a in range(len(SCORES)):
            for b in range(a + 1, len(SCORES)):
                both = [(p[a], p[b]) for p in people if p[a] is not None and p[b] is not None]
                n_a, n_b = sum(p[a] is not None for p in people), sum(p[b] is not None for p in people)
                if not both:
                    continue
                mean_a = sum(x for x, _ in both) / len(both)
                mean_b = sum(y for _, y in both) / len(both)
                cross = sum((x - mean_a) * (y - mean_b) for x, y in both)
                covariance = cross / (len(both) - 1) * len(both) / (n_a * n_b) if len(both) > 1 else np.nan
                found[unit, period, SCORES[a].metric, SCORES[b].metric] = len(both), covariance
    return found


answer = st.one_of(st.none(), st.integers(1, 5))
responses = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from(["2024-01", "2024-02"]),
        st.integers(1, 5), answer, answer, st.one_of(st.none(), st.integers(0, 10)),
    ),
    min_size=1, max_size=60,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(responses)
def test_it_equals_loops_over_people(rows: list[tuple[Any, ...]]) -> None:
    answers = survey(rows)
    found = answers_to_moments(answers, items=SCORES, side="employee", top_box=TOP)
    expected = moments_by_loops(answers)
    values = ["n", "mean", "variance", "promoters", "detractors", "top_box"]
    table = found.moments.set_index(["unit", "period", "metric"])[values].astype(float)
    assert set(table.index) == set(expected)
    for key, row in expected.items():
        np.testing.assert_allclose(table.loc[key].to_numpy(), row, rtol=1e-12, atol=1e-9)
    pairs = found.co_moments.set_index(["unit", "period", "metric_a", "metric_b"])
    expected_pairs = co_moments_by_loops(answers)
    assert set(pairs.index) == set(expected_pairs)
    for pair, (n, covariance) in expected_pairs.items():
        got = pairs.loc[pair]
        assert got["n"] == n
        np.testing.assert_allclose(got["covariance"], covariance, rtol=1e-12, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(responses)
def test_the_noise_of_a_cell_is_never_indefinite(rows: list[tuple[Any, ...]]) -> None:
    found = answers_to_moments(survey(rows), items=SCORES, side="employee")
    noise = found.moments.set_index(["unit", "period", "metric"])["noise_variance"]
    for pair in found.co_moments.itertuples():
        a, b = noise[pair.unit, pair.period, pair.metric_a], noise[pair.unit, pair.period, pair.metric_b]
        if np.isfinite(a) and np.isfinite(b):
            assert abs(pair.noise_covariance) <= np.sqrt(a * b) * (1 + 1e-12)


def test_a_cell_of_two_equal_answers_is_not_taken_for_exact() -> None:
    rng = np.random.default_rng(1)
    rows = [(f"u{k // 8}", "2024-01", float(rng.integers(1, 6)), None, None, None) for k in range(160)]
    rows += [("twins", "2024-01", 4.0, None, None, None)] * 2
    table = answers_to_moments(survey(rows), items=["rf1"], side="employee").moments.set_index("unit")
    assert table.loc["twins", "variance"] == 0
    typical = table.drop("twins")["variance"].mean()
    assert table.loc["twins", "noise_variance"] > 0.5 * typical / 2


def test_the_variance_of_large_numbers_is_not_lost() -> None:
    offsets = [0.25, 0.5, 0.75, 1.0]
    rows = [("a", "2024-01", 1e9 + offset, 3e9 - offset, None, None) for offset in offsets]
    found = answers_to_moments(survey(rows), items=["rf1", "oc3"], side="customer")
    expected = np.var(offsets, ddof=1)
    np.testing.assert_allclose(found.moments["variance"], expected, rtol=1e-9)
    np.testing.assert_allclose(found.co_moments["covariance"], -expected / 4, rtol=1e-9)


def test_nps_of_fifty_promoters_and_twenty_detractors_is_thirty() -> None:
    scores = [9] * 50 + [8] * 30 + [6] * 20
    answers = pd.DataFrame({"unit": "a", "period": "2024", "nps": scores})
    nps = replace(ENPS, metric="nps", items=items_of("nps", low=0, high=10))
    row = answers_to_moments(answers, items=[nps], side="customer").moments.iloc[0]
    assert (row["mean"], row["promoters"], row["detractors"], row["n"]) == (pytest.approx(30), 50, 20, 100)
    assert row["noise_variance"] == pytest.approx((0.7 - 0.3**2) * 1e4 / 99)


def every_door(answers: pd.DataFrame, folder: Any) -> dict[str, Any]:
    answers.to_csv(folder / "answers.csv", index=False)
    answers.to_parquet(folder / "answers.parquet")
    arrow = pa.Table.from_pandas(answers, preserve_index=False)
    return {
        "csv": folder / "answers.csv",
        "parquet": str(folder / "answers.parquet"),
        "arrow": arrow,
        "ibis": ibis.memtable(arrow),
    }


def random_answers(people: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "unit": rng.choice(["001", "002", "010"], people),
            "period": rng.choice(["2024-01", "2024-02"], people),
        }
    )
    for item in ("rf1", "oc3", "wh1"):
        frame[item] = rng.choice([1, 2, 3, 4, 5, np.nan], people)
    return frame.assign(enps=rng.integers(0, 11, people))


def same(one: Moments, other: Moments) -> None:
    pd.testing.assert_frame_equal(one.moments, other.moments, check_dtype=False, rtol=1e-12)
    pd.testing.assert_frame_equal(one.co_moments, other.co_moments, check_dtype=False, rtol=1e-12)


@pytest.mark.parametrize("door", ["csv", "parquet", "arrow", "ibis"])
def test_every_door_leads_to_the_same_moments(door: str, tmp_path: Any) -> None:
    answers = random_answers()
    expected = answers_to_moments(answers, items=SCORES, side="employee")
    same(answers_to_moments(every_door(answers, tmp_path)[door], items=SCORES, side="employee"), expected)


def test_unit_names_with_leading_zeros_survive_a_csv(tmp_path: Any) -> None:
    path = every_door(random_answers(), tmp_path)["csv"]
    table = answers_to_moments(path, items=["enps"], side="employee").moments
    assert sorted(set(table["unit"])) == ["001", "002", "010"]


def test_an_engine_can_be_handed_in() -> None:
    engine = ibis.duckdb.connect(threads=1)
    expected = answers_to_moments(random_answers(), items=SCORES, side="employee")
    same(answers_to_moments(random_answers(), items=SCORES, side="employee", engine=engine), expected)


@pytest.mark.parametrize("value", [0, 6, 5.01, np.inf, -np.inf])
def test_an_answer_out_of_the_scale_is_refused_by_row(value: float) -> None:
    answers = random_answers()
    answers.loc[41, "oc3"] = value
    with pytest.raises(CellError) as refusal:
        answers_to_moments(answers, items=SCORES, side="employee")
    assert (refusal.value.row, refusal.value.column) == (43, "oc3")


def test_the_first_of_several_wrong_answers_is_named() -> None:
    answers = random_answers()
    answers.loc[[90, 12], ["wh1", "rf1"]] = 7
    answers.loc[12, "wh1"] = 3
    with pytest.raises(CellError) as refusal:
        answers_to_moments(answers, items=SCORES, side="employee")
    assert (refusal.value.row, refusal.value.column) == (14, "rf1")


def test_an_infinite_answer_without_a_scale_is_refused() -> None:
    answers = random_answers()
    answers.loc[3, "rf1"] = np.inf
    with pytest.raises(CellError, match="not a finite number"):
        answers_to_moments(answers, items=["rf1"], side="employee")


@pytest.mark.parametrize("text", ["four", "n/a", "nan", "inf", "3,5"])
def test_a_word_among_the_answers_of_a_csv_is_refused_and_not_printed(text: str, tmp_path: Any) -> None:
    (tmp_path / "a.csv").write_text(f'unit,period,q\na,2024,3\na,2024,\na,2024,"{text}"\n')
    with pytest.raises(CellError) as refusal:
        answers_to_moments(tmp_path / "a.csv", items=["q"], side="employee")
    assert (refusal.value.row, refusal.value.file) == (4, "a.csv")
    assert f'"{text}"' not in str(refusal.value)


@pytest.mark.parametrize("column", ["unit", "period"])
def test_a_response_without_unit_or_period_is_refused_by_row(column: str) -> None:
    answers = random_answers()
    answers.loc[7, column] = None
    with pytest.raises(CellError) as refusal:
        answers_to_moments(answers, items=SCORES, side="employee")
    assert (refusal.value.row, refusal.value.column) == (9, column)


def test_a_respondent_answers_once_in_a_unit_and_period() -> None:
    answers = random_answers(6).assign(period="2024-01", unit="a", respondent=["p", "q", None, None, "", "p"])
    with pytest.raises(CellError) as refusal:
        answers_to_moments(answers, items=["enps"], side="employee")
    assert (refusal.value.row, refusal.value.column) == (7, "respondent")
    again = answers_to_moments(answers, items=["enps"], side="employee", respondent=None)
    assert again.moments["n"].sum() == 6


def test_a_word_among_numbers_in_a_frame_is_refused() -> None:
    answers = random_answers()
    answers["rf1"] = answers["rf1"].astype(object)
    answers.loc[5, "rf1"] = "four"
    with pytest.raises(CellError) as refusal:
        answers_to_moments(answers, items=SCORES, side="employee")
    assert (refusal.value.row, refusal.value.column) == (7, "rf1")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ColumnError) as refusal:
        answers_to_moments(random_answers(), items=["q9"], side="employee")
    assert refusal.value.column == "q9"


def test_a_column_of_dates_is_no_item() -> None:
    answers = random_answers().assign(when=pd.Timestamp("2024-01-05"))
    with pytest.raises(ColumnError, match="not numbers"):
        answers_to_moments(answers, items=["when"], side="employee")


def test_a_file_that_is_no_table_is_refused(tmp_path: Any) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(FileError):
        answers_to_moments(tmp_path / "a.parquet", items=["q"], side="employee")
    with pytest.raises(FileError, match="not there"):
        answers_to_moments(tmp_path / "b.parquet", items=["q"], side="employee")


def test_nobody_answering_is_said() -> None:
    with pytest.raises(NotEnoughData):
        answers_to_moments(random_answers().assign(rf1=np.nan), items=["rf1"], side="employee")


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": ()},
        {"items": items_of("rf1", "rf1")},
        {"items": items_of("rf1", low=5, high=1)},
        {"items": items_of("rf1", low=np.nan)},
        {"rule": "mean", "items": items_of("rf1", high=np.nan, turned=("rf1",))},
        {"min_answered": 3},
        {"min_answered": 0},
        {"parts": ("rest",), "min_answered": 1, "rule": "mean_of_domains"},
        {"rule": "share"},
    ],
)
def test_a_score_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        answers_to_moments(random_answers(), items=[replace(SAFETY, **wrong)], side="employee")


def test_every_instrument_that_scores_people_can_be_made_moments_of() -> None:
    rng = np.random.default_rng(3)
    instrument = load_instrument("team_psychological_safety")
    answers = pd.DataFrame({"unit": rng.choice(["a", "b"], 60), "period": "2024-01"})
    for item in instrument.scored_items:
        answers[item.id] = rng.choice([1.0, 2.0, 3.0, 4.0, 5.0, np.nan], 60)
    table = answers_to_moments(answers, items=score_columns(instrument), side="employee").moments
    people = score_people(instrument, answers)
    expected = people.groupby(answers["unit"]).mean().stack().dropna()
    found = table.set_index(["unit", "metric"])["mean"]
    assert len(found) == len(expected) == 10
    np.testing.assert_allclose(found.loc[list(expected.index)], expected)


def test_a_share_of_worded_options_is_counted() -> None:
    answers = pd.DataFrame({"unit": "a", "period": "2024", "why": ["pay", "pay", "team", None, " "]})
    item = (ScoreItem("why", np.nan, np.nan, False),)
    share = score("left_for_pay", "share", item, answers=("pay",))
    row = answers_to_moments(answers, items=[share], side="employee").moments.iloc[0]
    assert (row["n"], row["top_box"]) == (3, 2)
    assert row["mean"] == pytest.approx(200 / 3)


def test_a_metric_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="named twice"):
        answers_to_moments(random_answers(), items=["rf1", "rf1"], side="employee")


def test_the_answers_are_not_changed() -> None:
    answers = random_answers()
    before = answers.copy()
    answers_to_moments(answers, items=SCORES, side="employee")
    pd.testing.assert_frame_equal(answers, before)


def test_co_moments_can_be_left_out() -> None:
    assert answers_to_moments(
        random_answers(), items=SCORES, side="employee", co_moments=False
    ).co_moments.empty


def test_cells_are_sorted_and_labelled() -> None:
    table = answers_to_moments(random_answers(), items=SCORES, side="customer").moments
    assert list(table.columns[:4]) == LABELS
    assert set(table["side"]) == {"customer"}
    keys = list(zip(table["unit"], table["period"], strict=True))
    assert keys == sorted(keys)


def test_whole_numbers_of_a_seven_step_scale_do_not_become_decimals() -> None:
    ease = score("ease", "mean_of_items", items_of("ease", high=7))
    answers = pa.table({"unit": ["a"] * 3, "period": ["2024"] * 3, "ease": pa.array([1, 6, 7], pa.int8())})
    row = answers_to_moments(answers, items=[ease], side="customer").moments.iloc[0]
    assert row["mean"] == pytest.approx((0 + 500 / 6 + 100) / 3, rel=1e-14)


def test_no_number_in_a_parquet_file_is_a_missing_answer(tmp_path) -> None:
    """Statistics of such files leave NaN out, and an engine may conclude that there is none."""
    table = pa.table({"unit": ["a"] * 4, "period": ["2024"] * 4, "q": [1.0, float("nan"), 3.0, None]})
    pq.write_table(table, tmp_path / "answers.parquet")
    scores = [score("q", "mean", items_of("q"))]
    for wanted in (scores, ["q"]):
        row = answers_to_moments(tmp_path / "answers.parquet", items=wanted, side="employee").moments.iloc[0]
        assert (row["n"], row["mean"]) == (2, 2.0)
