"""What stands beside the numbers of a team: once for all rows where most say the same, and drawn over the rounds."""

from __future__ import annotations

import re
from types import SimpleNamespace

import linked_company as linked
import pandas as pd
import pytest

from bothways_web.link.courses import Course, _drawn
from bothways_web.link.customers import customers_panel
from bothways_web.link.team_words import _told
from bothways_web.listen.ledgers import released_round


def told(*said):
    rows = [SimpleNamespace(value=None if each is None else 1.0) for each in said]
    return _told(rows, [each or {} for each in said])


def test_what_most_rows_say_is_said_once_and_kept_for_screen_readers():
    found = told({"standing": "level"}, {"standing": "level"}, {"standing": "worse"}, None)
    assert found.shared == ("level",)
    assert [[(one.text, one.is_shared) for one in said] for _row, said in found.rows] == [
        [("level", True)], [("level", True)], [("worse", False)], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        [{"standing": "level"}],
        [{"standing": "level"}, {"standing": "worse"}],
        [{"standing": "level"}, {"standing": "level"}, {}],
        [],
    ],
)
def test_nothing_is_said_for_all_where_it_would_not_be_true_of_a_silent_row(said):
    assert told(*said).shared == ()
    assert not any(one.is_shared for _row, each in told(*said).rows for one in each)


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_row_still_says_everything_in_the_table(company):
    linked.add_teams(company)
    linked.ask_all(company, linked.draw(), released=2)
    page = text(company.client("eva"), "/teams/t02/").split("voice-customers")[0]
    above, table = page.split("<table", 1)
    shared = re.findall(r"<li>([^<]+)</li>", above.split("Unless a row says otherwise:")[1])
    assert shared
    rows = table.split("</table>")[0].split("<tr>")[2:]
    assert len(rows) > 1
    for sentence in shared:
        kind = "Since November 2025" if sentence.startswith("Since") else "the company|Members"
        assert all(re.search(kind, row) for row in rows)
        assert f'<span class="note wide-range unseen">{sentence}</span>' in table
        assert f'<span class="note wide-range">{sentence}</span>' not in table


def stars(means: dict[str, float], *, month: str = "2025-01", kind: str = "mean") -> pd.DataFrame:
    return pd.DataFrame(
        {"team": list(means), "month": month, "measure": "stars", "score": list(means.values()), "answers": 60,
         "variance": 0.004, "kind": kind, "low": 1, "high": 5}
    )  # fmt: skip


def row_of(unit):
    [row] = customers_panel(unit).rows
    return row


def test_customers_of_a_team_are_compared_with_the_middle_of_the_teams(company):
    codes = linked.add_teams(company, 12)
    means = dict.fromkeys(codes, 3.5) | {"t01": 1.8, "t02": 4.7, "t03": 3.6, "t04": 3.4}
    linked.bring(company, stars(means))
    assert {unit: row_of(unit).standing for unit in ("t01", "t02", "t05")} == {
        "t01": "worse", "t02": "better", "t05": "level",
    }  # fmt: skip
    page = text(company.client("eva"), "/teams/t01/").split("voice-customers")[-1]
    assert "Clearly lower than the middle of the teams" in page, "nobody said which end is good"


def test_few_teams_are_not_compared(company):
    codes = linked.add_teams(company, 7)
    linked.bring(company, stars(dict.fromkeys(codes, 3.5) | {"t01": 1.8}))
    assert row_of("t01").standing == ""


def test_a_change_of_the_customers_counts_from_the_last_period_that_is_shown(company):
    codes = linked.add_teams(company, 3)
    months = [stars(dict.fromkeys(codes, 2.0)), stars(dict.fromkeys(codes, 4.0), month="2025-03")]
    linked.bring(company, pd.concat(months))
    row = row_of("t01")
    assert row.before == "2025-01"
    assert row.change.low > 0
    page = text(company.client("eva"), "/teams/t01/").split("voice-customers")[-1]
    assert re.search(r"Since January 2025: \+2\.0 \(\+\d", page)
    assert "better:" not in page


def test_three_rounds_are_drawn_from_released_rows_and_two_are_not(company):
    linked.add_teams(company)
    linked.ask_all(company, linked.draw(), released=3)
    page = text(company.client("eva"), "/teams/t02/").split("voice-customers")[0]
    released = [row for row in released_round("employees", "2025-12").released if row.group == "unit=t02"]
    domains = {row.metric for row in released if row.kind == "mean"}
    assert page.count('class="interval course"') == len(domains)
    assert "October 2025 to December 2025." in page
    assert page.index("Round after round") < page.index("Earlier rounds")
    assert 'class="interval course"' not in text(company.client("eva"), "/teams/t02/?round=2025-11")


def test_lines_begin_where_the_first_of_them_is_shown():
    one = SimpleNamespace(value=1.0)
    lines = [
        Course("a", 0, 5, (None, None, one, one, one)), Course("b", 0, 5, (None, one, None, one, one)),
        Course("c", 0, 5, (one, one, None, None, None)),
    ]  # fmt: skip
    found = _drawn(lines, ("1", "2", "3", "4", "5"))
    assert [each.label for each in found.lines] == ["a", "b"]
    assert found.periods == ("2", "3", "4", "5")
    assert found.lines[0].rounds == (None, one, one, one)
    assert _drawn(lines[2:], ("1", "2", "3", "4", "5")).lines == ()
    assert Course("nps", -100, 100, ()).low == "\N{MINUS SIGN}100"
