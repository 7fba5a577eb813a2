"""What becomes of joiners, leavers, movers, the silent, and teams too small, one story each."""

from __future__ import annotations

import pytest
from rounds_staffing import THREE_LEVELS, TWO_LEVELS, plant

from bothways.errors import InputError, PeriodError
from bothways.privacy.rounds import (
    MemberPanel,
    PanelState,
    ShownRound,
    advance,
    read_state,
    round_values,
    start_panels,
)
from bothways.privacy.tree import UnitTree

ANA = plant("all", "ana<all")


class Survey:
    """Keeps the state between months; everybody answers unless told otherwise."""

    def __init__(self, tree: UnitTree = ANA, **options: int) -> None:
        self.tree, self.state, self.month = tree, start_panels(**options), -1

    def run(self, roster: dict[int, str], *, silent: set[int] | frozenset[int] = frozenset()) -> Survey:
        self.month += 1
        self.state, shown = advance(self.state, self.month, roster, set(roster) - set(silent), tree=self.tree)
        self.shown = {one.units: self.people(one) for one in shown}
        self.rows = {one.units: one for one in shown}
        return self

    def people(self, one: ShownRound | MemberPanel) -> set[int]:
        return {self.state.people[at] for at in one.columns}

    @property
    def pools(self) -> dict[tuple[str, ...], set[int]]:
        return {panel.units: self.people(panel) for panel in self.state.panels if panel.pool}


def team(*people: int, unit: str = "ana") -> dict[int, str]:
    return dict.fromkeys(people, unit)


def test_attack_6_joiner_and_leaver_across_rounds() -> None:
    """Everybody but one joiner, then everybody but one leaver: the sums may not differ by one person."""
    survey = Survey().run(team(*range(8)))
    assert survey.shown[("ana",)] == set(range(8))
    survey.run(team(*range(9)))
    assert survey.shown[("ana",)] == set(range(8)), "the joiner waits"
    survey.run(team(*range(1, 9)))
    assert survey.shown[("ana",)] == set(range(8)), "the leaver's last answer stays"
    assert survey.rows[("ana",)].months[0] == 1
    assert survey.shown[()] == set(range(8)), "and the company tells no more than the team"


def test_joiners_count_once_five_people_differ() -> None:
    survey = Survey().run(team(*range(8))).run(team(*range(2, 10)))
    assert survey.shown[("ana",)] == set(range(8))
    survey.run(team(*range(2, 11)))
    assert survey.shown[("ana",)] == set(range(2, 11))


def test_who_does_not_answer_this_month_still_counts_with_the_last_answer() -> None:
    survey = Survey().run(team(*range(8))).run(team(*range(8)), silent={3})
    assert survey.shown[("ana",)] == set(range(8))
    assert survey.rows[("ana",)].months == (1, 1, 1, 0, 1, 1, 1, 1)


def test_a_month_with_four_new_answers_is_withheld() -> None:
    survey = Survey().run(team(*range(8))).run(team(*range(8)), silent={4, 5, 6, 7})
    assert survey.shown == {}
    survey.run(team(*range(8)), silent={0, 1, 2, 3, 5, 6, 7})
    assert survey.shown[("ana",)] == set(range(8)), "four of last month and one of this are five new ones"


def test_it_hides_a_team_of_four() -> None:
    assert Survey().run(team(*range(4))).shown == {}


def test_a_first_panel_waits_for_late_answers_but_not_longer_than_three_months() -> None:
    survey = Survey().run(team(*range(8)), silent={7})
    assert survey.shown == {}
    survey.run(team(*range(8)), silent={6, 7}).run(team(*range(8)), silent={7})
    assert survey.shown[("ana",)] == set(range(7))


def test_an_answer_older_than_six_months_lets_nobody_into_a_panel() -> None:
    survey = Survey(stale=2).run(team(*range(8)), silent={7}).run(team(*range(7), 8))
    survey.run(team(*range(8)), silent={7})
    assert 7 not in survey.shown[("ana",)]


def test_a_long_absence_keeps_a_member_who_is_replaced_with_the_next_change() -> None:
    survey = Survey().run(team(*range(8)))
    for _ in range(8):
        survey.run(team(*range(8)), silent={0})
    assert 0 in survey.shown[("ana",)]
    survey.run(team(*range(12)), silent={0})
    assert survey.shown[("ana",)] == set(range(1, 12)), "four joiners and the absent one are five"


