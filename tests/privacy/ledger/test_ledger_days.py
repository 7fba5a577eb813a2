"""Rounds named by days: how old an answer is goes by the calendar, however many rounds lie between."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from ledger_months import live
from ledger_rounds import round_of
from test_ledger_rounds import answer, person, singled_out

from bothways.errors import PeriodError
from bothways.privacy import Ledger, RoundAnswers, make_tree
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.order import months_between

SHOP = make_tree(["shop", "day", "night"], [None, "shop", "shop"])
DAY, NIGHT = [f"d{number}" for number in range(9)], [f"n{number}" for number in range(9)]
JOINERS = ["j0", "j1", "j2", "j3"]


def weeks(number: int) -> str:
    return f"{dt.date(2026, 1, 5) + dt.timedelta(days=7 * number)} r{number + 1}"


def quarters(number: int) -> str:
    return f"{2026 + number // 4}-{1 + 3 * (number % 4):02d}-05 r{number + 1}"


def staff(name: str, day: Sequence[str]) -> RoundAnswers:
    made = round_of(["day"] * len(day) + ["night"] * len(NIGHT), tree=SHOP, name=name)
    return replace(made, people=(*day, *NIGHT))


def joined(names: Sequence[str]) -> MemoryStore:
    """Four join the day shift in the second round and fall silent; a fifth joins in the last one."""
    store = MemoryStore()
    for number, name in enumerate(names):
        new = {1: JOINERS, len(names) - 1: ["j4"]}.get(number, [])
        Ledger(store, SHOP).release(staff(name, [*DAY, *new]))
    return store


def bands(store: MemoryStore, name: str) -> dict[str, str]:
    return {row.group: row.n_band for row in Ledger(store, SHOP).released([name])}


def test_an_answer_of_ten_weeks_ago_is_fresh_in_a_weekly_pulse() -> None:
    store = joined([weeks(number) for number in range(12)])
    assert bands(store, weeks(11))["unit=day"] == "10-19"


def test_an_answer_of_half_a_year_ago_is_stale_in_a_weekly_pulse() -> None:
    store = joined([weeks(number) for number in range(30)])
    assert bands(store, weeks(29))["unit=day"] == "5-9"


def test_an_answer_of_last_quarter_is_fresh_in_a_quarterly_pulse() -> None:
    store = joined([quarters(number) for number in range(3)])
    assert bands(store, quarters(2))["unit=day"] == "10-19"


@pytest.mark.parametrize("rounds", [4, 5, 6])
def test_an_answer_of_two_quarters_ago_is_stale_in_a_quarterly_pulse(rounds: int) -> None:
    store = joined([quarters(number) for number in range(rounds)])
    assert bands(store, quarters(rounds - 1))["unit=day"] == "5-9"


def test_stale_answers_of_a_quarterly_pulse_are_forgotten() -> None:
    store = joined([quarters(number) for number in range(5)])
    document = store.read_people()
    [series] = document["generations"][max(document["generations"], key=int)]["series"].values()
    assert series["latest"][18:22] == [None] * 4


def test_what_was_too_old_once_never_comes_back_under_another_kind_of_name() -> None:
    store = joined([quarters(number) for number in range(5)])
    Ledger(store, SHOP).release(staff("autumn", [*DAY, *[f"k{number}" for number in range(3)]]))
    assert bands(store, "autumn")["unit=day"] == "5-9"


def test_rounds_of_one_day_are_told_apart() -> None:
    store = MemoryStore()
    for number, day in ((1, DAY), (2, [*DAY, *"abcde"])):
        Ledger(store, SHOP).release(staff(f"2026-01-05 r{number}", day))
    assert bands(store, "2026-01-05 r2")["unit=day"] == "10-19"


def test_an_earlier_day_cannot_follow_a_later_one() -> None:
    for before, after in (("2026-02-01 r5", "2026-01-31 r6"), ("2026-02-01 r6", "2026-02-01 r5")):
        with pytest.raises(PeriodError, match="comes before"):
            months_between(before, after)


def test_a_ledger_from_before_the_calendar_was_kept_goes_on_by_the_count() -> None:
    """Old memory holds neither months of the calendar nor the first fresh round."""
    store = MemoryStore()
    for number in range(12):
        if number == 11:
            store.write_people(without_calendar(store.read_people()))
        new = {8: JOINERS, 11: ["j4"]}.get(number, [])
        Ledger(store, SHOP).release(staff(weeks(number), [*DAY, *new]))
    assert bands(store, weeks(11))["unit=day"] == "10-19"


def without_calendar(document: dict) -> dict:
    made = json.loads(json.dumps(document))
    for generation in made["generations"].values():
        for course in generation["courses"]:
            del course["calendar"], course["panel"]["fresh_from"]
    return made


@pytest.mark.parametrize("gap", [3, 7, 45, 92])
def test_no_combination_over_rounds_named_by_days_describes_fewer_than_five(gap: int) -> None:
    for seed in range(6):
        survey = live(
            seed, name=lambda number: f"{dt.date(2026, 1, 5) + dt.timedelta(days=gap * number)} r{number}"
        )
        assert any(one.round > survey.told[0].round for one in survey.told)
        assert not singled_out(survey.told, person)
        assert not singled_out(survey.told, answer)
