"""Running a huddle: opening, joining, writing down, closing; who may, two at once, texts that try to be more."""

import datetime as dt
import re

import huddled as h
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.act.huddles import opening
from bothways_web.act.huddles.closing import close_huddle, close_left_open
from bothways_web.act.models import Huddle, HuddleRhythm, WorkEvent, WorkItem
from bothways_web.people.models import Change, Person, Post, UnitSpan

NASTY = "<script>alert(1)</script> =HYPERLINK(1) \u202e"


@pytest.fixture
def huddle(company):
    return h.opened(company)


def told(page):
    """The bytes of a page without what differs between any two."""
    return re.sub(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"', b"", page.content)


def reload(one):
    return type(one).objects.get(pk=one.pk)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("ana", 200), ("ben", 200), ("eva", 200), ("fay", 200), ("cem", 404), ("gil", 404), ("hao", 404), ("ida", 404),
     ("dua", 404)],
)  # fmt: skip
def test_who_may_read_a_huddle_is_what_the_table_says(company, huddle, name, answer):
    client = company.client(name)
    for query in ("", "?view=screen&slide=2"):
        assert client.get(h.page(huddle) + query).status_code == answer
    if answer == 404:
        missing = client.get(f"{h.LIST}{'9' * len(str(huddle.pk))}/")
        assert told(client.get(h.page(huddle))) == told(missing)


@pytest.mark.parametrize("name", ["ben", "eva", "fay", "cem", "gil"])
def test_nobody_but_the_manager_opens_or_writes_down(company, huddle, name):
    client = company.client(name)
    for step in ("add", "reviewed", "notes", "lay_open", "close", "not_held"):
        data = {
            "step": step,
            "title": "Mine",
            "effort": "1",
            "notes": "Mine",
            "reviewed": "yes",
            "enough": "yes",
        }
        assert client.post(h.page(huddle), data).status_code == 404
    assert client.post("/act/huddles/unit/day/open/").status_code == 404
    assert not WorkItem.objects.exists()
    assert reload(huddle).state == "open"
    page = client.get(h.page(huddle))
    assert page.status_code == 404 or b'name="step"' not in page.content


def test_the_list_names_own_teams_by_name_and_what_is_open(company, huddle):
    h.weekly(company)
    page = company.client("ana").get(h.LIST).content.decode()
    assert "Day shift" in page
    assert "open now" in page
    assert "Night shift" not in page
    everything = company.client("eva").get(h.LIST).content.decode()
    names = re.findall(r"<bdi>([A-Z][^<]+)</bdi></a>\s*<p", everything)
    assert names == sorted(names, key=str.casefold)
    assert "1 team" in company.client("eva").get(h.LIST, {"q": "NIGHT"}).content.decode()
    assert "No team is called like that" in company.client("eva").get(h.LIST, {"q": "zzz"}).content.decode()
    assert company.client("gil").get(h.LIST).status_code == 404


def test_who_comes_second_joins_and_is_told_so(company):
    h.lead(company, "lea", "north")
    first = company.client("ana").post("/act/huddles/unit/day/open/", follow=True)
    second = company.client("lea").post("/act/huddles/unit/day/open/", follow=True)
    assert "you have joined it" not in first.content.decode()
    assert "you have joined it" in second.content.decode()
    huddle = Huddle.objects.get()
    assert h.step(company, "lea", huddle, "add", title="From Lea", effort="1").status_code == 200
    assert h.step(company, "ana", huddle, "add", title="From Ana", effort="1").status_code == 200
    assert set(huddle.work.values_list("title", flat=True)) == {"From Lea", "From Ana"}


def test_the_database_itself_holds_one_open_huddle_a_unit(company, huddle):
    with pytest.raises(IntegrityError), transaction.atomic():
        Huddle.objects.create(unit=huddle.unit, day=h.DAY, opened_at=timezone.now())


def test_two_who_open_at_the_very_same_moment_meet_in_one(company, monkeypatch):
    looked = []

    def not_yet(unit):
        looked.append(unit)
        return

    there = h.opened(company)
    monkeypatch.setattr(opening, "open_huddle_of", not_yet)
    joined = opening.open_huddle(company.units["day"], by=company.users["ana"])
    assert len(looked) == 2
    assert (joined.huddle, joined.joined) == (there, True)


