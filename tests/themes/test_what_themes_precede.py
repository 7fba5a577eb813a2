"""Shares of themes as metrics with their noise, and which customer metric they come before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from said_over_time import company, said

from bothways.errors import ColumnError, InputError, NotEnoughData, PeriodError
from bothways.linkage import Effect, Finding
from bothways.linkage.findings import Verdict
from bothways.panel import read_panel
from bothways.themes import (
    Comments,
    Precedence,
    Theme,
    ThemeLead,
    Themes,
    precede,
    read_comments,
    rename,
    theme_cells,
    theme_shares,
)
from bothways.themes.cells import COLUMNS, metric_of, share_noise
from bothways.themes.preceding import refuse_unlinkable
from bothways.themes.results import Assignment, recount


def test_cells_are_the_shares_of_the_same_people(comments: Comments, themes: Themes) -> None:
    cells = theme_cells(comments, themes)
    assert list(cells) == COLUMNS
    shares = theme_shares(comments, themes, by=["side", "unit", "period"])
    shares = shares[shares["side"] == "employee"].assign(
        metric=lambda each: [metric_of(themes[theme]) for theme in each["theme"]]
    )
    both = cells.merge(shares, on=["unit", "period", "metric"], suffixes=("", "_told"))
    assert len(both) == len(cells) == len(shares)
    np.testing.assert_allclose(both["value"], 100 * both["share"])
    np.testing.assert_array_equal(both["n"], both["of"])
    assert (cells["noise_variance"] > 0).all()


def table_with_blanks() -> pd.DataFrame:
    """Four people of one unit and month: two write of parking, one of them twice, one of lunch, one nothing."""
    rows = [("parking", "a"), ("parking", "a"), ("parking", "b"), ("lunch", "c"), ("", "d"), ("", "b")]
    table = pd.DataFrame(rows, columns=["text", "respondent"])
    return table.assign(side="employee", unit="u1", period="2025-01")


def on_parking(comments: Comments) -> Themes:
    """Themes of which the only one is what texts say that are the word parking."""
    record = np.flatnonzero(comments.text == comments.texts.index("parking")).astype(np.int64)
    found = Assignment(record, np.zeros(len(record), np.int64), np.ones(len(record)))
    return recount(Themes((Theme("own-cars", "Cars", kind="own"),), found, comments.person))


@pytest.mark.parametrize(("among", "n", "value"), [("wrote", 3, 200 / 3), ("answered", 4, 50.0)])
def test_each_person_counts_once_and_who_wrote_nothing_as_asked_for(among: str, n: int, value: float) -> None:
    comments = read_comments(table_with_blanks())
    cells = theme_cells(comments, on_parking(comments), among=among)
    row = cells[cells["metric"] == "“Cars” (own-cars)"].iloc[0]
    assert (row["n"], row["value"]) == (n, pytest.approx(value))


def test_another_side_has_its_own_cells() -> None:
    comments, themes = said(np.full((2, 3), 0.4), 20, np.random.default_rng(1), customers=60)
    assert (theme_cells(comments, themes, side="customer")["value"] == 0).all()
    assert (theme_cells(comments, themes)["value"] > 0).any()


def test_records_without_a_unit_or_a_period_are_in_no_cell() -> None:
    table = table_with_blanks()
    table.loc[2, "unit"], table.loc[3, "period"] = "", ""
    comments = read_comments(table)
    cells = theme_cells(comments, on_parking(comments))
    assert set(cells["n"]) == {1}


def test_a_panel_takes_the_cells_as_they_are() -> None:
    comments, themes, metrics = company(1, 0.0, units=8, periods=5)
    cells = theme_cells(comments, themes)
    panel = read_panel(cells, metrics)
    one = panel.data.sel(metric=metric_of(themes["t1"]))
    assert (str(one["kind"].item()), float(one["high"].item())) == ("percent", 100.0)
    assert str(one["noise_source"].item()) == "given"
    stated = cells.set_index(["unit", "period"])["noise_variance"].unstack().to_numpy()
    np.testing.assert_allclose(one["noise_variance"].transpose("unit", "period"), stated)


@pytest.mark.parametrize("n", [5, 15, 60])
@pytest.mark.parametrize("p", [0.02, 0.1, 0.5])
def test_stated_noise_is_the_variance_that_shares_have(p: float, n: int) -> None:
    # 30 companies of 40 units x 12 periods; their mean has an error of 3 % at p = .02, n = 5
    rng = np.random.default_rng([int(100 * p), n])
    count = rng.binomial(n, p, (30, 480))
    stated = np.mean([share_noise(one, np.full(480, n)) for one in count])
    assert stated / np.var(100 * count / n) == pytest.approx(1, abs=0.1)


def test_stated_noise_is_right_on_average_where_units_and_their_sizes_differ() -> None:
    rng = np.random.default_rng(4)
    p, n = np.repeat(rng.uniform(0.02, 0.5, 50), 12), np.repeat(rng.integers(5, 61, 50), 12)
    ratios = []
    for _ in range(40):
        stated = share_noise(rng.binomial(n, p), n)
        ratios.append((stated * n).mean() / (1e4 * p * (1 - p)).mean())
    assert np.mean(ratios) == pytest.approx(1, abs=0.1)


def test_stated_noise_does_not_follow_the_share_and_never_vanishes() -> None:
    for count, n in ((0, 10), (10, 10), (0, 1), (1, 1)):
        assert (share_noise(np.full(10, count), np.full(10, n)) > 0).all()
    mixed = share_noise(np.array([0, 4, 1, 2]), np.array([4, 4, 4, 8]))
    assert mixed[0] == mixed[1] == mixed[2]  # luck that made all of a cell alike makes it no more exact
    assert mixed[3] == pytest.approx(mixed[2] / 2)


def test_stated_noise_by_hand() -> None:
    # variances of one answer 1/3, 1/3, 1/4 (cells 2 of 4, 2 of 4, 1 of 4), weights 3 each; over 4, times 100^2
    one = (1 / 3 + 1 / 3 + 1 / 4) / 3
    assert share_noise(np.array([2, 2, 1]), np.array([4, 4, 4])) == pytest.approx(1e4 * one / 4)


def test_noise_of_cells_of_one_person_is_that_of_the_whole_by_hand() -> None:
    # 2 of 4: (2 + .5) / (4 + 1) = .5, so .25 an answer
    assert share_noise(np.array([0, 1, 0, 1]), np.ones(4, int)) == pytest.approx(2500)


def test_a_theme_that_comes_before_a_metric_is_told() -> None:
    comments, themes, metrics = company(3, 0.4)
    found = precede(comments, themes, metrics)
    one = found.themes[0]
    assert (one.theme.id, one.rank, one.state) == ("t1", 1, "leads")
    assert [pair.customer_metric for pair in one.leads] == ["y"]
    effect = one.leads[0].employee_to_customer
    assert 0 < effect.low < effect.effect < effect.high
    assert found.sentence == "Of 1 theme that employees alone write on, 1 comes before a customer metric."


def test_a_theme_that_comes_before_nothing_cannot_be_told_to() -> None:
    comments, themes, metrics = company(3, 0.0)
    found = precede(comments, themes, metrics)
    assert found.themes[0].state in ("cannot tell", "no link")
    assert not found.themes[0].leads
    assert "none can be said to come before" in found.sentence
    assert found.themes[0].reasons


def with_more_metrics(metrics: pd.DataFrame, many: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    more = [
        metrics.assign(metric=f"other {k}", value=rng.permutation(metrics["value"].to_numpy()))
        for k in range(many)
    ]
    return pd.concat([metrics, *more], ignore_index=True)


def test_all_pairs_are_one_family() -> None:
    comments, themes, metrics = company(3, 0.4)
    alone = precede(comments, themes, metrics)
    among = precede(comments, themes, with_more_metrics(metrics, 3))
    assert among.findings is not None
    assert among.findings.directions_tested == 8
    assert len(among.table) == 4
    q = [one.themes[0].pairs[0].employee_to_customer.q for one in (alone, among)]
    p = [one.themes[0].pairs[0].employee_to_customer.p for one in (alone, among)]
    assert q[1] / p[1] == pytest.approx(8)
    assert q[0] / p[0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        (("employee_leads", "cannot_tell"), "leads"),
        (("both_ways", "employee_leads"), "leads"),
        (("both_ways", "no_link"), "both ways"),
        (("customer_leads", "no_link"), "cannot tell"),
        (("cannot_tell", "no_link"), "cannot tell"),
        (("not_estimable", "not_estimable"), "cannot tell"),
        (("no_link", "no_link"), "no link"),
    ],
)
def test_the_state_is_never_more_than_the_verdicts(verdicts: tuple[Verdict, ...], state: str) -> None:
    pairs = tuple(
        Finding("t", f"y{k}", verdict, None, 1, 60, 12, 0.0, Effect(), Effect(), 0.0, 0.0, 0.8, 0.8)
        for k, verdict in enumerate(verdicts)
    )
    one = ThemeLead(Theme("t1", "late parts"), 1, pairs)
    told = Precedence(None, (one,), "by hand").sentence
    assert ("comes before" in told, "both ways" in told) == (state == "leads", state == "both ways")
    assert one.state == state
    assert len(one.leads) == verdicts.count("employee_leads")
    assert (state == "leads") == bool(one.leads)


def test_a_theme_that_comes_after_a_metric_does_not_lead_it() -> None:
    comments, themes, metrics = company(3, 0.4)
    found = precede(comments, themes, metrics.assign(period=shifted(metrics["period"])))
    assert not found.themes[0].leads


def test_the_table_holds_a_row_a_pair() -> None:
    comments, themes, metrics = company(3, 0.4, units=25, periods=8)
    found = precede(comments, themes, with_more_metrics(metrics, 1))
    assert found.findings is not None
    assert list(found.table) == ["theme", "label", "named_by", "rank", *found.findings.table]
    assert found.table["theme"].tolist() == ["t1", "t1"]
    assert found.table["verdict"].tolist() == [pair.verdict for pair in found.findings.pairs]


def shifted(months: pd.Series) -> pd.Series:
    """Months two earlier: what came after now stands before."""
    return (pd.PeriodIndex(months, freq="M") - 2).astype(str)


def test_labels_of_any_kind_find_their_theme_again() -> None:
    comments, themes, metrics = company(3, 0.0, units=20, periods=8)
    for label in ("=1+1", " two  blanks ", "Größe, “so”\tund", "t1"):
        found = precede(comments, rename(themes, "t1", label), metrics)
        assert [len(one.pairs) for one in found.themes] == [1]


@pytest.mark.parametrize(
    ("periods", "reason"), [(2, "Direction needs at least 3 periods"), (1, "Direction needs at least")]
)
def test_too_few_periods_cannot_tell_in_words_of_linkage(periods: int, reason: str) -> None:
    comments, themes, metrics = company(5, 0.4, periods=14)
    few = metrics[metrics["period"].isin(sorted(set(metrics["period"]))[:periods])]
    one = precede(comments, themes, few).themes[0]
    assert one.state == "cannot tell"
    assert reason in " ".join(one.reasons)
    assert {pair.verdict for pair in one.pairs} == {"not_estimable"}


def test_comments_of_one_period_or_few_units_cannot_tell() -> None:
    for size, reason in (
        ({"periods": 1, "units": 60}, "association only"),
        ({"periods": 12, "units": 6}, "Only 6 units"),
    ):
        comments, themes, metrics = company(5, 0.4, **size)
        one = precede(comments, themes, metrics).themes[0]
        assert one.state == "cannot tell"
        assert reason in " ".join(one.reasons)


def test_a_theme_that_nobody_writes_on_cannot_tell() -> None:
    comments, themes, metrics = company(5, 0.4)
    silent = Themes((themes["t1"],), person=themes.person)
    one = precede(comments, silent, metrics, ids=["t1"]).themes[0]
    assert (one.state, one.rank) == ("cannot tell", None)
    assert "never varies" in " ".join(one.reasons)


def test_without_a_theme_of_employees_alone_nothing_is_linked() -> None:
    comments, themes, metrics = company(5, 0.0, customers=50)
    found = precede(comments, themes, metrics)  # fifty customers who say nothing of it may be chance
    assert isinstance(found, Precedence)
    assert (found.findings, found.themes, len(found.table)) == (None, (), 0)
    assert "There is no theme that employees alone write on" in found.sentence
    with pytest.raises(InputError, match="No unit is in both files"):
        precede(comments, themes, metrics.assign(unit="x " + metrics["unit"]))


def test_themes_can_be_named_and_need_no_customers_comments() -> None:
    comments, themes, metrics = company(3, 0.4, customers=0)
    with pytest.raises(NotEnoughData, match="no comment of customers"):
        precede(comments, themes, metrics)
    found = precede(comments, themes, metrics, ids=["t1"])
    assert (found.chosen, found.themes[0].state) == ("by hand", "leads")
    for ids in ([], ["t1", "t1"], ["t9"]):
        with pytest.raises(InputError, match=r"No theme is named|There is no theme"):
            precede(comments, themes, metrics, ids=ids)


def test_what_cannot_be_linked_is_refused_in_a_sentence(comments: Comments) -> None:
    table = pd.DataFrame({"text": [f"said {n}" for n in range(40)], "side": "employee", "unit": "u"})
    metrics = pd.DataFrame({"unit": ["u0", "u1"], "period": "2025-01", "metric": "nps", "value": [1.0, 2.0]})
    with pytest.raises(ColumnError, match="No column of the comments is the period"):
        refuse_unlinkable(read_comments(table), metrics)
    with pytest.raises(ColumnError, match="No column of the comments is the unit"):
        refuse_unlinkable(read_comments(table.drop(columns="unit")), metrics)
    with pytest.raises(ColumnError, match="value"):
        refuse_unlinkable(comments, metrics.drop(columns="value"))
    with pytest.raises(InputError, match=r"cannot be opened|not there|no file"):
        refuse_unlinkable(comments, "nowhere.csv")
    with pytest.raises(PeriodError, match="frequencies differ"):
        refuse_unlinkable(comments, metrics.assign(period="2025-Q1"))
    with pytest.raises(NotEnoughData, match="no comment of employees has a unit and a period"):
        refuse_unlinkable(read_comments(table.assign(side="customer", period="2025-01")), metrics)
    with pytest.raises(NotEnoughData, match="no comment of customers"):
        refuse_unlinkable(read_comments(table.assign(period="2025-01")), metrics)
    with pytest.raises(InputError, match="'boss' is not known"):
        theme_cells(comments, Themes(()), side="boss")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="'all' is not known"):
        theme_cells(comments, Themes(()), among="all")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not of these comments"):
        theme_cells(comments, Themes(()))
    refuse_unlinkable(comments, metrics)


def test_progress_is_told() -> None:
    comments, themes, metrics = company(3, 0.4, units=25, periods=8)
    told: list[str] = []
    precede(comments, themes, metrics, progress=lambda done, total, text: told.append(text))
    assert any("Reading" in text for text in told)
    assert "pairs estimated" in told
