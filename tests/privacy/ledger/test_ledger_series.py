"""Rounds after rounds: order, what is remembered, who cannot be followed, and what is no panel's business."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ledger_months import CALM, FIRM, Survey
from ledger_rounds import people, round_of

from bothways.errors import FileError, InputError, PeriodError
from bothways.privacy import Ledger, Metric, RoundAnswers, make_roster, make_tree
from bothways.privacy.ledger import MemoryStore

SHOP = make_tree(["shop", "day", "night"], [None, "shop", "shop"])
WARM = Metric("calm", "share", 1, 5, 1, ("q1",), favourable=(4.0, 5.0))


def month(number: int, **sizes: int) -> RoundAnswers:
    return round_of(people(**sizes), tree=SHOP, name=f"2024-{number:02d}")


def groups(ledger: Ledger, name: str) -> set[str]:
    return {row.group for row in ledger.released([name])}


def staff(number: int, day: Sequence[str], night: Sequence[str], answer: float = 3.0) -> RoundAnswers:
    made = round_of(["day"] * len(day) + ["night"] * len(night), tree=SHOP, name=f"2024-{number:02d}",
                    answers=[answer] * (len(day) + len(night)))  # fmt: skip
    return replace(made, people=(*day, *night))


DAY, NIGHT = [f"d{number}" for number in range(9)], [f"n{number}" for number in range(9)]


def texts(ledger: Ledger, name: str) -> dict[str, str]:
    return {row.group: row.text for row in ledger.released([name])}


def test_a_joiner_cannot_be_subtracted_out_of_two_rounds() -> None:
    """Attack 6, by hand: Ben joins the day shift; all others answer as before, and so do the numbers."""
    shown = []
    for answer in (1.0, 5.0):
        ledger = Ledger(MemoryStore(), SHOP)
        ledger.release(staff(1, DAY, NIGHT))
        joined = staff(2, [*DAY, "ben"], NIGHT)
        values = np.where([person == "ben" for person in joined.people], answer, joined.values["calm"])
        ledger.release(replace(joined, values={"calm": values}))
        shown.append(texts(ledger, "2024-02"))
    assert shown[0] == shown[1]
    assert set(shown[0]) == {"all", "unit=day", "unit=night"}


def test_a_leavers_last_answer_counts_on() -> None:
    """Attack 6: Cem, who answered 5 among threes, leaves. Nothing moves until five have changed."""
    first = staff(1, DAY, NIGHT)
    values = np.where([person == "d0" for person in first.people], 5.0, 3.0)
    ledger = Ledger(MemoryStore(), SHOP)
    ledger.release(replace(first, values={"calm": values}))
    ledger.release(staff(2, DAY[1:], NIGHT))
    assert texts(ledger, "2024-02") == texts(ledger, "2024-01")


def test_five_joiners_change_a_number_together() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    ledger.release(staff(1, DAY, NIGHT))
    ledger.release(staff(2, [*DAY, *"abcdefghi"], NIGHT))
    assert {row.group: row.n_band for row in ledger.released(["2024-02"])}["unit=day"] == "10-19"


def test_a_unit_with_four_new_answers_is_not_shown_this_round() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    ledger.release(staff(1, DAY, NIGHT))
    ledger.release(staff(2, DAY[:4], NIGHT))
    assert groups(ledger, "2024-02") == {"all", "unit=night"}


def test_shares_are_made_of_panels_too() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    for number, day in ((1, DAY), (2, [*DAY, "ben"])):
        made = staff(number, day, NIGHT, 4.0)
        ledger.release(replace(made, metrics=(WARM,)))
    assert texts(ledger, "2024-01") == texts(ledger, "2024-02")


def test_an_earlier_round_cannot_follow_a_later_one() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    ledger.release(month(3, day=9, night=9))
    with pytest.raises(PeriodError, match=r"'2024-02' comes before '2024-03'"):
        ledger.release(month(2, day=9, night=9))
    assert ledger.rounds == ("2024-03",)


def test_an_earlier_round_is_read_back_and_takes_no_new_groups() -> None:
    store = MemoryStore()
    rounds = [
        round_of(people(day=12, night=12), tree=SHOP, name=name, attributes={"role": ["x", "y"] * 12})
        for name in ("2024-01", "2024-02")
    ]
    first = [Ledger(store, SHOP).release(one) for one in rounds]
    again = [Ledger(store, SHOP).release(one, by=["role"]) for one in rounds]
    assert again[0] == first[0]
    assert {"role=x", "role=y"} <= {row.group for row in again[1]}


def test_the_panel_of_one_run_and_of_many_is_the_same(tmp_path: Path) -> None:
    """Stopped and begun again between rounds: the same numbers, withheld groups and memory."""
    rounds = [staff(number, DAY[: 9 - number % 2], NIGHT, 1.0 + number % 4) for number in range(1, 7)]
    store = MemoryStore()
    whole = Ledger(store, SHOP)
    for one in rounds:
        whole.release(one)
    for one in rounds:
        Ledger(tmp_path, SHOP).release(one)
    resumed = Ledger(tmp_path, SHOP)
    assert resumed.released() == whole.released()
    assert resumed.withheld().equals(whole.withheld())


def test_unnamed_respondents_are_shown_as_a_whole_from_the_second_round_on() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    for number, day in ((1, 9), (2, 9), (3, 10), (4, 14)):
        made = month(number, day=day, night=9)
        ledger.release(replace(made, people=("",) * len(made.people)))
    shown = [groups(ledger, f"2024-0{number}") for number in (1, 2, 3, 4)]
    assert shown == [{"all", "unit=day", "unit=night"}, {"all"}, set(), {"all"}]


def test_who_was_named_once_is_not_followed_after_an_unnamed_round() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    ledger.release(month(1, day=9, night=9))
    ledger.release(replace(month(2, day=9, night=9), people=("",) * 18))
    ledger.release(month(3, day=9, night=9))
    assert groups(ledger, "2024-02") == groups(ledger, "2024-03") == {"all"}


def test_rounds_that_ask_other_people_are_decided_one_by_one() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    for number in (1, 2):
        made = month(number, day=9 + number, night=9)
        names = tuple(f"{number}-{person}" for person in made.people)
        ledger.release(replace(made, people=names, others_each_round=True))
    assert groups(ledger, "2024-01") == groups(ledger, "2024-02") == {"all", "unit=day", "unit=night"}


def test_a_customer_who_comes_again_breaks_the_promise_of_other_people() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    first = replace(month(1, day=9, night=9), others_each_round=True)
    ledger.release(first)
    with pytest.raises(InputError, match="answered in an earlier one as well"):
        ledger.release(replace(month(2, day=9, night=9), others_each_round=True))
    with pytest.raises(InputError, match="with --others-each-round as well"):
        ledger.release(month(2, day=9, night=9))
    assert ledger.release(first) == ledger.released()


def test_a_respondent_named_twice_is_refused() -> None:
    made = month(1, day=9, night=9)
    with pytest.raises(InputError, match="named twice"):
        Ledger(MemoryStore(), SHOP).release(replace(made, people=("ben",) * 18))


def test_hours_of_a_quarter_are_withheld_where_four_people_changed() -> None:
    hours = Metric("hours", "hours", 0, 40, 1, ("hours",))
    ledger = Ledger(MemoryStore(), SHOP)
    for quarter, day in ((1, DAY), (2, [*DAY, "ben"]), (3, [*DAY, *"abcdef"])):
        made = staff(1, day, NIGHT)
        ledger.release(
            replace(made, round=f"2024-Q{quarter}", metrics=(hours,), values={"hours": made.values["calm"]})
        )
    assert groups(ledger, "2024-Q2") == {"unit=night"}
    assert groups(ledger, "2024-Q3") >= {"all", "unit=day"}


def test_words_of_agreement_are_withheld_where_few_people_changed() -> None:
    agree = replace(CALM, options=5)
    ledger = Ledger(MemoryStore(), SHOP)
    teams = [f"{team}{number}" for team in "dn" for number in range(12)]
    for number, joined in ((1, []), (2, []), (3, ["ben"])):
        made = staff(number, [*teams[:12], *joined], teams[12:])
        items = {"calm": np.tile(made.values["calm"][:, None] - 1, 3)}
        ledger.release(replace(made, metrics=(agree,), items=items))
    words = {
        number: {row.group for row in ledger.released([f"2024-0{number}"]) if row.kind == "agreement"}
        for number in (1, 2, 3)
    }
    assert words[1] == words[2] == {"all", "unit=day", "unit=night"}
    assert words[3] == {"unit=night"}


def test_shares_of_themes_are_withheld_where_few_people_changed() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    teams = [f"{team}{number}" for team in "dn" for number in range(12)]
    for number, joined in ((1, []), (2, ["ben"])):
        made = staff(number, [*teams[:12], *joined], teams[12:])
        ledger.release_themes(made, {"rota": np.ones(len(made.people), bool)})
    assert {row.group for row in ledger.released(["2024-02"])} == {"unit=night"}


def test_a_column_cannot_come_back_in_another_metric() -> None:
    ledger = Ledger(MemoryStore(), SHOP)
    ledger.release(month(1, day=9, night=9))
    made = month(2, day=9, night=9)
    for other in (replace(CALM, high=7.0), Metric("climate", "mean", 1, 5, 0.5, ("q1", "q2"))):
        with pytest.raises(InputError, match="released in an earlier round as 'calm'"):
            ledger.release(replace(made, metrics=(other,), values={other.name: made.values["calm"]}))


def test_a_raised_threshold_holds_for_panels() -> None:
    store = MemoryStore()
    Ledger(store, SHOP).release(staff(1, DAY[:6], NIGHT))
    Ledger(store, SHOP, k=8).release(staff(2, DAY[:6], NIGHT))
    assert "unit=day" not in groups(Ledger(store, SHOP, k=8), "2024-02")


def test_without_its_memory_a_ledger_can_be_read_and_no_round_added(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, SHOP)
    first = ledger.release(month(1, day=9, night=9))
    (tmp_path / "ledger.people").unlink()
    assert Ledger(tmp_path, SHOP).released() == first
    with pytest.raises(FileError, match=r"ledger\.people"):
        ledger.release(month(2, day=9, night=9))


def test_memory_of_another_day_is_refused(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, SHOP)
    ledger.release(month(1, day=9, night=9))
    old = (tmp_path / "ledger.people").read_bytes()
    ledger.release(month(2, day=9, night=9))
    ledger.release(month(3, day=9, night=9))
    (tmp_path / "ledger.people").write_bytes(old)
    with pytest.raises(FileError, match="same backup"):
        ledger.release(month(4, day=9, night=9))


def test_answers_that_can_count_no_more_are_forgotten() -> None:
    survey = Survey()
    team = {f"a{number}": "a" for number in range(8)} | {f"c{number}": "c" for number in range(8)}
    lone = {"zoe": "left"}
    survey.ask(1, team, dict.fromkeys(team, 3.0))
    survey.ask(2, team | lone, dict.fromkeys(team | lone, 4.0))
    at = next(column for column, name in survey.names.items() if name == "zoe")
    assert survey.series().latest[at] == 4.0
    for number in range(3, 10):
        survey.ask(number, team, dict.fromkeys(team, 3.0))
    assert survey.series().latest[at] is None
    assert survey.series().counted[at] is None


def test_the_published_ledger_holds_nothing_of_single_people() -> None:
    survey = Survey()
    team = {f"a{number}": "a" for number in range(8)} | {f"c{number}": "c" for number in range(8)}
    for number in (1, 2):
        survey.ask(number, team, dict.fromkeys(team, 3.0))
    text = json.dumps(survey.store.read())
    series = survey.series()
    assert not any(code in text for code in series.course.keys)
    assert "latest" not in text
    assert not any(f'"{name}"' in json.dumps(survey.store.read_people()) for name in team)


def test_a_changed_tree_takes_panels_along_where_units_stay() -> None:
    store = MemoryStore()
    Ledger(store, SHOP).release(staff(1, DAY, NIGHT))
    other = make_tree(["shop", "day", "night", "late"], [None, "shop", "shop", "shop"])
    ledger = Ledger(store, other)
    roster = make_roster(other, ["day"] * 9 + ["night"] * 9)
    ledger.release(replace(staff(2, DAY, NIGHT), roster=roster))
    assert groups(ledger, "2024-02") == {"all", "unit=day", "unit=night"}


def test_every_decision_is_taken_without_the_answers() -> None:
    """Attack 17 over rounds: other answers, the same groups."""
    shown = []
    for seed in range(4):
        draw, survey = np.random.default_rng(seed), Survey(tree=FIRM)
        for number in range(1, 7):
            team = {f"{unit}{place}": unit for unit in "abcd" for place in range(number % 3, 7 + number % 2)}
            roles = {"role": {name: "xy"[int(name[1]) % 2] for name in team}}
            given = {name: float(draw.integers(1, 6)) for name in team}
            survey.ask(number, team, given, attributes=roles, calls=[["role"]])
        shown.append([(one.round, one.group) for one in survey.told])
    assert all(one == shown[0] for one in shown)
