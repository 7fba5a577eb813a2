"""The rows behind the decisions: echelon forms of one space, pivots apart, and the two arithmetics equal."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bothways.privacy.certificate import Certificate, compiled, plain
from bothways.privacy.certificate.plain import P

IntArray = NDArray[np.int64]


def draw_company(seed: int, people: int = 420) -> tuple[IntArray, list[IntArray]]:
    """Departments of teams with two attributes, offered from the top down, and some two-way slices."""
    rng = np.random.default_rng(seed)
    team = np.sort(rng.integers(0, people // 9, people))
    department = team // 8
    attributes = [
        rng.integers(0, 4, people),
        np.where(rng.random(people) < 0.6, team % 3, rng.integers(0, 3, people)),
    ]
    labels = [np.zeros(people, np.int64), department, team, *attributes]
    labels += [department * 10 + a for a in attributes] + [attributes[0] * 10 + attributes[1]]
    return department, [np.flatnonzero(label == value) for label in labels for value in np.unique(label)]


def full_rows(certificate: Certificate, t: int) -> tuple[IntArray, IntArray]:
    """Every row of basis t in every column, and the pivot of each."""
    space = certificate._space
    border, people = space.border, certificate._people
    rows, pivots = [], []

    def gather(mixture: IntArray, own: dict[int, IntArray]) -> IntArray:
        row = np.zeros(people, np.int64)
        for d, vector in border.spread(t, mixture, own):
            row[space.blocks[d].people] = vector
        return row

    for i, w in enumerate(border.pivots[t]):
        rows.append(gather(border.mixes[t].values[i, : border.rank].astype(np.int64), {}))
        pivots.append(border.window.person[w])
    for d, block in enumerate(space.blocks):
        numbers, columns = border.window.inside(t, d)
        for i in range(block.rank):
            own = block.bases[t].values[i, : len(block.people)].astype(np.int64)
            mixture = np.zeros(border.rank, np.int64)
            for row, held in zip(numbers, own[columns], strict=True):
                mixture = (mixture - held * border.mixes[t].values[row, : border.rank]) % P
            rows.append(gather(mixture, {d: own}))
            pivots.append(block.people[block.pivots[t][i]])
    return np.array(rows), np.array(pivots)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("split", [False, True])
def test_the_bases_are_echelon_forms_of_the_admitted_sets_with_pivots_apart(seed: int, split: bool) -> None:
    department, sets = draw_company(seed)
    certificate = Certificate(len(department), blocks=department if split else None)
    certificate._space.border._opened = 2
    decisions = certificate.offer_many(sets)
    admitted = [s for s, decision in zip(sets, decisions, strict=True) if decision == "admitted"]
    shown = [s for s, decision in zip(sets, decisions, strict=True) if decision != "withheld"]
    assert 60 < len(admitted) <= len(shown)
    taken: list[int] = []
    for t in range(3):
        rows, pivots = full_rows(certificate, t)
        assert len(rows) == len(admitted)
        assert (rows[:, pivots] == np.eye(len(rows), dtype=np.int64)).all()
        assert np.count_nonzero(rows, axis=1).min() >= 5
        for members in shown:
            vector = np.zeros(len(department), np.int64)
            vector[members] = 1
            assert not ((vector - rows[np.isin(pivots, members)].sum(axis=0)) % P).any()
        taken += pivots.tolist()
    assert len(set(taken)) == len(taken)


def test_the_kept_columns_of_the_border_are_those_of_its_full_rows() -> None:
    department, sets = draw_company(7)
    certificate = Certificate(len(department), blocks=department)
    certificate.offer_many(sets)
    border = certificate._space.border
    assert border.rank > 3
    for t in range(3):
        rows, _ = full_rows(certificate, t)
        kept = border.bases[t].values[:, : len(border.window.home)]
        assert (kept == rows[: border.rank][:, border.window.person]).all()


@pytest.mark.parametrize("k", [4, 5, 10])
def test_compiled_and_plain_arithmetic_decide_alike(k: int) -> None:
    department, sets = draw_company(11)
    for blocks in (None, department):
        one = Certificate(len(department), k=k, blocks=blocks, compiled=True).offer_many(sets)
        assert one == Certificate(len(department), k=k, blocks=blocks, compiled=False).offer_many(sets)


def draw_rows(rng: np.random.Generator) -> NDArray[np.int32]:
    rows = rng.integers(0, P, (7, 30)).astype(np.int32)
    rows[rng.random(rows.shape) < 0.5] = 0
    rows[rng.random(rows.shape) < 0.2] = P - 1
    return rows


def test_the_two_arithmetics_agree_at_the_largest_residues() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        rows = draw_rows(rng)
        factors = np.where(rng.random(7) < 0.3, 0, rng.choice([1, P - 1, 12345], 7)).astype(np.int64)
        first = draw_rows(rng)[0].astype(np.int64)
        outcomes = []
        for kernels in (compiled, plain):
            vector, table, fill = first.copy(), rows.copy(), np.count_nonzero(rows, axis=0).astype(np.int32)
            kernels.subtract(vector, factors, table)
            kernels.eliminate(table, factors, first, np.flatnonzero(first), fill)
            light = kernels.are_light(table, np.arange(7), 14)
            product = kernels.combine(table, np.array([0, 4, 9]), np.array([P - 1, 0, 77]))
            outcomes.append([vector, table, fill, light, product])
            assert (fill == np.count_nonzero(table, axis=0)).all()
        for one, two in zip(*outcomes, strict=True):
            assert (one == two).all()
        whole = first.astype(object) - factors.astype(object) @ rows.astype(object)
        assert outcomes[0][0].tolist() == (whole % P).tolist()
