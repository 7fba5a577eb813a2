"""Changes of themes since the round before: what the interval holds, and in which order themes are looked at."""

from __future__ import annotations

from itertools import pairwise, product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from bothways.privacy.ledger.comments import POINTS, told_writers
from bothways.privacy.released import _issue
from bothways.privacy.values import band, band_low
from bothways.themes.unknown import COLUMNS, _ranked
from bothways_web.link.themes.changing import change
from bothways_web.link.themes.ranking import ranks, sorted_rows, worsening
from bothways_web.link.themes.said import Said


def said(share: int | None, people: int = 100, **known) -> Said:
    """Return a share as the ledger tells it; ``None``: few."""
    row = _issue(
        round="r", group="all", metric="t1", kind="theme", n_band=band(people), value=float(share or 0),
        low=np.nan, high=np.nan, text="few" if share is None else str(share),
    )  # fmt: skip
    return Said("2025-03", row, band_low(band(people)), **known)


def told(wrote: np.ndarray, size: int) -> Said:
    """Return what the ledger tells of teams of one size in two divisions, and who of them wrote."""
    teams = len(wrote)
    parts = {"all": range(teams), "one": range(teams // 2), "two": range(teams // 2, teams)}
    parts |= {f"team {team}": range(team, team + 1) for team in range(teams)}
    writers = told_writers(
        np.minimum(wrote, max(size - 5, 0)), {name: frozenset(part) for name, part in parts.items()}
    )
    share = POINTS * round(100 * writers["all"] / (teams * size) / POINTS) if writers["all"] else None
    full = all(writers[f"team {team}"] for team in range(teams))
    return said(share, teams * size, smallest=band_low(band(size)), is_full=full)


@pytest.mark.parametrize(("teams", "size"), [(4, 12), (10, 10), (25, 10), (12, 30), (60, 20)])
def test_intervals_of_changes_hold_the_truth_under_rounding_and_bands(teams, size):
    """Of 100 changes at least 95, whatever the two shares are; people write independently."""
    random = np.random.default_rng(teams)
    for before, now in product((0.01, 0.05, 0.12, 0.25, 0.5, 0.8), repeat=2):
        rounds = [(told(random.binomial(size, p, teams), size) for p in (before, now)) for _ in range(100)]
        held = [one.low <= 100 * (now - before) <= one.high for one in (change(*each) for each in rounds)]
        assert np.mean(held) >= 0.95, (before, now)


def test_the_span_holds_every_share_that_can_be_behind_what_is_told():
    """Adversary: in teams that differ as much as they like, up to what the ledger cuts off in each."""
    random = np.random.default_rng(5)
    for _ in range(3000):
        teams, size = int(random.integers(2, 30)), int(random.integers(10, 40))
        wrote = random.integers(0, size - 5 + 1, teams) * (random.random(teams) < random.random())
        least, most = told(wrote, size).span
        assert least - 1e-9 <= wrote.sum() / (teams * size) <= most + 1e-9


def test_a_clear_rise_is_told_and_a_step_of_five_is_not():
    assert change(said(5), said(40)).direction == "rises"
    assert change(said(40), said(5)).direction == "falls"
    assert change(said(20), said(25)).direction == "cannot tell"


def test_a_change_and_its_reverse_are_mirrored():
    rise, fall = change(said(5), said(40)), change(said(40), said(5))
    assert (rise.low, rise.high) == (-fall.high, -fall.low)
    assert rise.size == fall.size == (35, rise.low, rise.high)


def test_what_was_told_of_few_has_no_size_but_an_interval():
    rise = change(said(None), said(40))
    assert (rise.value, rise.direction) == (None, "rises")
    assert rise.low <= 40 - 4 <= rise.high


def test_fewer_people_make_the_interval_wider():
    widths = [change(said(10, n), said(40, n)) for n in (20, 50, 100)]
    assert all(a.low < b.low and b.high < a.high for a, b in pairwise(widths))


def test_writers_that_a_whole_leaves_out_widen_it_and_a_higher_floor_more():
    full, loose, floor = (
        change(said(20), said(20, is_full=full, smallest=50, fewest=fewest))
        for full, fewest in ((True, 5), (False, 5), (False, 10))
    )
    assert full.high < loose.high < floor.high
    assert full.low == loose.low == floor.low


def test_a_share_as_large_as_the_ledger_tells_of_small_teams_may_be_everybody():
    assert said(45, smallest=10).span[1] >= 0.95
    assert said(50, smallest=10).span[1] == 1
    assert said(45, smallest=50).span[1] < 0.6
    assert said(None, smallest=10, fewest=10).span[1] == 1  # of teams of ten nothing is told at all


def test_a_share_of_which_all_comes_from_teams_that_wrote_altogether_lies_in_its_span():
    """Of 100 teams of ten, in 40 everybody wrote: the ledger tells five of each, 20 of 100."""
    least, most = said(20, smallest=10).span
    assert least <= 0.4 <= most


def row(key, reach, low, state="employees", label=""):
    changes = {"employees_change": None, "customers_change": None}
    if low is not None:
        changes["employees_change" if state != "customers" else "customers_change"] = SimpleNamespace(low=low)
    return SimpleNamespace(
        theme=SimpleNamespace(key=key, label=label or key), reach=reach, state=state, **changes
    )


def test_unknown_pain_points_are_ranked_as_the_library_ranks_them():
    random = np.random.default_rng(3)
    for _ in range(200):
        count = int(random.integers(1, 9))
        reach = random.permutation(np.arange(1, 40))[:count]  # the library breaks equal reach by chance
        low = [None if random.random() < 0.3 else int(random.integers(-9, 9)) for _each in reach]
        table = pd.DataFrame(np.nan, index=range(count), columns=COLUMNS[:-1]).astype({"theme": object})
        table = table.assign(
            theme=[f"t{n}" for n in range(count)], state="employees only", employees=reach, customers=0,
            slope_low=[np.nan if one is None else one for one in low],
        )  # fmt: skip
        theirs = _ranked(table).set_index("theme")["rank"].to_dict()
        ours = ranks([row(f"t{n}", reach[n], low[n]) for n in range(count)])
        assert ours == theirs


def test_ranks_are_given_to_what_one_voice_alone_raises():
    rows = [
        row("a", 30, 2),
        row("b", 20, None, "both"),
        row("c", 10, 5, "customers"),
        row("d", 5, 1, "cannot tell"),
    ]
    assert ranks(rows) == {"a": 1, "c": 2}
    assert ranks([]) == {}


def test_rows_are_sorted_by_reach_by_what_rises_and_by_name():
    rows = [
        row("a", 30, -8, label="Zoo"),
        row("b", 20, None, "both", "Éclair"),
        row("c", 10, 5, "customers", "Fan"),
    ]
    order = {
        how: "".join(one.theme.key for one in sorted_rows(rows, how))
        for how in ("reach", "worse", "name", "?")
    }
    assert order == {"reach": "abc", "worse": "cab", "name": "bca", "?": "abc"}
    assert worsening(rows[1]) == -np.inf
