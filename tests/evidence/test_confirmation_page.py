"""The page on second thoughts: what is counted, and as what."""

import pytest
from evidence.confirmation import Cell, summary
from evidence.confirmation_page import page

CELL = Cell("base", 130, 8, 2)


def row(*, linked, claimed, **checks):
    return {"linked": linked, "claimed": claimed, "third_z": 0.5, "third_se": 0.1, "se": 0.05, **checks}


def test_claims_that_are_right_stand_apart_from_wrong_ones():
    rows = [
        row(linked=True, claimed=True, **{"third opinion agrees": False, "the fit is close": True}),
        row(linked=True, claimed=True, **{"third opinion agrees": None, "the fit is close": False}),
        row(linked=False, claimed=True, **{"third opinion agrees": True}),
        {"linked": False, "claimed": False},
    ]
    found = summary(CELL, rows)
    assert found["right"]["claims"] == 2
    assert found["wrong"]["claims"] == 1
    assert found["right"]["third opinion agrees"] == [1, 1]
    assert found["right"]["the fit is close"] == [2, 1]
    assert found["wrong"]["third opinion agrees"] == [1, 0]
    assert found["third_ran"] == pytest.approx(0.75)


def test_the_page_tells_every_check_and_the_sums():
    rows = [summary(CELL, [row(linked=True, claimed=True, **{"third opinion agrees": False})])] * 2
    text = page("12345678", rows, "87654321")
    assert "- third opinion: failed 2 of 2 right claims, 0 of 0 wrong ones." in text
    assert "| base | 130 x 8 | 1 right | 1 of 1 |" in text
