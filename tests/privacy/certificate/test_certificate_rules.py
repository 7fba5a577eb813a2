"""What a certificate shows, withholds and refuses."""

from __future__ import annotations

import numpy as np
import pytest

from bothways.errors import InputError
from bothways.privacy.certificate import Certificate


def test_it_hides_a_team_of_four() -> None:
    assert Certificate(40).offer([0, 1, 2, 3]) == "withheld"


def test_it_hides_a_team_when_the_rest_of_its_unit_is_four() -> None:
    assert Certificate(40).offer_many([range(12), range(8)]) == ["admitted", "withheld"]


def test_ten_people_can_be_the_floor() -> None:
    assert Certificate(60, k=10).offer_many([range(40), range(9), range(31), range(30)]) == [
        "admitted", "withheld", "withheld", "admitted",
    ]  # fmt: skip


def test_a_combination_of_four_slices_is_seen() -> None:
    teams = [range(10), range(10, 20)]
    roles = [[*range(5), *range(10, 15)], [*range(5, 10), *range(15, 19)]]
    decisions = Certificate(40, budget=1.0).offer_many([*teams, *roles])
    assert decisions == ["admitted", "admitted", "admitted", "withheld"]


def test_a_combination_across_departments_is_seen() -> None:
    people = np.arange(60)
    blocks = people // 20
    inside = [people[(blocks == d) & (people % 2 == 0)] for d in range(3)]
    almost = np.concatenate([*inside, [1, 3]])
    certificate = Certificate(60, blocks=blocks)
    assert certificate.offer_many([*inside, almost]) == ["admitted", "admitted", "admitted", "withheld"]


def test_departments_follow_from_the_company_and_the_other_departments() -> None:
    people = np.arange(80)
    blocks = people // 20
    departments = [people[blocks == d] for d in range(4)]
    decisions = Certificate(80, blocks=blocks).offer_many([people, *departments])
    assert decisions == ["admitted", "admitted", "admitted", "admitted", "implied"]


def test_the_budget_ends_what_is_shown() -> None:
    sets = [np.arange(5) + 5 * i for i in range(6)]
    assert Certificate(30, budget=0.1).offer_many(sets) == ["admitted"] * 3 + ["withheld"] * 3


def test_an_implied_set_costs_no_budget() -> None:
    certificate = Certificate(30, budget=0.07)
    assert certificate.offer_many([range(30), range(10), range(10, 30)]) == [
        "admitted",
        "admitted",
        "implied",
    ]


def test_nobody_is_always_implied() -> None:
    assert Certificate(10).offer([]) == "implied"


def test_a_person_named_twice_counts_once() -> None:
    assert Certificate(10, budget=1.0).offer([1, 1, 2, 3, 4]) == "withheld"


def test_progress_hears_every_decision() -> None:
    heard: list[int] = []
    Certificate(10).offer_many([range(5), range(10)], progress=heard.append)
    assert heard == [1, 2]


@pytest.mark.parametrize("members", [[0, 1, 2, 3, 10], [-1, 1, 2, 3, 4]])
def test_a_person_out_of_range_is_refused(members: list[int]) -> None:
    with pytest.raises(InputError, match="of 10"):
        Certificate(10).offer(members)


@pytest.mark.parametrize("wrong", [{"k": 1}, {"budget": 0.0}, {"budget": 1.5}])
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="certificate"):
        Certificate(10, **wrong)  # type: ignore[arg-type]


def test_one_block_number_a_person_is_needed() -> None:
    with pytest.raises(InputError, match="shape"):
        Certificate(10, blocks=[0, 1])


def test_a_set_that_is_implied_only_modulo_a_prime_would_not_be_believed() -> None:
    from bothways.privacy.certificate import plain
    from bothways.privacy.certificate.block import Block
    from bothways.privacy.certificate.relation import in_span

    block = Block(np.arange(6), 1, plain)
    members = np.arange(4)
    vector = np.array([1, 1, 1, 1, 0, 0])
    block.place(0, members, vector, 0)
    assert in_span(block, vector * 3)
    assert not in_span(block, np.array([1, 1, 1, 1, plain.P, 0]))


def test_a_relation_with_large_fractions_is_found() -> None:
    from bothways.privacy.certificate import plain
    from bothways.privacy.certificate.block import Block
    from bothways.privacy.certificate.relation import in_span

    rng = np.random.default_rng(5)
    block = Block(np.arange(60), 1, plain)
    rows = []
    for _ in range(50):
        vector = rng.integers(0, 2, 60)
        left = block.reduce(0, vector)
        block.place(0, np.flatnonzero(vector), left, int(np.flatnonzero(left)[0]))
        rows.append(vector)
    assert in_span(block, sum(rows[i] * (i + 1) for i in range(50)))
    wanted = np.zeros(60, np.int64)
    wanted[block.pivots[0][0]] = 1
    assert not in_span(block, wanted)
