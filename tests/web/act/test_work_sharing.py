"""Sharing out: who is offered what, that it tells nobody who reported, and that it is sent once."""

import re

import huddled as h
import pytest
import work_at_hand as w
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways_web.act.huddles.capture import Action, add_action, change_action
from bothways_web.act.models import WorkEvent, WorkItem
from bothways_web.act.work import sharing
from bothways_web.act.work.reporters import reporters_of
from bothways_web.people.models import Change, Digest, Person, Post

SHARE = "/act/work/units/day/share/"
_MARK = re.compile(r'name="mark" value="([^"]+)"')
#: What differs between any two pages.
_VOLATILE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def send(company, name="ana"):
    """Look at the proposal and send it."""
    client = company.client(name)
    mark = _MARK.search(w.words(client.get(SHARE)))
    return client.post(SHARE, {"mark": mark[1] if mark else ""}, follow=True)


def test_what_is_looked_at_is_what_is_sent_and_nothing_before(company):
    w.room(company, "ben", 10)
    w.colleague(company, 3, 10)
    items = [w.piece(company, f"Piece {number}") for number in range(4)]
    page = w.words(company.client("ana").get(SHARE))
    assert "Nothing is proposed yet" in page
    assert "Has room for it, and the loads stay close together." in page
    assert WorkItem.objects.filter(state="pool").count() == 4
    assert "4 pieces are proposed" in w.words(send(company))
    assert WorkItem.objects.filter(state="proposed").count() == 4
    owners = [WorkItem.objects.get(pk=item.pk).owner.code for item in items]
    assert sorted(owners) == ["day2", "day2", "day3", "day3"]


def test_who_is_offered_something_gets_one_neutral_mail_and_nobody_else_does(company):
    w.room(company, "ben", 10)
    for _piece in range(2):
        w.piece(company, "Secret title")
    send(company)
    assert list(Digest.objects.values_list("user__name", flat=True)) == ["Ben"]


def test_the_same_people_and_work_give_the_same_proposal(company):
    w.room(company, "ben", 10)
    w.colleague(company, 3, 10)
    w.piece(company)
    client = company.client("ana")
    first, second = (w.words(client.get(SHARE)) for _again in range(2))
    assert _MARK.search(first)[1] == _MARK.search(second)[1]
    assert str(sharing.seed_of(sharing.today())) in first


def test_a_form_sent_twice_proposes_once(company):
    w.room(company, "ben", 10)
    w.piece(company)
    client = company.client("ana")
    mark = _MARK.search(w.words(client.get(SHARE)))[1]
    for _twice in range(2):
        client.post(SHARE, {"mark": mark})
    assert WorkEvent.objects.filter(kind="proposed").count() == 1


def test_what_has_changed_since_it_was_looked_at_is_not_sent(company):
    w.room(company, "ben", 10)
    w.piece(company)
    client = company.client("ana")
    mark = _MARK.search(w.words(client.get(SHARE)))[1]
    w.colleague(company, 3, 100)
    Person.objects.filter(code="day2").first().capacity.delete()
    page = client.post(SHARE, {"mark": mark}, follow=True)
    assert "have changed since this page was opened" in w.words(page)
    for made_up in ("", "0" * 32, "x" * 5000):
        client.post(SHARE, {"mark": made_up})
    assert not WorkItem.objects.filter(state="proposed").exists()


@pytest.mark.parametrize("name", ["ben", "cem", "dua", "gil", "hao", "ida"])
def test_nobody_else_shares_out(company, name):
    w.room(company, "ben", 10)
    w.piece(company)
    client = company.client(name)
    assert client.get(SHARE).status_code == 404
    assert client.post(SHARE, {"mark": "x"}).status_code == 404


def test_the_leads_share_out_what_comes_from_problems_alone(company):
    w.room(company, "ben", 10)
    w.piece(company, "By hand")
    w.piece(company, "From a problem", problem=w.problem(company, "cem"))
    page = w.words(company.client("fay").get(SHARE))
    assert "From a problem" in page
    assert "By hand" not in page
    send(company, "fay")
    assert list(WorkItem.objects.filter(state="proposed").values_list("title", flat=True)) == [
        "From a problem"
    ]