def test_a_unit_that_ended_opens_none_but_closes_what_is_open(company, huddle):
    close_huddle(huddle, held=None, by=None)
    other = h.opened(company)
    UnitSpan.objects.filter(unit__code="day").update(valid_to=dt.date(2026, 1, 1))
    page = company.client("ana").post("/act/huddles/unit/day/open/", follow=True)
    assert "This team no longer exists." in page.content.decode()
    h.step(company, "ana", other, "close")
    assert reload(other).state == "held"


def test_an_action_is_written_down_once_with_owner_day_and_hours(company, huddle):
    ben = Person.objects.get(user=company.users["ben"])
    given = {
        "title": "Call back  within\ttwo hours",
        "owner": ben.pk,
        "due_on": "2027-01-08",
        "effort": "2.5",
    }
    assert "It is written down." in h.step(company, "ana", huddle, "add", **given).content.decode()
    assert "It was written down already." in h.step(company, "ana", huddle, "add", **given).content.decode()
    item = WorkItem.objects.get()
    assert (item.title, item.owner, item.state) == ("Call back within two hours", ben, "taken")
    assert (str(item.due_on), float(item.effort), item.huddle) == ("2027-01-08", 2.5, huddle)


def test_an_action_of_nobody_waits_in_the_pool(company, huddle):
    h.step(company, "ana", huddle, "add", title="Order the form", effort="1")
    assert WorkItem.objects.get().state == "pool"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "Write what is to be done."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"due_on": "2020-01-01"}, "This day is over."),
        ({"due_on": "soon"}, "valid date"),
        ({"effort": "0"}, "Write hours from 0.5 to 200"),
        ({"effort": "1000"}, "Write hours from 0.5 to 200"),
        ({"owner": "of another team"}, "Choose somebody who works in this team."),
        ({"owner": "nobody at all"}, "Choose somebody who works in this team."),
    ],
)
@pytest.mark.parametrize("query", ["", "?view=screen&slide=6"])
def test_an_action_that_cannot_be_stays_in_the_form(company, huddle, wrong, told, query):
    if wrong.get("owner") == "of another team":
        wrong = {"owner": Person.objects.get(user=company.users["cem"]).pk}
    given = {"title": "Call back", "effort": "1"} | wrong
    page = h.step(company, "ana", huddle, "add", query, **given)
    assert page.status_code == 422
    words = page.content.decode()
    assert told in words
    assert "Error:" in words
    assert "title" in wrong or 'value="Call back"' in words
    assert not WorkItem.objects.exists()


def test_people_who_left_are_not_offered(company, huddle):
    Post.objects.filter(person__code="day5").update(end=dt.date(2025, 1, 1))
    page = company.client("ana").get(h.page(huddle)).content.decode()
    assert ">Day 4<" in page
    assert ">Day 5<" not in page
    assert ">Desk 1<" not in page


def item_page(huddle, item):
    return f"{h.page(huddle)}actions/{item.pk}/"


def added(company, huddle, title="Call back"):
    h.step(company, "ana", huddle, "add", title=title, effort="1")
    return WorkItem.objects.get(title=title)


def test_an_action_is_changed_while_the_huddle_is_open(company, huddle):
    item = added(company, huddle)
    ben = Person.objects.get(user=company.users["ben"])
    sent = {
        "step": "change",
        "title": "Call back sooner",
        "owner": ben.pk,
        "effort": "3",
        "seen": item.version,
    }
    assert company.client("ana").post(item_page(huddle, item), sent).status_code == 302
    item = reload(item)
    assert (item.title, item.owner, item.state, item.version) == ("Call back sooner", ben, "taken", 1)
    assert list(WorkEvent.objects.values_list("kind", flat=True)) == ["made", "taken"]


