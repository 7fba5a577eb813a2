"""Finding mentors: who waits longest comes first, both say yes, and nobody is left without a word."""

import datetime as dt

import pytest
from welcomed import account, hire, mentor, pair, wish

from bothways_web.act.models import MentorOffer, MentorPair, MentorWish
from bothways_web.act.welcome import clock, offers, pairs
from bothways_web.act.welcome.matching import match_waiting
from bothways_web.act.welcome.nobody import REASONS, tell_nobody
from bothways_web.act.welcome.why import tell_why
from bothways_web.people.models import Grant, Post, Role
from bothways_web.people.units import today

State = MentorPair.State
URL = "/act/welcome/mentor/"


def page_of(company, name):
    return company.client(name).get(URL).content.decode()


def press(company, name, step, pair):
    return company.client(name).post(URL, {"step": step, "pair": pair.pk}, follow=True)


def suggested(person):
    return [one.mentor.code for one in pairs.suggestions_for(person)]


def state_of(one):
    return MentorPair.objects.get(pk=one.pk).state


def test_a_wish_is_answered_with_up_to_three_and_why(company):
    lea = hire(company, "lea")
    for name in ("tom", "uta", "vic", "wes"):
        mentor(company, name, topics=["customers"] if name == "vic" else [], languages=["de"])
    company.client("lea").post(f"{URL}wish/", {"topics": ["customers"], "own": "Bread, ", "language_1": "de"})
    assert MentorWish.objects.get(person=lea).topics == ["customers", "bread"]
    assert len(suggested(lea)) == 3
    assert suggested(lea)[0] == "vic"
    page = page_of(company, "lea")
    assert "Offers what you asked for: how customers see us." in page
    assert "You both speak: German." in page
    assert "You have 8 working hours in common." in page
    assert "0." not in page.split('id="for-me"')[1].split("</section>")[0]  # no number of how well two fit


def test_both_have_to_say_yes(company):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    offers.make_wish(lea, topics=[], languages=[])
    [one] = pairs.suggestions_for(lea)
    assert "Lea" not in page_of(company, "tom")  # not asked yet
    press(company, "lea", "ask", one)
    assert state_of(one) == State.ASKED
    assert "Lea" in page_of(company, "tom")
    press(company, "tom", "accept", one)
    found = MentorPair.objects.get(pk=one.pk)
    assert (found.state, found.together_on) == (State.TOGETHER, today())
    assert found.mentor == tom
    assert "Your mentor: <bdi>Tom</bdi>" in page_of(company, "lea")


def test_a_mentor_cannot_answer_for_the_new_colleague_nor_the_other_way_round(company):
    lea, _tom = hire(company, "lea"), mentor(company, "tom")
    offers.make_wish(lea, topics=[], languages=[])
    [one] = pairs.suggestions_for(lea)
    for name, step in (
        ("tom", "ask"),
        ("tom", "accept"),
        ("lea", "accept"),
        ("ben", "ask"),
        ("eva", "accept"),
    ):
        press(company, name, step, one)
        assert state_of(one) == State.SUGGESTED, (name, step)
    assert company.client("tom").post(URL, {"step": "decline", "pair": one.pk}).status_code == 404
    press(company, "lea", "ask", one)
    for name, step in (("lea", "accept"), ("lea", "decline"), ("tom", "pass"), ("dua", "accept")):
        press(company, name, step, one)
        assert state_of(one) == State.ASKED, (name, step)


def test_no_and_no_answer_read_alike_and_the_next_ones_follow(company):
    lea, max_ = hire(company, "lea"), hire(company, "max")
    for name in ("tom", "uta", "vic"):
        mentor(company, name, room=2)
    told = {}
    for person in (lea, max_):
        offers.make_wish(person, topics=[], languages=[])
        for one in pairs.suggestions_for(person)[1:]:
            pairs.pass_by(one)
        pairs.ask_mentor(pairs.suggestions_for(person)[0])
    asked = {
        one.hire: one for one in MentorPair.objects.filter(state=State.ASKED).select_related("hire", "mentor")
    }
    pairs.decline(asked[lea])
    MentorPair.objects.filter(pk=asked[max_].pk).update(since=today() - dt.timedelta(days=pairs.ASK_DAYS + 1))
    clock.look_after_pairs()
    for person in (lea, max_):
        assert state_of(asked[person]) == State.DECLINED
        section = page_of(company, person.code).split('id="for-me"')[1].split("</section>")[0]
        told[person.code] = section
    assert told["lea"] == told["max"]
    assert tell_nobody("barred") in told["lea"].replace("&#x27;", "'")


def test_with_whom_it_did_not_come_about_is_never_suggested_again(company):
    lea = hire(company, "lea")
    mentor(company, "tom")
    offers.make_wish(lea, topics=[], languages=[])
    pairs.ask_mentor(pairs.suggestions_for(lea)[0])
    pairs.decline(pairs.asked_by(lea))
    match_waiting()
    assert suggested(lea) == []
    mentor(company, "uta")
    match_waiting()
    assert suggested(lea) == ["uta"]