def test_without_any_room_it_says_so_and_what_to_do(company):
    w.piece(company)
    page = w.words(company.client("ana").get(SHARE))
    assert "Nobody here has declared room" in page
    assert "Ask the team" in page
    w.room(company, "ben", 0)
    assert "Nobody here has declared room" in w.words(company.client("ana").get(SHARE))
    assert "Nobody here has declared room" in w.words(
        company.client("ana").post(SHARE, {"mark": ""}, follow=True)
    )


def test_without_work_it_says_so(company):
    w.room(company, "ben", 10)
    assert "No piece waits here" in w.words(company.client("ana").get(SHARE))


def test_nothing_is_proposed_to_who_is_away_has_no_room_left_or_has_not_the_skill(company):
    day = sharing.today()
    w.room(company, "ben", 10, away_until=day)
    w.colleague(company, 3, 1)
    w.colleague(company, 4, 10, "spanish")
    big, german = w.piece(company, effort=3), w.piece(company, "In German", skills=["german"])
    page = w.words(company.client("ana").get(SHARE))
    assert "Nobody with room has declared the skill" in page
    send(company)
    big.refresh_from_db()
    german.refresh_from_db()
    assert (big.owner.code, german.owner) == ("day4", None)


def test_whoever_handed_it_back_is_not_asked_again(company):
    ben = w.room(company, "ben", 100)
    w.colleague(company, 3, 10)
    item = w.piece(company)
    w.move(company, "ben", item, "take")
    w.move(company, "ben", item, "back")
    send(company)
    item.refresh_from_db()
    assert item.owner.code == "day3"
    w.move(company, "day3", item, "back")
    assert "Everybody who could do it has handed it back" in w.words(company.client("ana").get(SHARE))
    w.move(company, "ben", item, "take")
    assert item.owner == ben


def test_whoever_a_huddle_frees_of_an_action_may_be_asked_again(company):
    ben, huddle, ana = w.room(company, "ben"), h.opened(company), company.users["ana"]
    item, _new = add_action(huddle, Action("Call back", owner=ben), by=ana)
    change_action(huddle, item.pk, Action("Call back"), seen=item.version, by=ana)
    send(company)
    item.refresh_from_db()
    assert (item.state, item.owner) == ("proposed", ben)
    assert set(Change.objects.filter(verb="changed work").values_list("about", flat=True)) == {
        f"piece {item.pk}"
    }


def test_hours_carried_lately_count_wherever_they_were_carried(company):
    ben, other = w.room(company, "ben", 20), w.colleague(company, 3, 20)
    w.piece(company, "Elsewhere", unit="desk", owner=ben, effort=6)
    item = w.piece(company)
    send(company)
    item.refresh_from_db()
    assert item.owner == other


def test_who_reported_with_a_name_comes_last_unless_they_volunteer(company):
    ben, other = w.room(company, "ben", 100), w.colleague(company, 3, 3)
    item = w.piece(company, problem=w.problem(company, "ben"))
    send(company)
    item.refresh_from_db()
    assert item.owner == other
    second = w.piece(company, "Too much for the other", problem=w.problem(company, "ben"), effort=3)
    send(company)
    second.refresh_from_db()
    assert second.owner == ben  # nobody else has room left, and it is an offer
    third = w.piece(company, problem=w.problem(company, "ben"))
    w.move(company, "ben", third, "take")
    assert (third.state, third.owner) == ("taken", ben)


@pytest.mark.parametrize("tie", ["merged", "merged twice", "split"])
def test_reporters_of_the_same_story_come_last_as_well(company, tie):
    w.room(company, "ben", 100)
    other = w.colleague(company, 3, 10)
    first, reported = w.problem(company, None), w.problem(company, "ben")
    if tie == "split":
        first.split_from = reported
        first.save()
    else:
        reported.same_as, reported.state = first, "duplicate"
        reported.save()
    if tie == "merged twice":
        last = w.problem(company, "cem")
        first.same_as = last
        first.save()
        first = last
    item = w.piece(company, problem=first)
    send(company)
    item.refresh_from_db()
    assert item.owner == other


