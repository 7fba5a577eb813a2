"""Mails about the story: as somebody chose, only if something changed, in waking hours, once, and without a number."""

import datetime as dt
import smtplib

import pytest
import told_stories as s
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from bothways_web.act.models import Capacity, CaseDesk
from bothways_web.people.change_words import WORDS
from bothways_web.people.models import Change, Grant, Organisation, Post
from bothways_web.people.notifications import spreading
from bothways_web.people.notifications.readers import Rests
from bothways_web.verify.models import StoryMail
from bothways_web.verify.reports import mails, rhythms

FIRST = dt.datetime(2026, 12, 1, 11, tzinfo=dt.UTC)  # a Tuesday, noon in Berlin
DAY = dt.timedelta(days=1)
MAIL = s.STORY + "mail/"


def at(monkeypatch, moment):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture(autouse=True)
def november(monkeypatch):
    """Let it be November, and let no mail wait for a random time."""
    at(monkeypatch, FIRST - 10 * DAY)
    monkeypatch.setattr(spreading, "SPREAD", 1)


def subscribed(company, name="gil", rhythm="monthly"):
    rhythms.choose_rhythm(company.users[name], rhythm)
    return StoryMail.objects.get(user=company.users[name])


def something_new(company, text="A second counter is open."):
    return s.said(company, we_did=text, published_on=dt.date(2026, 11, 20))


def test_it_comes_on_the_first_if_something_changed_and_then_waits_a_month(company, monkeypatch):
    assert subscribed(company).next_on == dt.date(2026, 12, 1)
    something_new(company)
    assert mails.look_after_story_mails(at(monkeypatch, FIRST - DAY)) == 0
    assert mails.look_after_story_mails(at(monkeypatch, FIRST)) == 1
    kept = StoryMail.objects.get(user=company.users["gil"])
    assert (kept.next_on, kept.due_at, kept.last_sent_on) == (dt.date(2027, 1, 1), None, FIRST.date())
    assert mails.look_after_story_mails(at(monkeypatch, FIRST + DAY)) == 0
    later = dt.datetime(2027, 1, 4, 11, tzinfo=dt.UTC)
    assert mails.look_after_story_mails(at(monkeypatch, later)) == 0
    assert len(mail.outbox) == 1


def test_nothing_comes_where_nothing_changed_and_the_day_moves_on(company, monkeypatch):
    something_new(company)
    subscribed(company)
    assert mails.look_after_story_mails(at(monkeypatch, FIRST)) == 0
    assert StoryMail.objects.get().next_on == dt.date(2027, 1, 1)
    assert not mail.outbox


def test_a_day_that_passes_is_no_news(company, monkeypatch):
    something_new(company)
    before = mails.digest_for(company.users["gil"], mails.told_since())
    at(monkeypatch, FIRST)
    assert mails.digest_for(company.users["gil"], mails.told_since()) == before
    something_new(company, "Another one.")
    assert mails.digest_for(company.users["gil"], mails.told_since()) != before


def test_the_mail_holds_a_link_and_no_result_and_a_way_out(company):
    something_new(company, "A second counter with 12 chairs.")
    letter = mails.letter(company.users["gil"])
    for word in ("counter", "12", "95", "Gil", "helped", "worse"):
        assert word not in letter.subject + letter.body.replace(rhythms.stop_link(company.users["gil"]), "")
    assert s.STORY in letter.body
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.headers["List-Unsubscribe"].strip("<>") in letter.body


def test_a_mail_that_comes_due_in_quiet_hours_or_on_a_day_off_waits(company, monkeypatch):
    subscribed(company)
    something_new(company)
    night = dt.datetime(2026, 12, 1, 22, tzinfo=dt.UTC)
    assert mails.look_after_story_mails(at(monkeypatch, night)) == 0
    assert StoryMail.objects.get().due_at == dt.datetime(2026, 12, 2, 7, tzinfo=dt.UTC)  # 8 o'clock in Berlin
    Organisation.objects.update(working_days=[4])
    assert mails.look_after_story_mails(at(monkeypatch, dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC))) == 0
    assert StoryMail.objects.get().due_at == dt.datetime(2026, 12, 4, 7, tzinfo=dt.UTC)
    assert mails.look_after_story_mails(at(monkeypatch, dt.datetime(2026, 12, 4, 9, tzinfo=dt.UTC))) == 1


