"""What stays between two stays there: notes, talks, wishes and answers, whoever looks, on every page, in every log."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from welcomed import hire, mentor, pair, wish

from bothways_web.act.models import BuddyTalk, MentorNote, MentorPair, MentorWish
from bothways_web.act.welcome import clock, offers, pairs, talks
from bothways_web.act.welcome.newcomers import newcomer_of
from bothways_web.act.welcome.own_file import own_file
from bothways_web.people.models import Change, Post
from bothways_web.people.units import today

State = MentorPair.State
OTHERS = ("ben", "cem", "ana", "eva", "fay", "gil", "hao", "ida", "dua", "kim")
SECRET, LINE = "I do not dare to ask Ana", "It goes better than last week"


@pytest.fixture
def two(company):
    """Lea is new in Ana's unit, Tom is her mentor; they talked, and both wrote a note."""
    lea, tom = hire(company, "lea", days=8), mentor(company, "tom")
    wish(lea, topics=["rest"])
    one = pair(lea, tom, ago=6)
    talks.write_note(one, SECRET, by=lea)
    talks.write_note(one, "Call the people lead", by=tom)
    talks.say_talked(one, 7, LINE)
    return one


def urls_of(one):
    note = MentorNote.objects.filter(pair=one).first()
    return [
        reverse("mentor_pair", args=[one.pk]), reverse("end_mentor_pair", args=[one.pk]),
        reverse("delete_mentor_note", args=[note.pk]),
    ]  # fmt: skip


def test_both_read_what_they_wrote(company, two):
    for name in ("lea", "tom"):
        page = company.client(name).get(urls_of(two)[0]).content.decode()
        assert SECRET in page
        assert "Call the people lead" in page
        assert LINE in page


@pytest.mark.parametrize("name", OTHERS)
def test_for_everybody_else_these_pages_are_not_there_whatever_they_send(company, two, name):
    client = company.client(name)
    stored = (
        *MentorNote.objects.values_list(),
        *BuddyTalk.objects.values_list(),
        *MentorPair.objects.values_list(),
    )
    missing = client.get(reverse("mentor_pair", args=[two.pk + 999]))
    for url in urls_of(two):
        assert client.get(url).status_code == 404
        for sent in (
            {"step": "note", "text": "x"},
            {"step": "talk", "after": 30},
            {"step": "untick", "after": 7},
            {},
        ):
            assert client.post(url, sent).status_code == 404
    assert _plain(client.get(urls_of(two)[0])) == _plain(missing)
    assert stored == (
        *MentorNote.objects.values_list(), *BuddyTalk.objects.values_list(), *MentorPair.objects.values_list()
    )  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_no_page_that_anybody_else_can_open_tells_of_a_pair(company, two, name):
    lea = two.hire
    client = company.client(name)
    for url in ("/", "/act/", "/act/welcome/", "/act/welcome/mentor/", "/act/welcome/desk/", "/act/welcome/packets/",
                "/act/welcome/mine.json", "/changes/", f"/people/{lea.pk}/", "/teams/day/", "/me/"):  # fmt: skip
        told = client.get(url).content.decode()
        for word in (SECRET, LINE, "Call the people lead", ">Tom<"):
            assert word not in told, (url, word)


def test_no_log_tells_who_wished_asked_declined_talked_or_ended(company):
    lea, _tom = hire(company, "lea"), mentor(company, "tom")
    mentor(company, "uta")
    before = Change.objects.count()
    offers.make_wish(lea, topics=["rest"], languages=[])
    first = pairs.suggestions_for(lea)[0]
    pairs.ask_mentor(first)
    pairs.decline(first)
    second = pairs.suggestions_for(lea)[0]
    pairs.ask_mentor(second)
    pairs.accept(second)
    talks.write_note(second, SECRET, by=lea)
    pairs.end_pair(second)
    offers.withdraw_wish(lea)
    assert Change.objects.count() == before


