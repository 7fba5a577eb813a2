"""Turnover, quarter after quarter: that a team is shown, or is not, must not say that nobody left."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bothways.privacy import Ledger, Metric, RoundAnswers, UnitTree, make_roster, make_tree
from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.renewed import ToldNow

LEFT = Metric("left", "turnover", 0, 1, 1, ("left",), favourable=(1.0, 1.0))
QUARTERS = [f"{year}-Q{number}" for year in (2023, 2024) for number in (1, 2, 3, 4)]
PAIR = make_tree(["top", "a", "b"], [None, "top", "top"])
TEAMS, SIZE = 30, 10


def firm() -> UnitTree:
    """Thirty teams in five divisions."""
    divisions, teams = [f"d{number}" for number in range(5)], [f"t{number:02d}" for number in range(TEAMS)]
    above = [None, *["top"] * 5, *(f"d{number // 6}" for number in range(TEAMS))]
    return make_tree(["top", *divisions, *teams], above)


def told(
    ledger: Ledger, tree: UnitTree, name: str, there: dict[str, str], left: set[str]
) -> dict[str, frozenset[str]]:
    """Release a quarter; return the people behind each group that is shown."""
    names = tuple(there)
    roster = make_roster(tree, list(there.values()))
    gone = np.array([float(one in left) for one in names])
    rows = ledger.release(RoundAnswers(name, names, roster, (LEFT,), {"left": gone}, own_questions=True))
    return {
        row.group: frozenset(names[at] for at in members(parse_group(row.group), roster))
        for row in rows if row.kind == "turnover"
    }  # fmt: skip


def years_of_a_firm(
    seed: int,
) -> tuple[list[dict[str, frozenset[str]]], list[dict[str, str]], list[set[str]]]:
    """Thirty teams of ten over eight quarters: what is shown, who was there, who left."""
    draw, tree, ledger = np.random.default_rng(seed), firm(), Ledger(MemoryStore(), firm())
    there = {f"p{number}": f"t{number // SIZE:02d}" for number in range(TEAMS * SIZE)}
    shown, rosters, leavers = [], [], []
    for name in QUARTERS:
        left = {one for one in there if draw.random() < 0.05}
        shown.append(told(ledger, tree, name, there, left))
        rosters.append(dict(there))
        leavers.append(left)
        new = {f"{one}+": team for one, team in there.items() if one in left and draw.random() < 0.8}
        there = {one: team for one, team in there.items() if one not in left} | new
    return shown, rosters, leavers


def test_shown_after_shown_never_says_that_nobody_left_and_not_shown_says_neither() -> None:
    shown, rosters, leavers = years_of_a_firm(3)
    hidden, again = set(), 0
    for number in range(TEAMS):
        group, last = f"unit=t{number:02d}", None
        for quarter, one in enumerate(shown):
            if group in one:
                if last is not None:
                    again += 1
                    assert len(one[group] ^ shown[last][group]) >= 5
                last = quarter
            elif (
                last is not None
            ):  # who left since it was shown, as far as the number then did not say it already
                since = set().union(*leavers[last:quarter])
                hidden.add(
                    bool(since & {one for one, team in rosters[last].items() if f"unit={team}" == group})
                )
    assert again > 10
    assert hidden == {False, True}
    assert all("all" in one for one in shown)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_a_quarter_tells_can_be_combined_out_of_earlier_ones(seed: int) -> None:
    """Neither a team, nor what is left of a division beside its other teams, is told twice for the same people."""
    shown, rosters, _leavers = years_of_a_firm(seed)
    place = {one: at for at, one in enumerate(dict.fromkeys(one for there in rosters for one in there))}

    def rank(*quarters: dict[str, frozenset[str]]) -> int:
        rows = [
            [float(one in people) for one in place]
            for people in itertools.chain(*(each.values() for each in quarters))
        ]
        return int(np.linalg.matrix_rank(np.array(rows)))

    for quarter in range(1, len(shown)):
        assert rank(*shown[: quarter + 1]) == rank(*shown[:quarter]) + rank(shown[quarter])


def test_a_team_that_did_not_change_is_not_shown_again_nor_what_would_tell_of_it() -> None:
    ledger = Ledger(MemoryStore(), PAIR)
    there = {f"a{number}": "a" for number in range(12)} | {f"b{number}": "b" for number in range(12)}
    assert set(told(ledger, PAIR, "2024-Q1", there, set())) == {"all", "unit=a", "unit=b"}
    assert not told(ledger, PAIR, "2024-Q2", there, set())
    others = {
        f"n{one}" if one in {"a0", "a1", "a2", "a3", "a4"} else one: team for one, team in there.items()
    }
    found = told(ledger, PAIR, "2024-Q3", others, set())
    assert "unit=b" not in found
    assert len(found) == 1  # of the whole and the team that changed, one: beside the other it would tell of b


def test_a_quarter_that_is_handed_in_again_stays_as_it_is() -> None:
    ledger = Ledger(MemoryStore(), PAIR)
    there = {f"a{number}": "a" for number in range(12)} | {f"b{number}": "b" for number in range(12)}
    told(ledger, PAIR, "2024-Q1", there, set())
    others = {f"n{one}": team for one, team in there.items()}
    first = told(ledger, PAIR, "2024-Q2", others, set())
    assert set(first) == {"all", "unit=a", "unit=b"}
    assert told(ledger, PAIR, "2024-Q2", others, set()) == first


def test_groups_of_one_quarter_may_be_combined_out_of_one_another() -> None:
    now = ToldNow(make_roster(PAIR, ["a"] * 3 + ["b"] * 2))
    assert not now.holds(range(5))
    assert now.take(range(5))
    assert not now.holds(range(3))
    assert now.take(range(3))
    assert now.holds([3, 4])
    assert not now.take([3, 4])
