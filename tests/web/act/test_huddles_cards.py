"""Cards written in silence: who wrote which stands nowhere, few are never shown, and all are shown at once."""

import datetime as dt
import re

import huddled as h
import pytest
from django.test import Client
from django.utils import timezone

from bothways_web.act.huddles import cards
from bothways_web.act.huddles.cards import card_code, card_link, huddle_behind
from bothways_web.act.huddles.closing import close_huddle
from bothways_web.act.models import Card, Huddle
from bothways_web.listen import allowance
from bothways_web.people.models import Change, Organisation
from bothways_web.web.logs import WithoutTokens


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


@pytest.fixture
def huddle(company):
    return h.opened(company)


@pytest.fixture
def address(huddle):
    return card_link(huddle).split("8000")[1]


def write(address, text="Answer mails in order.", client=None, **given):
    client = client or Client()
    return client.post(address, {"key": h.key_on(client.get(address)), "text": text} | given)


def lay_open(company, huddle, **given):
    return h.step(company, "ana", huddle, "lay_open", **({"enough": "yes"} | given))


def reload(huddle):
    return Huddle.objects.get(pk=huddle.pk)


def test_a_card_is_written_without_an_account_and_leaves_no_cookie(huddle, address):
    client = Client()
    page = client.get(address)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "Your card lies with the others" in write(address, client=client).content.decode()
    assert not client.cookies
    assert Card.objects.get().masked == "Answer mails in order."


def test_nothing_tells_who_wrote_a_card_or_when(company, huddle, address):
    before = Huddle.objects.values().get()
    write(address, client=company.client("ben"))
    assert {field.name for field in Card._meta.fields} == {"id", "huddle", "masked"}
    assert Huddle.objects.values().get() == before
    assert set(Change.objects.values_list("verb", flat=True)) == {"opened huddle"}
    assert Card.objects.get().pk > 10**12


def test_a_form_that_is_sent_twice_is_one_card(huddle, address):
    client = Client()
    key = h.key_on(client.get(address))
    for _twice in range(2):
        assert "lies with the others" in client.post(address, {"key": key, "text": "Twice"}).content.decode()
    assert Card.objects.count() == 1


def test_names_addresses_and_numbers_are_masked_when_it_is_stored(company, huddle, address):
    write(address, "Desk 3 wrote to c1@customer.example about 4711 0815 2342.")
    stored = Card.objects.get().masked
    assert not re.search("Desk 3|customer.example|0815", stored)


@pytest.mark.parametrize(
    ("text", "told"), [("", "Write your idea."), (" \n ", "Write your idea."), ("x" * 281, "at most 280")]
)
def test_a_card_that_cannot_be_stays_in_the_form(huddle, address, text, told):
    page = write(address, text)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"), [({"website": "spam"}, "do not see"), ({"key": "made up"}, "too long")]
)
def test_what_looks_like_a_program_is_not_stored_and_keeps_its_text(huddle, address, given, told):
    page = write(address, "Mine", **given)
    assert page.status_code == 400
    assert told in page.content.decode()
    assert "Mine" in page.content.decode()
    assert not Card.objects.exists()


