"""Groups that were decided elsewhere: sealed rounds show what was decided about them, and never more."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from bothways.errors import InputError
from bothways.privacy import Ledger, Metric, RoundAnswers, make_roster, make_tree
from bothways.privacy.groups import Group, members, parse_group
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.rounds import SealedState, count_sealed, open_sealed

TREE = make_tree(["top", "a", "b", "c", "d"], [None, "top", "top", "top", "top"])
CALM = Metric("calm", "mean", 1, 5, 1, ("q1",))


def answers(units: list[str], offered, *, name: str = "2026-Q1", values=None, **more) -> RoundAnswers:
    given = np.array([1.0 + place % 5 for place in range(len(units))]) if values is None else values
    people = tuple(f"{name} {place}" for place in range(len(units)))
    made = RoundAnswers(name, people, make_roster(TREE, units), (CALM,), {"calm": given}, own_questions=True)
    return replace(made, others_each_round=True, offered=offered, **more)


def shown(ledger: Ledger, given: RoundAnswers) -> list[str]:
    return [one.group for one in ledger.release(given)]


def test_it_shows_what_was_decided_and_nothing_else() -> None:
    units = ["a"] * 6 + ["b"] * 7 + ["c"] * 8
    ledger = Ledger(MemoryStore(), TREE)
    assert shown(ledger, answers(units, ((), ("a",)))) == ["all", "unit=a"]
    table = ledger.withheld()
    assert list(table["group"]) == ["unit=top", "unit=b", "unit=c", "unit=d"]
    assert list(table["merged_into"]) == ["all", "", "", ""]


def test_nothing_is_shown_where_nothing_was_decided() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    assert shown(ledger, answers(["a"] * 30, ())) == []
    assert next(iter(ledger.withheld()["group"])) == "all"


def test_the_organisation_is_withheld_where_its_teams_alone_were_decided() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    assert shown(ledger, answers(["a"] * 6 + ["b"] * 7, (("b",),))) == ["unit=b"]


def test_a_joined_box_is_shown_as_its_teams_together() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    assert shown(ledger, answers(["a"] * 7 + ["c"] * 6, ((), ("a",), ("c", "d")))) == [
        "all",
        "unit=a",
        "unit=c|d",
    ]
    table = ledger.withheld().set_index("group")
    assert table.loc["unit=d", "merged_into"] == "unit=c|d"
    assert ledger.places_shown("2026-Q1") == {
        "top": "alone", "a": "alone", "b": "not shown", "c": "merged", "d": "merged",
    }  # fmt: skip


def test_it_refuses_more_where_a_question_was_left_out_by_some() -> None:
    units = ["a"] * 6 + ["b"] * 7
    given = np.array([3.0] * 13)
    given[0] = given[1] = np.nan
    ledger = Ledger(MemoryStore(), TREE)
    assert shown(ledger, answers(units, ((), ("a",), ("b",)), values=given)) == ["all"]


def test_the_same_round_cannot_be_asked_again_without_the_decision() -> None:
    ledger, units = Ledger(MemoryStore(), TREE), ["a"] * 6 + ["b"] * 7
    given = answers(units, ((), ("b",)))
    first = ledger.release(given)
    assert ledger.release(given) == first
    for other in (None, ((), ("a",), ("b",))):
        with pytest.raises(InputError, match="other respondents"):
            ledger.release(replace(given, offered=other))


def test_groups_cannot_be_offered_of_people_who_are_followed() -> None:
    with pytest.raises(InputError, match="others_each_round"):
        replace(answers(["a"] * 6, ()), others_each_round=False)


def test_who_is_in_no_shown_group_moves_no_number() -> None:
    units = ["a"] * 6 + ["b"] * 7 + ["c"] * 5
    given = np.array([3.0] * 13 + [1.0] * 5)
    one, two = Ledger(MemoryStore(), TREE), Ledger(MemoryStore(), TREE)
    rows = one.release(answers(units, (("a",), ("b",)), values=given))
    given[13:] = 5.0
    assert two.release(answers(units, (("a",), ("b",)), values=given)) == rows


@pytest.mark.parametrize("seed", range(25))
def test_no_combination_over_quarters_describes_fewer_than_five_of_the_invited(seed: int) -> None:
    draw = np.random.default_rng(seed)
    state, ledger, people = SealedState(k=5), Ledger(MemoryStore(), TREE), {}
    people = {person: str(draw.choice(["a", "b", "c", "d", "top"])) for person in range(28)}
    rosters, used = [], 0
    for quarter in range(3):
        for person in draw.choice(28, int(draw.integers(0, 7)), replace=False).tolist():
            people.pop(person, None)
        for person in range(100 * quarter, 100 * quarter + int(draw.integers(0, 8))):
            people[person] = str(draw.choice(["a", "b", "c", "d"]))
        state, opened = open_sealed(state, 3 * quarter, people, tree=TREE)
        ballots = [int(draw.integers(0, len(one.people) + 1)) for one in opened.strata]
        decided = count_sealed(opened, ballots, tree=TREE, k=5)
        units = [
            one.units[0] if one.units else "top"
            for one, count in zip(opened.strata, ballots, strict=True)
            for _ in range(count)
        ]
        given = answers(units, decided, name=f"q{quarter}") if units else None
        rows = ledger.release(given) if given else ()
        assert {row.group for row in rows} <= {Group(units=one).text for one in decided}
        groups = {row.group: members(parse_group(row.group), given.roster) for row in rows}
        for one, two in itertools.combinations(groups.values(), 2):
            assert len(np.setxor1d(one, two)) == 0 or len(np.setxor1d(one, two)) >= 5
        rosters += [
            frozenset(p for stratum in opened.strata if is_in(stratum, row.group) for p in stratum.people)
            for row in rows
        ]
        used += len(rows)
    for one, two in itertools.combinations(set(rosters), 2):
        assert len(one ^ two) >= 5
    assert used


def is_in(stratum, text: str) -> bool:
    """Whether the people of a box are counted in a group of teams, or in all."""
    wanted = set(parse_group(text).units)
    return not wanted or (bool(stratum.units) and set(stratum.units) <= wanted)
