"""Outcome series through the API: sent, checked like a file, released, read back, never half-kept."""

import pytest

from bothways_web.api.scopes import Scope
from bothways_web.link.models import MetricImport
from bothways_web.people.models import Change

WAITING = {
    "side": "customers", "name": "waiting_time", "kind": "rate", "measured_in": "minutes", "better": "lower",
}  # fmt: skip


def values(period="2026-09", **more):
    return [
        {"unit": unit, "period": period, "value": 7.0 + place, "n": 40 + place, **more}
        for place, unit in enumerate(("day", "night", "desk", "field"))
    ]


def sent(program, *, owner="fay", headers=None, **more):
    return program(owner).post("outcomes", {**WAITING, "values": values(), **more}, **(headers or {}))


def test_a_series_is_kept_released_and_read_back(company, program):
    made = sent(program)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["values"], told["units"], told["frequency"]) == (4, 4, "month")
    assert told["unknown_units"] == []
    mine = program("fay")
    [one] = mine.get("outcomes").json()["items"]
    assert one == {
        **WAITING, "low": 0.0, "high": None, "frequency": "month", "periods": ["2026-09"], "shown": True,
        "imports": [told["number"]],
    }  # fmt: skip
    rows = mine.get("results", population="customers", metric="waiting_time").json()["items"]
    assert {row["units"][0]: row["value"] for row in rows if row["units"]}["day"] == pytest.approx(7, abs=0.5)
    assert Change.objects.filter(verb="imported metrics").count() == 1


def test_the_team_page_says_what_it_is_measured_in(company, program):
    assert sent(program).status_code == 201
    assert "Waiting time (minutes)" in company.client("fay").get("/teams/day/").content.decode()


def test_a_later_period_joins_the_series(company, program):
    first, second = sent(program).json(), sent(program, values=values("2026-10")).json()
    [one] = program("fay").get("outcomes", name="waiting_time").json()["items"]
    assert one["periods"] == ["2026-09", "2026-10"]
    assert one["imports"] == [first["number"], second["number"]]
    assert program("fay").get("outcomes", name="sales").json()["total"] == 0


def test_values_that_are_there_are_replaced_only_where_somebody_says_so(company, program):
    assert sent(program).status_code == 201
    again = sent(program, values=values(value=9.0))
    assert (again.status_code, again.json()["code"]) == (409, "there_already")
    assert MetricImport.objects.count() == 1
    assert sent(program, values=values(value=9.0), replace=True).status_code == 201


def test_each_wrong_value_is_named_with_its_place_and_nothing_is_kept(company, program):
    wrong = values()
    wrong[1]["period"] = "2026-13"
    answer = sent(program, values=wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == ["body", "values", "1", "period"]
    assert not MetricImport.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"values": values("2026-Q4")}, "conflict"),
        ({"values": values("2026-10"), "measured_in": "hours"}, "conflict"),
        ({"values": values("2026-10"), "better": "higher"}, "conflict"),
    ],
    ids=["other length of periods", "other measure", "other good end"],
)
def test_what_does_not_fit_what_is_there_is_a_conflict(company, program, more, code):
    assert sent(program).status_code == 201
    answer = sent(program, **more)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_each_lead_sends_the_own_side_alone(company, program):
    assert sent(program, owner="eva").status_code == 404
    assert sent(program, owner="eva", side="employees", name="overtime").status_code == 201
    assert program("fay").get("outcomes").json()["total"] == 0
    assert program("hao").get("outcomes").status_code == 403
    assert program("fay", Scope.FINDINGS).get("outcomes").status_code == 403


def test_the_same_request_again_is_done_once(company, program):
    mine = program("fay")
    body = {**WAITING, "values": values()}
    first = mine.post("outcomes", body, **{"Idempotency-Key": "a-key-of-mine"})
    again = mine.post("outcomes", body, **{"Idempotency-Key": "a-key-of-mine"})
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert MetricImport.objects.count() == 1


def test_codes_that_no_unit_has_are_told(company, program):
    answer = sent(program, values=[*values(), {"unit": "moon", "period": "2026-09", "value": 1, "n": 9}])
    assert answer.json()["unknown_units"] == ["moon"]