def test_two_clocks_let_one_mail_wait_and_send_one(company, monkeypatch):
    subscribed(company)
    something_new(company)
    at(monkeypatch, FIRST)
    seen = StoryMail.objects.select_related("user__person").get()
    mails._let_wait(seen, FIRST)
    due = StoryMail.objects.get().due_at
    StoryMail.objects.update(due_at=None)
    mails._let_wait(seen, FIRST)
    assert StoryMail.objects.get().due_at is None  # the second clock found no day of the first one
    StoryMail.objects.update(due_at=due)
    waiting = StoryMail.objects.select_related("user__person").get()
    assert mails.look_after_story_mails(FIRST + DAY / 24) == 1
    assert not mails.StoryMails().send_one(waiting, FIRST + DAY / 24, rests=Rests())
    assert len(mail.outbox) == 1


def test_a_mail_that_the_server_does_not_take_is_tried_again(company, monkeypatch):
    subscribed(company)
    something_new(company)

    def refuse(_self):
        raise ConnectionRefusedError

    at(monkeypatch, FIRST)
    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuse)
        assert mails.look_after_story_mails(FIRST + dt.timedelta(seconds=2)) == 0
    assert StoryMail.objects.get().due_at > FIRST
    assert mails.look_after_story_mails(FIRST + dt.timedelta(minutes=20)) == 1


def test_what_drops_out_of_the_time_that_is_told_is_no_news(company, monkeypatch):
    something_new(company)
    s.said(company, we_did="Long ago.", published_on=dt.date(2025, 3, 3))
    subscribed(company)
    january = dt.datetime(2027, 1, 4, 11, tzinfo=dt.UTC)  # the year 2025 is not told any more
    for moment in (FIRST, january):
        assert mails.look_after_story_mails(at(monkeypatch, moment)) == 0
        assert mails.look_after_story_mails(at(monkeypatch, moment + DAY / 24)) == 0
    something_new(company, "Another one.")
    assert mails.look_after_story_mails(at(monkeypatch, dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC))) == 1
    assert StoryMail.objects.get().told_since == dt.date(2026, 1, 1)


def test_an_address_that_the_server_does_not_know_is_given_up_and_not_noted_as_told(company, monkeypatch):
    subscribed(company)
    something_new(company)

    def refuse(_self):
        raise smtplib.SMTPRecipientsRefused({"gil@example.org": (550, b"unknown")})

    at(monkeypatch, FIRST)
    before = StoryMail.objects.get()
    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert mails.look_after_story_mails(FIRST + dt.timedelta(seconds=2)) == 0
    kept = StoryMail.objects.get()
    assert (kept.due_at, kept.last_sent_on, kept.told) == (None, None, before.told)


def test_somebody_who_is_away_left_or_may_not_read_it_any_more_gets_nothing(company, monkeypatch):
    ana, person = company.users["ana"], company.people["day"][0]
    subscribed(company, "ana")
    something_new(company)
    at(monkeypatch, FIRST)

    def nothing_comes():
        for fields in ({"next_on": FIRST.date(), "due_at": None}, {"next_on": None, "due_at": FIRST}):
            StoryMail.objects.update(**fields, last_sent_on=None, told="")
            assert mails.look_after_story_mails(FIRST + DAY / 24) == 0
            assert StoryMail.objects.get().due_at is None

    Capacity.objects.create(person=person, away_until=FIRST.date(), changed_on=FIRST.date())
    nothing_comes()
    Capacity.objects.all().delete()
    CaseDesk.objects.create(user=ana, away_until=FIRST.date())
    nothing_comes()
    CaseDesk.objects.all().delete()
    Post.objects.filter(person=person).update(end=FIRST.date() - DAY)
    nothing_comes()
    Post.objects.filter(person=person).update(end=None)
    Grant.objects.filter(user=ana).delete()
    nothing_comes()
    assert not mail.outbox


