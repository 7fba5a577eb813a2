"""Against spam: a field nobody sees, a clock, counting in memory; what is refused keeps its answers."""

import logging
from pathlib import Path

import pytest
from addressed_company import everything_stored
from django.apps import apps
from django.test import Client
from open_at_work import address_of, launch_open, moved_clock, send_one, to_the_check
from rounds_at_work import go, hidden

from bothways_web.listen.channels import guard
from bothways_web.listen.channels.links import Door
from bothways_web.listen.models import Invitation, Response, Round
from bothways_web.web.logs import WithoutTokens

DEVICE = "203.0.113.77"


@pytest.fixture
def clock(monkeypatch):
    return moved_clock(monkeypatch)


@pytest.fixture
def asked(company) -> Round:
    return launch_open(company)


@pytest.fixture
def url(asked) -> str:
    return address_of(asked.pulse)


def sent_again(url, client, page):
    """Press the button of a page that refuses."""
    return go(client, url, page, go="continue")


def test_the_hidden_field_is_not_announced_and_not_reached_by_keyboard(url):
    page = Client().get(url).content.decode()
    [field] = [line for line in page.splitlines() if f'name="{guard.TRAP}"' in line]
    assert 'aria-hidden="true"' in field
    assert 'tabindex="-1"' in field
    assert 'autocomplete="off"' in field


def test_a_start_with_the_hidden_field_filled_is_refused_and_can_go_on(url, clock):
    client = Client()
    page = go(client, url, client.get(url), website="https://spam.example")
    assert page.status_code == 400
    assert "a field that people do not see" in page.content.decode()
    assert "Question 1 of 5" in go(client, url, page, go="start").content.decode()


def test_a_send_with_the_hidden_field_filled_stores_nothing_and_keeps_the_answers(url, clock):
    client = Client()
    page = to_the_check(url, client, clock)
    refused = go(client, url, page, go="continue", website="x")
    assert "not sent yet" in refused.content.decode()
    assert not Invitation.objects.exists()
    assert "Thank you" in sent_again(url, client, refused).content.decode()
    assert sorted(Response.objects.get().answers.values()) == [1, 2, 3, 4]


def test_a_send_faster_than_people_answer_is_refused_until_they_could(url, clock):
    client = Client()
    refused = go(client, url, to_the_check(url, client, clock, seconds=0), go="continue")
    assert "faster than people answer" in refused.content.decode()
    assert not Invitation.objects.exists()
    assert "Shorter queues" in go(client, url, refused, go="start").content.decode()
    clock.ahead += 4
    assert "Thank you" in sent_again(url, client, refused).content.decode()


def test_a_page_open_for_more_than_a_day_is_refused_with_its_answers_kept(url, clock):
    client = Client()
    page = to_the_check(url, client, clock, seconds=25 * 3600)
    refused = go(client, url, page, go="continue")
    assert "open for more than a day" in refused.content.decode()
    assert not Invitation.objects.exists()
    clock.ahead += 4
    assert "Thank you" in sent_again(url, client, refused).content.decode()
    assert Response.objects.get().comment == "Shorter queues"


def test_a_start_page_that_stood_open_for_days_still_starts(url, clock):
    client = Client()
    page = client.get(url)
    clock.ahead += 3 * 24 * 3600
    assert "Question 1 of 5" in go(client, url, page).content.decode()


def test_the_31st_send_of_a_network_within_an_hour_is_refused(asked, url, clock, monkeypatch):
    for _time in range(guard.MOST_BY_ADDRESS):
        assert "Thank you" in send_one(url, Client(REMOTE_ADDR=DEVICE), clock).content.decode()
    client = Client(REMOTE_ADDR=DEVICE)
    refused = send_one(url, client, clock)
    assert refused.status_code == 429
    assert "from your network" in refused.content.decode()
    assert Response.objects.count() == guard.MOST_BY_ADDRESS == 30
    assert "Thank you" in send_one(url, Client(REMOTE_ADDR="203.0.113.78"), clock).content.decode()
    kiosk = address_of(asked.pulse, Door.KIOSK)
    assert "Thank you" in send_one(kiosk, Client(REMOTE_ADDR=DEVICE), clock).content.decode()
    guard.allowance.forget()  # an hour later
    assert "Thank you" in sent_again(url, client, refused).content.decode()


def test_a_survey_takes_so_many_an_hour_and_kiosks_count(asked, url, clock, monkeypatch):
    monkeypatch.setattr(guard, "MOST_TO_SURVEY", 3)
    kiosk = address_of(asked.pulse, Door.KIOSK)
    for _number in range(3):
        send_one(kiosk, Client(), clock)
    for where in (kiosk, url):
        refused = send_one(where, Client(), clock)
        assert (refused.status_code, Response.objects.count()) == (429, 3)
        assert "very many answers within an hour" in refused.content.decode()


def test_an_address_that_a_visitor_writes_into_a_header_is_not_believed(url, clock, monkeypatch):
    monkeypatch.setattr(guard, "MOST_BY_ADDRESS", 1)
    first, second = (Client(headers={"x-forwarded-for": f"192.0.2.{number}"}) for number in range(2))
    assert "Thank you" in send_one(url, first, clock).content.decode()
    assert send_one(url, second, clock).status_code == 429


def test_behind_a_proxy_the_address_that_it_names_is_counted(url, clock, monkeypatch, settings):
    settings.BEHIND_PROXY = True
    monkeypatch.setattr(guard, "MOST_BY_ADDRESS", 1)

    def send(named: str):
        visitor = Client(REMOTE_ADDR="10.0.0.2", headers={"x-forwarded-for": named})
        return send_one(url, visitor, clock).status_code

    assert [send("198.51.100.1"), send("198.51.100.2")] == [200, 200]
    assert (
        send("198.51.100.1") == send("192.0.2.9, 198.51.100.1") == 429
    )  # the first one is the visitor's own word


def test_the_address_of_a_device_is_in_no_table_no_file_and_no_line(url, clock, own_home, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(REMOTE_ADDR=DEVICE, headers={"user-agent": "Spottable/1.0"})
    send_one(url, client, clock)
    go(client, url, client.get(url), website="x")
    tables = [repr(list(model._default_manager.values_list())) for model in apps.get_models()]
    files = [path.read_bytes() for path in Path(own_home).rglob("*") if path.is_file()]
    for trace in (DEVICE, "Spottable"):
        assert not [text for text in tables if trace in text]
        assert not [text for text in files if trace.encode() in text]
        assert trace not in caplog.text


def test_no_line_of_the_log_names_an_address_that_opens_a_survey():
    for door in Door:
        line = logging.LogRecord("x", logging.WARNING, "", 1, "Bad: /%s/abc.def/?frame=1", (door,), None)
        WithoutTokens().filter(line)
        assert "abc" not in line.getMessage()


def test_what_is_refused_or_half_filled_leaves_nothing_behind(asked, url, clock):
    before = everything_stored()
    for where in (url, address_of(asked.pulse, Door.KIOSK)):
        client = Client()
        page = to_the_check(where, client, clock, seconds=0)
        assert "not sent yet" in go(client, where, page, go="continue").content.decode()
        assert hidden(page)["draft"]
    assert everything_stored() == before