def test_a_stale_change_is_told_and_loses_nothing_that_was_typed(company, huddle):
    item, ana = added(company, huddle), company.client("ana")
    sent = {"step": "change", "title": "First", "owner": "", "effort": "1", "seen": 0}
    ana.post(item_page(huddle, item), sent)
    page = ana.post(item_page(huddle, item), sent | {"title": "Second"})
    words = page.content.decode()
    assert page.status_code == 422
    assert "Somebody else has changed this meanwhile" in words
    assert 'value="Second"' in words
    assert "<bdi>First</bdi>" in words
    seen = re.search(r'name="seen" value="(\d+)"', words)[1]
    ana.post(item_page(huddle, item), sent | {"title": "Second", "seen": seen})
    assert reload(item).title == "Second"


def test_an_action_is_taken_out_once(company, huddle):
    item, ana = added(company, huddle), company.client("ana")
    assert company.client("ben").post(item_page(huddle, item), {"step": "remove"}).status_code == 404
    assert ana.post(item_page(huddle, item), {"step": "remove"}).status_code == 302
    assert not WorkItem.objects.exists()
    assert ana.post(item_page(huddle, item), {"step": "remove"}).status_code == 404


def test_what_is_done_meanwhile_is_neither_changed_nor_taken_out(company, huddle):
    item, ana = added(company, huddle), company.client("ana")
    WorkItem.objects.update(state="done")
    for sent in ({"step": "remove"}, {"step": "change", "title": "Else", "effort": "1", "seen": 0}):
        page = ana.post(item_page(huddle, item), sent, follow=True)
        assert "This is done or dropped already." in page.content.decode()
    assert reload(item).title == "Call back"


def test_an_action_of_another_huddle_is_not_there(company, huddle):
    other = h.opened(company, "night", by="eva")
    item = added(company, huddle)
    assert company.client("ana").get(item_page(other, item)).status_code == 404


def test_notes_are_kept_and_a_stale_form_shows_both(company, huddle):
    h.step(company, "ana", huddle, "notes", notes="First line.\r\nSecond.")
    assert reload(huddle).notes == "First line.\nSecond."
    page = h.step(company, "ana", huddle, "notes", notes="Mine.", seen=0)
    words = page.content.decode()
    assert "Somebody else has written notes meanwhile" in words
    assert "Mine." in words
    assert "First line.<br>Second." in words
    assert reload(huddle).notes == "First line.\nSecond."


def test_closing_is_done_once_and_shows_what_was_agreed(company, huddle):
    added(company, huddle)
    first = h.step(company, "ana", huddle, "close").content.decode()
    assert "The huddle is closed." in first
    assert "Call back" in first
    assert "What customers say was not looked at this time." in first
    closed = reload(huddle)
    assert "The huddle was closed already." in h.step(company, "ana", huddle, "close").content.decode()
    assert reload(huddle).closed_at == closed.closed_at
    assert "Call back" in company.client("ben").get("/act/huddles/unit/day/").content.decode()


def test_nothing_is_written_into_a_closed_huddle_and_what_was_typed_is_shown(company, huddle):
    item = added(company, huddle)
    close_huddle(huddle, held=True, by=None)
    page = h.step(company, "ana", huddle, "add", title="Too late", effort="1").content.decode()
    assert "This huddle was closed meanwhile" in page
    assert "Too late" in page
    assert "Too late too" in h.step(company, "ana", huddle, "notes", notes="Too late too").content.decode()
    assert (
        "This huddle is closed."
        in h.step(company, "ana", huddle, "reviewed", reviewed="yes").content.decode()
    )
    assert company.client("ana").get(item_page(huddle, item)).status_code == 404
    assert WorkItem.objects.count() == 1
    assert not reload(huddle).reviewed_feedback


def test_a_huddle_in_which_something_happened_cannot_be_called_not_held(company, huddle):
    item = added(company, huddle)
    assert "this huddle was held" in h.step(company, "ana", huddle, "not_held").content.decode()
    item.delete()
    h.step(company, "ana", huddle, "not_held")
    assert reload(huddle).state == "cancelled"
    assert "This huddle was not held." in company.client("ana").get(h.page(huddle)).content.decode()