def test_a_choice_is_kept_and_never_ends_what_waits(company, monkeypatch):
    gil = company.client("gil")
    assert gil.post(MAIL, {"rhythm": "quarterly"}).status_code == 302
    kept = StoryMail.objects.get()
    assert (kept.rhythm, kept.next_on) == ("quarterly", dt.date(2027, 1, 1))
    assert "1 January 2027" in gil.get(MAIL).content.decode()
    StoryMail.objects.update(due_at=FIRST)
    gil.post(MAIL, {"rhythm": "never"})
    kept = StoryMail.objects.get()
    assert (kept.rhythm, kept.next_on, kept.due_at) == ("never", None, None)
    page = gil.post(MAIL, {"rhythm": "hourly"})
    assert page.status_code == 422


def test_a_suggestion_sends_nothing_before_the_yes(company, monkeypatch):
    eva = company.client("eva")
    sent = {"user": company.users["gil"].pk, "rhythm": "monthly"}
    assert eva.post(MAIL + "suggest/", sent).status_code == 302
    something_new(company)
    assert mails.look_after_story_mails(at(monkeypatch, FIRST)) == 0
    gil = company.client("gil")
    assert "A mail about the story is suggested to you" in gil.get("/").content.decode()
    assert "Eva suggests: once a month" in gil.get(MAIL).content.decode()
    gil.post(MAIL + "answer/", {"answer": "yes", "rhythm": "monthly"})
    kept = StoryMail.objects.get()
    assert (kept.rhythm, kept.suggested, kept.next_on) == ("monthly", "", dt.date(2027, 1, 1))
    assert "suggested to you" not in gil.get("/").content.decode()


def test_a_no_is_a_no_and_an_answer_to_something_else_changes_nothing(company):
    gil = company.users["gil"]
    rhythms.suggest_rhythm(gil, "monthly", by=company.users["eva"])
    assert not rhythms.answer_suggestion(gil, True, "quarterly")
    assert not rhythms.answer_suggestion(gil, True, "")
    assert rhythms.answer_suggestion(gil, False, "monthly")
    assert not rhythms.answer_suggestion(gil, True, "monthly")
    assert StoryMail.objects.get().rhythm == "never"
    verbs = [one.verb for one in Change.objects.order_by("pk")]
    assert verbs == ["suggested mails about the story", "answered suggestion of mails about the story"]
    assert set(verbs) <= set(WORDS)


def test_an_answer_to_nothing_and_a_no_without_mails_store_nothing(company):
    gil = company.users["gil"]
    assert not rhythms.answer_suggestion(gil, True, "monthly")
    assert not rhythms.choose_rhythm(gil, "never")
    assert not StoryMail.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize("name", ["ana", "gil", "hao"])
def test_only_leads_suggest_and_only_to_executives(company, name):
    assert company.client(name).get(MAIL + "suggest/").status_code == 404
    refused = company.client("eva").post(
        MAIL + "suggest/", {"user": company.users["ben"].pk, "rhythm": "monthly"}
    )
    assert refused.status_code == 422
    assert not StoryMail.objects.exists()


def test_one_click_ends_them_without_signing_in_and_looking_does_not(company):
    subscribed(company)
    path = f"{MAIL}stop/{rhythms.stop_token(company.users['gil'])}/"
    assert "No more mails about the story?" in Client().get(path).content.decode()
    assert StoryMail.objects.get().rhythm == "monthly"
    page = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert not page.cookies
    assert StoryMail.objects.get().rhythm == "never"


@pytest.mark.parametrize("bad", ["x", "1", "1.abc", "..1"])
def test_a_link_that_somebody_made_up_is_not_there(company, bad):
    assert Client().post(f"{MAIL}stop/{bad}/").status_code == 404


def test_the_clock_of_the_app_looks_after_them():
    from bothways_web.listen.hooks import ON_TICK

    assert mails.look_after_story_mails in ON_TICK
