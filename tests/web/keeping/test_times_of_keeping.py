"""What was kept long enough goes in the night, within what the promise allows, and never by surprise."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone
from rounds_at_work import answer_all, launch

from bothways.errors import InputError
from bothways_web.act.models import Case
from bothways_web.keeping.models import Erasure, RetentionNight, RetentionProposal
from bothways_web.keeping.retention import nightly, terms
from bothways_web.keeping.retention.kinds import KINDS, kind_of
from bothways_web.keeping.retention.showing import terms as shown_terms
from bothways_web.listen.archive import COMMENT, file_of
from bothways_web.listen.clock import tick
from bothways_web.listen.models import Contact, Delivery, Invitation, Problem, Reply, Response, Round
from bothways_web.people.changes import record
from bothways_web.people.models import Change, Person, Post
from bothways_web.people.units import today


def ago(days):
    return today() - dt.timedelta(days=days)


@pytest.fixture
def begun(company):
    """A site whose first night was so long ago that things may go."""
    RetentionNight.objects.create(day=ago(nightly.NOTICE))
    return company


def night():
    return nightly.do_night(RetentionNight.objects.get_or_create(day=today())[0])


def edge(name):
    """Days of a kind: the last one that stays, and the first one that goes."""
    days = terms.days_of(kind_of(name))
    return ago(days), ago(days + 1)


@pytest.mark.parametrize("kind", KINDS, ids=[one.name for one in KINDS])
def test_the_usual_time_lies_within_the_promise(kind):
    assert kind.least <= kind.days <= kind.most


def test_nothing_goes_in_the_first_month(company):
    AccessAttempt.objects.create(username="x", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(days=3000))
    assert night() == {}
    assert AccessAttempt.objects.count() == 1
    [shown] = [one for one in shown_terms() if one.kind.name == "tries"]
    assert shown.next_on == today() + dt.timedelta(days=nightly.NOTICE)


def test_the_change_log_and_tries_go_on_their_day(begun):
    for name, model, field in (("changes", Change, "at"), ("tries", AccessAttempt, "attempt_time")):
        for day in edge(name):
            if model is Change:
                one = record(None, "did", "something")
            else:
                one = model.objects.create(
                    username="x", failures_since_start=1, ip_address="1.2.3.4", user_agent=str(day)
                )
            moment = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
            model.objects.filter(pk=one.pk).update(**{field: moment})
    gone = night()
    assert (gone["changes"], gone["tries"]) == (1, 1)
    assert AccessAttempt.objects.count() == 1


def test_people_who_left_are_erased_and_those_who_work_here_stay(begun):
    stays, goes = begun.people["desk"][3], begun.people["desk"][4]
    for person, day in zip((stays, goes), edge("records"), strict=True):
        Post.objects.filter(person=person).update(start=ago(3000), end=day)
    people = Person.objects.count()
    assert night() == {"records": 1}
    assert Person.objects.count() == people - 1
    assert not Person.objects.filter(pk=goes.pk).exists()
    [one] = Erasure.objects.all()
    assert (one.why, one.by) == ("time", None)


def test_words_and_names_of_old_rounds_go_and_numbers_stay(begun):
    import pyarrow.parquet as pq

    asked = launch(begun, audience="north", instrument="engagement_short")
    Round.objects.filter(pk=asked.pk).update(comment=True)
    answer_all(asked)
    Response.objects.update(comment="We wait for parts.")
    Round.objects.filter(pk=asked.pk).update(
        opens_at=timezone.now() - dt.timedelta(days=8), closes_at=timezone.now()
    )
    tick()
    before = pq.read_table(file_of(asked))
    assert before[COMMENT].null_count == 0
    assert night() == {}
    _stays, day = edge("words")
    moment = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    Round.objects.filter(pk=asked.pk).update(opens_at=moment - dt.timedelta(days=7), closes_at=moment)
    invited = Invitation.objects.count()
    gone = night()
    assert gone == {"words": 1, "invitations": invited}
    after = pq.read_table(file_of(asked))
    assert after[COMMENT].null_count == after.num_rows
    assert after.drop_columns([COMMENT]).equals(before.drop_columns([COMMENT]))
    assert Invitation.objects.count() == invited
    assert not Invitation.objects.exclude(person=None, address="", attributes={}).exists()
    assert not Delivery.objects.exists()


def test_customers_cases_and_reporters_go_on_their_day(begun):
    unit = begun.units["day"]
    for key, day in zip(("stays", "goes"), edge("contacts"), strict=True):
        Contact.objects.create(side="customers", key=key, unit="day", stopped_on=day)
    Contact.objects.create(side="customers", key="never asked", unit="day")
    for day in edge("cases"):
        Case.objects.create(unit=unit, opened_on=day, reply_by=day, close_by=day, closed_on=day, state="closed",
                            outcome="solved", words="So slow.", masked="So slow.", lesson="Order sooner.")  # fmt: skip
    for day in edge("reporters"):
        one = Problem.objects.create(
            prompt="easier", text="x", masked="x", day=day, reporter=begun.users["ben"]
        )
        Reply.objects.create(problem=one, number=1, kind="answer", text="y", masked="y", day=day)
    gone = night()
    assert gone == {"contacts": 1, "cases": 1, "reporters": 1}
    assert set(Contact.objects.values_list("key", flat=True)) == {"stays", "never asked"}
    assert sorted(Case.objects.values_list("words", flat=True)) == ["", "So slow."]
    assert set(Case.objects.values_list("lesson", flat=True)) == {"Order sooner."}
    assert Problem.objects.filter(reporter=None).count() == 1


def test_what_the_page_foretells_is_what_goes_that_day(begun):
    Contact.objects.create(side="customers", key="c", unit="day", stopped_on=ago(700))
    [shown] = [one for one in shown_terms() if one.kind.name == "contacts"]
    assert shown.next_on == today() + dt.timedelta(days=731 - 700)
    kind = kind_of("contacts")
    assert kind.go(shown.next_on - dt.timedelta(days=shown.days + 1)) == 0
    assert kind.go(shown.next_on - dt.timedelta(days=shown.days)) == 1


def test_a_kind_that_fails_keeps_no_other_from_going(begun, monkeypatch):
    def fail(_before):
        raise RuntimeError

    monkeypatch.setattr(
        nightly, "KINDS", [type("Broken", (), {"name": "tries", "go": fail}), kind_of("contacts")]
    )
    monkeypatch.setattr(nightly, "days_of", lambda *_given: 100)
    Contact.objects.create(side="customers", key="c", unit="day", stopped_on=ago(3000))
    assert night() == {"contacts": 1}


def test_another_time_needs_a_second_administrator_and_two_weeks(begun):
    dua, kim = begun.client("dua"), begun.client("kim")
    assert (
        dua.post(reverse("keeping"), {"step": "propose", "kind": "contacts", "days": 365}).status_code == 302
    )
    [proposal] = RetentionProposal.objects.all()
    sure = {"step": "confirm", "proposal": proposal.pk}
    assert "You asked for this yourself" in dua.post(reverse("keeping"), sure, follow=True).content.decode()
    assert terms.days_of(kind_of("contacts")) == 730
    kim.post(reverse("keeping"), sure)
    proposal.refresh_from_db()
    assert proposal.holds_from == today() + dt.timedelta(days=terms.NOTICE)
    assert terms.days_of(kind_of("contacts")) == 730
    assert terms.days_of(kind_of("contacts"), proposal.holds_from) == 365
    told = begun.client("nobody").get(reverse("promise")).content.decode()
    assert "365 days from" in told
    with pytest.raises(InputError, match="does not wait"):
        terms.withdraw_days(proposal, by=begun.users["dua"])


@pytest.mark.parametrize(("name", "days"), [("records", 399), ("records", 3651), ("tries", 6)])
def test_no_time_outside_of_the_promise_is_taken(begun, name, days):
    page = begun.client("dua").post(reverse("keeping"), {"step": "propose", "kind": name, "days": days})
    assert page.status_code == 422
    assert not RetentionProposal.objects.exists()
    with pytest.raises(InputError, match="are not between"):
        terms.propose_days(kind_of(name), days, by=begun.users["dua"])


def test_a_time_that_was_written_past_the_promise_is_not_followed(begun):
    RetentionProposal.objects.create(
        kind="records", days=5, proposed_on=today(), confirmed_on=today(), holds_from=today()
    )
    assert terms.days_of(kind_of("records")) == kind_of("records").least


def test_the_clock_starts_one_night_a_day(begun, monkeypatch):
    monkeypatch.setattr(nightly, "HOUR", 0)
    for _again in range(3):
        monkeypatch.setattr(nightly, "_looked", [-nightly._LOOK_EVERY])
        nightly.retention_tick()
    assert RetentionNight.objects.filter(day=today()).count() == 1
