"""What a huddle shows: filled when it opens, kept as keys, and nothing that was not released or read by somebody."""

import datetime as dt
import json

import huddled as h
import linked_company as linked
import pytest
import surveyed_customers as surveyed

from bothways.measures import load_instrument
from bothways_web.act.huddles.agenda import fill_agenda
from bothways_web.act.huddles.capture import Action, add_action
from bothways_web.act.huddles.case_words import enough_answered
from bothways_web.act.models import Case, CaseRule, Huddle, Said, WorkItem
from bothways_web.link.findings import latest_findings
from bothways_web.link.models import Run
from bothways_web.listen.comments import release_comments
from bothways_web.listen.models import Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.people.models import Organisation
from bothways_web.people.units import today


def page(company, huddle, name="ana", slide=0):
    query = {"view": "screen", "slide": slide} if slide else {}
    return company.client(name).get(h.page(huddle), query).content.decode()


def said(company, text, unit=None, **given):
    values = {
        "voice": "customers",
        "you_said": text,
        "outcome": "done",
        "we_did": "Done.",
        "published_on": today(),
    }
    return Said.objects.create(unit=company.units.get(unit), **(values | given))


def closed_case(company, lesson, unit="day", **given):
    day = given.pop("day", today())
    values = {"opened_on": day, "reply_by": day, "close_by": day, "state": "closed", "outcome": "solved"}
    values |= {
        "closed_on": day - dt.timedelta(days=1),
        "words": "My own words",
        "masked": "Masked words",
        "closed_by": company.users["ana"],
    }
    return Case.objects.create(unit=company.units[unit], lesson=lesson, **(values | given))


def test_a_first_huddle_without_anything_says_what_each_slide_is_for(company):
    huddle = h.opened(company)
    for slide, told in enumerate(
        [
            "This is the first huddle.",
            "There are no customers’ numbers of this team yet.",
            "No round with this team was released yet.",
            "Nothing stands out",
            "With fewer than 5 in the room talk instead",
            "Choose somebody only if they say yes.",
        ],
        start=1,
    ):
        assert told in page(company, huddle)
        assert told in page(company, huddle, slide=slide)


def test_actions_come_back_with_how_far_they_are_until_they_are_done(company):
    first = h.opened(company)
    for title in ("Call back", "Order forms"):
        add_action(first, Action(title), by=company.users["ana"])
    h.step(company, "ana", first, "close")
    WorkItem.objects.filter(title="Call back").update(state="done", since=today() - dt.timedelta(days=1))
    second = h.opened(company)
    shown = page(company, second, slide=1)
    assert "Order forms" in shown
    assert "waits for somebody" in shown
    assert "Call back" not in shown  # it ended before the huddle in which it would be told
    WorkItem.objects.filter(title="Order forms").update(state="done", since=today())
    assert "done" in page(company, second, slide=1)  # the state is as it is now


def test_an_old_action_that_is_open_stays_however_many_ended_since(company):
    before = h.held(company)
    fields = {"unit": before.unit, "huddle": before, "since": today(), "made_on": today(), "effort": 1}
    waiting = WorkItem.objects.create(title="Still open", state="pool", **fields)
    ended = [WorkItem.objects.create(title="Done", state="done", **fields) for _one in range(15)]
    assert fill_agenda("day")["work"] == sorted([waiting.pk, *(one.pk for one in ended[-11:])])


def test_you_said_we_did_is_told_once_and_of_the_own_unit_or_everybody(company):
    said(company, "To everybody")
    said(company, "To day", "day")
    said(company, "To desk", "desk")
    said(company, "A draft", published_on=None)
    said(company, "Long ago", published_on=today() - dt.timedelta(days=60))
    first = h.opened(company)
    shown = page(company, first, slide=1)
    assert "To everybody" in shown
    assert "To day" in shown
    assert not [text for text in ("To desk", "A draft", "Long ago") if text in shown]
    h.step(company, "ana", first, "close")
    said(company, "New today")
    second = page(company, h.opened(company), slide=1)
    assert "New today" in second
    assert "To everybody" not in second


def test_what_is_withdrawn_or_opened_again_leaves_the_slide(company):
    one, case = said(company, "Withdrawn later"), closed_case(company, "Opened again later")
    huddle = h.opened(company)
    assert "Withdrawn later" in page(company, huddle, slide=1)
    assert "Opened again later" in page(company, huddle, slide=1)
    Said.objects.filter(pk=one.pk).update(published_on=None)
    Case.objects.filter(pk=case.pk).update(state="open")
    assert "later" not in page(company, huddle, slide=1)


def test_a_case_teaches_its_lesson_and_never_shows_its_customer(company):
    closed_case(company, "Say how long it takes.")
    closed_case(company, "Of another team", "desk")
    closed_case(company, "By mistake", outcome="mistake")
    closed_case(company, "")
    closed_case(company, "Told from tomorrow on", closed_on=today())
    huddle = h.opened(company)
    assert len(huddle.agenda["cases"]) == 1
    for name in ("ana", "ben", "eva"):
        shown = page(company, huddle, name)
        assert "Say how long it takes." in shown
        assert not [
            text
            for text in ("My own words", "Masked words", "Of another", "By mistake", "tomorrow")
            if text in shown
        ]


