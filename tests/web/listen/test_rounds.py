"""Rounds from launch to release: fixed at launch, closed once, released once, and nothing lost between."""

import datetime as dt
import threading

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.utils import timezone
from rounds_at_work import answer_all, launch, make_pulse

from bothways.errors import InputError
from bothways_web.listen import archive, clock, release
from bothways_web.listen.ledgers import folder_of, released_round, released_rounds
from bothways_web.listen.models import Delivery, Invitation, Pulse, Response, Round
from bothways_web.listen.pulses import Plan, change_pulse, launch_pulse, set_state
from bothways_web.listen.rounds import close_round, open_round
from bothways_web.people.models import Change, Organisation, Post

DAY = dt.timedelta(days=1)


def close_and_release(asked: Round) -> Round:
    close_round(asked)
    release.release_round(asked.pk)
    asked.refresh_from_db()
    return asked


def test_everybody_below_the_audience_is_invited_once(company):
    asked = launch(company, audience="north")
    assert Invitation.objects.filter(round=asked).count() == 16
    assert set(Invitation.objects.values_list("unit", flat=True)) == {"day", "night"}


def test_those_without_an_address_and_those_who_left_are_not_invited(company):
    first, second = company.people["day"][:2]
    first.email = ""
    first.save()
    Post.objects.filter(person=second).update(end=dt.date(2024, 6, 1))
    asked = launch(company, audience="day")
    assert Invitation.objects.filter(round=asked).count() == 6


def test_a_round_that_could_never_show_anything_is_not_opened(company):
    Post.objects.filter(unit__code="day", person__code__in=["day1", "day2", "day3", "day4"]).delete()
    pulse = make_pulse(company, audience="day")
    with pytest.raises(InputError, match="Fewer than 5 people"):
        launch_pulse(pulse, by=company.users["eva"])
    assert Pulse.objects.get().state == Pulse.State.DRAFT
    assert not Round.objects.exists()


def test_a_delicate_question_set_needs_ten_people(company):
    with pytest.raises(InputError, match="Fewer than 10 people"):
        launch(company, audience="day", instrument="burnout_short")
    assert launch(company, audience="north", instrument="burnout_short").floor == 10


def test_nobody_is_asked_again_before_the_days_of_rest_are_over(company):
    now = timezone.now()
    launch(company, audience="day", now=now)
    other = make_pulse(company, audience="north", instrument="engagement_short")
    asked = launch_pulse(other, by=company.users["eva"], now=now + DAY)
    assert set(Invitation.objects.filter(round=asked).values_list("unit", flat=True)) == {"night"}


def test_a_sample_asks_those_first_who_were_asked_longest_ago(company):
    Organisation.objects.update(rest_days=0)
    for number in range(9, 33):
        person = company.people["day"][0].__class__.objects.create(
            code=f"more{number}", email=f"m{number}@company.example"
        )
        Post.objects.create(person=person, unit=company.units["day"], start=dt.date(2024, 1, 1))
    now = timezone.now()
    pulse = make_pulse(company, audience="day", share=50, cadence="weekly", open_days=1)
    first = launch_pulse(pulse, by=company.users["eva"], now=now)
    close_round(first)
    second = open_round(pulse, now=now + 7 * DAY)
    asked = [
        set(Invitation.objects.filter(round=one).values_list("respondent", flat=True))
        for one in (first, second)
    ]
    assert [len(one) for one in asked] == [16, 16]
    assert not asked[0] & asked[1]


def test_the_tree_and_the_questions_of_a_round_stay_as_they_were_at_launch(company):
    asked = launch(company)
    company.units["day"].spans.update(name="Early shift")
    pulse = asked.pulse
    pulse.definition = pulse.definition.replace("this team", "our team")
    pulse.save()
    asked.refresh_from_db()
    assert ["day", "north", "Day shift"] in asked.tree
    assert "our team" not in asked.definition


def test_the_floor_of_a_round_does_not_follow_a_later_change(company):
    asked = launch(company)
    Organisation.objects.update(floor=8)
    asked.refresh_from_db()
    assert asked.floor == 5


def test_who_is_asked_cannot_be_changed_after_the_first_round(company):
    asked = launch(company)
    with pytest.raises(InputError, match="stays the same"):
        change_pulse(asked.pulse, Plan("Team safety", company.units["day"]), by=company.users["eva"])


def test_answers_become_released_numbers_and_leave_the_database(company):
    asked = launch(company)
    answer_all(asked)
    close_and_release(asked)
    assert asked.state == Round.State.RELEASED
    assert not Response.objects.exists()
    shown = released_round("employees", asked.ledger_name)
    groups = {one.group for one in shown.released if one.kind == "mean"}
    assert {"all", "unit=day", "unit=night", "unit=north", "unit=desk"} <= groups
    assert {one.n_band for one in shown.released if one.group == "unit=day"} == {"5-9"}


def test_nothing_is_released_before_the_round_is_closed(company):
    asked = launch(company)
    answer_all(asked)
    assert release.release_round(asked.pk) is False
    assert released_rounds("employees") == ()
    assert Response.objects.count() == 32


