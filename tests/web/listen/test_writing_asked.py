"""A set of every kind from the lock to released numbers: people are asked it, and its section has one number."""

import pytest
import rounds_at_work as work
from django.test import Client
from own_questions import every_kind

from bothways_web.listen.answering.asking import draft_of
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse
from bothways_web.listen.question_sets import offers
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing import own_sets as verbs


def launched(company, document):
    eva = company.users["eva"]
    own = verbs.lock_set(verbs.begin_set(document, by=eva).pk, by=eva)
    made = next(one.instrument for one in offers() if one.instrument.id == own.instrument_id)
    return own, launch_pulse(create_pulse(made, Plan("Breaks", company.units["company"]), by=eva), by=eva)


def answers(name, number):
    """Return answers of one of many people: every other one is at a desk and is asked one question more."""
    desk = number % 2 == 0
    given = {
        "q2": 1 + number % 5, "q3": "o2" if desk else "o1", "q5_r1": 2, "q5_r2": 4, "q6": ["o3", "o1", "o2"], "q7": 3,
        "q8": "2024-02-29", "q9": None, **({"q4": ["o1", "o3"]} if desk else {}),
    }  # fmt: skip
    return {f"{name}_{key}": value for key, value in given.items()}


def test_a_set_of_every_kind_is_asked_and_its_section_released(company):
    own, asked = launched(company, every_kind())
    for number, invitation in enumerate(asked.invitations.order_by("pk")):
        store_response(invitation, draft_of(asked, answers(own.instrument_id, number)))
    close_round(asked)
    assert release_round(asked.pk)
    asked.refresh_from_db()
    means = {
        row.metric for row in released_round("employees", asked.ledger_name).released if row.kind == "mean"
    }
    assert means == {f"{own.instrument_id}.{own.instrument_id}_s1"}


def test_a_set_of_every_kind_is_offered_and_shown_before_it_is_asked(company):
    own, _asked = launched(company, every_kind())
    client = company.client("eva")
    for path in (f"question-sets/{own.instrument_id}/", f"new/{own.instrument_id}/"):
        page = client.get(f"/listen/{path}")
        assert page.status_code == 200
    assert "Where do you eat?" in client.get(f"/listen/question-sets/{own.instrument_id}/").content.decode()


def test_people_meet_a_later_question_with_their_own_answer_in_it(company):
    own, asked = launched(company, every_kind())
    url = work.address(asked.invitations.order_by("pk")[0])
    client = Client()
    page = work.go(client, url, client.get(url))
    sent = (
        {"answer": "4"}, {"answer": "o1"},
        {f"row_{own.instrument_id}_q5_r1": "1", f"row_{own.instrument_id}_q5_r2": "2"},
        {"place_0": "1", "place_1": "2", "place_2": "3"}, {"answer": "2"}, {"answer": "2025-03-01"},
    )  # fmt: skip
    for given in sent:
        page = work.go(client, url, page, go="continue", **given)
    assert "Why Canteen?" in page.content.decode()


@pytest.mark.parametrize("kept", [("q3",), ("q3", "q4", "q6", "q7", "q8", "q9")])
def test_a_set_of_additional_questions_alone_is_asked(company, kept):
    made = every_kind()
    for question in drafts.questions_of(made):
        if question["id"] not in kept:
            made = drafts.remove(made, question["id"])
    own, asked = launched(company, made)
    for number, invitation in enumerate(asked.invitations.order_by("pk")):
        given = answers(own.instrument_id, number)
        wanted = {name: value for name, value in given.items() if name.split("_")[2] in kept}
        store_response(invitation, draft_of(asked, wanted))
    close_round(asked)
    assert release_round(asked.pk)
