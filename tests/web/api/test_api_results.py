"""Released numbers and findings through the API: what pages show, and nothing else."""

import json
from types import SimpleNamespace

import pytest
import rounds_at_work as work

from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Invitation, Round
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Person, Post

FIELDS = ("round", "group", "metric", "n_band", "text", "value", "low", "high")


@pytest.fixture
def released(company):
    asked = work.launch(company, comment=True)
    work.answer_all(asked)
    close_round(asked)
    assert release_round(asked.pk)
    asked.refresh_from_db()
    return asked


def test_before_a_release_there_is_nothing(company, program):
    work.answer_all(work.launch(company))
    assert program("eva").get("results").json() == {"items": [], "total": 0, "next_offset": None}
    found = program("eva").get("findings").json()
    assert (found["items"], found["run"]) == ([], None)


def test_results_are_the_released_rows_without_comments_and_findings(program, released):
    rows = [
        row
        for row in released_round("employees", released.ledger_name).released
        if row.kind not in ("comment", "finding")
    ]
    told = program("eva").get("results", limit=500).json()
    assert told["total"] == len(rows) > 0
    assert [one["text"] for one in told["items"]] == [row.text for row in rows]
    assert {one["n_band"] for one in told["items"]} <= {"5-9", "10-19", "20-49", "50-99", "100+"}
    assert all(set(one) == set(told["items"][0]) for one in told["items"])
    assert "respondent" not in json.dumps(told)


@pytest.mark.parametrize("kind", ["comment", "finding", "study", "gap", "cascade", "leaning"])
def test_what_has_pages_and_rules_of_its_own_is_not_among_the_results(program, released, monkeypatch, kind):
    plain = released_round("employees", released.ledger_name).released[0]
    other = SimpleNamespace(**{name: getattr(plain, name) for name in FIELDS} | {"kind": kind})
    told = SimpleNamespace(name=released.ledger_name, released=(plain, other))
    monkeypatch.setattr("bothways_web.api.results.released_rounds", lambda population: [told])
    found = program("eva").get("results").json()["items"]
    assert [one["kind"] for one in found] == [plain.kind] != [kind]


def test_results_are_filtered_and_paged(program, released):
    mine = program("fay")
    whole = mine.get("results", limit=500).json()["items"]
    unit = next(one["units"][0] for one in whole if len(one["units"]) == 1)
    of_unit = mine.get("results", unit=unit, limit=500).json()
    assert of_unit["total"] == sum(one["units"] == [unit] for one in whole)
    kind = mine.get("results", kind="mean", limit=500).json()["items"]
    assert {one["kind"] for one in kind} == {"mean"}
    paged, offset = [], 0
    while offset is not None:
        part = mine.get("results", limit=7, offset=offset).json()
        paged += part["items"]
        offset = part["next_offset"]
    assert paged == whole
    assert mine.get("results", round="nothing").json()["total"] == 0
    assert mine.get("results", population="visitors").status_code == 422


def test_what_is_being_released_is_not_told_before_it_is_open(program, released):
    assert program("eva").get("results").json()["total"] > 0
    Round.objects.update(state=Round.State.CLOSING)
    assert program("eva").get("results").json()["total"] == 0


def _asked_of(company, **plan):
    asked = work.launch(company, cadence="monthly", **plan)
    people = Person.objects.exclude(email="")
    for number, person in enumerate(people):
        invitation = Invitation.objects.create(
            round=asked, person=person, respondent=person.pk, unit=Post.objects.get(person=person).unit.code
        )
        assert store_response(invitation, work.Draft(work.answers_to(asked, 1 + number % 5))) == "stored"
    close_round(asked)
    assert release_round(asked.pk)


@pytest.mark.parametrize(
    ("population", "plan"),
    [("employees", {"instrument": "engagement_short", "occasion": "leaving"}),
     ("candidates", {"side": "candidates", "occasion": "interview"})],
)  # fmt: skip
def test_what_people_who_leave_and_candidates_said_is_for_those_who_ask_them(
    program, company, population, plan
):
    _asked_of(company, **plan)
    told = {who: program(who).get("results", population=population).json()["total"] for who in ("eva", "fay")}
    assert told["eva"] > 0
    assert told["fay"] == 0