def test_one_mentor_for_forty_goes_to_who_waits_longest_and_all_others_are_told_why(company):
    forty = [hire(company, f"new{number:02}", ("day", "night", "field")[number % 3]) for number in range(40)]
    for number, person in enumerate(forty):
        wish(person, ago=(number * 7) % 40)
    longest = max(forty, key=lambda one: (today() - MentorWish.objects.get(person=one).since).days)
    mentor(company, "tom", room=2)
    match_waiting()
    found = MentorPair.objects.filter(state=State.SUGGESTED, keeps_place=True)
    assert found.count() == 2
    assert longest.pk in found.values_list("hire", flat=True)
    assert MentorWish.objects.filter(nobody="taken").count() == 38
    for person in (forty[1], forty[20]):
        if person.pk not in found.values_list("hire", flat=True):
            assert "Nobody yet, because others took the places" in page_of(company, person.code)
    desk = company.client("eva").get("/act/welcome/desk/").content.decode()
    assert "<dd>20–49</dd>" in desk
    assert "10–19 more mentors would be needed at least" in desk
    assert "New00" not in desk


@pytest.mark.parametrize(
    ("reason", "make"),
    [
        ("unwilling", lambda company: None),
        ("full", lambda company: pair(hire(company, "max"), mentor(company, "tom"))),
        ("barred", lambda company: mentor(company, "tom", languages=["fr"])),
    ],
)
def test_nobody_is_left_without_a_word(company, reason, make):
    lea = hire(company, "lea")
    make(company)
    offers.make_wish(lea, topics=[], languages=["de"])
    assert MentorWish.objects.get(person=lea).nobody == reason
    assert tell_nobody(reason) in page_of(company, "lea").replace("&#x27;", "'")


def test_every_reason_of_the_library_has_words():
    from typing import get_args

    from bothways.allocation import WithoutMentor

    assert set(REASONS) == set(get_args(WithoutMentor))
    words = [tell_nobody(one) for one in MentorWish.Nobody.values]
    assert len(set(words)) == len(words)
    assert all(one.startswith("Nobody yet, because") for one in words)


def test_without_a_unit_nobody_is_suggested_and_it_is_said(company):
    lea = hire(company, "lea", None)
    mentor(company, "tom")
    offers.make_wish(lea, topics=[], languages=[])
    assert suggested(lea) == []
    assert "the records name no unit for you" in page_of(company, "lea")


def test_nobody_takes_more_than_they_have_room_for(company):
    people = [hire(company, name) for name in ("lea", "max", "pia")]
    mentor(company, "tom", room=2)
    for person in people:
        wish(person)
    match_waiting()
    asked = 0
    for person in people:
        for one in pairs.suggestions_for(person):
            pairs.ask_mentor(one)
            asked += 1
    assert asked == 2
    for one in MentorPair.objects.filter(state=State.ASKED):
        pairs.accept(one)
    match_waiting()
    assert MentorPair.objects.filter(state=State.TOGETHER).count() == 2
    assert not MentorPair.objects.filter(state=State.SUGGESTED).exists()


def test_a_place_that_others_took_is_no_longer_there(company):
    lea, max_ = hire(company, "lea"), hire(company, "max")
    tom = mentor(company, "tom", room=1)
    wish(lea), wish(max_)
    late = pair(lea, tom, State.SUGGESTED)
    pair(max_, tom, State.ASKED)
    with pytest.raises(pairs.Gone):
        pairs.ask_mentor(late)
    assert state_of(late) == State.LAPSED
    page = press(company, "lea", "ask", late).content.decode()
    assert "This is no longer open." in page


def test_a_mentor_who_left_or_moved_into_the_line_can_no_longer_be_asked(company):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    wish(lea)
    one = pair(lea, tom, State.SUGGESTED)
    Grant.objects.create(user=account(tom), role=Role.MANAGER, unit=company.units["north"])
    with pytest.raises(pairs.Gone):
        pairs.ask_mentor(one)
    other = pair(lea, tom, State.ASKED)
    with pytest.raises(pairs.Gone):
        pairs.accept(other)
    assert state_of(other) == State.DECLINED


def test_a_pair_ends_by_either_and_another_mentor_needs_no_reason(company):
    for number, ender in enumerate(("lea", "tom")):
        lea = hire(company, f"lea{number}")
        tom, uta = mentor(company, f"tom{number}"), mentor(company, f"uta{number}")
        wish(lea, ago=5)
        one = pair(lea, tom)
        answer = company.client(f"{ender}{number}").post(f"{URL}pairs/{one.pk}/end/", follow=True)
        assert "Nobody asks you why." in answer.content.decode()
        assert state_of(one) == State.ENDED
        assert uta.code in suggested(lea)
        assert tom.code not in suggested(lea)
        MentorOffer.objects.all().delete()