@pytest.mark.parametrize("happened", ["nothing", "action", "reviewed", "notes"])
def test_the_clock_closes_what_was_left_open_after_twelve_hours(company, huddle, happened):
    if happened == "action":
        added(company, huddle)
    elif happened == "reviewed":
        h.step(company, "ana", huddle, "reviewed", reviewed="yes")
    elif happened == "notes":
        h.step(company, "ana", huddle, "notes", notes="We met.")
    assert close_left_open(huddle.opened_at + dt.timedelta(hours=11)) == 0
    assert close_left_open(huddle.opened_at + dt.timedelta(hours=12)) == 1
    assert close_left_open(huddle.opened_at + dt.timedelta(hours=12)) == 0
    assert reload(huddle).state == ("cancelled" if happened == "nothing" else "held")
    assert Change.objects.first().by is None


def test_the_mark_of_having_looked_can_be_taken_back(company, huddle):
    h.step(company, "ana", huddle, "reviewed", reviewed="yes")
    assert reload(huddle).reviewed_feedback
    h.step(company, "ana", huddle, "reviewed", "?view=screen&slide=2", reviewed="no")
    assert not reload(huddle).reviewed_feedback


def test_texts_that_try_to_be_more_stay_texts_everywhere(company, huddle):
    HuddleRhythm.objects.all().delete()
    added(company, huddle, NASTY)
    h.step(company, "ana", huddle, "notes", notes=NASTY)
    UnitSpan.objects.filter(unit__code="day").update(name=NASTY)
    pages = [h.page(huddle), f"{h.page(huddle)}?view=screen&slide=6", h.LIST, "/act/huddles/unit/day/"]
    for url in pages:
        assert "<script>alert" not in company.client("ana").get(url).content.decode()
    h.step(company, "ana", huddle, "close")
    for url in pages:
        page = company.client("ana").get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    assert "alert" not in " ".join(
        Change.objects.exclude(verb="wrote down work").values_list("about", flat=True)
    )


@pytest.mark.parametrize("slide", ["0", "1", "6", "7", "-1", "x", "²", ""])
def test_any_number_of_a_slide_shows_one_that_there_is(company, huddle, slide):
    page = company.client("ana").get(h.page(huddle), {"view": "screen", "slide": slide})
    assert page.status_code == 200
    assert "of 6" in page.content.decode()


def test_the_big_screen_turns_by_links_and_tells_the_time_without_scripts(company, huddle):
    page = company.client("ben").get(h.page(huddle) + "?view=screen&slide=3").content.decode()
    assert 'href="?view=screen&amp;slide=2&amp;part=last"' in page
    assert 'href="?view=screen&amp;slide=4"' in page
    assert "Planned for 15 min." in page
    assert "style=" not in page
    assert "<script>" not in page


def test_a_step_that_there_is_not_is_not_there(company, huddle):
    client = company.client("ana")
    assert client.post(h.page(huddle), {"step": "explode"}).status_code == 404
    assert client.post(h.page(huddle), {}).status_code == 404


def test_opening_without_a_tree_is_refused(company):
    UnitSpan.objects.all().delete()
    with pytest.raises(InputError, match="no longer exists"):
        opening.open_huddle(company.units["day"], by=company.users["ana"])


def test_the_home_page_says_when_the_huddle_is_and_who_may_join(company, monkeypatch):
    h.let_it_be(monkeypatch, h.DAY - dt.timedelta(days=2))
    h.weekly(company, starts_on=h.DAY)
    ana = company.client("ana").get("/").content.decode()
    assert "Huddle on Tuesday" in ana
    assert "Prepare" in ana
    assert "Huddle on Tuesday" in company.client("ben").get("/").content.decode()
    assert "Huddle on" not in company.client("cem").get("/").content.decode()
    assert "Huddles" in company.client("eva").get("/").content.decode()
    gil = company.client("gil").get("/").content.decode()
    assert "Huddle" not in gil.replace("Huddles, days on which surveys close", "")  # what a calendar may hold
    h.opened(company)
    assert "A huddle is open" in company.client("ben").get("/").content.decode()


def test_whoever_leads_from_above_is_not_told_of_each_huddle_below(company, monkeypatch):
    h.let_it_be(monkeypatch, h.DAY)
    h.weekly(company)
    h.lead(company, "lea", "north")
    assert "Huddle today" not in company.client("lea").get("/").content.decode()
    assert "Huddle today" in company.client("ana").get("/").content.decode()