def test_a_rehired_member_counts_as_the_same_person() -> None:
    survey = Survey().run(team(*range(8))).run(team(*range(1, 8))).run(team(*range(8)))
    assert len(survey.state.people) == 8
    assert survey.rows[("ana",)].months == (2,) * 8


def test_a_mover_counts_where_the_answer_was_given_and_never_twice() -> None:
    tree = plant("all", "ana<all", "ben<all")
    both = team(*range(8)) | team(*range(10, 18), unit="ben")
    survey = Survey(tree).run(both)
    survey.run(both | {0: "ben"})
    assert 0 in survey.shown[("ana",)]
    assert 0 not in survey.shown[("ben",)]
    assert survey.rows[("ana",)].months[0] == 0, "what is said about Ben's team is not counted in Ana's"
    assert survey.shown[()] == set(both)


def test_waiting_people_count_above_in_batches_of_five() -> None:
    tree = plant("all", "ana<all", "ben<all", "cem<all")
    teams = {at * 10 + seat: unit for at, unit in enumerate(["ana", "ben", "cem"]) for seat in range(8)}
    survey = Survey(tree).run(teams)
    assert survey.pools == {}
    four = {8: "ana", 9: "ana", 18: "ben", 28: "cem"}
    assert survey.run(teams | four).pools == {}
    survey.run(teams | four | {29: "cem"})
    assert survey.pools == {("all",): {8, 9, 18, 28, 29}}
    assert survey.shown[()] == set(teams | four | {29: "cem"})
    survey.run(teams | four | {29: "cem", 19: "ben"})
    assert survey.pools == {("all",): {8, 9, 18, 28, 29}}, "the sixth waits for four more"


def test_those_who_find_no_pool_wait_one_level_higher() -> None:
    teams = {at * 10 + seat: unit for at, unit in enumerate("abcd") for seat in range(8)}
    survey = Survey(THREE_LEVELS).run(teams)
    survey.run(teams | {8: "a", 9: "a", 18: "b", 28: "c", 38: "d"})
    assert survey.pools == {("all",): {8, 9, 18, 28, 38}}
    assert survey.shown[("x",)] == {person for person, unit in teams.items() if unit in "ab"}


def test_leaders_who_sit_in_an_inner_unit_are_heard_in_its_number() -> None:
    teams = {at * 10 + seat: unit for at, unit in enumerate("abcd") for seat in range(8)}
    survey = Survey(THREE_LEVELS).run(teams | dict.fromkeys(range(100, 106), "x"))
    assert survey.pools == {("x",): set(range(100, 106))}


def test_teams_too_small_share_from_the_start() -> None:
    tree = plant("all", "ana<all", "ben<all", "cem<all")
    survey = Survey(tree).run(team(*range(8)) | team(10, 11, 12, unit="ben") | team(20, 21, 22, unit="cem"))
    assert set(survey.shown) == {("ana",), ("ben", "cem"), ()}


def test_a_panel_of_five_that_loses_one_merges_with_its_sibling_after_six_months() -> None:
    tree = plant("all", "ana<all", "ben<all")
    both = team(*range(5)) | team(*range(10, 18), unit="ben")
    left = {person: unit for person, unit in both.items() if person}
    survey = Survey(tree).run(both)
    for _ in range(5):
        survey.run(left)
        assert set(survey.shown) == {("ben",), ()}
    survey.run(left)
    assert set(survey.shown) == {("ana", "ben"), ()}
    assert survey.shown[("ana", "ben")] == set(both), "the leaver's answer stays, or he would stand alone"


def test_weak_siblings_merge_at_once() -> None:
    tree = plant("all", "ana<all", "ben<all")
    both = team(*range(5)) | team(*range(10, 15), unit="ben")
    survey = Survey(tree).run(both).run(team(*range(1, 5)) | team(*range(11, 15), unit="ben"))
    assert set(survey.shown) == {("ana", "ben"), ()}


