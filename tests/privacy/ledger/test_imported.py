"""Aggregates from elsewhere come out by the same floors, once, and without a look at their values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exact_world import bounds_on_answers
from hypothesis import given, settings
from hypothesis import strategies as st
from imported_worlds import CALM, CSAT, NPS, shown_of
from ledger_rounds import TREE, people, round_of

from bothways.errors import InputError
from bothways.privacy import ImportedCell, ImportedMetric, Ledger, make_tree
from bothways.privacy.diagnosis.reading import read_rounds
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.released import KINDS, Released
from bothways.privacy.values import consistent_totals

CELLS = [
    ImportedCell(None, 71, 60), ImportedCell("day", 80, 30), ImportedCell("night", 60, 25),
    ImportedCell("late", 75, 4),
]  # fmt: skip


def ledger_of(store: MemoryStore | Path, *, k: int = 5) -> Ledger:
    return Ledger(store, TREE, k=k)


def test_a_share_comes_in_the_steps_of_its_band() -> None:
    assert shown_of(CSAT, [("day", 63, 30)]) == {"unit=day": "65"}
    assert shown_of(ImportedMetric("csat", "percent", 0, 1), [("day", 0.63, 30)]) == {"unit=day": "65"}


@pytest.mark.parametrize(("value", "text"), [(5, ">=4.2"), (1, "<=1.8"), (3, "3.0")])
def test_a_mean_is_coded_at_its_ends(value: float, text: str) -> None:
    assert shown_of(CALM, [("day", value, 5)]) == {"unit=day": text}


def test_everybody_or_nobody_is_never_told() -> None:
    assert shown_of(CSAT, [("day", 100, 8), ("night", 0, 8)]) == {"unit=day": "80", "unit=night": "20"}
    assert shown_of(NPS, [("day", 100, 8), ("night", -100, 8)]) == {"unit=day": "60", "unit=night": "-60"}


def test_a_number_of_people_is_a_band_and_never_more() -> None:
    ledger = ledger_of(MemoryStore())
    rows = ledger.release_imported("2026-10", CSAT, [ImportedCell("day", 63, 33)])
    assert [row.n_band for row in rows] == ["20-49"]
    assert all(type(row) is Released and row.kind in KINDS for row in rows)


@pytest.mark.parametrize(("n", "k", "sensitive", "there"), [
    (4, 5, False, False), (5, 5, False, True), (None, 5, False, False), (float("nan"), 5, False, False),
    (9, 5, True, False), (10, 5, True, True), (11, 12, True, False), (7, 8, False, False),
])  # fmt: skip
def test_the_floor_is_that_of_the_ledger_and_ten_where_sensitive(
    n: float | None, k: int, sensitive: bool, there: bool
) -> None:
    metric = ImportedMetric("csat", "percent", sensitive=sensitive)
    assert bool(shown_of(metric, [("day", 50, n)], k=k)) is there


def test_withheld_cells_and_missing_ones_look_alike() -> None:
    """late has four people, night would leave them over, and a unit without a cell is no other case."""
    ledger = ledger_of(MemoryStore())
    ledger.release_imported("2026-10", CSAT, [CELLS[0], ImportedCell("day", 80, 56), CELLS[3]])
    table = ledger.withheld()
    assert set(table["group"]) == {"unit=shop", "unit=day", "unit=night", "unit=late"}
    assert set(table["reason"]) == {"withheld"}
    assert set(table[table["group"] != "unit=shop"]["merged_into"]) == {""}
    assert ledger.places_shown("2026-10") == {
        "shop": "alone", "day": "not shown", "late": "not shown", "night": "not shown"
    }  # fmt: skip


def test_the_words_are_those_of_a_round_of_answers() -> None:
    asked, taken = ledger_of(MemoryStore()), ledger_of(MemoryStore())
    asked.release(round_of(people(day=8, night=8, late=2)))
    taken.release_imported("2024-01", CALM, [ImportedCell("day", 3, 8), ImportedCell("late", 3, 2)])
    assert list(asked.withheld().columns) == list(taken.withheld().columns)
    assert set(asked.withheld()["reason"]) == set(taken.withheld()["reason"])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_shown_does_not_depend_on_values(data: st.DataObject) -> None:
    """Values of real answers, so that totals fit; two draws of them, one decision."""
    sizes = data.draw(st.lists(st.integers(0, 14), min_size=3, max_size=3))
    rest = data.draw(st.integers(0, 9))

    def shown() -> set[str]:
        counts = [data.draw(st.integers(0, size)) for size in (*sizes, rest)]
        cells: list[tuple[object, ...]] = [
            (unit, 100 * count / size if size else 0, size)
            for unit, count, size in zip(("day", "late", "night"), counts, sizes, strict=False)
        ]
        everybody = sum(sizes) + rest
        return set(shown_of(CSAT, [("shop", 100 * sum(counts) / max(everybody, 1), everybody), *cells]))

    assert shown() == shown()


def test_what_is_left_over_is_never_told_to_be_of_one_mind() -> None:
    """Eleven people answer 1, five answer 1, 1, 2, 5 and 5: plain texts would be 1.6 and 3.0."""
    assert shown_of(CALM, [("day", 2.8, 5), (None, 25 / 16, 16)]) == {"all": "1.9", "unit=day": "3.0"}


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_answer_behind_nested_means_stays_fully_open(data: st.DataObject) -> None:
    """Linear programming over everything shown, by somebody who knows who is where and how many they are."""
    sizes = dict(zip(("day", "night", "shop"), data.draw(st.tuples(*[st.integers(0, 8)] * 3)), strict=True))
    ends = st.sampled_from([1, 5]) if data.draw(st.booleans()) else st.integers(1, 5)
    units = [unit for unit, size in sizes.items() for _ in range(size)]
    answers = np.array(
        [data.draw(st.just(5) if data.draw(st.booleans()) else ends) for _ in units], dtype=float
    )
    inside = {f"unit={unit}": np.flatnonzero(np.array(units) == unit) for unit in ("day", "night")}
    inside["all"] = np.arange(len(units))
    cells = [
        (None if group == "all" else group[5:], answers[who].mean(), len(who))
        for group, who in inside.items()
        if len(who)
    ]
    shown = shown_of(CALM, cells) if cells else {}
    totals = [consistent_totals(text, len(inside[group]), low=1, high=5) for group, text in shown.items()]
    sets = [inside[group] for group in shown]
    windows = [(float(one[0]), float(one[-1])) for one in totals]
    found = bounds_on_answers(sets, windows, len(units), low=1, high=5) if sets else np.array([[1, 5]])
    np.testing.assert_allclose(found, np.tile([1, 5], (len(found), 1)), atol=1e-4)


def test_a_share_of_a_total_is_made_of_its_clipped_parts() -> None:
    """Ten of day and none of the other ten: 10 of 20 would be 50, clipped 9 + 1 are too; 20 of 20 become 18."""
    assert shown_of(CSAT, [(None, 100, 20), ("day", 100, 10)]) == {"all": "90", "unit=day": "90"}


def test_a_total_that_cannot_be_of_the_same_answers_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be of the same answers"):
        shown_of(CALM, [(None, 4.5, 100), ("day", 2.0, 95)])


def test_rounding_of_the_source_is_no_reason_to_refuse() -> None:
    """All of 100 are said to be at 3.5, their parts at 3.4: what is shown is made of the parts."""
    assert shown_of(CALM, [(None, 3.5, 100), ("day", 3.4, 60), ("night", 3.4, 40)])["all"] == "3.4"


def test_an_interval_rests_on_noise_that_is_pooled() -> None:
    """25 cells whose answers spread by 1, in a band from 20: 1.96 sqrt(1 / 20 + (3 / 20)^2 / 12) is .45."""
    units = [f"u{number:02d}" for number in range(25)]
    tree = make_tree(["top", *units], [None, *["top"] * 25])
    rows = Ledger(MemoryStore(), tree).release_imported(
        "2026-10", CALM, [ImportedCell(unit, 3, 20, 1 / 20 if unit != "u00" else 1e-6) for unit in units]
    )
    assert {(row.low, row.high) for row in rows} == {(2.5, 3.5)}


def test_without_noise_an_nps_is_taken_to_spread_as_far_as_it_can() -> None:
    """1.96 sqrt(100^2 / 100 + (1.5)^2 / 12) is 19.6."""
    ledger = ledger_of(MemoryStore())
    [row] = ledger.release_imported("2026-10", NPS, [ImportedCell(None, 30, 100)])
    assert (row.low, row.value, row.high) == (10, 30, 50)


def test_rates_and_counts_are_rounded() -> None:
    late = ImportedMetric("complaints", "rate")
    assert shown_of(late, [("day", 14.26, 250), ("night", 14.26, 60)]) == {
        "unit=day": "14",
        "unit=night": "10",
    }
    [row] = ledger_of(MemoryStore()).release_imported("m", ImportedMetric("calls", "count"), [CELLS[1]])
    assert (row.kind, row.text, row.low, row.high) == ("count", "80", 60, 100)


def test_a_rate_without_noise_has_no_interval() -> None:
    [row] = ledger_of(MemoryStore()).release_imported("m", ImportedMetric("late", "rate"), [CELLS[1]])
    assert row.low != row.low
    assert row.high != row.high


def test_the_same_cells_give_the_same_numbers_and_change_nothing() -> None:
    store = MemoryStore()
    first = ledger_of(store).release_imported("2026-10", CSAT, CELLS)
    before = store.read()
    assert ledger_of(store).release_imported("2026-10", CSAT, CELLS[::-1]) == first
    assert store.read() == before


@pytest.mark.parametrize("cells", [
    [ImportedCell(None, 72, 60), *CELLS[1:]], [ImportedCell(None, 71, 61), *CELLS[1:]], CELLS[:-1],
    [*CELLS[:-1], ImportedCell("late", 75, 5)], [ImportedCell(None, 71, 60, 2.0), *CELLS[1:]],
])  # fmt: skip
def test_other_cells_are_refused_and_what_was_released_stays(cells: list[ImportedCell]) -> None:
    ledger = ledger_of(MemoryStore())
    first = ledger.release_imported("2026-10", CSAT, CELLS)
    with pytest.raises(InputError, match=r"not those it was released from.*could be subtracted"):
        ledger.release_imported("2026-10", CSAT, cells)
    assert ledger.released() == first


@pytest.mark.parametrize("other", [
    ImportedMetric("csat", "percent", sensitive=True), ImportedMetric("csat", "mean", 0, 100),
    ImportedMetric("csat", "rate"),
])  # fmt: skip
def test_a_metric_is_one_kind_a_period(other: ImportedMetric) -> None:
    ledger = ledger_of(MemoryStore())
    ledger.release_imported("2026-10", CSAT, CELLS)
    with pytest.raises(InputError, match="another kind"):
        ledger.release_imported("2026-10", other, CELLS)


def test_a_raised_threshold_leaves_what_was_released() -> None:
    store = MemoryStore()
    first = ledger_of(store).release_imported("2026-10", CSAT, CELLS)
    assert ledger_of(store, k=40).release_imported("2026-10", CSAT, CELLS) == first
    later = ledger_of(store, k=40).release_imported("2026-11", CSAT, CELLS)
    assert {row.group for row in later} == {"all"}


def test_answers_and_aggregates_never_share_a_round() -> None:
    ledger = ledger_of(MemoryStore())
    ledger.release_imported("2024-01", CSAT, CELLS)
    with pytest.raises(InputError, match="holds imported aggregates"):
        ledger.release(round_of(people(day=6, night=7)))
    other = ledger_of(MemoryStore())
    other.release(round_of(people(day=6, night=7)))
    with pytest.raises(InputError, match="released from answers"):
        other.release_imported("2024-01", CSAT, CELLS)


def test_another_tree_is_refused() -> None:
    store = MemoryStore()
    ledger_of(store).release_imported("2026-10", CSAT, CELLS)
    other = Ledger(store, make_tree(["shop", "day"], [None, "shop"]))
    with pytest.raises(InputError, match="another unit tree"):
        other.release_imported("2026-10", NPS, [ImportedCell("day", 3, 9)])


def test_released_numbers_are_read_back_and_written_like_all_others(tmp_path: Path) -> None:
    first = ledger_of(tmp_path / "out").release_imported("2026-10", CSAT, CELLS)
    second = ledger_of(tmp_path / "out").release_imported("2026-10", NPS, [ImportedCell("day", 20, 30)])
    again = ledger_of(tmp_path / "out")
    assert again.rounds == ("2026-10",)
    assert again.released(["2026-10"]) == (*first, *second)
    assert read_rounds(tmp_path / "out")[0].released == (*first, *second)
    numbers, hidden = again.write_tables(tmp_path / "out")
    assert len(pd.read_csv(numbers)) == len(first) + len(second)
    assert list(pd.read_csv(hidden)["reason"].unique()) == ["withheld"]


def test_a_cell_without_a_value_is_no_cell() -> None:
    assert shown_of(CSAT, [("day", 60, 9), ("night", None, 9), ("late", float("nan"), 9)]) == {
        "unit=day": "60"
    }


@pytest.mark.parametrize(("cells", "words"), [
    ([("nowhere", 50, 9)], "no unit 'nowhere'"), ([("day", 50, 9), ("day", 50, 9)], "twice"),
    ([("shop", 50, 9), (None, 50, 9)], "twice"), ([("day", 101, 9)], "off the scale"),
    ([("day", 50, 9.5)], "no number of people"), ([("day", 50, -1)], "no number of people"),
    ([("day", 50, 9, -1.0)], "noise variance"), ([("day", None, 9)], "No cell"), ([], "No cell"),
])  # fmt: skip
def test_cells_that_cannot_be_are_refused(cells: list[tuple[object, ...]], words: str) -> None:
    with pytest.raises(InputError, match=words):
        shown_of(CSAT, cells)


@pytest.mark.parametrize(("kind", "low", "high"), [
    ("mean", None, 5), ("mean", 5, 1), ("nps", 0, 10), ("percent", 0, 5), ("rate", 5, 1), ("share", 0, 100),
])  # fmt: skip
def test_a_metric_has_the_ends_of_its_kind(kind: str, low: float | None, high: float | None) -> None:
    with pytest.raises(InputError):
        ImportedMetric("x", kind, low, high)  # type: ignore[arg-type]