def customers_of(company, people, place=11, pulse=None):
    """One released round of customers, as many a team as said."""
    if pulse is None:
        linked.add_teams(company)
        plan = Plan("Customers", company.units["company"], side="customers", occasion="contact", comment=True)
        pulse = create_pulse(load_instrument("nps_transactional"), plan, by=company.users["fay"])
    return surveyed.ask(pulse, linked.draw(), place, True, people)


def words_of_a_case(company, asked, unit, **given):
    rule = CaseRule.objects.create(pulse=asked.pulse, item=f"q{CaseRule.objects.count()}", at_most=6)
    values = {"rule": rule, "masked": f"Words in {unit}", "lesson": "", "day": asked.opens_at.date()}
    return closed_case(company, **(values | {"unit": unit} | given))


@pytest.mark.parametrize(("people", "proven"), [(8, False), (12, True)])
def test_words_of_a_case_need_ten_customers_of_this_very_unit(company, people, proven):
    asked = customers_of(company, people)
    assert enough_answered("t05", asked) is proven
    assert not enough_answered(
        "t01", asked
    )  # shown with teams that had no answers: of one alone nothing is proven
    assert not enough_answered("day", asked)
    assert enough_answered("company", asked)
    words_of_a_case(company, asked, "t05")
    huddle = h.opened(company, "t05", by="eva")
    assert ("Words in t05" in page(company, huddle, "eva", slide=2)) is proven
    assert "My own words" not in page(company, huddle, "eva")


def test_a_higher_floor_asks_for_more_customers(company):
    asked = customers_of(company, 12)
    Organisation.objects.update(floor=15)
    assert not enough_answered("t05", asked)


@pytest.mark.parametrize(
    "given",
    [
        {"closed_by": None, "state": "open", "first_reply_on": None},
        {"state": "held"},
        {"outcome": "mistake"},
        {"masked": ""},
        {"day": dt.date(2025, 6, 1)},
        {"rule": None},
    ],
    ids=["read by nobody", "held back", "a mistake", "no words", "another window", "written by hand"],
)
def test_words_that_nobody_read_or_of_another_window_are_not_shown(company, given):
    asked = customers_of(company, 12)
    case = words_of_a_case(company, asked, "t05")
    assert fill_agenda("t05")["words"] == [case.pk]
    Case.objects.all().delete()
    words_of_a_case(company, asked, "t05", **given)
    assert fill_agenda("t05")["words"] == []


def strings_of(value):
    if isinstance(value, dict):
        return [each for one in value.values() for each in strings_of(one)]
    if isinstance(value, list):
        return [each for one in value for each in strings_of(one)]
    return [value]


def test_a_running_huddle_stays_as_it_was_when_it_opened(company):
    asked = customers_of(company, 12, place=10)
    release_comments(asked, held_back=[], by=company.users["fay"])
    first = h.opened(company, "t05", by="eva")
    before = page(company, first, "eva", slide=2)
    assert "November 2025" in before
    assert "Thank you from t05" in before
    later = customers_of(company, 12, place=11, pulse=asked.pulse)
    assert page(company, first, "eva", slide=2).split("<main")[1] == before.split("<main")[1]
    Huddle.objects.update(state="held")
    second = h.opened(company, "t05", by="eva")
    shown = page(company, second, "eva", slide=2)
    assert "December 2025" in shown
    assert later.ledger_name not in second.agenda["comments"]  # nobody has read them yet


def test_comments_that_nobody_has_read_are_not_shown(company):
    customers_of(company, 12)
    assert "Thank you from" not in page(company, h.opened(company, "t05", by="eva"), "eva", slide=2)


@pytest.mark.slow
def test_numbers_the_finding_and_the_weakest_domain_are_read_back_from_keys(company):
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    linked.ask_all(company, world)
    huddle = h.opened(company, "t05", by="eva")
    found = latest_findings()
    first = found.ordered[0]
    assert huddle.agenda["finding"] == [found.run.pk, first.number]
    assert "tends to be higher" in page(company, huddle, "eva", slide=4)
    assert f"/findings/{found.run.pk}/{first.number}/" in page(company, huddle, "eva", slide=4)
    assert "Team safety" in page(company, huddle, "eva", slide=3)
    assert "Stars" in page(company, huddle, "eva", slide=2)
    assert "95% ranges" in page(company, huddle, "eva", slide=3)
    told = strings_of(huddle.agenda)
    assert not [one for one in told if isinstance(one, float)]
    texts = [one for one in told if isinstance(one, str)]
    assert set(texts) <= {"", "stars", "2025-12", *Round.objects.values_list("ledger_name", flat=True)} | {
        huddle.agenda["domain"]
    }
    assert json.dumps(huddle.agenda)
    assert company.client("ana").get(h.page(huddle)).status_code == 404
    Run.objects.update(summary={})
    code = next(code for code in linked.teams() if code != "t05" and fill_agenda(code)["domain"])
    other = h.opened(company, code, by="eva")
    assert other.agenda["finding"] == []
    assert "Least good here" in page(company, other, "eva", slide=4)


def test_pages_read_from_right_to_left(company, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    huddle = h.opened(company)
    client = company.client("ana")
    client.cookies["django_language"] = "ar"
    for query in ("", "?view=screen&slide=2"):
        assert 'dir="rtl"' in client.get(h.page(huddle) + query).content.decode()
