"""Mentors for new hires: who is proposed to whom, why, and why nobody."""

import math
from collections import Counter
from dataclasses import asdict

import pytest
from mentor_cases import TREE, hires, mentors, paired, who

from bothways.allocation import FitWeights
from bothways.errors import InputError


def test_a_fit_worked_out_by_hand() -> None:
    new = hires(
        {
            "person": "ana",
            "site": "Bonn",
            "role": "nurse",
            "languages": "de; es",
            "asks": "shifts; first calls; kit",
        }
    )
    eva = {
        "person": "eva",
        "unit": "s1",
        "site": "bonn",
        "role": "Nurse; lead",
        "languages": "ES",
        "offers": "Kit, x",
    }
    [proposal] = paired(new, mentors(eva | {"time_zone": "America/New_York"})).proposals
    [choice] = proposal.choices
    # n1 - north - all - south - s1: 4 steps; Berlin and New York share 2 of 8 hours
    assert choice.terms == {"topics": 1 / 3, "hours": 0.25, "role": 1, "unit": 0.5, "site": 1, "languages": 1}
    assert choice.fit == pytest.approx((3 / 3 + 3 / 4 + 2 + 0.5 + 1 + 1) / 11)
    assert choice.why == (
        "The same role: nurse.",
        "Offers what is asked for: kit (1 of 3 topics).",
        "The same site: Bonn.",
        "Both speak es.",
        "2 of 8 working hours in common on 2026-03-02.",
        "Another unit, 4 steps away.",
    )
    assert proposal.sentence == " ".join(choice.why)


def test_weights_change_who_is_proposed() -> None:
    new = hires({"person": "ana", "site": "Bonn", "role": "nurse"})
    others = mentors({"person": "eva", "site": "Bonn"}, {"person": "fay", "role": "nurse"})
    assert who(paired(new, others)) == {"ana": "fay"}
    assert who(paired(new, others, weights=FitWeights(site=9))) == {"ana": "eva"}


def test_the_same_unit_counts_nothing_and_the_next_one_most() -> None:
    units = ["n1", "n2", "north", "s1"]
    found = {}
    for unit in units:
        [proposal] = paired(hires({"person": "ana"}), mentors({"person": "eva", "unit": unit})).proposals
        found[unit] = proposal.choices[0].terms["unit"]
    assert found == {"n1": 0, "n2": 1, "north": 1, "s1": 0.5}


@pytest.mark.parametrize("leads", ["n1", "north", "all", "s1; north"])
def test_nobody_is_mentored_by_who_leads_a_unit_above(leads: str) -> None:
    pairing = paired(hires({"person": "ana"}), mentors({"person": "eva", "unit": "s1", "leads": leads}))
    [proposal] = pairing.proposals
    assert (proposal.mentor, proposal.reason) == (None, "nobody may")
    assert (
        proposal.sentence == "No mentor may be proposed. Of 1 willing mentors with room: 1 in their own line."
    )


def test_who_leads_another_branch_may_be_a_mentor() -> None:
    assert who(paired(hires({"person": "ana"}), mentors({"person": "eva", "leads": "south; n2"}))) == {
        "ana": "eva"
    }


def test_nobody_mentors_their_manager_or_their_managers_manager_either_way() -> None:
    boss = mentors({"person": "eva"}, {"person": "fay", "manager": "eva"})
    assert who(paired(hires({"person": "ana", "manager": "fay"}), boss)) == {"ana": None}
    assert who(
        paired(hires({"person": "fay2", "manager": ""}), mentors({"person": "eva", "manager": "fay2"}))
    ) == {"fay2": None}
    new_leader = hires({"person": "ana", "unit": "s1", "leads": "north"})
    assert who(paired(new_leader, mentors({"person": "eva", "unit": "n2"}))) == {"ana": None}


def test_managers_in_a_circle_do_no_harm() -> None:
    others = mentors({"person": "eva", "manager": "fay"}, {"person": "fay", "manager": "eva"})
    assert who(paired(hires({"person": "ana", "manager": "eva"}), others)) == {"ana": None}


def test_a_shared_language_is_required_where_both_state_one() -> None:
    new = hires({"person": "ana", "languages": "de"}, {"person": "ben", "languages": ""})
    found = paired(new, mentors({"person": "eva", "languages": "es"}))
    assert who(found) == {"ana": None, "ben": "eva"}
    assert "1 without a shared language" in found.proposals[0].sentence
    assert "Languages are not stated on both sides: ask." in found.proposals[1].choices[0].why


def test_nobody_is_paired_who_did_not_say_yes() -> None:
    found = paired(
        hires({"person": "ana"}),
        mentors({"person": "eva", "willing": ""}, {"person": "fay", "willing": "No"}),
    )
    assert found.proposals[0].reason == "nobody is willing"
    assert found.proposals[0].choices == ()


def test_room_is_two_where_nothing_is_said_and_none_at_zero() -> None:
    new = hires(*({"person": f"h{at}"} for at in range(5)))
    assert len(paired(new, mentors({"person": "eva"})).without) == 3
    full = paired(new, mentors({"person": "eva", "room": 0}))
    assert {one.reason for one in full.proposals} == {"nobody has room"}
    assert paired(new, mentors({"person": "eva", "room": 5})).without == ()


def test_one_mentor_for_forty_says_how_many_are_missing() -> None:
    found = paired(hires(*({"person": f"h{at}"} for at in range(40))), mentors({"person": "eva"}))
    assert len(found.without) == 38
    assert found.mentors_missing == 19
    assert found.sentence == (
        "38 of 40 new hires stay without a mentor: at least 19 more mentors would be needed, who suit them and have "
        "room for 2 each."
    )
    assert {one.reason for one in found.proposals} == {None, "no place is left"}