def test_teams_that_share_part_again_when_both_can_stand() -> None:
    tree = plant("all", "ana<all", "ben<all")
    survey = Survey(tree).run(team(0, 1, 2) | team(10, 11, 12, unit="ben"))
    assert set(survey.shown) == {("ana", "ben"), ()}
    survey.run(team(*range(9)) | team(*range(10, 19), unit="ben"))
    assert set(survey.shown) == {("ana",), ("ben",), ()}


def test_a_unit_that_closes_is_dropped_and_its_people_count_where_they_went() -> None:
    tree = plant("all", "ana<all", "ben<all")
    both = team(*range(8)) | team(*range(10, 18), unit="ben")
    survey = Survey(tree).run(both).run(dict.fromkeys(both, "ben"))
    assert set(survey.shown) == {("ben",), ()}
    assert survey.shown[("ben",)] == set(both)


def test_an_empty_unit_and_an_empty_month_are_withheld() -> None:
    survey = Survey(TWO_LEVELS).run(dict.fromkeys(range(6), "a"))
    assert set(survey.shown) == {("a",), ()}
    assert survey.run({}).shown == {}


def test_a_unit_that_leaves_the_tree_takes_its_panel_along() -> None:
    survey = Survey(plant("all", "ana<all", "ben<all"))
    survey.run(team(*range(8)) | team(*range(10, 18), unit="ben"))
    survey.tree = plant("all", "ben<all")
    survey.run(team(*range(10, 18), unit="ben"))
    assert set(survey.shown) == {("ben",), ()}


def test_several_roots_have_a_number_for_all() -> None:
    survey = Survey(plant("ana", "ben")).run(team(*range(8)) | team(*range(10, 18), unit="ben"))
    assert set(survey.shown) == {("ana",), ("ben",), ()}


def test_months_in_which_no_survey_ran_may_be_left_out() -> None:
    survey = Survey().run(team(*range(8)))
    survey.month = 7
    assert survey.run(team(*range(8))).rows[("ana",)].months == (8,) * 8


def test_a_higher_floor_needs_ten() -> None:
    assert Survey(k=10).run(team(*range(9))).shown == {}
    assert Survey(k=10).run(team(*range(10))).shown[("ana",)] == set(range(10))


def test_a_month_is_never_taken_in_twice() -> None:
    survey = Survey().run(team(*range(8)))
    survey.month = -1
    with pytest.raises(PeriodError, match="Month 0 does not come after month 0"):
        survey.run(team(*range(8)))


def test_an_unknown_unit_and_an_answer_from_nowhere_are_refused() -> None:
    with pytest.raises(InputError, match="'cem' has people but is not in the unit tree"):
        Survey().run(team(1, unit="cem"))
    with pytest.raises(InputError, match="1 of those who answered are not on the roster"):
        advance(start_panels(), 0, team(1), [1, 2], tree=ANA)


@pytest.mark.parametrize("options", [{"k": 1}, {"stale": 0}, {"settle": 0}, {"patience": 0}])
def test_numbers_that_protect_nobody_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(InputError):
        start_panels(**options)


def test_a_damaged_state_is_refused() -> None:
    saved = start_panels().to_json()
    for damaged in ({**saved, "more": 1}, {name: saved[name] for name in saved if name != "panels"}):
        with pytest.raises(InputError, match="The saved rounds cannot be read"):
            read_state(damaged)


def test_a_state_holds_no_answer() -> None:
    assert set(PanelState.__dataclass_fields__) == {
        "admitted", "answered", "counted", "fresh_from", "homes", "k", "month", "opened", "panels", "patience",
        "people",
        "places", "settle", "stale",
    }  # fmt: skip


def test_the_value_is_made_of_the_counted_answers() -> None:
    survey = Survey().run(team(*range(8))).run(team(*range(9)), silent={0})
    given = {(person, 0): 5.0 for person in range(8)} | {(person, 1): 2.0 for person in range(1, 9)}
    [ana, everybody] = round_values(list(survey.rows.values()), given, low=1, high=5, step=1)
    assert (ana.group.text, everybody.group.text, ana.n_band) == ("unit=ana", "all", "5-9")
    assert abs(ana.coded.value - (5 + 7 * 2) / 8) < 0.25
    del given[0, 0]
    with pytest.raises(InputError, match="1 of the answers that count in month 1 are missing"):
        round_values(list(survey.rows.values()), given, low=1, high=5)
