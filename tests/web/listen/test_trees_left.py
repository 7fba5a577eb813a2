"""Lists of rounds leave the trees of units in the database: with many units each is large."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rounds_at_work import answer_all, launch

from bothways_web.link.teams import rounds_with
from bothways_web.listen.models import Round
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round


@pytest.fixture
def released(company) -> Round:
    asked = launch(company)
    answer_all(asked)
    close_round(asked)
    release_round(asked.pk)
    asked.refresh_from_db()
    return asked


def trees_read(asked) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        asked()
    assert any("listen_round" in one["sql"] for one in found)
    columns = [one["sql"].split(" FROM ")[0] for one in found]
    return [one for one in columns if '"listen_round"."tree"' in one]


@pytest.mark.parametrize("url", ["/", "/listen/"])
def test_pages_that_list_pulses_read_no_tree(released, company, url):
    browser = company.client("eva")
    assert trees_read(lambda: browser.get(url)) == []


def test_the_rounds_of_a_team_are_found_without_their_trees(released, company):
    assert trees_read(lambda: [one.period for one in rounds_with("day")]) == []
    assert [one.pk for one in rounds_with("day")] == [released.pk]


@pytest.mark.parametrize("code", ["da", "Day", 'day"', "North", "Day shift", "null", "ünit", "%"])
def test_a_unit_is_told_from_those_that_look_alike(released, code):
    assert rounds_with(code) == []


@pytest.mark.parametrize("code", ["ünit", 'a"b', "100%_", "a\\b"])
def test_a_unit_is_found_whatever_letters_its_code_has(released, code):
    Round.objects.update(tree=[["top", None, f'["{code}", x'], [code, "top", "Unit"]])
    assert [one.pk for one in rounds_with(code)] == [released.pk]
    Round.objects.update(tree=[["top", None, f'["{code}", x']])
    assert rounds_with(code) == []


def test_a_tree_is_read_where_it_is_asked_for(released):
    found = Round.objects.get(pk=released.pk)
    assert [row[0] for row in found.tree] == ["company", "north", "south", "day", "night", "desk", "field"]
