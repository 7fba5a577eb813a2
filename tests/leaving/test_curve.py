"""The Kaplan-Meier curve equals one worked by hand, R's survival with and without late entry, and SciPy.

Data, script and stored output stand in tests/reference/leaving. Tolerance 1e-12, relative: both sides multiply the same
factors in the same order; R's output is stored with 16 digits.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from bothways.errors import InputError
from bothways.leaving import kaplan_meier
from bothways.leaving.limits import limit_of_none, log_log_limits, poisson_limits

HERE = Path(__file__).parents[1] / "reference" / "leaving"
EXACT = 1e-12
EXPECTED = json.loads((HERE / "expected.json").read_text())
SPELLS = pd.read_csv(HERE / "spells.csv")
TOGETHER = ["a", "b", "c"]


def as_array(figures: list[float | None]) -> np.ndarray:
    return np.array([np.nan if figure is None else figure for figure in figures], dtype=float)


def test_a_curve_worked_by_hand() -> None:
    # 6 people. At 2: 1 of 6 leaves. At 3: one is last seen, one of 5 leaves. At 5: 1 of 3. At 7: the last one leaves.
    curve = kaplan_meier([2, 3, 3, 5, 6, 7], [1, 1, 0, 1, 0, 1])
    assert curve.time.tolist() == [2, 3, 5, 7]
    assert curve.at_risk.tolist() == [6, 5, 3, 1]
    assert curve.left.tolist() == [1, 1, 1, 1]
    assert curve.retention == pytest.approx([5 / 6, 5 / 6 * 4 / 5, 5 / 6 * 4 / 5 * 2 / 3, 0])
    assert curve.greenwood[:3] == pytest.approx([1 / 30, 1 / 30 + 1 / 20, 1 / 30 + 1 / 20 + 1 / 6])
    assert np.isinf(curve.greenwood[3])


def test_who_comes_late_counts_from_then_on() -> None:
    # The second is watched from 2 on, the third from 4 on: at 2 the first is alone, at 5 there are two.
    curve = kaplan_meier([2, 5, 6], [0, 1, 1], entry=[-1, 2, 4])
    assert curve.at_risk.tolist() == [2, 1]
    assert curve.retention.tolist() == [0.5, 0.0]
    curve = kaplan_meier([2, 5, 6], [1, 1, 1], entry=[-1, 2, 4])  # entry at 2 is after who leaves at 2
    assert curve.at_risk.tolist() == [1, 2, 1]


def test_who_leaves_on_the_first_day_was_watched() -> None:
    curve = kaplan_meier([0, 1], [True, False])
    assert (curve.time.tolist(), curve.at_risk.tolist(), curve.retention.tolist()) == ([0], [2], [0.5])


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "steps of 3"])
def test_curves_and_limits_equal_r_survival(name: str) -> None:
    group, late = name.removesuffix(" late"), name.endswith(" late")
    some = SPELLS[SPELLS["group"].isin(TOGETHER if group == "together" else [group])]
    curve = kaplan_meier(some["exit"], some["left"], entry=some["entry"] if late else None)
    wanted = {key: as_array(figures) for key, figures in EXPECTED[name].items()}
    assert curve.time == pytest.approx(wanted["time"])
    assert curve.at_risk.tolist() == wanted["at_risk"].tolist()
    assert curve.left.tolist() == wanted["left"].tolist()
    assert curve.retention == pytest.approx(wanted["retention"], rel=EXACT)
    inside = curve.retention > 0
    assert curve.greenwood[inside] == pytest.approx(wanted["greenwood"][inside], rel=EXACT)
    low, high = log_log_limits(curve.retention, curve.greenwood)
    assert low == pytest.approx(wanted["low"], rel=1e-10, nan_ok=True)  # a normal quantile is in it
    assert high == pytest.approx(wanted["high"], rel=1e-10, nan_ok=True)


def test_groups_at_once_equal_each_group_alone() -> None:
    names, codes = np.unique(SPELLS["group"], return_inverse=True)
    curves = kaplan_meier(SPELLS["exit"], SPELLS["left"], group=codes)
    for place, name in enumerate(names):
        alone = kaplan_meier(*(SPELLS.loc[SPELLS["group"] == name, column] for column in ("exit", "left")))
        mine = curves.group == place
        assert curves.time[mine].tolist() == alone.time.tolist()
        assert curves.at_risk[mine].tolist() == alone.at_risk.tolist()
        assert curves.retention[mine] == pytest.approx(alone.retention, rel=EXACT)


SPELL = st.tuples(st.integers(0, 12), st.booleans())


@given(st.lists(SPELL, min_size=1, max_size=40))
def test_without_late_entry_it_equals_scipy(spells: list[tuple[int, bool]]) -> None:
    exit, left = (np.array(column) for column in zip(*spells, strict=True))
    curve = kaplan_meier(exit, left)
    if not left.any():
        assert len(curve.time) == 0
        return
    data = CensoredData(uncensored=exit[left].astype(float), right=exit[~left].astype(float))
    peer = ecdf(data).sf
    assert curve.retention == pytest.approx(peer.evaluate(curve.time), abs=EXACT)


@given(st.lists(SPELL, min_size=1, max_size=30), st.integers(1, 11))
def test_cutting_a_spell_in_two_changes_nothing(spells: list[tuple[int, bool]], cut: int) -> None:
    exit, left = (np.array(column) for column in zip(*spells, strict=True))
    later = exit > cut
    whole = kaplan_meier(exit, left)
    parts = kaplan_meier(
        np.concatenate([np.minimum(exit, cut), exit[later]]),
        np.concatenate([left & ~later, left[later]]),
        entry=np.concatenate([np.full(len(exit), -1), np.full(later.sum(), cut)]),
    )
    assert parts.at_risk.tolist() == whole.at_risk.tolist()
    assert parts.retention == pytest.approx(whole.retention, rel=EXACT)


def test_limits_worked_by_hand() -> None:
    low, high = log_log_limits([0.5, 0.0, 1.0], [0.5, np.inf, 0.0])
    reach = np.exp(1.959963984540054 * np.sqrt(0.5) / np.log(2))
    assert (low[0], high[0]) == pytest.approx((0.5**reach, 0.5 ** (1 / reach)))
    assert np.isnan([low[1], low[2], high[1], high[2]]).all()
    assert limit_of_none([20]) == pytest.approx([0.025 ** (1 / 20)])
    low, high = poisson_limits([0, 3])
    assert (low[0], high[0]) == (0, pytest.approx(-np.log(0.025)))
    assert (low[1], high[1]) == pytest.approx((0.618672, 8.767273), rel=1e-5)  # tables of Garwood (1936)


@pytest.mark.parametrize(
    ("exit", "left", "entry"),
    [([1, 2], [1], None), ([-1], [1], None), ([np.nan], [1], None), ([np.inf], [0], None), ([2], [1], [2])],
)
def test_arrays_that_cannot_be_are_refused(exit: list, left: list, entry: list | None) -> None:
    with pytest.raises(InputError):
        kaplan_meier(exit, left, entry=entry)


@pytest.mark.parametrize("level", [0, 1, 1.5])
def test_a_level_that_cannot_be_is_refused(level: float) -> None:
    with pytest.raises(InputError):
        limit_of_none([1], level=level)
