"""Every expression on DuckDB and on Spark executors of their own: the same numbers to a part in a billion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hard_answers import PERIODS, SCORES, TOP, hard_answers, score

from bothways.errors import CellError, ColumnError
from bothways.panel.counts import count_answers, count_members, count_writers
from bothways.panel.moments import Moments, answers_to_moments
from bothways.panel.storing import put_answers

#: Both sum floats in an order of their own; a part in a billion is a million times what that can do here.
TOLERANCE = 1e-9


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    assert len(one) > 0
    pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=TOLERANCE, atol=TOLERANCE)


def same_moments(one: Moments, other: Moments) -> None:
    same(one.moments, other.moments)
    same(one.co_moments, other.co_moments)


def made(answers: Any, engine: Any, **more: Any) -> Moments:
    return answers_to_moments(answers, items=SCORES, side="customer", top_box=TOP, engine=engine, **more)


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return hard_answers()


def test_the_answers_hold_what_is_hard(table: pa.Table, duck: Any) -> None:
    frame = made(table, duck).moments
    assert set(frame["metric"]) == {one.metric for one in SCORES}
    assert (frame["n"] == 1).any()
    assert "only blanks" not in set(frame["unit"])
    large = frame[(frame["metric"] == "huge") & (frame["n"] > 10)]
    assert (large["variance"].between(1.5, 2.5)).all()  # of 100,000 to 100,004: the true variance is 2


def test_moments_of_a_file_are_the_same(table: pa.Table, tmp_path: Path, duck: Any, spark: Any) -> None:
    pq.write_table(table, tmp_path / "answers.parquet")
    same_moments(made(tmp_path / "answers.parquet", spark), made(tmp_path / "answers.parquet", duck))


def test_moments_of_what_is_in_memory_are_the_same(table: pa.Table, duck: Any, spark: Any) -> None:
    same_moments(made(table, spark), made(table, duck))


def test_moments_of_a_text_file_are_the_same(table: pa.Table, tmp_path: Path, duck: Any, spark: Any) -> None:
    frame = table.to_pandas()
    frame["flag"] = frame["flag"].map({True: "1", False: "0"})
    frame.to_csv(tmp_path / "answers.csv", index=False)
    same_moments(made(tmp_path / "answers.csv", spark), made(tmp_path / "answers.csv", duck))


def test_a_folder_by_period_is_the_same_whoever_wrote_it(
    table: pa.Table, tmp_path: Path, duck: Any, spark: Any
) -> None:
    expected = made(table, duck)
    for writer, engine in (("duckdb", duck), ("spark", spark)):
        stored = put_answers(table, tmp_path / writer, engine=engine)
        assert stored.added == tuple(PERIODS)
        same_moments(made(tmp_path / writer, duck), expected)
        for kept in (tmp_path / writer / "cells").glob("*/*.parquet"):
            kept.unlink()
        same_moments(made(tmp_path / writer, spark), expected)


def test_partitions_of_other_columns_and_types_are_the_same(
    table: pa.Table, tmp_path: Path, duck: Any, spark: Any
) -> None:
    first, second = (table.filter(pa.compute.equal(table["period"], one)) for one in PERIODS[:2])
    second = second.drop_columns(["option"])
    second = second.set_column(
        second.column_names.index("small"), "small", second["small"].cast(pa.float64())
    )
    second = second.set_column(
        second.column_names.index("thirds"), "thirds", second["thirds"].cast(pa.string())
    )
    for part in (first, second):
        put_answers(part, tmp_path / "folder", engine=duck)
    on_duckdb = made(tmp_path / "folder", duck)
    for kept in (tmp_path / "folder" / "cells").glob("*/*.parquet"):
        kept.unlink()
    same_moments(made(tmp_path / "folder", spark), on_duckdb)
    assert set(on_duckdb.moments[on_duckdb.moments["metric"] == "chosen"]["period"]) == {PERIODS[0]}


def test_counts_by_score_are_the_same(table: pa.Table, duck: Any, spark: Any) -> None:
    items = ["small", "real", "money", "words", "thirds", "large", "flag"]
    on_duckdb = count_answers(table, items=items, engine=duck)
    same(count_answers(table, items=items, engine=spark), on_duckdb)
    frame = table.to_pandas()
    by_hand = frame[(frame["unit"] == "Zürich") & (frame["period"] == "2024-01")]["small"].value_counts()
    ours = on_duckdb[
        (on_duckdb["unit"] == "Zürich") & (on_duckdb["period"] == "2024-01") & (on_duckdb["item"] == "small")
    ]
    assert dict(zip(ours["answer"], ours["n"], strict=True)) == by_hand.to_dict()


def test_counts_of_people_are_the_same(table: pa.Table, duck: Any, spark: Any) -> None:
    on_duckdb = count_members(table, by=["role"], engine=duck)
    same(count_members(table, by=["role"], engine=spark), on_duckdb)
    assert on_duckdb[on_duckdb["attribute"] == ""]["people"].sum() == len(table)


def test_counts_of_writers_are_the_same(duck: Any, spark: Any) -> None:
    rng = np.random.default_rng(3)
    records = pa.table(
        {
            "record": np.arange(3000),
            "person": rng.integers(0, 700, 3000),
            "unit": pa.array(
                rng.choice(np.array(["a", "Ö", None], dtype=object), 3000).tolist(), pa.string()
            ),
        }
    )
    written = pa.table(
        {"record": rng.integers(0, 3000, 2000), "theme": rng.choice(["t1", "t2", "own-ü"], 2000)}
    )
    for by in ((), ("unit",)):
        for one, other in zip(
            count_writers(records, written, by=by, engine=spark),
            count_writers(records, written, by=by, engine=duck),
            strict=True,
        ):
            same(one, other)


def test_a_sum_over_very_many_answers_keeps_its_digits(duck: Any, spark: Any) -> None:
    rows = 3_000_000
    many = pa.table(
        {"unit": ["a"] * rows, "period": ["2024"] * rows, "q": np.tile([1e6 + 0.1, 1e6 + 0.3], rows // 2)}
    )
    for engine in (duck, spark):
        row = answers_to_moments(many, items=["q"], side="customer", engine=engine).moments.iloc[0]
        assert row["n"] == rows
        assert row["mean"] == pytest.approx(1e6 + 0.2, rel=TOLERANCE)
        assert row["variance"] == pytest.approx(0.01, rel=1e-6)


@pytest.mark.parametrize("wrong", ["inf", "7", "4d", "1_0", "word"])
def test_both_refuse_the_same_answers(wrong: str, duck: Any, spark: Any) -> None:
    frame = pd.DataFrame({"unit": list("aab"), "period": "2024", "words": ["3", wrong, "5"]})
    scores = [score("words", "mean", {"words": (1, 5, False)})]
    for engine in (duck, spark):
        with pytest.raises(CellError, match=r"row 3, column 'words'"):
            answers_to_moments(frame, items=scores, side="customer", engine=engine)


def test_both_refuse_an_infinite_number(duck: Any, spark: Any) -> None:
    frame = pd.DataFrame({"unit": "a", "period": "2024", "q": [1.0, np.inf]})
    for engine in (duck, spark):
        with pytest.raises(CellError, match="not a finite number"):
            answers_to_moments(frame, items=["q"], side="customer", engine=engine)


def test_both_refuse_who_answered_twice_and_a_missing_column(table: pa.Table, duck: Any, spark: Any) -> None:
    twice = pd.DataFrame({"respondent": ["x", "x"], "unit": "a", "period": "2024", "q": [1.0, 2.0]})
    for engine in (duck, spark):
        with pytest.raises(CellError, match="answered before"):
            answers_to_moments(twice, items=["q"], side="customer", engine=engine)
        with pytest.raises(ColumnError, match="no column 'z'"):
            answers_to_moments(table, items=["z"], side="customer", engine=engine)


def test_a_wrong_answer_in_a_folder_is_found_in_its_partition(tmp_path: Path, spark: Any) -> None:
    for period, said in (("2024-01", ["3", "4"]), ("2024-02", ["5", "9"])):
        put_answers(pd.DataFrame({"unit": "a", "period": period, "words": said}), tmp_path / "folder")
    scores = [score("words", "mean", {"words": (1, 5, False)})]
    with pytest.raises(CellError, match=r"folder/2024-02, row 3, column 'words'"):
        answers_to_moments(tmp_path / "folder", items=scores, side="customer", engine=spark)


def test_large_numbers_with_small_spreads_keep_what_floats_can_hold(duck: Any, spark: Any) -> None:
    """About a million millions a float has four digits left behind the point; running means have no more."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"unit": "a", "period": "2024", "q": 1e12 + rng.integers(0, 5, 2000)})
    expected = float((frame["q"] - 1e12).var())
    for engine in (duck, spark):
        row = answers_to_moments(frame, items=["q"], side="customer", engine=engine).moments.iloc[0]
        assert row["variance"] == pytest.approx(expected, rel=1e-3)
