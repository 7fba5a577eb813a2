"""Simulated companies whose committees are drawn, the ways without the library, and the page about them."""

import numpy as np
import pytest
from evidence.committee import _greedy_panel, draw_company, measure, run_company
from evidence.committee_page import page

from bothways.allocation import check_quotas


def test_a_company_is_the_same_from_the_same_seed_and_its_quotas_can_be_met() -> None:
    first, again = draw_company(80_003), draw_company(80_003)
    assert first == again
    assert first.pool.fingerprint() == again.pool.fingerprint()
    assert check_quotas(first.pool, first.seats, first.quotas).possible
    assert draw_company(80_004).pool.fingerprint() != first.pool.fingerprint()


def test_the_most_urgent_group_first_meets_quotas_or_says_that_it_cannot() -> None:
    # Two groups of two people each, one seat for either, one seat more for anybody.
    rows = np.array([[1, 1, 0, 0], [0, 0, 1, 1]])
    rng = np.random.default_rng(1)
    for _ in range(20):
        panel = _greedy_panel(rows, np.array([1, 1]), np.array([2, 1]), 3, rng)
        assert panel is not None
        assert sorted(rows[:, panel].sum(axis=1)) == [1, 2]
    assert _greedy_panel(rows, np.array([3, 0]), np.array([3, 1]), 3, rng) is None


def test_what_is_measured_worked_out_by_hand() -> None:
    company = draw_company(80_003)
    even = company.seats / company.pool.size
    found = measure({"a": even / 2, "b": 3 * even / 2}, company)
    assert found["lowest_of_even"] == pytest.approx(0.5)
    assert found["gini"] == pytest.approx(0.25)
    assert (found["lowest"], found["highest"]) == pytest.approx((even / 2, 3 * even / 2))


def test_the_page_tells_what_was_found_and_counts_what_falls_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.committee.DRAWS", 20)
    monkeypatch.setattr("evidence.committee.TRIES", 5000)
    row = run_company(80_003)
    assert row["library"]["met"] == 1
    words = page("abc", [{"companies": [row]}])
    assert "in 1 of 100 companies all of 100 draws meet every quota" in words
    assert "lowest chance in 1 of" in words
    short = row | {"library": row["library"] | {"lowest": 0.01, "met": 0.5}}
    words = page("abc", [{"companies": [short]}])
    assert "in 0 of 100 companies all of 100 draws" in words
    assert "lowest chance in 0 of" in words
