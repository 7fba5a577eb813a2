"""Nobody is asked for more surveys than the organisation allows: over rounds and asks, whatever was answered."""

import datetime as dt

import pytest
import rounds_at_work as at
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.listen.asks import Noted, look_for_people, note_contact, send_asks
from bothways_web.listen.limit import had_enough, last_asked, times_asked
from bothways_web.listen.models import Ask, Contact, Invitation, Response
from bothways_web.listen.pulses import launch_pulse, left_out_now
from bothways_web.people.models import Organisation, Post

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)  # a Monday
SETS = ("team_psychological_safety", "engagement_short", "workload_and_rest")
STANDS = {"occasion": "first_days", "instrument": "onboarding", "days": 7, "cadence": "quarterly"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let it be a Monday, or any other moment, and nobody need a rest by the other rule."""

    def be(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    be(NOW)
    return be


@pytest.fixture
def limited(company):
    Organisation.objects.update(rest_days=0, most_asks=1, asks_days=7)
    return company


def launch(company, audience, *, now, number=0, **plan):
    return at.launch(company, audience=audience, now=now, **{"instrument": SETS[number]} | plan)


def asked_units(asked) -> set[str]:
    return set(Invitation.objects.filter(round=asked).values_list("unit", flat=True))


def test_a_second_round_of_the_week_leaves_out_whoever_was_asked(limited, clock):
    launch(limited, "day", now=NOW)
    assert asked_units(launch(limited, "north", now=clock(NOW + 6 * DAY), number=1)) == {"night"}
    assert asked_units(launch(limited, "day", now=clock(NOW + 7 * DAY), number=1)) == {"day"}


def test_two_a_month_are_two_a_month(limited, clock):
    Organisation.objects.update(most_asks=2, asks_days=28)
    launch(limited, "day", now=NOW)
    assert asked_units(launch(limited, "day", now=clock(NOW + DAY), number=1)) == {"day"}
    third = launch(limited, "north", now=clock(NOW + 27 * DAY), number=2)
    assert asked_units(third) == {"night"}
    day = {one.pk for one in limited.people["day"]}
    assert had_enough("person", (NOW + 27 * DAY).date()) == day
    assert had_enough("person", (NOW + 28 * DAY).date()) == set()  # the first one is four weeks ago


def test_days_are_those_of_the_organisation_and_not_of_the_server(limited):
    late = dt.datetime(2026, 11, 2, 23, 30, tzinfo=dt.UTC)  # half past midnight on the third in Berlin
    launch(limited, "day", now=late)
    assert len(had_enough("person", dt.date(2026, 11, 9))) == 8
    assert not had_enough("person", dt.date(2026, 11, 10))
    assert set(last_asked().values()) == {dt.date(2026, 11, 3)}


def new_colleague(company, began, code="new") -> Post:
    person = company.people["day"][0].__class__.objects.create(code=code, email=f"{code}@company.example")
    return Post.objects.create(person=person, unit=company.units["day"], start=began)


def test_an_ask_waits_for_its_turn_and_counts_on_the_day_on_which_it_goes_out(limited, clock):
    post = new_colleague(limited, NOW.date() - 7 * DAY)
    at.launch(limited, now=NOW, **STANDS)
    launch(limited, "day", now=NOW)
    assert look_for_people() == 1
    for day in range(7):
        clock(NOW + day * DAY)
        look_for_people()
        assert send_asks() == 0
    clock(NOW + 7 * DAY)
    assert send_asks() == 1
    ask = Ask.objects.get(person=post.person)
    assert (ask.state, ask.ask_on) == (Ask.State.ASKED, (NOW + 7 * DAY).date())
    assert last_asked()[post.person_id] == (NOW + 7 * DAY).date()
    second = launch(limited, "day", now=clock(NOW + 13 * DAY), number=1)
    assert Invitation.objects.filter(round=second).count() == 8
    assert not Invitation.objects.filter(round=second, person=post.person).exists()


def test_who_joined_a_round_that_stands_counts_by_that_day_and_not_by_its_opening(limited, clock):
    """Else somebody asked yesterday, in a quarter that opened in October, would have had a long rest."""
    Organisation.objects.update(rest_days=14)
    at.launch(limited, now=NOW, **STANDS)
    post = new_colleague(limited, NOW.date() + 30 * DAY)
    clock(NOW + 37 * DAY)
    look_for_people()
    assert send_asks() == 1
    asked = launch(limited, "day", now=clock(NOW + 38 * DAY))
    assert Invitation.objects.filter(round=asked).count() == 8
    assert not Invitation.objects.filter(round=asked, person=post.person).exists()


def test_an_ask_that_is_too_old_by_its_turn_is_dropped(limited, clock):
    Organisation.objects.update(asks_days=28)
    post = new_colleague(limited, NOW.date() - 7 * DAY)
    at.launch(limited, now=NOW, **STANDS)
    launch(limited, "day", now=NOW)
    look_for_people()
    assert send_asks() == 0
    clock(NOW + 20 * DAY)
    send_asks()
    assert Ask.objects.get(person=post.person).state == Ask.State.DROPPED


def test_whoever_leaves_is_asked_before_the_last_day_however_often_they_were_asked(limited, clock):
    """By their turn they would be gone, and nothing would say why."""
    Organisation.objects.update(asks_days=28)
    leaves = limited.people["day"][3]
    Post.objects.filter(person=leaves).update(end=NOW.date() + 5 * DAY)
    at.launch(limited, now=NOW, **STANDS | {"occasion": "leaving", "instrument": "exit"})
    launch(limited, "day", now=NOW)
    look_for_people()
    assert send_asks() == 1
    ask = Ask.objects.get(person=leaves)
    assert (ask.state, ask.ask_on) == (Ask.State.ASKED, NOW.date())
    assert had_enough("person", (NOW + DAY).date(), person=leaves.pk) == {
        leaves.pk
    }  # it counts for all others


def test_customers_are_counted_over_all_their_surveys(limited, clock):
    Organisation.objects.update(most_asks=2)
    asked = at.launch(
        limited, instrument="csat_transactional", side="customers", occasion="contact", cadence="quarterly",
        rest_days=1, now=NOW,
    )  # fmt: skip
    contact = Contact.objects.create(side="customers", key="c1", email="c1@customer.example", unit="day")
    noted = []
    for day in (0, 2, 4, 6, 7):
        clock(NOW + day * DAY)
        noted.append(note_contact(asked.pulse, contact, unit="day", happened_on=(NOW + day * DAY).date())[0])
    assert noted[0] == Noted.NOTED
    assert times_asked("contact", NOW.date())[contact.pk] <= 2
    assert Noted.RESTING in noted


def test_whether_somebody_answered_changes_nothing(limited, clock):
    first = launch(limited, "day", now=NOW)
    before = had_enough("person", (NOW + DAY).date()), last_asked()
    at.answer_all(first)
    assert Response.objects.count() == 8
    assert (had_enough("person", (NOW + DAY).date()), last_asked()) == before


def test_the_page_of_a_launch_tells_a_band_and_never_a_number_below_five(limited, clock):
    launch(limited, "day", now=NOW)
    pulse = at.make_pulse(limited, audience="company", instrument=SETS[1])
    url = f"/listen/{pulse.pk}/launch/"
    page = limited.client("eva").get(url).content.decode()
    assert "5-9 of them are left out this time" in page
    assert "8 of them" not in page
    Invitation.objects.exclude(person__in=[one.pk for one in limited.people["day"][:4]]).delete()
    assert left_out_now(pulse) == ""
    page = limited.client("eva").get(url).content.decode()
    assert "Fewer than five of them, or nobody, are left out" in page
    assert "never by whether or what they answered" in page


def test_a_round_that_would_ask_too_few_because_of_it_is_refused(limited):
    launch(limited, "day", now=NOW)
    with pytest.raises(InputError, match="Fewer than 5 people would be asked"):
        launch_pulse(
            at.make_pulse(limited, audience="day", instrument=SETS[1]), by=limited.users["eva"], now=NOW
        )
