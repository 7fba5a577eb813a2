"""What is counted as one visitor, what no line of the log tells, and asks that come at once."""

import logging

import pytest
import rounds_at_work as at

from bothways_web.listen import allowance
from bothways_web.listen.channels import guard, visits
from bothways_web.listen.channels.guard import Why, network_of, why_not
from bothways_web.listen.channels.webhooks import is_public
from bothways_web.listen.models import Contact, Pulse
from bothways_web.listen.outside import happenings
from bothways_web.listen.outside.happenings import Happening, note_happenings
from bothways_web.people.units import today
from bothways_web.web.logs import WithoutTokens


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
     ("192.0.2.7", "::ffff:192.0.2.7", True), ("192.0.2.7", "192.0.2.8", False), ("unknown", "unknown", True)],
)  # fmt: skip
def test_a_net_of_the_newer_addresses_counts_as_one(first, second, same):
    assert (network_of(first) == network_of(second)) is same


def test_whoever_changes_the_address_within_a_net_gets_no_further(monkeypatch):
    allowance.forget()
    mark = visits.new_mark()
    monkeypatch.setattr(guard.time, "time", lambda: mark.begun + 60)
    sends = [why_not(Pulse(pk=1), mark, address=f"2001:db8::{number:x}") for number in range(31)]
    assert sends == [None] * guard.MOST_BY_ADDRESS + [Why.ADDRESS]
    allowance.forget()


def test_no_line_of_the_log_holds_the_link_by_which_somebody_asks_for_no_more():
    line = logging.LogRecord("django.server", 20, "", 0, '"GET /no-more/abc.DEF-1/ HTTP/1.1" 200', (), None)
    WithoutTokens().filter(line)
    assert "abc" not in line.getMessage()
    assert "/no-more/…" in line.getMessage()


def test_several_are_noted_by_their_numbers_and_answered_in_their_places(company, monkeypatch):
    asked = at.launch(
        company, instrument="csat_relational", side="customers", occasion="contact", cadence="monthly"
    )
    seen: list[str] = []
    note = happenings.note_contact

    def watched(pulse, contact: Contact, **more):
        seen.append(contact.key)
        return note(pulse, contact, **more)

    monkeypatch.setattr(happenings, "note_contact", watched)
    told = [Happening(key, "day", today()) for key in ("b", "c", "b", "a")]
    made = note_happenings(asked.pulse, told)
    assert seen == ["a", "b", "b", "c"]
    assert [one.outcome for one in made] == ["asked", "asked", "resting", "asked"]
    assert [one.ask.contact.key for one in made if one.ask] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "address",
    ["fec0::1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "192.0.0.8", "::ffff:10.0.0.1"],
)
def test_networks_of_one_house_are_not_public(address):
    assert not is_public(address)
    assert is_public("2606:4700::1111")
