"""Why people leave: released shares of both sides, states without them, and the one button that starts a survey."""

import datetime as dt
import re

import pytest

from bothways.measures import load_instrument
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.tokens import token_of
from bothways_web.people.models import Person, Post
from bothways_web.verify.leaving.reasons import LEADERS, LEAVERS, State, both, leaders, leavers, shared_first
from bothways_web.web.example import leavers as example

URL = "/verify/leaving/reasons/"


@pytest.fixture(autouse=True)
def nothing_after_a_release(monkeypatch):
    from bothways_web.listen import hooks

    monkeypatch.setattr(hooks, "AFTER_RELEASE", [])


def text(answer, status=200) -> str:
    assert answer.status_code == status, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def said(company, instrument, answers, question, unit="day"):
    """A round of a set, released with these answers."""
    posts = []
    for number, answer in enumerate(answers):
        person = Person.objects.create(code=f"{instrument}{number}")
        post = Post.objects.create(
            person=person, unit=company.units[unit], start=dt.date(2024, 1, 1), end=dt.date(2025, 3, 1)
        )
        posts.append((post, answer))
    example._ask(instrument, "A survey", [post for post, _ in posts], posts, question, company.users["eva"])
    return Round.objects.order_by("-pk")[0]


EXIT = ["workload"] * 40 + ["pay"] * 15 + ["manager"] * 5
BELIEFS = ["pay|offer|workload"] * 45 + ["pay|offer|family"] * 10


def test_before_anybody_was_asked_one_button_starts_the_survey(company):
    page = text(company.client("eva").get(URL))
    assert page.count("Not asked yet.") == 2
    assert page.count('class="button primary"') == 1
    assert 'href="/listen/new/exit/"' in page
    assert "/listen/new/exit/" not in text(company.client("hao").get(URL))
    assert company.client("eva").get("/listen/new/exit/").status_code == 200


def test_a_survey_that_is_set_up_waits(company):
    made = create_pulse(
        load_instrument("exit"), Plan("Leaving", company.units["company"]), by=company.users["eva"]
    )
    assert leavers().state == State.NOT_ASKED  # a draft
    Pulse.objects.filter(pk=made.pk).update(state=Pulse.State.RUNNING)
    page = text(company.client("eva").get(URL))
    assert "The survey is set up." in page
    assert 'action="/verify/leaving/reasons/ask-leaders/"' in page


def test_fewer_than_fifty_answers_are_not_told(company):
    said(company, LEAVERS[0], EXIT[:49], LEAVERS[1])
    assert leavers().state == State.HIDDEN
    page = text(company.client("eva").get(URL))
    assert "Not shown" in page
    assert "Workload" not in page


def test_both_sides_stand_beside_one_another_with_ranges(company):
    said(company, LEAVERS[0], EXIT, LEAVERS[1])
    said(company, LEADERS[0], BELIEFS, LEADERS[1])
    one, other = leavers(), leaders()
    assert (one.state, other.state) == (State.TOLD, State.TOLD)
    rows = {row.label: row for row in both(one, other)}
    workload = rows["Workload, stress, exhaustion"]
    # 40 of 60 named it; of 22 reasons 19 were named by nobody, and each counts as named by one of the others
    assert workload.leavers.value == 35
    assert workload.leavers.low < 67 < workload.leavers.high
    assert next(iter(rows)) == workload.label
    offer = rows["A better offer came unasked"].leaders
    assert offer.low < 100 * 45 / 55 < offer.high
    assert set(shared_first(one, other)) == {"Pay and benefits", "Workload, stress, exhaustion"}
    page = text(company.client("hao").get(URL))
    assert (
        "2 reasons are among the first three of both: Pay and benefits; Workload, stress, exhaustion." in page
    )
    assert page.count("50–99 people answered") == 2


def test_where_all_reasons_are_level_none_is_called_the_first(company):
    reasons = ["pay", "workload", "manager", "tools", "family", "learning", "offer", "promotion"] * 8
    said(company, LEAVERS[0], reasons, LEAVERS[1])
    said(company, LEADERS[0], BELIEFS, LEADERS[1])
    assert not leavers().first
    assert "no reason stands out" in text(company.client("eva").get(URL))


def test_a_round_of_a_part_of_the_company_is_not_taken_for_the_whole(company):
    asked = said(company, LEAVERS[0], EXIT, LEAVERS[1])
    Pulse.objects.filter(pk=asked.pulse_id).update(audience=company.units["north"])
    assert leavers().state == State.NOT_ASKED  # nothing is under way that could tell of the whole
    assert 'href="/listen/new/exit/"' in text(company.client("eva").get(URL))


def test_a_survey_that_ended_without_a_result_can_be_asked_again(company):
    made = create_pulse(
        load_instrument("exit"), Plan("Leaving", company.units["company"]), by=company.users["eva"]
    )
    Pulse.objects.filter(pk=made.pk).update(state=Pulse.State.RUNNING)
    assert leavers().state == State.WAITING
    Pulse.objects.filter(pk=made.pk).update(state=Pulse.State.ENDED)
    assert leavers().state == State.NOT_ASKED
    Pulse.objects.filter(pk=made.pk).update(audience=company.units["north"], state=Pulse.State.RUNNING)
    assert leavers().state == State.NOT_ASKED  # of a part


def test_nobody_below_the_whole_reads_reasons(company):
    said(company, LEAVERS[0], EXIT, LEAVERS[1])
    for name in ("ana", "ben", "gil", "ida", "dua"):
        assert company.client(name).get(URL).status_code == 404


def test_the_survey_of_leaders_is_begun_once_and_can_be_launched(company):
    eva = company.client("eva")
    first = eva.post(URL + "ask-leaders/")
    assert eva.post(URL + "ask-leaders/").url == first.url
    made = Pulse.objects.get(instrument="leaving_reasons_leaders")
    assert first.url == f"/listen/{made.pk}/change/"
    assert "Everybody in this unit and those below" in text(eva.get(first.url))
    assert made.state == Pulse.State.DRAFT
    Pulse.objects.filter(pk=made.pk).update(audience=company.units["day"])
    assert eva.post(f"/listen/{made.pk}/launch/").status_code == 302
    asked = Round.objects.get(pulse=made)
    invitation = Invitation.objects.filter(round=asked).first()
    nobody, path = company.client("nobody"), f"/answer/{token_of(invitation.pk)}/"
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text(nobody.get(path))))
    page = text(nobody.post(path, hidden))
    assert "Which three reasons most often make people leave" in page
    assert leaders().state == State.WAITING


@pytest.mark.parametrize("name", ["ana", "fay", "hao", "gil", "ben", "dua"])
def test_nobody_else_begins_it(company, name):
    assert company.client(name).post(URL + "ask-leaders/").status_code == 404
    assert not Pulse.objects.exists()


def test_the_answers_of_leaders_count_though_they_sit_in_a_unit_of_their_own(company):
    asked = said(company, LEADERS[0], BELIEFS, LEADERS[1])
    Pulse.objects.filter(pk=asked.pulse_id).update(audience=company.units["north"])
    assert leaders().state == State.TOLD