def test_each_deletes_their_own_notes_alone(company, two):
    own, others = MentorNote.objects.get(text=SECRET), MentorNote.objects.exclude(text=SECRET).get()
    lea = company.client("lea")
    assert lea.post(reverse("delete_mentor_note", args=[others.pk])).status_code == 404
    assert lea.get(reverse("delete_mentor_note", args=[own.pk])).status_code == 200
    assert MentorNote.objects.count() == 2
    lea.post(reverse("delete_mentor_note", args=[own.pk]))
    assert list(MentorNote.objects.all()) == [others]


def test_a_script_in_a_note_is_text_and_a_blank_one_is_refused(company, two):
    url, client = urls_of(two)[0], company.client("lea")
    client.post(url, {"step": "note", "text": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(url).content.decode()
    count = MentorNote.objects.count()
    page = client.post(url, {"step": "note", "text": "  "})
    assert page.status_code == 422
    assert page.content.decode().count("Write what you want to keep.") == 2
    assert MentorNote.objects.count() == count


def test_what_was_written_is_deleted_a_month_after_the_end_and_until_then_stays_with_the_two(company, two):
    pairs.end_pair(two)
    assert SECRET in company.client("tom").get(urls_of(two)[0]).content.decode()
    assert company.client("tom").post(urls_of(two)[1]).status_code == 404
    page = company.client("tom").post(urls_of(two)[0], {"step": "note", "text": "Late"}, follow=True)
    assert "This pair is over." in page.content.decode()
    clock.forget()
    assert MentorNote.objects.count() == 2
    MentorPair.objects.update(since=today() - dt.timedelta(days=pairs.KEPT_DAYS + 1))
    assert company.client("tom").get(reverse("mentor_pair", args=[two.pk])).status_code == 404
    clock.forget()
    assert not MentorNote.objects.exists()
    assert not BuddyTalk.objects.exists()


def test_notes_go_when_a_person_is_deleted(company, two):
    two.hire.delete()
    assert not MentorNote.objects.exists()
    assert not MentorPair.objects.exists()


def test_everybody_can_take_out_what_is_stored_about_them_and_nothing_of_the_other(company, two):
    lea, tom = (
        json.loads(company.client(name).get("/act/welcome/mine.json").content) for name in ("lea", "tom")
    )
    assert lea["pairs"][0]["notes"] == [{"day": today().isoformat(), "text": SECRET}]
    assert [one["text"] for one in tom["pairs"][0]["notes"]] == ["Call the people lead"]
    assert lea["pairs"][0]["talks"][0]["line"] == tom["pairs"][0]["talks"][0]["line"] == LINE
    assert lea["wish"]["topics"] == ["rest"]
    assert tom["wish"] is None
    assert tom["offer"]["room"] == 1
    assert company.client("dua").get("/act/welcome/mine.json").status_code == 404


def test_whom_one_was_suggested_to_stands_in_no_file(company):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    one = pair(lea, tom, State.SUGGESTED)
    assert "Lea" not in own_file(tom).decode()
    MentorPair.objects.filter(pk=one.pk).update(state=State.PASSED)
    assert "Lea" not in own_file(tom).decode()
    MentorPair.objects.filter(pk=one.pk).update(state=State.ASKED)
    assert "Lea" in own_file(tom).decode()


def test_talks_are_due_after_a_week_and_30_60_and_90_days_counted_from_the_start(company):
    lea, tom = hire(company, "lea", days=31), mentor(company, "tom")
    one = pair(lea, tom, ago=28)
    begun = newcomer_of(lea).begun
    assert [(talk.after, (talk.due_on - begun).days) for talk in talks.talks_of(one)] == [
        (7, 7), (30, 30), (60, 60), (90, 90)
    ]  # fmt: skip
    assert [talk.is_due for talk in talks.talks_of(one)] == [True, True, False, False]
    late = pair(hire(company, "max", days=40), tom, ago=0)
    assert [talk.after for talk in talks.talks_of(late)] == [60, 90]
    last = pair(hire(company, "pia", days=95), tom, ago=0)
    assert [talk.after for talk in talks.talks_of(last)] == [102]


def test_a_talk_that_is_far_ahead_cannot_be_ticked_and_a_tick_can_be_taken_away(company, two):
    url, client = urls_of(two)[0], company.client("tom")
    client.post(url, {"step": "talk", "after": 60, "line": ""})
    client.post(url, {"step": "talk", "after": 8, "line": ""})
    assert [one.after for one in BuddyTalk.objects.all()] == [7]
    client.post(url, {"step": "untick", "after": 7})
    assert not BuddyTalk.objects.exists()


def test_both_are_reminded_while_a_talk_is_due_and_not_for_ever(company, monkeypatch):
    told = []
    monkeypatch.setattr("bothways_web.act.welcome.clock.remind", lambda user: told.append(user.name) or True)
    lea, tom = hire(company, "lea", days=7), mentor(company, "tom")
    one = pair(lea, tom, ago=5)
    assert clock.remind_of_talks() == 2
    assert sorted(told) == ["Lea", "Tom"]
    talks.say_talked(one, 7, "")
    assert clock.remind_of_talks() == 0
    BuddyTalk.objects.all().delete()
    Post.objects.filter(person=lea).update(start=today() - dt.timedelta(days=7 + talks.WAITED_FOR))
    MentorPair.objects.update(together_on=today() - dt.timedelta(days=20))
    assert clock.remind_of_talks() == 2
    Post.objects.filter(person=lea).update(start=today() - dt.timedelta(days=8 + talks.WAITED_FOR))
    assert clock.remind_of_talks() == 0


def test_wishes_of_those_who_are_no_longer_new_are_forgotten(company):
    lea, max_ = hire(company, "lea"), hire(company, "max")
    wish(lea), wish(max_)
    Post.objects.filter(person=lea).update(start=today() - dt.timedelta(days=121))
    clock.forget()
    assert [one.person for one in MentorWish.objects.all()] == [max_]


@pytest.mark.parametrize("number", [4, 5, 6])
def test_the_desk_tells_how_many_from_five_on_and_no_name(company, number):
    hires = [hire(company, f"new{at}") for at in range(number)]
    for at, person in enumerate(hires):
        pair(person, mentor(company, f"tom{at}"))
    for name in ("eva", "fay"):
        page = company.client(name).get("/act/welcome/desk/").content.decode()
        told = re.search(r"Pairs of a new colleague and a mentor</dt><dd>(.*?)</dd>", page)[1]
        assert told == ("fewer than 5" if number == 4 else "5–9")
        assert "New0" not in page
        assert "Tom0" not in page


def test_none_and_four_read_alike_at_the_desk(company):
    empty = company.client("fay").get("/act/welcome/desk/").content
    for at in range(4):
        wish(hire(company, f"new{at}"))
    assert _body(company.client("fay").get("/act/welcome/desk/")) == _bytes(empty)


def _plain(answer):
    return answer.status_code, _body(answer)


def _body(answer):
    return _bytes(answer.content)


def _bytes(raw):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|name="next" value="[^"]*"', b"", raw)


def test_a_line_that_is_too_long_is_said_at_its_talk_and_not_lost(company):
    lea, tom = hire(company, "lea", days=8), mentor(company, "tom")
    one = pair(lea, tom, ago=6)
    page = company.client("lea").post(
        reverse("mentor_pair", args=[one.pk]), {"step": "talk", "after": 7, "line": "x" * 301}
    )
    told = page.content.decode()
    assert page.status_code == 422
    assert 'href="#line-7"' in told
    assert told.count('id="line-7"') == 1
    assert "x" * 301 in told
    assert not BuddyTalk.objects.exists()


def test_the_desk_does_not_move_as_a_sixth_offers_wishes_or_is_paired(company):
    """An attack: fay looks, somebody becomes the sixth, fay looks again."""
    hires = [hire(company, f"new{at}") for at in range(6)]
    mentors = [mentor(company, f"tom{at}", room=2) for at in range(6)]
    for one, other in zip(hires[:5], mentors[:5], strict=True):
        pair(one, other)
    waiting = [hire(company, f"late{at}", "night") for at in range(6)]
    for one in waiting[:5]:
        wish(one)
    fay = company.client("fay")
    before = _body(fay.get("/act/welcome/desk/"))
    pair(hires[5], mentors[5])
    assert _body(fay.get("/act/welcome/desk/")) == before
    wish(waiting[5])
    assert _body(fay.get("/act/welcome/desk/")) == before
