"""Numbers of findings are told coarsely: an effect in all digits is an equation about the means of teams."""

import json

import pytest

from bothways_web.link.coarse import coarsely, one_digit

DIRECTION = "employee_to_customer"
ROW = {
    DIRECTION: 0.123456, f"{DIRECTION}_se": 0.045678, f"{DIRECTION}_low": 0.03211, f"{DIRECTION}_high": 0.21478,
    f"{DIRECTION}_natural": 1.23456, f"{DIRECTION}_natural_low": 0.3211, f"{DIRECTION}_natural_high": 2.1478,
    f"{DIRECTION}_p": 0.00712, f"{DIRECTION}_q": 0.0498, "within_r": 0.123456, "units": 40, "verdict": "no_link",
}  # fmt: skip


def test_numbers_are_told_to_two_decimals_and_shares_to_one_digit():
    assert coarsely(ROW, estimable=True) == {
        DIRECTION: 0.12, f"{DIRECTION}_se": 0.05, f"{DIRECTION}_low": 0.03, f"{DIRECTION}_high": 0.21,
        f"{DIRECTION}_natural": 1.2, f"{DIRECTION}_natural_low": 0.3, f"{DIRECTION}_natural_high": 2.1,
        f"{DIRECTION}_p": 0.007, f"{DIRECTION}_q": 0.05, "within_r": 0.12, "units": 40, "verdict": "no_link",
        **dict.fromkeys(("between_r", "employee_reliability", "customer_reliability", "cells_missing")),
    }  # fmt: skip


def test_an_effect_that_is_told_as_zero_is_zero_in_its_own_units_too():
    small = ROW | {DIRECTION: 0.0012, f"{DIRECTION}_natural": 0.012}
    assert coarsely(small, estimable=True)[f"{DIRECTION}_natural"] == 0


def test_where_nothing_could_be_estimated_no_number_is_told():
    told = coarsely(ROW, estimable=False)
    assert {told[name] for name in ROW if name.startswith(DIRECTION)} == {None}
    assert (told["units"], told["verdict"]) == (40, "no_link")


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0498, 0.05), (0.0501, 0.06), (0.0549, 0.06), (0.34, 0.3), (0.00034, 0.0003), (0.97, 1.0), (0.0, 0.0)],
)
def test_a_share_stays_on_the_side_of_the_level_on_which_it_was(share, told):
    assert one_digit(share) == told


def test_what_is_no_number_stays_none():
    assert one_digit(float("nan")) is None
    assert one_digit(None) is None


def test_findings_of_before_are_read_coarsely_too():
    from types import SimpleNamespace

    from bothways_web.link.findings import _shown

    fields = {
        **ROW, "employee_metric": "safety", "customer_metric": "nps", "strength": None, "lag": 1, "periods": 9,
        "reasons": [], "sentence": "", "checks": {}, "customer_to_employee": None,
    }  # fmt: skip
    effect = _shown(1, SimpleNamespace(text=json.dumps(fields), n_band="50-99"), {}).forward
    assert (effect.effect, effect.p, effect.natural) == (0.12, 0.007, 1.2)
