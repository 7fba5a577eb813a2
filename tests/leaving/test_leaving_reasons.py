"""Reasons of people who left beside what leaders believe: by hand, and no difference where there is none."""

import math

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from bothways.errors import InputError, NotEnoughData
from bothways.leaving import compare_reasons
from bothways.leaving.reasons import reason_labels

BELIEVED = [{"pay": pay, "workload": 100 - pay} for pay in (70, 80, 60, 75, 65, 70)]


def wilson(count: int, n: int, level: float) -> tuple[float, float]:
    z, p = -ndtri((1 - level) / 2), count / n
    centre, reach = (p + z * z / (2 * n)), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return 100 * (centre - reach) / (1 + z * z / n), 100 * (centre + reach) / (1 + z * z / n)


def test_a_gap_worked_by_hand() -> None:
    found = compare_reasons(["pay"] * 20 + ["workload"] * 60 + ["not_my_choice"] * 5, BELIEVED)
    assert (found.leavers, found.leaders, found.not_by_choice, found.shared_top) == (80, 6, 5, 2)
    row = found.table.set_index("reason").loc["pay"]
    assert row["left"] == 20
    assert row[["leavers", "leavers_low", "leavers_high"]].tolist() == pytest.approx(
        [25, *wilson(20, 80, 0.95)]
    )
    error = np.std([70, 80, 60, 75, 65, 70], ddof=1) / math.sqrt(6)
    reach = stdtrit(5, 0.975) * error
    assert row[["leaders", "leaders_low", "leaders_high"]].tolist() == pytest.approx(
        [70, 70 - reach, 70 + reach]
    )
    level = 1 - 0.05 / 21
    low, high = wilson(20, 80, level)
    strict = stdtrit(5, 0.5 + level / 2) * error
    assert row["gap"] == 45
    assert row["gap_low"] == pytest.approx(45 - math.hypot(strict, high - 25))
    assert row["gap_high"] == pytest.approx(45 + math.hypot(min(100 - 70, strict), 25 - low))
    assert row["verdict"] == "more"
    assert found.table.set_index("reason").loc["workload", "verdict"] == "less"


def test_few_answers_cannot_tell() -> None:
    found = compare_reasons(["workload"] * 3, BELIEVED[:2])
    assert set(found.table["verdict"]) == {"cannot_tell"}
    assert math.isnan(found.agreement)


def test_leaders_who_all_say_the_same_are_not_sure_for_that() -> None:
    found = compare_reasons(["pay"] * 5 + ["tools"] * 5, [{"pay": 100}] * 3).table.set_index("reason")
    assert found.loc["pay", "leaders_low"] < 50
    assert found.loc["tools", "leaders_high"] > 50
    assert (found["gap_high"] > found["gap_low"]).all()
    assert set(found["verdict"]) == {"cannot_tell"}


def test_not_by_choice_is_in_no_share() -> None:
    with_them = compare_reasons(["pay"] * 4 + ["not_my_choice"] * 90, BELIEVED)
    without = compare_reasons(["pay"] * 4, BELIEVED)
    assert with_them.table.equals(without.table)
    assert "not_my_choice" not in set(with_them.table["reason"])


def test_reasons_stand_in_the_order_of_the_list() -> None:
    found = compare_reasons(["tools", "pay", "other", "manager"] * 3, BELIEVED).table
    order = list(reason_labels())
    assert found["reason"].tolist() == sorted(found["reason"], key=order.index)
    assert found["leavers"].sum() == pytest.approx(100)
    assert found["leaders"].sum() == pytest.approx(100)


@pytest.mark.parametrize(
    ("leavers", "leaders", "words"),
    [
        (["salary"], BELIEVED, "1 of the reasons are not on the list"),
        (["pay"], [{"salary": 100}, {"pay": 100}], "1 of the reasons are not on the list"),
        (
            ["pay"],
            [{"pay": 100}, {"pay": 90}],
            "1 of 2 leaders are negative or do not add up",
        ),
        (["pay"], [{"pay": 110, "tools": -10}, {"pay": 100}], "the first is answer 1"),
        (["pay"], [{"pay": math.nan}, {"pay": 100}], "the first is answer 1"),
        (["pay"], [{"not_my_choice": 100}, {"pay": 100}], "people who leave by choice"),
    ],
)
def test_answers_that_cannot_be_are_refused(leavers: list, leaders: list, words: str) -> None:
    with pytest.raises(InputError) as refused:
        compare_reasons(leavers, leaders)
    assert words in str(refused.value)


def test_too_few_are_said() -> None:
    with pytest.raises(NotEnoughData, match="Nobody who left by choice"):
        compare_reasons(["not_my_choice"], BELIEVED)
    with pytest.raises(NotEnoughData, match="Fewer than two leaders"):
        compare_reasons(["pay"], BELIEVED[:1])


@pytest.mark.slow
def test_where_leaders_are_right_hardly_any_family_claims_a_gap() -> None:
    # Leaders' mean is the truth, they scatter around it; 60 people leave. At most 5 % of families may hold a claim.
    rng, codes = np.random.default_rng(11), ["pay", "manager", "workload", "tools", "offer", "family"]
    truth = np.array([0.3, 0.25, 0.2, 0.1, 0.1, 0.05])
    claims = 0
    for _ in range(400):
        leavers = rng.choice(codes, 60, p=truth)
        beliefs = 100 * rng.dirichlet(20 * truth, size=8)
        found = compare_reasons(list(leavers), [dict(zip(codes, one, strict=True)) for one in beliefs])
        claims += bool((found.table["verdict"] != "cannot_tell").any())
    assert claims / 400 <= 0.05
