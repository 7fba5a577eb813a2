"""Attacks in the room of a huddle: whose card was the last one, words of a window that proves nothing, old lessons."""

import datetime as dt
import logging

import huddled as h
import pytest
import test_huddles_agenda as agenda
from django.test import Client

from bothways_web.act.huddles import cards
from bothways_web.act.huddles.agenda import fill_agenda
from bothways_web.act.models import Card, Case, Huddle
from bothways_web.listen import allowance
from bothways_web.listen.models import Round
from bothways_web.people.models import Organisation
from bothways_web.people.units import today

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


def test_whoever_tries_all_the_time_does_not_see_whose_card_is_the_fifth(company, monkeypatch):
    """Ana writes four cards herself and then tries until somebody else writes one: that card would be open at once."""
    huddle = h.opened(company)
    h.lay_down(huddle, 4, "Of Ana")
    tries = [h.step(company, "ana", huddle, "lay_open", enough="yes").content.decode() for _again in range(3)]
    assert "There are fewer than 5 cards" in tries[0]
    Card.objects.create(pk=77, huddle=huddle, masked="Of Ben")
    page = h.step(company, "ana", huddle, "lay_open", enough="yes").content.decode()
    assert "Try again in a minute" in page
    assert "Of Ben" not in page
    assert not Huddle.objects.get().cards_open
    monkeypatch.setattr(cards, "TRY_AGAIN", 1)
    allowance.forget()  # a minute later
    assert "Of Ben" in h.step(company, "ana", huddle, "lay_open", enough="yes").content.decode()


@pytest.mark.parametrize(
    "given", [{"text": ""}, {"text": "An idea", "key": "made up"}], ids=["blank", "late"]
)
def test_a_card_that_is_refused_leaves_no_line_in_the_log_either(company, caplog, given):
    address = cards.card_link(h.opened(company)).partition("/act/")[2]
    client = Client()
    key = h.key_on(client.get(f"/act/{address}"))
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        answer = client.post(f"/act/{address}", {"key": key} | given)
    assert answer.status_code in (400, 422)
    assert not caplog.records


def test_words_of_the_next_window_do_not_come_by_the_day_on_which_both_meet(company):
    """A survey that stands closes at midnight: what comes on that day was answered in the window that follows."""
    Organisation.objects.update(time_zone="UTC")
    asked = agenda.customers_of(company, 12)
    assert asked.closes_at.time() == dt.time(0)
    last = agenda.words_of_a_case(company, asked, "t05", day=asked.closes_at.date() - DAY)
    agenda.words_of_a_case(company, asked, "t05", day=asked.closes_at.date())
    assert fill_agenda("t05")["words"] == [last.pk]


def test_windows_are_counted_in_days_of_the_organisation(company):
    """Opened in the evening by the clock of the machine, and on the next morning by that of the organisation."""
    Organisation.objects.update(time_zone="Pacific/Auckland")
    asked = agenda.customers_of(company, 12)
    day = asked.opens_at.date()
    Round.objects.filter(pk=asked.pk).update(opens_at=asked.opens_at - dt.timedelta(hours=4))
    agenda.words_of_a_case(company, asked, "t05", day=day - DAY)
    first = agenda.words_of_a_case(company, asked, "t05", day=day)
    assert fill_agenda("t05")["words"] == [first.pk]


def test_what_became_a_mistake_or_was_closed_anew_today_leaves_an_open_huddle(company):
    asked = agenda.customers_of(company, 12)
    agenda.words_of_a_case(company, asked, "t05")
    agenda.closed_case(company, "Of yesterday", "t05")
    huddle = h.opened(company, "t05", by="eva")
    shown = agenda.page(company, huddle, "eva")
    assert "Words in t05" in shown
    assert "Of yesterday" in shown
    Case.objects.filter(masked="Words in t05").update(outcome="mistake")
    Case.objects.filter(lesson="Of yesterday").update(closed_on=today(), lesson="Of today")
    shown = agenda.page(company, huddle, "eva")
    assert "Words in t05" not in shown
    assert "Of today" not in shown
