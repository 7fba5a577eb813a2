"""Attacks on charter, meetings and decisions of the committee: steps out of order, and forms sent late."""

import datetime as dt

import committee_at_work as at
import pytest
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.act.committee import decisions, draws, meetings, seats
from bothways_web.act.committee.charters import current_charter
from bothways_web.act.models import CommitteeDecision, CommitteeDraw, CommitteeMeeting
from bothways_web.people.units import today

CHARTER = f"{at.BASE}charter/change/"
DECISION = {"text": "Phones are answered.", "reason": "Customers ring.", "who": "Day shift", "by_when": None,
            "dissent": "", "unit": None}  # fmt: skip


def rewritten(company, name: str) -> bool:
    """Whether somebody gets a committee that decides to only pass on what it hears."""
    seen = current_charter().number
    answer = company.client(name).post(
        CHARTER, at.typed(powers="informs", goals=f"Less {seen}.") | {"seen": seen}
    )
    assert answer.status_code in (302, 404)
    return current_charter().number > seen


def test_leads_do_not_change_what_people_said_yes_to(company):
    """An attack: the charter is made weaker after the draw is announced, before the first one sits."""
    at.ready(company)
    draw = at.announced(company)
    assert not rewritten(company, "eva")
    CommitteeDraw.objects.update(draw_at=timezone.now() - dt.timedelta(minutes=1))
    draws.make_draw(draw, seen=draw.version, by=company.users["eva"])
    assert not rewritten(company, "fay")
    seat = draw.people.select_related("person__user").first()
    seats.accept(seat, by=seat.person.user)
    assert not rewritten(company, "eva")
    assert rewritten(company, "ida")


def test_leads_write_it_again_where_a_draw_is_called_off_or_nobody_waits_any_more(company):
    at.ready(company)
    draw = at.announced(company)
    draws.call_off(draw, seen=draw.version, by=company.users["eva"])
    assert rewritten(company, "eva")
    made = at.drawn(company)
    made.people.update(state="declined")
    assert rewritten(company, "eva")


def test_a_meeting_whose_minutes_are_published_is_not_moved_into_the_future(company):
    meeting = at.met(company, other="x", published_on=today())
    when = {"at": timezone.now() + dt.timedelta(days=9), "minutes": 60, "place": ""}
    with pytest.raises(InputError, match="published"):
        meetings.move_meeting(meeting, when, seen=meeting.version, by=company.users["ida"])
    page = company.client("ida").post(f"{at.BASE}meetings/{meeting.pk}/change/", {
        "day": (today() + dt.timedelta(days=9)).isoformat(), "time": "10:00", "minutes": 60, "version": meeting.version,
    })  # fmt: skip
    assert page.status_code == 422
    assert CommitteeMeeting.objects.get().at == meeting.at


def test_what_was_published_is_not_changed_behind_the_back_of_those_who_read_it(company):
    words, ida = "Changed after they were published", company.users["ida"]
    meeting = at.met(company, blockers="The lift.", outside=True)
    made = decisions.write_decision(meeting, DECISION, by=ida)
    meetings.publish_minutes(meeting, seen=meeting.version, by=ida)
    pages = {"ben": f"{at.BASE}meetings/{meeting.pk}/", "nobody": f"{at.BASE}outside/"}

    def told() -> set[bool]:
        return {words in company.client(name).get(url).content.decode() for name, url in pages.items()}

    assert told() == {False}
    decisions.change_decision(made, DECISION | {"text": "Phones are not answered."}, by=ida)
    assert told() == {True}
    for step in (meetings.withdraw_minutes, meetings.publish_minutes):
        meeting.refresh_from_db()
        step(meeting, seen=meeting.version, by=ida)
    assert told() == {False}
    meeting.refresh_from_db()
    given = dict.fromkeys(meetings.POINTS, "") | {"blockers": "Nothing.", "outside": True}
    meetings.write_minutes(meeting, given, seen=meeting.version, by=ida)
    assert told() == {True}


