"""Themes of both voices: found after a release, shown as Released shares, named, merged, raised."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from django.utils import timezone
from journeys_at_work import draw
from kept_worlds import kept
from themed_company import ask, begin, text_about

from bothways_web.link.models import PainPoint, Theme, ThemeRun
from bothways_web.link.themes import runs
from bothways_web.link.themes.finding import compute
from bothways_web.link.themes.showing import QUIET, Said, theme_rows
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.models import Problem, Review, ReviewImport, VoiceNote
from bothways_web.people.held import SILENCE
from bothways_web.people.models import Change, Organisation

EMPLOYEES = {"scanner": 0.3, "canteen": 0.2, "callback": 0.2}
CUSTOMERS = {"parking": 0.3, "callback": 0.3}


@pytest.fixture
def heard(company):
    """Both voices were heard, and employees once more, so that their newest round was searched for all themes."""
    return kept(_heard, company)


def _heard(company):
    employees = begin(company, "employees")
    ask(employees, 2, EMPLOYEES)
    ask(begin(company, "customers"), 3, CUSTOMERS)
    ask(employees, 4, EMPLOYEES)
    return company


def row_about(word: str):
    [found] = [row for row in theme_rows() if any(word in phrase for phrase in row.theme.phrases)]
    return found


def url(row) -> str:
    return f"/themes/{row.theme.key}/"


def test_what_one_voice_raises_and_the_other_has_not_is_told(heard):
    assert {word: row_about(word).state for word in ("scanner", "canteen", "parking", "call")} == {
        "scanner": "employees",
        "canteen": "employees",
        "parking": "customers",
        "call": "both",
    }
    scanner = row_about("scanner")
    assert scanner.employees.share == 30
    assert scanner.employees.low < 30 < scanner.employees.high
    assert not scanner.customers.is_told


def test_pages_carry_released_shares_and_nothing_else(heard, browser_of):
    page = browser_of("fay").get("/themes/").content.decode()
    for word in ("employees alone", "customers alone", "named by software, not checked"):
        assert word in page
    released = {
        (row.metric, row.text)
        for one in released_rounds("employees")
        for row in one.released
        if row.kind == "theme"
    }
    shown = {
        (row.theme.key, str(round(row.employees.share))) for row in theme_rows() if row.employees.is_told
    }
    assert shown <= released
    table = browser_of("hao").get("/themes/table.csv").content.decode()
    assert "employees_share" in table
    assert "72" not in table  # how many wrote is nobody's business


@pytest.mark.parametrize(
    ("name", "sees"),
    [("ben", 0), ("ida", 0), ("ana", 1), ("eva", 4), ("fay", 4), ("hao", 4)],
)
def test_shares_of_units_are_for_those_who_may_open_these_units(heard, browser_of, name, sees):
    page = browser_of(name).get(url(row_about("scanner")))
    assert page.status_code == 200
    [(_side, _period, units), _customers] = page.context["by_unit"]
    assert (
        len([one for one in units if one[0] in ("Day shift", "Night shift", "Help desk", "Field service")])
        == sees
    )


def test_an_executive_has_the_list_alone_and_an_administrator_nothing(heard, browser_of):
    gil = browser_of("gil")
    page = gil.get("/themes/")
    assert page.status_code == 200
    assert url(row_about("scanner")) not in page.content.decode()
    assert gil.get(url(row_about("scanner"))).status_code == 404
    assert gil.get("/themes/table.csv").status_code == 404
    assert browser_of("dua").get("/themes/").status_code == 404


def test_filters_find_by_name_and_by_voice(heard, browser_of):
    fay = browser_of("fay")
    label = row_about("scanner").theme.label
    assert fay.get("/themes/", {"q": label}).context["matching"] == 1
    assert fay.get("/themes/", {"state": "customers"}).context["matching"] == 1
    page = fay.get("/themes/", {"q": "no such theme"}).content.decode()
    assert "No theme fits these filters" in page


def test_a_theme_keeps_its_key_and_the_name_somebody_gave(heard, browser_of):
    row = row_about("scanner")
    sent = {"step": "name", "label": "Scanners that break", "seen": row.theme.version}
    assert browser_of("eva").post(url(row) + "change/", sent).status_code == 302
    pulse = ThemeRun.objects.order_by("pk")[0].round.pulse
    ask(pulse, 5, EMPLOYEES)
    again = row_about("scanner")
    assert (again.theme.key, again.theme.label, again.theme.is_checked) == (
        row.theme.key,
        "Scanners that break",
        True,
    )
    assert again.employees.period == "2025-05"
    page = browser_of("eva").get(url(again)).content.decode()
    assert "named by software" not in page
    assert Change.objects.filter(verb="named theme").exists()


def test_who_changes_a_theme_at_the_same_time_is_told(heard, browser_of):
    row, eva = row_about("scanner"), browser_of("eva")
    sent = {"step": "name", "label": "Scanners", "seen": row.theme.version}
    eva.post(url(row) + "change/", sent)
    late = eva.post(url(row) + "change/", sent | {"label": "Devices"})
    assert late.status_code == 422
    assert "Somebody else has changed this theme" in late.content.decode()
    assert Theme.objects.get(pk=row.theme.pk).label == "Scanners"


@pytest.mark.parametrize("label", ["", "   ", "x" * 81, "two\x00"])
def test_a_name_that_is_none_is_refused(heard, browser_of, label):
    row = row_about("scanner")
    answer = browser_of("eva").post(
        url(row) + "change/", {"step": "name", "label": label, "seen": row.theme.version}
    )
    assert answer.status_code == 422
    assert not Theme.objects.get(pk=row.theme.pk).is_checked


def test_merged_themes_count_as_one_from_the_next_round_on(heard, browser_of):
    first, second = row_about("scanner"), row_about("canteen")
    shown = second.employees.share
    sent = {"step": "merge", "into": first.theme.key, "seen": second.theme.version}
    assert browser_of("eva").post(url(second) + "change/", sent).status_code == 302
    assert row_about("canteen").employees.share == shown
    ask(ThemeRun.objects.order_by("pk")[0].round.pulse, 5, EMPLOYEES)
    both = next(row for row in theme_rows() if row.theme.key == first.theme.key)
    assert both.employees.share == 50
    assert second.theme.key not in {row.theme.key for row in theme_rows()}
    parted = Theme.objects.get(pk=second.theme.pk)
    browser_of("eva").post(url(second) + "change/", {"step": "part", "seen": parted.version})
    ask(ThemeRun.objects.order_by("pk")[0].round.pulse, 6, EMPLOYEES)
    assert {row.theme.key: row.employees.share for row in theme_rows() if row.employees}.items() >= {
        first.theme.key: 30,
        second.theme.key: 20,
    }.items()


def test_a_theme_becomes_a_problem_once(heard, browser_of):
    from bothways_web.listen.problems.private_codes import new_form_key

    row, fay = row_about("scanner"), browser_of("fay")
    for _again in range(2):
        assert fay.post(url(row) + "raise/", {"key": new_form_key()}).status_code == 302
    problem = Problem.objects.get()
    assert problem.text == f"Employees write about: {row.theme.label}"
    assert "It was raised as a problem." in fay.get(url(row)).content.decode()


def test_a_theme_of_one_voice_is_an_unknown_pain_point_until_the_other_speaks(heard, browser_of):
    row, fay = row_about("scanner"), browser_of("fay")
    journey = draw(heard)
    stage = journey.stages[0]["id"]
    answer = fay.post(url(row) + "raise/", {"step": "stage", "stage": f"{journey.pk}.{stage}"})
    assert answer.status_code == 302
    pain = PainPoint.objects.get()
    assert (pain.state, pain.voice, pain.theme) == ("unknown", "employees", row.theme.key)
    customers = ThemeRun.objects.order_by("pk")[1].round.pulse
    ask(customers, 6, CUSTOMERS | {"scanner": 0.2})
    pain.refresh_from_db()
    assert (pain.state, pain.voice) == ("known", "both")
    assert row_about("scanner").state == "both"


def test_employees_cannot_change_or_raise(heard, browser_of):
    row = row_about("scanner")
    for name in ("ben", "ana", "hao", "gil", "ida", "dua"):
        for path in ("change/", "raise/"):
            assert browser_of(name).post(url(row) + path, {"step": "name"}).status_code == 404


def test_too_few_writers_bring_no_theme(company, browser_of):
    ask(begin(company, "employees"), 3, {"scanner": 0.05}, people=20)
    run = ThemeRun.objects.get()
    assert (run.state, run.told) == ("done", False)
    assert "No theme yet" in browser_of("fay").get("/themes/").content.decode()


@pytest.mark.parametrize(
    "plan", [{"side": "employees", "audience": "north"}, {"side": "customers", "audience": "north"},
             {"side": "employees", "occasion": "leaving"}],
)  # fmt: skip
def test_surveys_of_one_unit_and_of_leavers_bring_no_themes_of_everybody(company, browser_of, plan):
    ask(begin(company, **plan), 3, EMPLOYEES)
    assert not ThemeRun.objects.exists()
    assert "No theme yet" in browser_of("ben").get("/themes/").content.decode()


def test_a_theme_of_fewer_than_five_people_of_the_round_is_not_offered(heard):
    ask(ThemeRun.objects.order_by("pk")[0].round.pulse, 5, {"canteen": 0.3, "scanner": 0.02}, people=60)
    newest = released_rounds("employees")[-1]
    scanner = Theme.objects.get(phrases__icontains="scanner").key
    assert not any(row.metric == scanner for row in newest.released)


def test_reviews_and_notes_help_to_find_themes_and_names_of_people_are_no_words(company):
    fay = company.users["fay"]
    made = ReviewImport.objects.create(state="imported", unit="day", asked_at=timezone.now(), imported_by=fay)
    day = dt.date(2025, 2, 1)
    Review.objects.bulk_create(
        Review(of=made, mark=str(n), unit="day", day=day, text=f"parking garage full {n} Night")
        for n in range(40)
    )
    VoiceNote.objects.bulk_create(
        VoiceNote(unit="day", held_on=day, text=f"the opening hours of the shop are short, opening hours {n}")
        for n in range(40)
    )
    ask(begin(company, "customers"), 4, {"parking": 0.3, "callback": 0.3})
    phrases = " ".join(phrase for theme in Theme.objects.all() for phrase in theme.phrases).casefold()
    assert "parking" in phrases
    assert "opening" not in phrases  # nobody of the round wrote it
    assert "night" not in phrases
    assert ReviewImport.objects.get().used_at


@pytest.mark.parametrize("writers", [4, 5])
def test_reviews_lend_no_writers_to_the_words_of_a_round(company, writers):
    """Attack: whoever brings reviews with a word must not see by them that four people of the round wrote it."""
    made = ReviewImport.objects.create(state="imported", unit="day", asked_at=timezone.now())
    day, said = dt.date(2025, 2, 1), text_about("scanner", np.random.default_rng(1))
    Review.objects.bulk_create(
        Review(of=made, mark=str(n), unit="day", day=day, text=f"{said} pregnant") for n in range(60)
    )
    asked = ask(begin(company, "employees"), 3, EMPLOYEES, adds={"scanner": ("pregnant", writers)})
    phrases = " ".join(phrase for theme in Theme.objects.all() for phrase in theme.phrases)
    assert ("pregnant" in phrases) == (writers == 5)
    assert asked.theme_run.told


def test_a_number_is_never_given_to_another_theme(heard):
    gone = row_about("canteen").theme
    employees = ThemeRun.objects.order_by("pk")[0].round.pulse
    ask(employees, 5, {"scanner": 0.3, "heating": 0.3})
    ask(employees, 6, {"scanner": 0.3, "heating": 0.3, "canteen": 0.2})
    assert row_about("heating").theme.key != gone.key
    assert row_about("canteen").theme.key == gone.key


def test_a_round_is_released_once_whatever_is_found_later(heard, monkeypatch):
    run = ThemeRun.objects.order_by("pk").last()
    before = released_rounds("employees")[-1].released
    ThemeRun.objects.filter(pk=run.pk).update(state="waiting")
    Theme.objects.all().delete()
    compute(run.pk)
    assert released_rounds("employees")[-1].released == before
    assert ThemeRun.objects.get(pk=run.pk).state == "done"


def test_a_job_that_breaks_says_so_and_is_not_begun_for_ever(company, monkeypatch):
    from bothways_web.link.themes import finding

    def breaks(_run):
        raise ZeroDivisionError

    monkeypatch.setattr(finding, "_find", breaks)
    ask(begin(company, "employees"), 3, EMPLOYEES)
    assert ThemeRun.objects.get().state == "failed"
    assert runs.take_up_again() == 0


def test_a_theme_that_no_round_tells_is_not_there(heard, browser_of):
    Theme.objects.create(key="t99", label="Secret", phrases=["secret"])
    for name in ("ben", "fay"):
        assert browser_of(name).get("/themes/t99/").status_code == 404
    page = browser_of("fay").get(url(row_about("scanner"))).content.decode()
    assert "Secret" not in page


def test_a_higher_floor_holds_for_themes(company):
    Organisation.objects.update(floor=10)
    ask(begin(company, "employees"), 3, {"scanner": 0.3, "canteen": 0.03}, people=60)
    ask(begin(company, "customers"), 4, {"canteen": 0.3, "scanner": 0.3}, people=60)
    ask(ThemeRun.objects.order_by("pk")[0].round.pulse, 5, {"scanner": 0.3, "canteen": 0.03}, people=60)
    canteen = row_about("canteen")
    assert not canteen.employees.is_told  # eight of them wrote on it
    assert canteen.state == "cannot tell"


def test_a_run_that_was_killed_is_taken_up_and_releases_once(company, monkeypatch):
    from bothways_web.link import jobs

    started = []
    monkeypatch.setattr(jobs, "find_themes", SimpleNamespace(enqueue=started.append))
    ask(begin(company, "employees"), 3, EMPLOYEES)
    [run_id] = started
    assert runs.claim(run_id)
    compute(run_id)  # another job holds it
    assert ThemeRun.objects.get().state == "running"
    ThemeRun.objects.update(beat_at=timezone.now() - SILENCE - dt.timedelta(seconds=1))
    assert runs.take_up_again() == 1
    compute(run_id)
    before = released_rounds("employees")[-1].released
    compute(run_id)
    assert released_rounds("employees")[-1].released == before
    assert ThemeRun.objects.get().told


def test_runs_wait_for_each_other_and_themes_keep_their_keys(company, monkeypatch):
    from bothways_web.link import jobs

    started = []
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "find_themes", SimpleNamespace(enqueue=started.append))
        ask(begin(company, "employees"), 3, EMPLOYEES)
        ask(begin(company, "customers"), 4, CUSTOMERS)
    first, second = started
    assert runs.claim(first)
    assert runs.claim(second) is None
    assert ThemeRun.objects.get(pk=second).state == "waiting"
    ThemeRun.objects.filter(pk=first).update(state="waiting")
    compute(first)  # starts the other one when it ends
    assert set(ThemeRun.objects.values_list("state", flat=True)) == {"done"}
    assert row_about("parking").state == "cannot tell"  # nobody looked for it when employees were asked


@pytest.mark.parametrize(("people", "silent"), [(20, False), (50, False), (100, True)])
def test_silence_takes_many_people(people, silent):
    said = Said("2025-03", None, people)
    assert (said.share, said.is_told) == (0, False)
    assert (said.high < 100 * QUIET) == silent
