"""Pages of themes over time: both voices in one picture, changes since the round before, and the worklist."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from kept_worlds import kept
from themed_company import ask, begin

from bothways_web.link.models import Theme, ThemeRun
from bothways_web.link.themes.showing import SIDES, change_of, course_of, theme_rows
from bothways_web.link.views import themes as pages
from bothways_web.people.models import Organisation

EMPLOYEES = {"scanner": 0.1, "canteen": 0.3, "callback": 0.3}
CUSTOMERS = {"parking": 0.3, "callback": 0.3}


@pytest.fixture
def twice(company):
    """Both voices were heard twice: employees write of the scanner ever more, and no longer of the canteen."""
    return kept(_twice, company)


def _twice(company):
    employees, customers = begin(company, "employees"), begin(company, "customers")
    ask(employees, 2, EMPLOYEES)
    ask(customers, 3, CUSTOMERS)
    ask(employees, 4, {"scanner": 0.5, "callback": 0.3, "canteen": 0.01})
    ask(customers, 5, CUSTOMERS)
    return company


def about(word: str) -> Theme:
    return Theme.objects.get(phrases__icontains=word)


def shown(page) -> str:
    return " ".join(page.content.decode().split())


def test_a_theme_is_drawn_with_both_voices_from_the_figures_of_its_tables(twice, browser_of):
    scanner, ben = about("scanner"), browser_of("ben")
    page = shown(ben.get(f"/themes/{scanner.key}/"))
    assert page.count('<svg class="shares"') == 1
    assert page.count('class="way emp"') == 1
    assert 'class="way cust"' not in page  # nothing to join: fewer than five customers wrote on it
    assert page.count('class="mark emp"') == 2
    assert page.count('class="mark cust few"') == len(course_of("surveyed", scanner.key))
    assert "An open mark at the bottom" in page
    assert "Since February 2025: rises by 40" in page
    canteen = shown(ben.get(f"/themes/{about('canteen').key}/"))
    assert 'class="mark emp few"' in canteen
    assert "Since February 2025: falls <span" in canteen
    assert "This theme is not told in the newest round." in canteen


def test_the_list_tells_changes_and_sorts_by_them(twice, browser_of):
    fay = browser_of("fay")
    page = fay.get("/themes/", {"sort": "worse"})
    labels = [row.theme.label for row, _place in page.context["page"]]
    assert labels[0] == about("scanner").label
    assert "Employees: rises by 40" in shown(page)
    assert "no change we can tell" in shown(page)
    names = [row.theme.label for row, _place in fay.get("/themes/", {"sort": "name"}).context["page"]]
    assert names == sorted(names, key=str.casefold)
    assert [row.reach for row, _place in fay.get("/themes/").context["page"]] == sorted(
        (row.reach for row in theme_rows()), reverse=True
    )


def test_order_and_filter_are_kept_over_the_pages_of_the_list(twice, browser_of, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 1)
    page = shown(browser_of("fay").get("/themes/", {"sort": "name", "page": "2"}))
    assert "?sort=name&amp;page=1" in page
    assert '<option value="name" selected>' in page


def test_unknown_pain_points_are_numbered_with_their_next_step(twice, browser_of):
    from bothways_web.listen.problems.private_codes import new_form_key

    scanner, fay = about("scanner"), browser_of("fay")
    assert 'href="/themes/?state=alone"' in shown(fay.get("/themes/"))
    page = fay.get("/themes/", {"state": "alone"})
    assert [(row.theme.key, place) for row, place in page.context["page"]] == [
        (scanner.key, 1),
        (about("parking").key, 2),
    ]
    assert f'href="/themes/{scanner.key}/#act"' in shown(page)
    assert 'id="act"' in shown(fay.get(f"/themes/{scanner.key}/"))
    fay.post(f"/themes/{scanner.key}/raise/", {"key": new_form_key()})
    page = shown(fay.get("/themes/", {"state": "alone"}))
    problem = Theme.objects.get(pk=scanner.pk).problem_id
    assert f'href="{reverse("triage_problem", args=[problem])}"' in page
    assert "It is a problem already" in page
    assert f'href="/themes/{scanner.key}/#act"' not in page
    for name in ("ben", "ana", "hao", "gil"):
        others = browser_of(name).get("/themes/", {"state": "alone"})
        assert others.status_code == 200
        assert [place for _row, place in others.context["page"]] == [1, 2]
        assert "It is a problem already" not in shown(others)
        assert "Raise it" not in shown(others)


def test_the_file_has_the_changes_and_ranks_of_the_pages(twice, browser_of):
    table = browser_of("hao").get("/themes/table.csv").content.decode("utf-8-sig")
    lines = {line["theme"]: line for line in csv.DictReader(io.StringIO(table))}
    scanner, canteen = lines[about("scanner").key], lines.get(about("canteen").key)
    rise = change_of("employees", about("scanner").key)
    assert (scanner["employees_since"], scanner["employees_direction"]) == ("2025-02", "rises")
    assert scanner["employees_change"] == "40.0"
    assert (scanner["employees_change_low"], scanner["employees_change_high"]) == (
        str(rise.low),
        str(rise.high),
    )
    assert scanner["unknown_rank"] == "1"
    assert canteen is None  # neither voice raises it any longer
    assert lines[about("call").key]["unknown_rank"] == ""


def test_one_round_is_not_drawn_and_has_no_change(company, browser_of):
    ask(begin(company, "employees"), 3, EMPLOYEES)
    key = about("scanner").key
    page = shown(browser_of("fay").get(f"/themes/{key}/"))
    assert "A picture is drawn from the second round on." in page
    assert '<svg class="shares"' not in page
    assert [change_of(side, key) for side in SIDES] == [None, None]
    assert "nothing to compare" in shown(browser_of("fay").get("/themes/"))


def test_rounds_in_which_other_themes_counted_as_one_are_not_compared(twice, browser_of):
    scanner, call, eva = about("scanner"), about("call"), browser_of("eva")
    sent = {"step": "merge", "into": scanner.key, "seen": call.version}
    assert eva.post(f"/themes/{call.key}/change/", sent).status_code == 302
    employees = ThemeRun.objects.order_by("pk")[0].round.pulse
    ask(employees, 6, EMPLOYEES)
    assert ThemeRun.objects.order_by("pk").last().merged == {call.key: scanner.key}
    assert course_of("employees", scanner.key)[-1].share == 40
    assert change_of("employees", scanner.key) is None
    assert "cannot be compared with the one before" in shown(eva.get(f"/themes/{scanner.key}/"))
    ask(employees, 7, EMPLOYEES)
    assert change_of("employees", scanner.key).value == 0


def test_the_floor_that_holds_is_said(company, browser_of):
    Organisation.objects.update(floor=10)
    fay = browser_of("fay")
    assert "at least 30 of them, and 10 on each theme" in shown(fay.get("/themes/"))
    ask(begin(company, "employees"), 3, EMPLOYEES | {"heating": 0.1})
    page = shown(fay.get(f"/themes/{about('scanner').key}/"))
    assert "Each was written by at least 10 people in one survey." in page
    assert "fewer than 10 people of at least 100 wrote on it" in shown(fay.get("/themes/"))
    heating = shown(fay.get(f"/themes/{about('canteen').key}/"))
    assert "Everywhere else fewer than 10 people wrote on it" in heating
