"""Which groups a ledger shows, and that answers have no part in it."""

from __future__ import annotations

import numpy as np
import pytest
from ledger_rounds import CALM, ONE, TREE, TWO, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger, Metric, make_tree
from bothways.privacy.ledger import MemoryStore


def shown(ledger: Ledger) -> dict[str, str]:
    return {row.group: row.text for row in ledger.released()}


def test_it_hides_a_team_of_four() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=8, night=9, late=4)))
    assert "unit=late" not in shown(ledger)


def test_a_small_team_is_shown_with_a_named_sibling() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=8, night=9, late=4)))
    assert set(shown(ledger)) == {"all", "unit=night", "unit=day|late"}
    withheld = ledger.withheld().set_index("group")["merged_into"].to_dict()
    assert withheld["unit=late"] == withheld["unit=day"] == "unit=day|late"


def test_a_round_of_four_shows_nothing_at_all() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    assert ledger.release(round_of(people(day=4))) == ()
    assert set(ledger.withheld()["reason"]) == {"withheld"}


def test_small_and_subtraction_protected_groups_look_the_same() -> None:
    roles = ["nurse"] * 8 + ["clerk"] * 3
    ledger = Ledger(MemoryStore(), ONE)
    ledger.release(round_of(people(shop=11), tree=ONE, attributes={"role": roles}), by=["role"])
    assert set(shown(ledger)) == {"all"}  # 8 nurses would leave 3 clerks over
    assert set(ledger.withheld()["reason"]) == {"withheld"}


def test_a_value_that_is_not_shown_for_all_is_not_named_anywhere() -> None:
    """A line about the head of the shop would tell that the head of the shop answered."""
    store = MemoryStore()
    roles = ["seller"] * 24 + ["head"]
    Ledger(store, TREE).release(round_of(people(day=25), attributes={"role": roles}), by=["role"])
    assert "head" not in str(store.read())


def test_attribute_groups_are_shown_where_every_remainder_is_large_enough() -> None:
    roles = ["seller", "buyer"] * 12
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=12, night=12), attributes={"role": roles}), by=["role"])
    assert {"role=seller", "role=buyer"} <= set(shown(ledger))


def test_who_skipped_a_question_is_out_of_its_groups() -> None:
    """Attack 7: optional items. Four of six answered q2, so the unit has no number of its own for q2."""
    two = Metric("busy", "mean", 1, 5, 1, ("q2",))
    busy = [2.0] * 4 + [np.nan] * 2 + [2.0] * 7
    ledger = Ledger(MemoryStore(), TWO)
    ledger.release(
        round_of(
            people(day=6, night=7), tree=TWO, metrics=(CALM, two), values={"calm": [3.0] * 13, "busy": busy}
        )
    )
    groups = {
        metric: {r.group for r in ledger.released() if r.metric == metric} for metric in ("calm", "busy")
    }
    assert "unit=day" in groups["calm"]
    assert groups["busy"] == {"all", "unit=day|night"}  # four are left in the day shift


def test_a_question_that_nobody_answered_leaves_no_trace() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    assert ledger.release(round_of(people(day=9), answers=[np.nan] * 9)) == ()
    assert ledger.withheld().empty


@pytest.mark.parametrize("seed", range(6))
def test_changing_answers_only_never_changes_what_is_withheld(seed: int) -> None:
    """Attack 17."""
    rng = np.random.default_rng(seed)
    units = list(rng.choice(["day", "night", "late"], 40))
    roles = list(rng.choice(["a", "b", "c"], 40))
    documents = []
    for answers in (np.full(40, 1.0), np.full(40, 5.0), rng.integers(1, 6, 40)):
        ledger = Ledger(MemoryStore(), TREE)
        ledger.release(round_of(units, answers=list(answers), attributes={"role": roles}), by=["role"])
        documents.append((ledger.withheld().to_csv(), [(r.group, r.n_band) for r in ledger.released()]))
    assert documents[0] == documents[1] == documents[2]


def test_shares_are_shown_for_units_only_and_never_as_none_or_all() -> None:
    share = Metric("happy", "share", 1, 5, 1, ("q1",), favourable=(4.0, 5.0))
    roles = ["a", "b"] * 8
    ledger = Ledger(MemoryStore(), TWO)
    ledger.release(
        round_of(
            people(day=8, night=8),
            answers=[5.0] * 8 + [1.0] * 8,
            metric=share,
            tree=TWO,
            attributes={"role": roles},
        ),
        by=["role"],
    )
    found = shown(ledger)
    assert set(found) == {"all", "unit=day", "unit=night"}
    assert 0 < int(found["unit=night"]) < int(found["all"]) == 50 < int(found["unit=day"]) < 100


def test_nps_of_promoters_only_leaves_room_for_a_detractor() -> None:
    nps = Metric("nps", "nps", 0, 10, 1, ("q1",))
    ledger = Ledger(MemoryStore(), TWO)
    ledger.release(round_of(people(day=8, night=8), answers=[10.0] * 16, metric=nps, tree=TWO))
    assert all(0 < int(text) <= 80 for text in shown(ledger).values())


def test_rows_of_unknown_people_show_the_whole_organisation_only() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=20, night=20), one_each=False))
    assert set(shown(ledger)) == {"all"}


def test_no_fewer_than_five_can_be_asked_for() -> None:
    for k in (4, 0, -5, True):
        with pytest.raises(InputError, match="fewer than 5"):
            Ledger(MemoryStore(), TREE, k=k)


def test_sensitive_metrics_need_ten() -> None:
    sensitive = Metric("strain", "mean", 1, 5, 1, ("q1",), floor=10)
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=9, night=14, late=12), metric=sensitive))
    assert set(shown(ledger)) == {"all", "unit=night", "unit=day|late"}


def test_a_floor_of_seven_merges_teams_of_six() -> None:
    ledger = Ledger(MemoryStore(), TREE, k=7)
    ledger.release(round_of(people(day=6, night=8, late=9)))
    assert "unit=day" not in shown(ledger)


def test_the_tree_of_a_round_is_kept_where_it_differs() -> None:
    store = MemoryStore()
    Ledger(store, TREE).release(round_of(people(day=6, night=7)))
    later = make_tree(["shop", "day", "dusk"], [None, "shop", "shop"])
    Ledger(store, later).release(round_of(people(day=6, dusk=7), tree=later, name="2024-02"))
    document = store.read()
    assert document is not None
    assert "units" not in document["rounds"]["2024-01"]
    assert [one["unit"] for one in document["rounds"]["2024-02"]["units"]] == ["shop", "day", "dusk"]


def test_it_tells_how_each_unit_is_shown() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=8, night=9, late=4)))
    assert ledger.places_shown("2024-01") == {
        "shop": "alone", "day": "merged", "late": "merged", "night": "alone",
    }  # fmt: skip


def test_departments_are_blocks_and_small_ones_share_one() -> None:
    from bothways.privacy.ledger.offers import blocks
    from bothways.privacy.roster import make_roster

    tree = make_tree(["top", *"abc"], [None, "top", "top", "top"])
    large = blocks(make_roster(tree, ["a"] * 600 + ["b"] * 400 + ["c"] * 3))
    assert large is not None
    assert np.bincount(large).tolist() == [600, 403]
    assert blocks(make_roster(tree, ["a"] * 600 + ["b"] * 400)) is None
