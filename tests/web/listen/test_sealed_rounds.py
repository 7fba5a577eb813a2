"""Sealed rounds from launch to released numbers: what may be launched, who shares a box, and what is shown."""

import datetime as dt

import pyarrow.parquet as pq
import pytest
import sealed_at_work as at
from rounds_at_work import answer_all, launch, make_pulse

from bothways.errors import InputError
from bothways_web.listen.archive import file_of
from bothways_web.listen.employee_moments import employee_moments
from bothways_web.listen.ledgers import open_ledger, released_round
from bothways_web.listen.models import Delivery, Pulse, Response, Round
from bothways_web.listen.pulses import Plan, change_pulse, launch_pulse
from bothways_web.listen.sealed import files, readiness
from bothways_web.listen.sealed.strata import tree_of
from bothways_web.people.models import Organisation, Post

ALL = {"all", "unit=north", "unit=south", "unit=day", "unit=night", "unit=desk", "unit=field"}


def shown(asked: Round) -> set[str]:
    found = released_round("employees", asked.ledger_name)
    return {one.group for one in found.released} if found else set()


def leave(company, team: str, *, stay: int) -> None:
    """Let people of a team go, so that so many stay."""
    for person in company.people[team][stay:]:
        Post.objects.filter(person=person).update(end=dt.date(2024, 6, 1))


def test_a_sealed_round_from_launch_to_numbers(company):
    asked = at.launch_sealed(company)
    assert Delivery.objects.filter(invitation__round=asked, kind="invitation").count() == 32
    for team in ("day", "night", "desk", "field"):
        at.vote(asked, at.invited(asked, team)[:6])
    at.close(asked)
    assert shown(asked) == ALL
    assert not Response.objects.exists()
    page = company.client("ana").get("/teams/day/").content.decode()
    assert 'class="value"' in page
    assert "5-9" not in company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()
    frame = pq.read_table(file_of(asked)).to_pandas()
    assert sorted(frame["unit"]) == sorted(["day", "night", "desk", "field"] * 6)
    assert len(set(frame["respondent"])) == 24
    [moments] = employee_moments()
    assert set(moments.moments["unit"]) == {"day", "night", "desk", "field"}


def test_four_ballots_are_not_shown_nor_what_is_left_beside_them(company):
    asked = at.launch_sealed(company, audience="north")
    at.vote(asked, at.invited(asked, "day")[:4])
    at.vote(asked, at.invited(asked, "night")[:6])
    at.close(asked)
    assert shown(asked) == {"all"}
    assert set(pq.read_table(file_of(asked))["unit"].to_pylist()) == {"north"}
    assert 'class="value"' not in company.client("eva").get("/teams/day/").content.decode()
    assert employee_moments() == []


def test_nobody_voted_and_too_few_did_look_the_same(company):
    asked = at.launch_sealed(company, audience="day")
    at.close(asked)
    assert shown(asked) == set()
    assert asked.state == Round.State.RELEASED
    assert not files.box().batches(asked.sealing.name)


def test_teams_too_small_for_a_box_share_one_and_are_shown_together(company):
    leave(company, "day", stay=3)
    leave(company, "night", stay=4)
    pulse = make_pulse(company, audience="north", mode="sealed", cadence="once", form="short")
    page = company.client("eva").get(f"/listen/{pulse.pk}/launch/").content.decode()
    assert "Teams that share a box" in page
    assert "Day shift + Night shift" in page
    asked = launch_pulse(pulse, by=company.users["eva"])
    at.opening.tick()
    asked.refresh_from_db()
    assert [one.units for one in asked.sealing.strata.all()] == [["day", "night"]]
    at.vote(asked, at.invited(asked))
    at.close(asked)
    assert shown(asked) == {"all", "unit=day|night"}
    assert set(pq.read_table(file_of(asked))["unit"].to_pylist()) == {"day|night"}
    assert "because each alone is too small" in company.client("ana").get("/teams/day/").content.decode()
    assert employee_moments() == []


def test_a_team_without_a_small_neighbour_counts_above_and_the_launch_page_says_so(company):
    leave(company, "day", stay=3)
    pulse = make_pulse(company, audience="company", mode="sealed", cadence="once", form="short")
    page = company.client("eva").get(f"/listen/{pulse.pk}/launch/").content.decode()
    assert "Day shift" in page.split("Teams too small for a box")[1]
    asked = launch_pulse(pulse, by=company.users["eva"])
    at.opening.tick()
    asked.refresh_from_db()
    at.vote(asked, at.invited(asked))
    at.close(asked)
    assert "unit=day" not in shown(asked)
    assert "all" in shown(asked)


def test_a_delicate_question_set_has_boxes_of_ten(company):
    asked = at.launch_sealed(company, audience="company", instrument="burnout_short")
    assert {one.invited for one in asked.sealing.strata.all()} == {16}
    assert (asked.floor, asked.sealing.least) == (10, 10)
    assert "batches of at least 10" in asked.sealing.key_list
    at.vote(asked, at.invited(asked, "day", "night")[:9] + at.invited(asked, "desk", "field")[:10])
    at.close(asked)
    assert shown(asked) == {"all"}


