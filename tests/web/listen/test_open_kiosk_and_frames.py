"""A kiosk leads nowhere else and forgets; frames are shown where they may be, and nowhere else."""

import re

import pytest
from django.test import Client
from open_at_work import address_of, launch_open, moved_clock, send_one, to_the_check
from rounds_at_work import go

from bothways_web.listen.channels.links import Door
from bothways_web.listen.models import Invitation, Pulse, Response, Round

SITE = "https://www.customer.example"


@pytest.fixture
def clock(monkeypatch):
    return moved_clock(monkeypatch)


@pytest.fixture
def asked(company) -> Round:
    return launch_open(company, shown_on=f"{SITE}\nhttps://shop.example:8443")


@pytest.fixture
def url(asked) -> str:
    return address_of(asked.pulse, Door.KIOSK)


def test_no_link_of_a_kiosk_leads_away(url, clock):
    client = Client()
    pages = [client.get(url), to_the_check(url, client, clock), send_one(url, Client(), clock)]
    for page in pages:
        places = re.findall(r'<a [^>]*href="([^"]*)"', page.content.decode())
        assert places
        assert not [place for place in places if not place.startswith(("#", "?lang=", url))]


def test_every_screen_but_the_start_goes_back_by_itself_and_says_so(url, clock):
    client = Client()
    start, check = client.get(url).content.decode(), to_the_check(url, client, clock).content.decode()
    again = f'<noscript><meta http-equiv="refresh" content="120;url={url}"></noscript>'
    assert again not in start
    assert "data-rest" not in start
    assert again in check
    assert 'data-rest="60" data-warn="15"' in check
    assert "for 60 seconds, it starts anew" in check
    assert "each page starts anew after 120 seconds" in check


def test_after_the_thanks_comes_the_next_person_on_the_same_device(url, clock):
    client = Client()
    for number in (1, 2):
        done = send_one(url, client, clock)
        assert f'href="{url}">Next person' in done.content.decode()
        assert not done.cookies
        assert Response.objects.count() == number


def test_going_back_to_a_page_that_was_sent_shows_no_answers(url, clock):
    client = Client()
    page = to_the_check(url, client, clock)
    go(client, url, page, go="continue")
    for press in ("start", "back", "continue", "comment"):
        shown = go(client, url, page, go=press).content.decode()
        assert "Shorter queues" not in shown
        assert "are kept once" in shown


def test_going_back_to_a_page_that_was_left_shows_no_answers(url, clock):
    client = Client()
    page = to_the_check(url, client, clock)
    clock.ahead += 300
    for press in ("start", "back", "continue", "comment"):
        shown = go(client, url, page, go=press).content.decode()
        assert "Shorter queues" not in shown
        assert "was left too long" in shown
    assert not Invitation.objects.exists()


def test_somebody_who_writes_for_long_is_not_thrown_out_where_a_script_saw_them(url, clock):
    client = Client()
    page = to_the_check(url, client, clock, seconds=600)
    assert "Thank you" in go(client, url, page, go="continue", awake="1").content.decode()


def test_a_kiosk_that_stood_on_its_start_for_days_still_starts_without_scripts(url, clock):
    client = Client()
    page = client.get(url)
    clock.ahead += 3 * 24 * 3600
    assert "Question 1 of 5" in go(client, url, page).content.decode()


def policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _blank, value in parts}


def framed(asked) -> str:
    return address_of(asked.pulse) + "?frame=1"


def test_the_framed_page_may_be_shown_on_the_sites_that_were_named_and_all_else_stays(asked):
    plain, frame = Client().get(address_of(asked.pulse)), Client().get(framed(asked))
    assert policy(frame)["frame-ancestors"] == f"{SITE} https://shop.example:8443"
    assert "X-Frame-Options" not in frame
    assert policy(plain)["frame-ancestors"] == "'none'"
    assert plain["X-Frame-Options"] == "DENY"
    assert policy(frame) | {"frame-ancestors": ""} == policy(plain) | {"frame-ancestors": ""}


def test_no_other_page_may_be_framed_whatever_its_address_says(company, asked, url):
    for where in (url, f"{url}?frame=1", "/promise/?frame=1", "/account/login/?frame=1", "/open/x/?frame=1"):
        page = Client().get(where)
        assert page["X-Frame-Options"] == "DENY", where
        assert policy(page)["frame-ancestors"] == "'none'", where
    Pulse.objects.update(shown_on="")
    assert Client().get(framed(asked))["X-Frame-Options"] == "DENY"


def test_framed_pages_set_and_read_no_cookie_and_post_inside_the_frame(asked, clock):
    client = Client(enforce_csrf_checks=True)
    client.cookies[f"answered-{asked.pk}"] = "1"  # of the same device, outside the frame
    where = framed(asked)
    page = to_the_check(where, client, clock)
    assert "frame-ancestors https://www.customer.example" in page["Content-Security-Policy"]
    assert "action=" not in page.content.decode()
    done = go(client, where, page, go="continue")
    assert "Thank you" in done.content.decode()
    assert not page.cookies
    assert not done.cookies
    assert "keeps a mark" not in done.content.decode()


def test_a_framed_page_leads_to_no_page_that_may_not_be_framed(asked, clock):
    where = framed(asked)
    for page in (Client().get(where), to_the_check(where, Client(), clock)):
        places = re.findall(r'<a [^>]*href="([^"]*)"', page.content.decode())
        assert not [place for place in places if place[0] != "#" and "frame=1" not in place]
