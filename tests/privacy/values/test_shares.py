"""Shares, NPS and bands: nobody and everybody never show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.privacy.values import band, band_low, clip_count, clip_nps, consistent_counts, nps, share

ATOMS = st.lists(st.integers(5, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1)


@given(ATOMS)
def test_nobody_and_everybody_never_show(atoms):
    counts, sizes = zip(*atoms, strict=True)
    least, most = share([1] * len(sizes), sizes), share([n - 1 for n in sizes], sizes)
    assert least.value <= share(counts, sizes).value <= most.value
    assert least.value > 0
    assert most.value < 100
    assert share([0] * len(sizes), sizes) == least
    assert share(sizes, sizes) == most


@pytest.mark.parametrize("n", range(5, 60))
def test_a_clipped_count_leaves_every_single_answer_open(n):
    for shown in range(1, n):
        counts = [count for count in range(n + 1) if clip_count(count, n) == shown]
        # Somebody said yes, and somebody said no, in at least one way that is shown like this.
        assert any(count >= 1 for count in counts)
        assert any(count <= n - 1 for count in counts)


@pytest.mark.parametrize("n", range(5, 25))
def test_a_clipped_net_leaves_every_single_answer_open(n):
    ways = [(p, d) for p in range(n + 1) for d in range(n + 1 - p)]
    for shown in {clip_nps(p - d, n) for p, d in ways}:
        like_this = [(p, d) for p, d in ways if clip_nps(p - d, n) == shown]
        assert any(p >= 1 for p, _ in like_this)
        assert any(d >= 1 for _, d in like_this)
        assert any(p + d < n for p, d in like_this)


def test_totals_are_added_up_from_clipped_atoms():
    assert share([5, 0], [5, 5]).text == "50"  # 4 + 1 of 10, not 5 + 0
    assert share([8, 0], [8, 5]).text == "60"  # 7 + 1 of 13, in tenths as 10 to 19 people are
    assert nps([5, -5], [5, 5]).text == "0"
    assert nps([7, 7], [7, 7]).text == "70"  # 5 + 5 of 14
    assert nps([-7], [7]).value == -60  # -5 of 7 are -4 of 5; the end is -3


@pytest.mark.parametrize(("first", "last"), [(5, 9), (10, 19), (20, 49), (50, 99)])
def test_groups_of_one_band_have_the_same_shares(first, last):
    sizes = range(first, last + 1)
    assert len({frozenset(share([c], [n]).text for c in range(n + 1)) for n in sizes}) == 1
    assert len({frozenset(nps([c], [n]).text for c in range(-n, n + 1)) for n in sizes}) == 1


@given(st.integers(5, 60), st.integers(0, 60))
def test_the_inverse_gives_the_totals_that_are_shown_like_this(people, count):
    count = min(count, people)
    text = share([count], [people]).text
    first, last = consistent_counts(text, people, kind="share")
    assert first <= clip_count(count, people) <= last
    for outside in (first - 1, last + 1):
        if 1 <= outside <= people - 1:
            assert share([outside], [people]).text != text


@pytest.mark.parametrize(
    ("made", "counts", "sizes"),
    [
        (share, [], []),
        (share, [3], [5, 6]),
        (share, [3], [4]),
        (share, [-1], [5]),
        (share, [6], [5]),
        (share, [2.5], [5]),
        (nps, [-6], [5]),
    ],
)
def test_counts_that_cannot_be_are_refused(made, counts, sizes):
    with pytest.raises(InputError):
        made(counts, sizes)


def test_bands_by_hand():
    people = (5, 9, 10, 19, 20, 49, 50, 99, 100, 12345)
    assert [band(n) for n in people] == [
        "5-9", "5-9", "10-19", "10-19", "20-49", "20-49", "50-99", "50-99", "100+", "100+",
    ]  # fmt: skip
    assert [band_low(name) for name in ("5-9", "10-19", "20-49", "50-99", "100+")] == [5, 10, 20, 50, 100]


@given(st.integers(5, 10_000))
def test_a_band_starts_at_or_below_the_number_it_holds(n):
    assert band_low(band(n)) <= n


def test_fewer_than_five_have_no_band():
    with pytest.raises(InputError, match="so few people"):
        band(4)
    with pytest.raises(InputError, match="is no band"):
        band_low("1-4")
