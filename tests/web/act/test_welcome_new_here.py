"""The page of whoever is new: the packet, ticks for their own eyes, when they are asked, and who has no unit."""

import datetime as dt

from django.urls import reverse
from welcomed import account, hire, mentor, pair

from bothways_web.act.models import PacketTick, Said
from bothways_web.act.welcome import packet_writing as verbs
from bothways_web.act.welcome.newcomers import NEW_DAYS, newcomer_of, without_unit
from bothways_web.act.welcome.showing import askings
from bothways_web.act.welcome.starter import starter
from bothways_web.act.welcome.words import PacketWords
from bothways_web.listen.models import Pulse
from bothways_web.people.home import gather_items
from bothways_web.people.models import Change, Person, Post, Unit, UnitSpan
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

URL = "/act/welcome/"
FIRST = starter("en").tasks[0]


def page_of(company, name):
    return company.client(name).get(URL).content.decode()


def titles_of(company, name):
    user = company.users[name]
    now, others = gather_items(viewer_of(user), user)
    return [one.title for one in (*now, *others)]


def test_whoever_is_new_sees_the_packet_with_days(company):
    hire(company, "lea", days=3)
    page = page_of(company, "lea")
    assert FIRST.words in page
    assert "Week 12, until" in page
    assert "Day shift" in page
    assert "Your unit is led by" in page
    assert "Ana" in page
    assert "New here: your first weeks" in titles_of(company, "lea")


def test_everybody_else_is_told_that_it_is_for_the_first_weeks(company):
    page = page_of(company, "ben")
    assert "This page is for the first weeks" in page
    assert FIRST.words not in page
    assert "New here: your first weeks" not in titles_of(company, "ben")


def test_somebody_is_new_for_120_days_and_anew_after_time_away(company):
    lea = hire(company, "lea", days=NEW_DAYS)
    assert newcomer_of(lea) is not None
    Post.objects.filter(person=lea).update(start=today() - dt.timedelta(days=NEW_DAYS + 1))
    assert newcomer_of(lea) is None
    Post.objects.filter(person=lea).update(end=today() - dt.timedelta(days=20))
    back = Post.objects.create(person=lea, unit=company.units["day"], start=today() - dt.timedelta(days=5))
    assert newcomer_of(lea).begun == back.start


def test_a_move_to_another_unit_makes_nobody_new(company):
    lea = hire(company, "lea", days=400)
    day = today() - dt.timedelta(days=3)
    Post.objects.filter(person=lea).update(end=day - dt.timedelta(days=1))
    Post.objects.create(person=lea, unit=company.units["desk"], start=day)
    assert newcomer_of(lea) is None


def test_whoever_comes_soon_can_look_already(company):
    hire(company, "lea", days=-10)
    page = page_of(company, "lea")
    assert "Your first day is" in page
    assert FIRST.words in page
    hire(company, "max", days=-40)
    assert "This page is for the first weeks" in page_of(company, "max")


def test_a_tick_is_kept_and_taken_away_again(company):
    lea = hire(company, "lea")
    client = company.client("lea")
    client.post(URL, {"task": FIRST.key, "done": "yes"})
    client.post(URL, {"task": FIRST.key, "done": "yes"})
    assert PacketTick.objects.filter(person=lea).count() == 1
    assert "1 of 10 tasks ticked." in page_of(company, "lea")
    client.post(URL, {"task": FIRST.key, "done": "no"})
    assert not PacketTick.objects.exists()


def test_a_tick_of_no_task_keeps_nothing(company):
    hire(company, "lea")
    answer = company.client("lea").post(URL, {"task": "f" * 16, "done": "yes"}, follow=True)
    assert "no longer in your packet" in answer.content.decode()
    assert not PacketTick.objects.exists()


def test_ticks_stand_on_no_page_of_anybody_else_and_in_no_log(company):
    lea = hire(company, "lea")
    urls = ["/", URL, "/act/welcome/desk/", "/act/welcome/packets/", f"/people/{lea.pk}/", "/people/", "/changes/",
            "/act/", "/act/welcome/mentor/", "/act/welcome/mine.json", "/teams/day/"]  # fmt: skip
    before = {
        name: [_body(company, name, url) for url in urls]
        for name in ("ana", "eva", "fay", "dua", "gil", "ida")
    }
    logged = Change.objects.count()
    for task in starter("en").tasks:
        company.client("lea").post(URL, {"task": task.key, "done": "yes"})
    assert PacketTick.objects.filter(person=lea).count() == 10
    assert {name: [_body(company, name, url) for url in urls] for name in before} == before
    assert Change.objects.count() == logged


def _body(company, name, url):
    import re

    answer = company.client(name).get(url)
    return answer.status_code, re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)