def test_a_team_of_which_one_left_since_the_last_quarter_counts_above_only(company):
    Organisation.objects.update(rest_days=0)
    first = at.launch_sealed(company, audience="company", cadence="quarterly")
    at.vote(first, at.invited(first))
    at.close(first)
    assert shown(first) == ALL
    leave(company, "day", stay=7)
    second = at.again(first, company)
    at.vote(second, at.invited(second))
    at.close(second)
    assert shown(second) == {"unit=south", "unit=night", "unit=desk", "unit=field"}
    frame = pq.read_table(file_of(second)).to_pandas()
    assert frame["unit"].isna().sum() == 7
    assert released_round("employees", second.ledger_name) is not None


def test_two_sealed_rounds_of_the_same_questions_open_three_months_apart(company):
    Organisation.objects.update(rest_days=0)
    at.launch_sealed(company, audience="north")
    with pytest.raises(InputError, match="less than three months ago"):
        at.launch_only(company, audience="company")
    page = make_pulse(company, audience="company", mode="sealed", cadence="once", form="short")
    text = company.client("eva").get(f"/listen/{page.pk}/launch/").content.decode()
    assert "Wait until three months have passed" in text
    assert 'button primary">Launch' not in text


@pytest.mark.parametrize("first", ["sealed", "confidential"])
def test_questions_stay_with_the_kind_of_round_in_which_they_were_asked(company, first):
    Organisation.objects.update(rest_days=0)
    second = {"sealed": "confidential", "confidential": "sealed"}[first]
    launch(company, mode=first, cadence="once", form="short", audience="north")
    with pytest.raises(InputError, match=f"asked in {first} rounds before"):
        launch(company, mode=second, cadence="once", form="short", audience="north")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"cadence": "monthly"}, "once or every quarter"),
        ({"comment": True}, "no comment"),
        ({"share": 50}, "everybody"),
    ],
)
def test_what_a_sealed_round_cannot_carry_is_refused(company, plan, words):
    with pytest.raises(InputError, match=words):
        at.launch_only(company, **plan)
    assert not Round.objects.exists()
    sent = {"title": "Mine", "audience": "day", "mode": "sealed", "cadence": "once", "open_days": 7, "share": 100,
            "form": "full"} | plan  # fmt: skip
    page = company.client("eva").post("/listen/new/team_psychological_safety/", sent)
    assert "There is a problem" in page.content.decode()
    assert words.split(" ")[-1] in page.content.decode()
    assert Pulse.objects.count() == 1


@pytest.mark.parametrize("url", ["http://voices.example", "http://10.0.0.7:8000"])
def test_on_plain_http_no_sealed_round_is_launched_and_the_remedy_is_said(company, settings, url):
    settings.BASE_URL = url
    with pytest.raises(InputError, match="set BOTHWAYS_URL to the https address"):
        at.launch_only(company)
    settings.BASE_URL = "https://voices.example"
    assert at.launch_only(company).state == Round.State.PREPARING


def test_a_missing_package_is_one_clear_sentence(company, monkeypatch):
    monkeypatch.setattr(readiness, "find_spec", lambda name: None if name == "gmpy2" else name)
    pulse = make_pulse(company, mode="sealed", cadence="once")
    page = company.client("eva").get(f"/listen/{pulse.pk}/launch/").content.decode()
    assert "need the package gmpy2, which is not installed here" in page
    with pytest.raises(InputError, match="pip install"):
        launch_pulse(pulse, by=company.users["eva"])


def test_the_kind_of_round_stays_from_the_first_round_on(company):
    asked = at.launch_sealed(company, audience="north")
    plan = Plan("Team safety", company.units["north"], cadence="once", form="short")
    with pytest.raises(InputError, match="in which kind of round"):
        change_pulse(asked.pulse, plan, by=company.users["eva"])


def test_more_ballots_than_people_release_nothing_and_say_so(company):
    asked = at.launch_sealed(company, audience="day")
    at.vote(asked, at.invited(asked))
    asked.sealing.strata.update(invited=7)
    assert at.close_round(asked)
    assert not at.release_round(asked.pk)
    asked.refresh_from_db()
    assert "ballots do not fit" in asked.trouble
    assert shown(asked) == set()


def test_later_calls_for_the_round_can_offer_no_other_groups(company):
    from dataclasses import replace

    from bothways_web.listen.archive import round_answers

    asked = at.launch_sealed(company, audience="north")
    at.vote(asked, at.invited(asked, "day")[:4] + at.invited(asked, "night")[:6])
    at.close(asked)
    answers = round_answers(asked)
    ledger = open_ledger("employees", tree_of(asked))
    for offered in (None, ((), ("night",))):
        with pytest.raises(InputError):
            ledger.release(replace(answers, offered=offered))


def test_a_confidential_round_of_other_questions_is_as_before(company):
    Organisation.objects.update(rest_days=0)
    at.launch_sealed(company, audience="north")
    other = launch(company, instrument="engagement_short", audience="north")
    assert (other.mode, other.state) == ("confidential", Round.State.OPEN)
    assert answer_all(other) == 16