def test_a_team_of_four_answers_is_not_shown_alone(company):
    asked = launch(company)
    answer_all(asked, units=["night", "desk", "field"])
    for invitation in Invitation.objects.filter(round=asked, unit="day").order_by("pk")[:4]:
        from rounds_at_work import answers_to

        from bothways_web.listen.answering.asking import Draft
        from bothways_web.listen.answering.responses import store_response

        store_response(invitation, Draft(answers_to(asked)))
    close_and_release(asked)
    groups = {one.group for one in released_round("employees", asked.ledger_name).released}
    assert "unit=day" not in groups
    assert "unit=day|night" in groups


def test_the_file_of_answers_holds_no_name_no_address_and_no_time(company):
    asked = launch(company)
    answer_all(asked)
    close_and_release(asked)
    table = pq.read_table(archive.file_of(asked))
    assert table.column_names[:5] == ["respondent", "unit", "period", "role", "site"]
    text = table.to_pandas().to_csv()
    assert "company.example" not in text
    assert "Day 1" not in text
    assert archive.file_of(asked).stat().st_mode & 0o077 == 0


def test_a_round_without_a_single_answer_closes_and_shows_nothing(company):
    asked = close_and_release(launch(company))
    assert asked.state == Round.State.RELEASED
    assert released_round("employees", asked.ledger_name) is None