def test_examples_are_shown_as_long_as_they_are_published(company):
    hire(company, "lea")
    told = {
        "voice": "customers",
        "outcome": "done",
        "you_said": "Nobody calls back.",
        "we_did": "A list of calls.",
    }
    entry = Said.objects.create(published_on=today(), **told)
    made = verbs.begin_packet(None, "en", shipped=False, by=company.users["eva"])
    verbs.change_packet(made, PacketWords("Hi", said=(entry.pk,)), seen=1, by=company.users["eva"])
    verbs.give_packet(made, seen=2, by=company.users["eva"])
    assert "Nobody calls back." in page_of(company, "lea")
    Said.objects.update(published_on=None)
    assert "Nobody calls back." not in page_of(company, "lea")


def test_the_mission_is_shown_where_there_is_one_and_the_packet_shows_it(company, monkeypatch):
    hire(company, "lea")
    monkeypatch.setattr(
        "bothways_web.act.welcome.showing.MISSION_WORDS", [lambda: "", lambda: "We answer at once."]
    )
    assert "We answer at once." in page_of(company, "lea")
    made = verbs.begin_packet(None, "en", shipped=False, by=company.users["eva"])
    verbs.change_packet(made, PacketWords("Hi", mission=False), seen=1, by=company.users["eva"])
    verbs.give_packet(made, seen=2, by=company.users["eva"])
    assert "We answer at once." not in page_of(company, "lea")


def test_the_page_says_when_a_survey_asks_and_never_whether_somebody_answered(company):
    lea = hire(company, "lea", days=10)
    for days, audience in ((7, "company"), (30, "north"), (30, "south")):
        Pulse.objects.create(
            title=f"{audience} {days}", audience=company.units[audience], state=Pulse.State.RUNNING, days=days,
            occasion=Pulse.Occasion.FIRST_DAYS, definition="x", instrument="onboarding",
        )  # fmt: skip
    found = askings(newcomer_of(lea))
    assert [(one.after, (one.day - today()).days, one.over) for one in found] == [
        (7, -3, True),
        (30, 20, False),
    ]
    page = page_of(company, "lea")
    assert "A short survey, 30 days after the start" in page
    assert "north 30" not in page  # what it is called is for those who run surveys
    assert "You were asked from" in page
    assert "You are asked by a mail from" in page


def test_a_survey_that_does_not_run_asks_nobody(company):
    lea = hire(company, "lea")
    Pulse.objects.create(
        title="x", audience=company.units["company"], state=Pulse.State.PAUSED, days=7,
        occasion=Pulse.Occasion.FIRST_DAYS, definition="x", instrument="onboarding",
    )  # fmt: skip
    assert askings(newcomer_of(lea)) == []


def test_a_new_colleague_without_a_unit_has_the_packet_of_the_whole_and_the_people_lead_is_told(company):
    made = verbs.begin_packet(None, "en", shipped=True, by=company.users["eva"])
    verbs.change_packet(made, PacketWords("For the whole"), seen=1, by=company.users["eva"])
    verbs.give_packet(made, seen=2, by=company.users["eva"])
    assert (
        "Everybody who is new has a unit." in company.client("eva").get("/act/welcome/desk/").content.decode()
    )
    lea = hire(company, "lea", None)
    page = page_of(company, "lea")
    assert "For the whole" in page
    assert "The records name no unit for you yet" in page
    assert "1 new colleague has no unit yet" in titles_of(company, "eva")
    desk = company.client("eva").get("/act/welcome/desk/").content.decode()
    assert f"/people/{lea.pk}/" in desk
    for name in ("fay", "dua", "gil"):  # records are the people lead's
        assert "no unit yet" not in str(titles_of(company, name)), name
        assert str(lea.pk) not in company.client(name).get("/act/welcome/desk/").content.decode()


def test_a_unit_that_ended_is_no_unit(company):
    old = Unit.objects.create(code="old")
    UnitSpan.objects.create(
        unit=old, parent=company.units["company"], name="Old", valid_to=today() - dt.timedelta(days=1)
    )
    company.units["old"] = old
    lea = hire(company, "lea", "old")
    max_ = hire(company, "max", "day")
    assert [one.person for one in without_unit()] == [lea]
    assert newcomer_of(lea).unit == ""
    assert newcomer_of(max_).unit == "day"


def test_the_paper_holds_the_tasks_and_not_the_ticks(company):
    from io import BytesIO

    from pypdf import PdfReader

    hire(company, "lea")
    client = company.client("lea")
    one = client.get("/act/welcome/welcome.pdf")
    assert one["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(one.content)).pages).split())
    assert "Say hello to everybody in your team" in text
    assert "Ana" in text
    client.post(URL, {"task": FIRST.key, "done": "yes"})
    assert client.get("/act/welcome/welcome.pdf").content == one.content
    assert company.client("ben").get("/act/welcome/welcome.pdf").status_code == 404


def test_the_page_names_the_mentor_and_the_next_talk(company):
    lea, tom = hire(company, "lea", days=3), mentor(company, "tom")
    made = pair(lea, tom)
    page = page_of(company, "lea")
    assert "Your mentor: <bdi>Tom</bdi>" in page
    assert reverse("mentor_pair", args=[made.pk]) in page
    assert "Talk about how it goes around" in page
    assert account(lea) == company.users["lea"]
    assert Person.objects.filter(code="lea").exists()