@pytest.mark.parametrize("who", ["lea", "tom"])
def test_a_pair_ends_when_one_of_the_two_leaves(company, who):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    wish(lea)
    one = pair(lea, tom)
    clock.end_what_is_over()
    assert state_of(one) == State.TOGETHER
    Post.objects.filter(person={"lea": lea, "tom": tom}[who]).update(end=today() - dt.timedelta(days=1))
    clock.end_what_is_over()
    assert state_of(one) == State.ENDED


def test_a_pair_ends_when_one_comes_to_stand_above_the_other(company):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    one = pair(lea, tom)
    Post.objects.filter(person=lea).update(manager="tom")
    clock.end_what_is_over()
    assert state_of(one) == State.ENDED


def test_suggestions_that_nobody_takes_up_free_the_place_and_wait_behind(company):
    lea, max_ = hire(company, "lea"), hire(company, "max")
    mentor(company, "tom", room=1)
    wish(lea, ago=30), wish(max_, ago=10)
    match_waiting()
    assert (suggested(lea), suggested(max_)) == (["tom"], [])
    old = today() - dt.timedelta(days=pairs.SUGGESTION_DAYS + 1)
    MentorPair.objects.update(since=old)
    MentorWish.objects.update(looked_on=today() - dt.timedelta(days=1))
    clock.look_after_pairs()
    assert (suggested(lea), suggested(max_)) == ([], ["tom"])


def test_what_is_taken_back_is_over(company):
    lea, tom = hire(company, "lea"), mentor(company, "tom")
    offers.make_wish(lea, topics=[], languages=[])
    pairs.ask_mentor(pairs.suggestions_for(lea)[0])
    company.client("tom").post(f"{URL}withdraw/offer/")
    assert not MentorOffer.objects.filter(person=tom).exists()
    assert not MentorPair.objects.filter(state__in=("suggested", "asked")).exists()
    assert MentorWish.objects.get(person=lea).nobody == "unwilling"
    company.client("lea").post(f"{URL}withdraw/wish/")
    assert not MentorWish.objects.exists()


def test_only_who_is_new_can_wish_and_only_who_knows_the_way_can_offer(company):
    hire(company, "lea")
    assert company.client("lea").get(f"{URL}wish/").status_code == 200
    assert company.client("lea").get(f"{URL}offer/").status_code == 404
    assert company.client("ben").get(f"{URL}wish/").status_code == 404
    assert company.client("ben").get(f"{URL}offer/").status_code == 200
    assert company.client("ben").post(f"{URL}offer/", {"room": "9"}).status_code == 422
    many = {"room": "1", "own": "a, b, c, d, e, f"}
    assert "Write at most five." in company.client("ben").post(f"{URL}offer/", many).content.decode()


def test_whoever_offers_for_the_first_time_is_suggested_at_once(company):
    lea = hire(company, "lea")
    offers.make_wish(lea, topics=[], languages=[])
    assert suggested(lea) == []
    company.client("cem").post(f"{URL}offer/", {"room": "1"})
    assert suggested(lea) == ["desk1"]


def test_two_who_are_new_on_the_same_day_are_settled_by_lot_and_not_by_topics(company):
    first = set()
    for round_ in range(8):
        MentorPair.objects.all().delete()
        MentorWish.objects.all().delete()
        MentorOffer.objects.all().delete()
        names = [f"q{round_}a", f"q{round_}b"]
        people = [hire(company, name) for name in names]
        wish(people[0], topics=["customers"]), wish(people[1])
        mentor(company, f"m{round_}", topics=["customers"])
        match_waiting()
        first.add(MentorPair.objects.get(keeps_place=True).hire.code[-1])
    assert first == {"a", "b"}


def test_why_tells_what_two_share_and_nothing_else():
    facts = {"order": ["hours", "role", "site", "unit", "topics", "languages"], "topics": [], "hours": 0.5, "role": "",
             "site": "", "unit": "far", "languages": []}  # fmt: skip
    assert tell_why(facts) == [
        "You have no working hours in common: talks need an early or a late hour.",
        "Works in another part of the organisation.",
    ]
    assert tell_why(facts | {"hours": 1.0})[0] == "You have 1 working hour in common."


def test_whoever_something_waits_for_is_told_and_nobody_else(company, monkeypatch):
    told = []
    for part in ("matching", "pairs", "clock"):
        monkeypatch.setattr(
            f"bothways_web.act.welcome.{part}.remind", lambda user: told.append(user.name) or True
        )
    lea, _tom = hire(company, "lea"), mentor(company, "tom")
    mentor(company, "uta")
    offers.make_wish(lea, topics=[], languages=[])
    assert told == ["Lea"]
    one = pairs.suggestions_for(lea)[0]
    pairs.ask_mentor(one)
    assert told == ["Lea", one.mentor.name]
    pairs.accept(one)
    assert told == ["Lea", one.mentor.name, "Lea"]
