"""Sessions: seen by their owner alone, ended one by one or all at once, gone with a leaver."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from bothways_web.listen.hooks import ON_TICK
from bothways_web.people import sessions
from bothways_web.people.models import Change, OpenSession, Post
from bothways_web.people.sessions import device_of, device_words, end_of_leavers
from bothways_web.web import session_clock

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "a long enough password"


def sign_in(name, header=WINDOWS):
    browser = Client(headers={"user-agent": header})
    address = reverse("account_login")
    assert (
        browser.post(address, {"login": f"{name}@company.example", "password": PASSWORD}).status_code == 302
    )
    return browser


def is_in(browser):
    return browser.get(reverse("own_record")).status_code == 200


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (WINDOWS, "Firefox on Windows"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile"
         " Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
         " Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0"
         " Safari/537.36 Edg/131.0", "Edge on Mac"),
        ("curl/8.5", "a browser we do not recognise"),
        ("", "a browser we do not recognise"),
        ("<script>alert(1)</script>" * 99, "a browser we do not recognise"),
    ],
)  # fmt: skip
def test_a_device_is_told_in_plain_words_without_versions(header, words):
    assert device_words(device_of(header)) == words
    assert len(device_of(header)) <= 40


def test_one_sees_own_sessions_and_nobody_elses(company):
    here = sign_in("ben")
    sign_in("ben", "Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36")
    sign_in("cem", "Mozilla/5.0 (iPad; CPU OS 17_5) Safari/604.1")
    page = here.get(reverse("own_sessions")).content.decode()
    assert page.count("<li><span><strong>") == 2
    assert "Firefox on Windows" in page
    assert "Chrome on Linux" in page
    assert "iPad" not in page
    assert page.count("this one") == 1


def test_nothing_of_where_and_no_version_is_stored(company):
    sign_in("ben")
    kept = OpenSession.objects.values().get()
    assert kept["device"] == "firefox windows"
    assert "127.0.0.1" not in repr(kept)
    assert set(kept) == {"id", "key", "user_id", "device", "way", "started_at"}


def test_one_session_is_ended_and_the_others_go_on(company):
    here, there, third = sign_in("ben"), sign_in("ben"), sign_in("ben")
    row = OpenSession.objects.get(key=there.session.session_key)
    here.post(reverse("own_sessions"), {"session": row.pk})
    assert [is_in(one) for one in (here, there, third)] == [True, False, True]


def test_nobody_ends_the_session_of_somebody_else(company):
    mine, other = sign_in("ben"), sign_in("cem")
    row = OpenSession.objects.get(key=other.session.session_key)
    assert mine.post(reverse("own_sessions"), {"session": row.pk}).status_code == 404
    assert is_in(other)


def test_all_others_end_and_this_one_goes_on_and_is_still_listed(company):
    here, there = sign_in("ben"), sign_in("ben")
    unnoted = company.client("ben")
    OpenSession.objects.filter(key=unnoted.session.session_key).delete()
    here.post(reverse("own_sessions"), {"step": "others"})
    assert [is_in(one) for one in (here, there, unnoted)] == [True, False, False]
    assert here.get(reverse("own_sessions")).content.decode().count("this one") == 1


def test_signing_out_forgets_the_session(company):
    here = sign_in("ben")
    here.post(reverse("account_logout"))
    assert not OpenSession.objects.exists()


def test_a_session_that_is_over_is_not_listed(company):
    here, there = sign_in("ben"), sign_in("ben")
    Session.objects.filter(session_key=there.session.session_key).update(
        expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    )
    assert here.get(reverse("own_sessions")).content.decode().count("<li><span><strong>") == 1


def test_an_administrator_ends_all_sessions_of_an_account_without_seeing_them(company):
    ben, dua = sign_in("ben"), company.client("dua")
    address = reverse("account", args=[company.users["ben"].pk])
    assert "Firefox" not in dua.get(address).content.decode()
    dua.post(address, {"step": "end_sessions"})
    assert not is_in(ben)
    assert Change.objects.get(verb="ended all sessions").about == "Ben"
    assert is_in(sign_in("ben"))


def test_switching_an_account_off_ends_its_sessions_for_good(company):
    ben, dua = sign_in("ben"), company.client("dua")
    address = reverse("account", args=[company.users["ben"].pk])
    dua.post(address, {"step": "switch_off"})
    dua.post(address, {"step": "switch_on"})
    assert not is_in(ben)


def test_leaving_ends_sessions_and_staying_does_not(company, monkeypatch):
    ben, cem, dua = sign_in("ben"), sign_in("cem"), sign_in("dua")
    today = sessions.today()
    Post.objects.filter(person__user=company.users["ben"]).update(end=today - dt.timedelta(days=1))
    Post.objects.filter(person__user=company.users["cem"]).update(end=today)
    assert end_of_leavers() == 1
    assert [is_in(one) for one in (ben, cem, dua)] == [False, True, True]
    assert end_of_leavers() == 0
    assert Change.objects.get(verb="ended sessions of somebody who left").about == "Ben"


def test_the_clock_looks_after_leavers_and_clears_what_is_over(company, monkeypatch):
    assert session_clock.look_after_sessions in ON_TICK
    ben = sign_in("ben")
    Session.objects.update(expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    monkeypatch.setattr(session_clock, "_looked", [-session_clock.EVERY])
    session_clock.look_after_sessions()
    assert not Session.objects.exists()
    assert not OpenSession.objects.exists()
    assert not is_in(ben)