def test_reporters_of_many_pieces_take_no_more_queries_than_of_one(company, django_assert_num_queries):
    pieces = []
    for _number in range(6):
        first, again = w.problem(company, "ben"), w.problem(company, "ana")
        again.same_as, again.state = first, "duplicate"
        again.save()
        pieces.append(w.piece(company, problem=again))
    with CaptureQueriesContext(connection) as one:
        reporters_of(pieces[:1])
    with django_assert_num_queries(len(one)):
        assert set(reporters_of(pieces).values()) == {frozenset({"day1", "day2"})}


def test_pages_read_the_same_whoever_reported_it_of_those_who_are_not_chosen(company):
    """Eva reads the board, Ana of another unit shares out: neither can see who reported it."""
    w.room(company, "ben", 1)
    w.colleague(company, 3, 2)
    w.colleague(company, 4, 50)
    told = w.problem(company, "gil", unit="desk")
    w.piece(company, problem=told)
    pages = {}
    for name in ("gil", "ben", "day3", None):
        told.reporter = company.users.get(name) if name else None
        told.code_mark = None if name else "m" * 64
        told.save()
        for reader in ("ana", "ben", "day3", "eva"):
            addresses = [
                w.BOARD,
                "/act/work/units/day/balance/",
                f"/act/work/pieces/{WorkItem.objects.get().pk}/",
            ]
            addresses += [SHARE] if reader == "ana" else []
            for address in addresses:
                page = w.words(company.client(reader).get(address))
                pages.setdefault((reader, address), set()).add(_VOLATILE.sub("", page))
        assert _MARK.search(w.words(company.client("ana").get(SHARE)))
    assert all(len(texts) == 1 for texts in pages.values())
    told.reporter, told.code_mark = company.users["day4"], None
    told.save()  # of a report that Ana may not open, not even whoever is chosen is passed over: she would learn a name
    assert _VOLATILE.sub("", w.words(company.client("ana").get(SHARE))) in pages["ana", SHARE]
    told.unit = company.units["day"]
    told.save()  # one that she may open names its reporter to her, who comes last
    assert _VOLATILE.sub("", w.words(company.client("ana").get(SHARE))) not in pages["ana", SHARE]
    assert not any(
        "/problems/triage/" in text for key, texts in pages.items() if key[0] == "ana" for text in texts
    )


def test_reasons_have_words_and_never_the_word_reporter():
    from typing import get_args

    from bothways.allocation import Reason
    from bothways_web.act.work.reasons import in_words

    texts = [in_words(reason) for reason in get_args(Reason)]
    assert len(set(texts)) == len(texts)
    assert not re.search("report", " ".join(texts), re.IGNORECASE)


def test_the_page_says_that_who_reported_without_a_name_cannot_be_spared(company):
    w.room(company, "ben", 10)
    w.piece(company)
    page = w.words(company.client("ana").get(SHARE))
    assert "Who reported without a name is known to nobody and cannot be spared" in page
    assert "handed back without a reason" in page


def test_very_many_pieces_are_shared_out_in_parts(company):
    for number in range(2, 9):
        w.colleague(company, number, 40)
    for number in range(sharing.MOST_AT_ONCE + 5):
        w.piece(company, f"Piece {number}", effort=1)
    assert "5 more pieces wait for the next time" in w.words(company.client("ana").get(SHARE))


def test_only_people_of_the_unit_are_proposed_anything(company):
    w.room(company, "cem", 100)
    w.room(company, "ben", 5)
    ben = Person.objects.get(code="day2")
    w.piece(company)
    Post.objects.filter(person=ben).update(end=sharing.today())  # the last day
    assert "Day 2" in w.words(company.client("ana").get(SHARE))
    company.users["ben"].is_active = False
    company.users["ben"].save()
    assert "Nobody here has declared room" in w.words(company.client("ana").get(SHARE))