def test_a_flood_from_one_network_is_stopped_and_its_text_kept(huddle, address, monkeypatch):
    monkeypatch.setattr(cards, "MOST_BY_ADDRESS", 2)
    answers = [write(address, f"Idea {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Idea 2" in answers[2].content.decode()
    assert Card.objects.count() == 2


def test_a_huddle_takes_so_many_cards_and_no_more(huddle, address, monkeypatch):
    monkeypatch.setattr(cards, "MOST", 1)
    write(address)
    assert "no room for more cards" in write(address).content.decode()
    assert Card.objects.count() == 1


def test_the_code_is_typed_as_people_type_and_ends(company, huddle):
    code = card_code(huddle)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)
    assert huddle_behind(code.lower().replace("0", "o").replace("1", "l")) == huddle
    assert huddle_behind("AAAA-AAAA") is None
    assert huddle_behind("²ü-") is None
    assert Client().get("/act/huddles/card/AAAA-AAAA/").status_code == 404
    Huddle.objects.update(opened_at=timezone.now() - dt.timedelta(days=2))
    assert huddle_behind(code) is None


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_cards_are_never_laid_open_nor_counted(company, huddle, count):
    h.lay_down(huddle, count, "Secret idea")
    page = lay_open(company, huddle).content.decode()
    assert "There are fewer than 5 cards" in page
    assert not reload(huddle).cards_open
    assert "Secret idea" not in page


def test_pages_of_no_cards_and_of_many_read_alike_until_they_are_laid_open(company, huddle):
    client = company.client("ana")
    urls = [h.page(huddle), f"{h.page(huddle)}?view=screen&slide=5"]
    csrf = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    before = [csrf.sub(b"", client.get(url).content) for url in urls]
    h.lay_down(huddle, 7, "Secret idea")
    assert [csrf.sub(b"", client.get(url).content) for url in urls] == before


def test_five_cards_are_not_five_people_so_somebody_counts_them(company, huddle):
    h.lay_down(huddle, 5)
    page = lay_open(company, huddle, enough="").content.decode()
    assert "One person may write several cards" in page
    assert not reload(huddle).cards_open
    assert "The cards are laid open." in lay_open(company, huddle).content.decode()


def test_a_higher_floor_of_the_organisation_asks_for_more_cards(company, huddle):
    Organisation.objects.update(floor=8)
    h.lay_down(huddle, 7)
    assert "fewer than 8 cards" in lay_open(company, huddle).content.decode()


def test_all_cards_are_laid_open_at_once_and_none_is_added_after(company, huddle, address):
    h.lay_down(huddle, 6)
    waiting = Client()
    key = h.key_on(waiting.get(address))
    lay_open(company, huddle)
    page = company.client("ben").get(h.page(huddle)).content.decode()
    assert all(f"Idea {number}" in page for number in range(6))
    answer = waiting.post(address, {"key": key, "text": "Too late"}).content.decode()
    assert "No cards are taken now" in answer
    assert "Too late" in answer
    assert Card.objects.count() == 6
    assert "No cards are taken now" in Client().get(address).content.decode()
    assert "laid cards open" in Change.objects.values_list("verb", flat=True)


def test_a_card_becomes_an_action_by_its_text(company, huddle):
    h.lay_down(huddle, 5)
    number = Card.objects.first().pk
    asked = {"card": number}
    assert 'value="Idea' not in company.client("ana").get(h.page(huddle), asked).content.decode()
    lay_open(company, huddle)
    for query in (asked, {"view": "screen", "slide": "6", **asked}):
        assert 'value="Idea' in company.client("ana").get(h.page(huddle), query).content.decode()
    assert company.client("ana").get(h.page(huddle), {"card": "x"}).status_code == 200


def test_cards_are_deleted_when_the_huddle_is_closed(company, huddle, address):
    h.lay_down(huddle, 5, "Secret idea")
    lay_open(company, huddle)
    close_huddle(huddle, held=True, by=company.users["ana"])
    assert not Card.objects.exists()
    assert "Secret idea" not in company.client("ana").get(h.page(huddle)).content.decode()
    assert "No cards are taken now" in Client().get(address).content.decode()


def test_a_script_on_a_card_stays_a_text(company, huddle, address):
    write(address, "<script>alert(1)</script>")
    h.lay_down(huddle, 5)
    lay_open(company, huddle)
    page = company.client("ana").get(h.page(huddle)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_no_line_of_the_log_names_the_address(caplog):
    import logging

    for path in ("/act/huddles/card/7K2M-9QXT/", "/act/huddles/calendar/abc.def.ics"):
        record = logging.LogRecord("x", logging.WARNING, "x", 1, "Not Found: %s", (path,), None)
        assert WithoutTokens().filter(record)
        assert "7K2M" not in record.getMessage()
        assert "abc.def" not in record.getMessage()