def test_everybody_paired_is_told() -> None:
    found = paired(hires({"person": "ana"}, {"person": "ben"}), mentors({"person": "eva"}))
    assert found.sentence == "A mentor is proposed to each of 2 new hires."
    assert found.mentors_missing == 0


def test_what_was_declined_is_never_proposed_again() -> None:
    new = hires({"person": "ana", "role": "nurse"})
    others = mentors({"person": "eva", "role": "nurse"}, {"person": "fay"}, {"person": "gil"})
    first = paired(new, others)
    assert who(first) == {"ana": "eva"}
    second = paired(new, others, declined=first.declined | {("ana", "eva")})
    assert who(second)["ana"] in {"fay", "gil"}
    assert "eva" not in {one.mentor for one in second.proposals[0].choices}
    everybody = {("ana", one) for one in ("eva", "fay", "gil", "gone")}
    [third] = paired(new, others, declined=everybody).proposals
    assert third.reason == "nobody may"
    assert "3 declined" in third.sentence


def test_at_most_three_are_put_before_somebody_and_all_have_a_place() -> None:
    new = hires({"person": "ana", "role": "a"}, {"person": "ben"}, {"person": "cem"})
    others = mentors(
        *({"person": f"m{at}", "room": 1, "role": "a" if at < 3 else ""} for at in range(7)),
        {"person": "boss", "leads": "all"},
        {"person": "shy", "willing": "no"},
    )
    found = paired(new, others)
    taken = {one.mentor for one in found.proposals}
    for one in found.proposals:
        names = [choice.mentor for choice in one.choices]
        assert len(names) == len(set(names)) == 3
        assert not set(names[1:]) & taken
        assert not {"boss", "shy"} & set(names)
        assert one.choices[1].fit >= one.choices[2].fit


def test_later_places_cost_a_little_so_that_mentors_share() -> None:
    new = hires(*({"person": f"h{at}", "languages": "de"} for at in range(4)))
    others = mentors({"person": "eva", "languages": "de", "room": 4}, {"person": "fay", "room": 4})
    # a language is worth 1/11 = .09: 1 + 2 + 3 times .05 for all four with eva, against .10 and .09 * 2
    assert Counter(who(paired(new, others)).values()) == {"eva": 3, "fay": 1}
    assert Counter(who(paired(new, others, later=0)).values()) == {"eva": 4}
    assert Counter(who(paired(new, others, later=1)).values()) == {"eva": 2, "fay": 2}


def test_as_many_as_possible_go_before_the_best_fit() -> None:
    new = hires({"person": "ana", "role": "a", "languages": "de, es"}, {"person": "ben", "languages": "de"})
    others = mentors(
        {"person": "eva", "role": "a", "room": 1, "languages": "de"},
        {"person": "fay", "room": 1, "languages": "es"},
    )
    assert who(paired(new, others)) == {"ana": "fay", "ben": "eva"}


def test_ties_go_by_the_seed() -> None:
    new, others = hires({"person": "ana"}), mentors({"person": "eva"}, {"person": "fay"})
    drawn = Counter(who(paired(new, others, seed=seed))["ana"] for seed in range(200))
    assert abs(drawn["eva"] - 100) < 29  # standard deviation 7.1: four of them
    assert len({who(paired(new, others, seed=5))["ana"] for _ in range(5)}) == 1


def test_the_table_has_a_row_a_choice_and_one_for_who_stays_without() -> None:
    new = hires({"person": "ana"}, {"person": "ben", "languages": "fr"}, {"person": "cem"})
    others = mentors(
        {"person": "eva", "languages": "de", "room": 5}, {"person": "fay", "languages": "de", "room": 5}
    )
    table = paired(new, others).table
    assert table["hire"].to_list() == ["ana", "ana", "ben", "cem", "cem"]
    assert table["choice"].to_list()[:2] == [1, 2]
    assert table["mentor"].isna().to_list() == [False, False, True, False, False]
    assert set(asdict(FitWeights())) <= set(table.columns)


def test_the_total_is_that_of_the_pairs() -> None:
    found = paired(hires({"person": "ana"}, {"person": "ben"}), mentors({"person": "eva"}))
    assert math.isclose(found.total_fit, sum(one.choices[0].fit for one in found.proposals))


def test_units_may_come_as_a_table() -> None:
    import pandas as pd

    units = pd.DataFrame({"unit": TREE.units, "parent": [one or "" for one in TREE.parents]})
    assert who(paired(hires({"person": "ana"}), mentors({"person": "eva"}), units=units)) == {"ana": "eva"}


@pytest.mark.parametrize(
    "weights", [{"site": -1}, {"site": math.nan}, dict.fromkeys(asdict(FitWeights()), 0)]
)
def test_weights_that_weigh_nothing_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(InputError, match="weight"):
        FitWeights(**weights)


@pytest.mark.parametrize("declined", ["ab", [("ana",)], [("ana", 3)], ["ab", "cd"]])
def test_what_was_declined_must_be_pairs(declined: object) -> None:
    with pytest.raises(InputError, match="no list of pairs"):
        paired(hires({"person": "ana"}), mentors({"person": "eva"}), declined=declined)


def test_a_negative_cost_of_later_places_is_refused() -> None:
    with pytest.raises(InputError, match="later places"):
        paired(hires({"person": "ana"}), mentors({"person": "eva"}), later=-0.1)