def test_a_decision_that_somebody_deletes_meanwhile_is_neither_changed_nor_deleted_twice(company):
    meeting, ida = at.met(company), company.users["ida"]
    made = decisions.write_decision(meeting, DECISION, by=ida)
    seen = CommitteeDecision.objects.select_related("meeting").get()
    decisions.delete_decision(made, by=ida)
    for late in (
        lambda: decisions.change_decision(seen, DECISION, by=ida),
        lambda: decisions.delete_decision(seen, by=ida),
    ):
        with pytest.raises(InputError, match="meanwhile"):
            late()
    assert not CommitteeDecision.objects.exists()


@pytest.mark.parametrize("name", ["ben", "ana", "eva", "fay", "gil", "hao", "dua", "nobody"])
def test_nobody_but_members_reaches_drafts_decisions_or_steps_by_their_numbers(company, name):
    meeting = at.met(company, blockers="SECRET draft")
    made = decisions.write_decision(meeting, DECISION | {"text": "SECRET decision"}, by=company.users["ida"])
    before = CommitteeMeeting.objects.values().get(), CommitteeDecision.objects.values().get()
    client, base = company.client(name), f"{at.BASE}meetings/{meeting.pk}/"
    of_it = [base + step for step in ("", "minutes/", "publish/", "withdraw/", "decide/", "change/", "delete/",
                                      "meeting.ics")]  # fmt: skip
    of_it += [f"{at.BASE}decisions/{made.pk}/{step}/" for step in ("change", "delete", "plan")]
    for url in [*of_it, f"/act/plans/new/day/?decision={made.pk}", at.BASE, f"{at.BASE}outside/"]:
        assert b"SECRET" not in client.get(url).content, url
        answer = client.post(
            url, {"version": meeting.version, "blockers": "mine", "text": "mine", "outside": "on"}
        )
        assert answer.status_code in (302, 404, 405, 422), url
        assert b"SECRET" not in answer.content, url
    assert (CommitteeMeeting.objects.values().get(), CommitteeDecision.objects.values().get()) == before


NUMBERS = ("9" * 19, "9" * 40, "1" * 5000, "0", "-1", "%00", "²")
NUMBERED = (
    "committee/charter/{n}/", "committee/draw/{n}/off/", "committee/meetings/{n}/", "committee/meetings/{n}/minutes/",
    "committee/meetings/{n}/change/", "committee/decisions/{n}/change/", "committee/decisions/{n}/plan/",
    "committee/?page={n}", "committee/outside/?page={n}", "welcome/mentor/pairs/{n}/", "plans/new/day/?decision={n}",
    "welcome/packets/{n}/", "welcome/packets/{n}/version/{n}/", "mission/versions/{n}/", "mission/checks/{n}/",
    "mission/checks/{n}/delete/", "welcome/mentor/notes/{n}/delete/", "celebrations/{n}/",
    "celebrations/{n}/take-down/",
)  # fmt: skip


@pytest.mark.parametrize("name", ["ida", "eva", "ben", "nobody"])
def test_no_number_in_an_address_or_form_breaks_a_page(company, name):
    client = company.client(name)
    for address in NUMBERED:
        for number in NUMBERS:
            url = f"/act/{address.format(n=number)}"
            assert client.get(url).status_code < 500, (address, number[:20])
            sent = {"version": number, "seen": number, "pair": number, "after": number}
            assert client.post(url, sent).status_code < 500, (address, number[:20])


def test_days_at_both_ends_of_time_break_no_page(company):
    at.ready(company)
    for day in ("0001-01-01", "9999-12-31"):
        sent = {"day": day, "time": "23:59", "minutes": 60, "seats": 4, "attributes": ["role"]}
        company.client("ida").post(f"{at.BASE}meetings/new/", sent)
        company.client("eva").post(f"{at.BASE}draw/new/", sent)
    for name in ("ida", "eva", "ben"):
        for url in (at.BASE, f"{at.BASE}draw/", "/"):
            assert company.client(name).get(url).status_code < 500


def test_a_form_from_another_site_is_refused(company):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(company.users["eva"], backend="allauth.account.auth_backends.AuthenticationBackend")
    at.ready(company)
    draw = at.planned(company)
    for step in ("announce", "nearest", "now", "off"):
        assert client.post(f"{at.BASE}draw/{draw.pk}/{step}/", {"version": 0}).status_code == 403
    assert CommitteeDraw.objects.get().state == "planned"