def test_a_round_is_closed_and_logged_once(company):
    asked = launch(company)
    assert close_round(asked) is True
    assert close_round(asked) is False
    assert Change.objects.filter(verb="closed round").count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_a_round_twice_at_once_closes_it_once(company):
    asked = launch(company)
    answer_all(asked)
    outcomes: list[bool] = []
    barrier = threading.Barrier(4)

    def close() -> None:
        barrier.wait()
        outcomes.append(close_round(asked))
        connection.close()

    threads = [threading.Thread(target=close) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == [False, False, False, True]


@pytest.mark.parametrize("point", ["write_answers", "_offer", "_finish"])
def test_a_release_that_dies_anywhere_is_taken_up_again_and_loses_nothing(company, monkeypatch, point):
    asked = launch(company)
    answer_all(asked)
    close_round(asked)
    real = getattr(release, point)

    def die(*given):
        if point == "write_answers":
            real(*given)  # after the file, before the ledger
        raise KeyboardInterrupt

    monkeypatch.setattr(release, point, die)
    with pytest.raises(KeyboardInterrupt):
        release.release_round(asked.pk)
    monkeypatch.setattr(release, point, real)
    assert Response.objects.count() == 32
    clock.tick(timezone.now() + release.PATIENCE + DAY)
    asked.refresh_from_db()
    assert asked.state == Round.State.RELEASED
    assert len(pq.read_table(archive.file_of(asked))) == 32


def test_a_release_that_is_refused_says_why_and_is_tried_again(company, monkeypatch):
    asked = launch(company)
    answer_all(asked)
    close_round(asked)
    (folder_of("employees")).mkdir(parents=True)
    (folder_of("employees") / "ledger.json").write_text("{")
    assert release.release_round(asked.pk) is False
    asked.refresh_from_db()
    assert "The ledger cannot be read" in asked.trouble
    assert Response.objects.count() == 32
    (folder_of("employees") / "ledger.json").unlink()
    assert release.release_round(asked.pk) is True


def test_the_clock_closes_releases_and_opens_the_next_round(company):
    now = timezone.now()
    asked = launch(company, cadence="weekly", open_days=5, now=now)
    Organisation.objects.update(rest_days=3)
    answer_all(asked)
    clock.tick(now + 4 * DAY)
    asked.refresh_from_db()
    assert asked.state == Round.State.OPEN
    clock.tick(now + 5 * DAY)
    asked.refresh_from_db()
    assert asked.state == Round.State.RELEASED
    clock.tick(now + 8 * DAY)
    assert Round.objects.filter(state=Round.State.OPEN).count() == 1
    assert Round.objects.first().number == 2


def test_a_paused_pulse_opens_no_round(company):
    now = timezone.now()
    asked = launch(company, cadence="weekly", open_days=5, now=now)
    set_state(asked.pulse, Pulse.State.PAUSED, by=company.users["eva"])
    clock.tick(now + 30 * DAY)
    assert Round.objects.count() == 1


def test_the_second_round_follows_people_through_the_ledger(company):
    Organisation.objects.update(rest_days=3)
    now = timezone.now()
    first = launch(company, cadence="weekly", open_days=5, now=now)
    answer_all(first, value=4)
    close_and_release(first)
    second = open_round(first.pulse, now=now + 7 * DAY)
    Round.objects.filter(pk=second.pk).update(opens_at=now)
    answer_all(second, value=2)
    close_and_release(second)
    names = [one.name for one in released_rounds("employees")]
    assert names == [first.ledger_name, second.ledger_name]
    groups = {one.group for one in released_round("employees", second.ledger_name).released}
    assert "unit=day" in groups


def test_names_in_the_ledger_follow_the_order_of_closing_even_if_the_clock_goes_back(company):
    Organisation.objects.update(rest_days=0)
    one, other = launch(company, audience="north"), launch(company, audience="south")
    close_round(other, now=dt.datetime(2030, 1, 2, tzinfo=dt.UTC))
    close_round(one, now=dt.datetime(2029, 1, 2, tzinfo=dt.UTC))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (other.ledger_name, one.ledger_name) == ("2030-01-02 r1", "2030-01-02 r2")


def test_no_reminder_is_made_that_would_come_after_the_close(company):
    Organisation.objects.update(working_days=[0], quiet_from=dt.time(9), quiet_to=dt.time(8))
    monday = dt.datetime(2026, 11, 2, 7, 30, tzinfo=dt.UTC)
    asked = launch(company, open_days=2, now=monday)
    kinds = set(Delivery.objects.filter(invitation__round=asked).values_list("kind", flat=True))
    assert kinds == {"invitation"}


def test_a_part_that_fails_keeps_the_clock_from_nothing_else(company, monkeypatch, caplog):
    def broken():
        raise RuntimeError("a part that fails")

    done = []
    monkeypatch.setattr(clock, "ON_TICK", [broken, lambda: done.append(True)])
    clock.tick()
    assert done == [True]
    assert "broken" in caplog.text


def test_a_second_clock_that_comes_late_leaves_the_day_of_the_next_round(company, monkeypatch):
    now = timezone.now()
    asked = launch(company, cadence="monthly", open_days=5, now=now)
    Organisation.objects.update(rest_days=0)
    close_and_release(asked)
    due = Pulse.objects.get().next_opens
    real = clock.open_round

    def after_the_other(pulse, *, now):
        real(pulse, now=now)  # the other clock, between this one's look and its turn
        return real(pulse, now=now)

    monkeypatch.setattr(clock, "open_round", after_the_other)
    clock.tick(due)
    assert Round.objects.filter(state=Round.State.OPEN).count() == 1
    assert Pulse.objects.get().next_opens > due + 20 * DAY


def test_a_later_round_waits_for_an_earlier_one_of_the_same_questions(company):
    Organisation.objects.update(rest_days=0)
    one, other = launch(company), launch(company, audience="north")
    for asked in (one, other):
        answer_all(asked)
    close_round(one, now=timezone.now() - DAY)
    close_round(other)
    release.release_round(other.pk)  # its job comes first
    one.refresh_from_db()
    other.refresh_from_db()
    assert [one.state, other.state] == [Round.State.RELEASED] * 2
    assert [each.name for each in released_rounds("employees")] == [one.ledger_name, other.ledger_name]


def test_a_later_round_says_that_it_waits_where_the_earlier_one_is_refused(company, monkeypatch):
    Organisation.objects.update(rest_days=0)
    one, other = launch(company), launch(company, audience="north")
    for asked in (one, other):
        answer_all(asked)
        close_round(asked)
    real = release.write_answers

    def refuse(asked):
        if asked.pk == one.pk:
            raise InputError("The disk is full.", remedy="Make room.")
        return real(asked)

    monkeypatch.setattr(release, "write_answers", refuse)
    assert release.release_round(other.pk) is False
    other.refresh_from_db()
    assert "earlier round" in other.trouble
    monkeypatch.setattr(release, "write_answers", real)
    assert release.release_round(other.pk) is True


def test_a_length_beside_which_nothing_could_be_shown_is_refused_before_anybody_is_asked(company):
    Organisation.objects.update(rest_days=0)
    launch(company, form="full")
    short = make_pulse(company, form="short", audience="north")
    with pytest.raises(InputError, match="asked before as a part of other numbers"):
        launch_pulse(short, by=company.users["eva"])
    assert launch(company, form="full", audience="north").state == Round.State.OPEN


def test_two_sets_that_call_different_questions_alike_do_not_meet_in_the_ledger(company):
    Organisation.objects.update(rest_days=0)
    launch(company, instrument="autonomy_mastery_purpose")
    with pytest.raises(InputError, match="asked before as a part of other numbers"):
        launch(company, instrument="dyadic_trust")


def test_days_of_rest_are_counted_in_days_at_the_organisation(company):
    Organisation.objects.update(time_zone="America/Los_Angeles", rest_days=7)
    evening = dt.datetime(2026, 11, 3, 4, tzinfo=dt.UTC)  # Monday evening there, Tuesday in London
    launch(company, audience="north", now=evening)
    week_later = evening + dt.timedelta(days=7) - dt.timedelta(hours=2)
    assert Invitation.objects.filter(round=launch(company, audience="north", now=week_later)).count() == 16


def test_inviting_a_large_company_asks_the_database_no_oftener_than_a_small_one(
    company, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60):
        launch(company)


def test_a_file_of_another_round_is_never_taken_for_the_answers(company):
    asked = launch(company)
    answer_all(asked, units=["day", "night"])
    close_round(asked)
    archive.write_answers(asked)
    kept = archive.file_of(asked).read_bytes()
    Response.objects.filter(invitation__unit="day").delete()
    assert release.release_round(asked.pk) is False
    asked.refresh_from_db()
    assert "not made of the responses in the database" in asked.trouble
    assert Response.objects.count() == 8
    assert archive.file_of(asked).read_bytes() == kept
