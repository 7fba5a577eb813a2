"""Raw answers to moments, beside loops that anybody can read."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import CellError, ColumnError, FileError, InputError, NotEnoughData
from bothways.panel.answers import Score
from bothways.panel.moments import Moments, answers_to_moments

SAFETY = Score(
    metric="safety", items=("rf1", "oc3"), low=1, high=5, reversed=("oc3",), min_answered=2,
    out_of_100=True, top_box=4.0,
)  # fmt: skip
CLIMATE = Score(metric="climate", items=("rf1", "oc3", "wh1"), low=1, high=5, min_answered=2)
ENPS = Score(metric="enps", items=("enps",), kind="nps")
CSAT = Score(metric="csat", items=("rf1",), kind="percent", low=1, high=5, top_box=4.0)
SCORES = [SAFETY, CLIMATE, ENPS, CSAT]
LABELS = ["side", "unit", "period", "metric"]


def survey(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    columns = ["unit", "period", "rf1", "oc3", "wh1", "enps"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], float))


def person_points(row: Any, score: Score) -> tuple[float, float] | None:
    """A person's score on the scale of the items, and what it adds to the metric."""
    answers = []
    for item in score.items:
        if not pd.isna(row[item]):
            answers.append(6 - row[item] if item in score.reversed else row[item])
    if len(answers) < score.min_answered:
        return None
    person = sum(answers) / len(answers)
    if score.kind == "nps":
        return person, 100.0 if person >= 9 else -100.0 if person <= 6 else 0.0
    if score.kind == "percent":
        return person, 100.0 if person >= 4 else 0.0
    return person, 100 * (person - 1) / 4 if score.out_of_100 else person


def moments_by_loops(answers: pd.DataFrame) -> dict[tuple[str, str, str], tuple[float, ...]]:
    """(unit, period, metric) -> n, mean, variance, promoters, detractors, top box."""
    found = {}
    for (unit, period), cell in answers.groupby(["unit", "period"]):
        for score in SCORES:
            points = [p for _, row in cell.iterrows() if (p := person_points(row, score))]
            if points:
                values = [value for _, value in points]
                mean = sum(values) / len(values)
                squares = sum((value - mean) ** 2 for value in values)
                variance = squares / (len(values) - 1) if len(values) > 1 else np.nan
                nps = score.kind == "nps"
                found[unit, period, score.metric] = (
                    len(values), mean, variance,
                    sum(person >= 9 for person, _ in points) if nps else np.nan,
                    sum(person <= 6 for person, _ in points) if nps else np.nan,
                    np.nan if score.top_box is None else sum(p >= score.top_box for p, _ in points),
                )  # fmt: skip
    return found


def co_moments_by_loops(answers: pd.DataFrame) -> dict[tuple[str, str, str, str], tuple[float, float]]:
    found = {}
    for (unit, period), cell in answers.groupby(["unit", "period"]):
        people = [[person_points(row, score) for score in SCORES] for _, row in cell.iterrows()]
        for a in range(len(SCORES)):
            for b in range(a + 1, len(SCORES)):
                both = [(p[a][1], p[b][1]) for p in people if p[a] and p[b]]
                n_a, n_b = sum(bool(p[a]) for p in people), sum(bool(p[b]) for p in people)
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
    found = answers_to_moments(answers, items=SCORES, side="employee")
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
    nps = Score(metric="nps", items=("nps",), kind="nps")
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
        {"items": ("a", "a")},
        {"items": ("a",), "low": 5, "high": 1},
        {"items": ("a",), "reversed": ("a",)},
        {"items": ("a",), "low": 1, "high": 5, "reversed": ("b",)},
        {"items": ("a",), "min_answered": 2},
        {"items": ("a",), "kind": "percent"},
        {"items": ("a",), "out_of_100": True},
    ],
)
def test_a_score_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Score(metric="m", **wrong)


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
