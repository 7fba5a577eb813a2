"""Longer delays and second thoughts of a finding, from the job through the ledger to page, file and program."""

import json
import math
from dataclasses import replace

import linked_company as linked
import pytest
from django.urls import reverse

from bothways.errors import InputError
from bothways.linkage.findings import Check, Delay
from bothways.privacy.ledger.statements import refuse_nested
from bothways_web.act.plans.signs import signs_of_finding
from bothways_web.link import computing
from bothways_web.link.findings import latest_findings
from bothways_web.link.words import sentence
from bothways_web.listen.ledgers import released_round
from bothways_web.verify.models import Opening
from bothways_web.verify.reports.firsts import _figures

STEPS = tuple(Delay(delay, 0.123456 - delay / 10, -0.4, 0.654321) for delay in range(5))
THOUGHTS = {"third opinion agrees": True, "the fit is close": False, "the solution is proper": None}


def with_delays(findings):
    """Findings as the library makes them of long series: the first takes longer, the second has no picture."""
    first, second, *others = findings.pairs
    forward = replace(
        first.employee_to_customer, joint_p=0.0123456, joint_q=0.0234567, total=-0.456789, total_low=-0.7,
        total_high=-0.2, delays=STEPS,
    )  # fmt: skip
    told = tuple(Check(name, passed, "0.123456", weighs=False) for name, passed in THOUGHTS.items())
    first = replace(
        first, verdict="employee_leads", strength="clear", within=4, employee_to_customer=forward,
        checks=(Check("placebo lead", True, ""), *told),
    )  # fmt: skip
    back = replace(second.customer_to_employee, joint_p=0.9, joint_q=0.9, no_delays="Each half is too thin.")
    second = replace(second, verdict="customer_leads", strength="likely", customer_to_employee=back, within=1)
    return replace(findings, pairs=(first, second, *others))


@pytest.fixture
def delayed(company, monkeypatch):
    link = computing._link
    monkeypatch.setattr(computing, "_link", lambda run, panel: with_delays(link(run, panel)))
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    linked.ask_all(company, world)
    run = latest_findings().run
    names = ("ana", "eva", "fay", "gil")
    Opening.objects.bulk_create(Opening(user=company.users[name], run=run) for name in names)
    return company


def page_of(company, name, number):
    url = reverse("finding", args=(latest_findings().run.pk, number))
    return company.client(name).get(url).content.decode()


def test_longer_waits_and_second_thoughts_stand_on_the_page_of_a_finding(delayed, program):
    the_ledger_keeps_two_decimals()
    the_sentence_goes_by_the_sum()
    analysts_see_the_course(delayed)
    others_read_the_sentence(delayed)
    a_course_that_is_missing_says_why(delayed)
    the_one_page_and_the_story_tell_the_sum(delayed)
    programs_get_the_same(program)


def the_ledger_keeps_two_decimals():
    rows = released_round("employees", latest_findings().run.round.ledger_name).released
    told = json.loads(next(row.text for row in rows if row.kind == "finding"))
    assert told["employee_to_customer_delays"] == [
        [step.delay, round(step.estimate, 2), -0.4, 0.65] for step in STEPS
    ]
    assert (told["employee_to_customer_total"], told["within"]) == (-0.46, 4)
    assert "0.123456" not in json.dumps(told)
    assert set(THOUGHTS) < set(told["checks"])


def the_sentence_goes_by_the_sum():
    shown = latest_findings().find(1)
    assert sentence(shown, "month").endswith("tends to be lower within the next 4 months.")
    assert [check.passed for check in shown.finding.checks] == [True]
    assert [check.passed for check in shown.second_thoughts] == [False, None, True]
    assert shown.key == "clear"


def analysts_see_the_course(company):
    page = page_of(company, "hao", 1)
    for words in ("everything within the next 4 months was estimated together", "0 months later", "4 months later",
                  "The highest mark is no estimate", "do not decide how sure we are", "third way of computing",
                  "p and q of all waits together"):  # fmt: skip
        assert words in page, words
    course = page.split('id="delays-emp"')[1].split("</table>")[0]
    assert course.count("<svg") == len(STEPS) + 2  # the glyph of the voice, and the axis
    assert "+0.12 (−0.40 to +0.65)" in course
    assert "0.01 · 0.02" in page
    assert "nan" not in page.split("Figures of this pair")[1].split("</dl>")[0]


def others_read_the_sentence(company):
    for name in ("eva", "fay", "ana", "ben", "ida"):
        page = page_of(company, name, 1)
        assert "within the next 4 months" in page
        assert 'together: <bdi dir="ltr">−0.46 (−0.70 to −0.20)</bdi>, in typical swings' in page
        assert "delays-emp" not in page
        assert "Second thoughts" in page


def a_course_that_is_missing_says_why(company):
    page = page_of(company, "hao", 2)
    assert "longer waits add nothing that shows" in page
    assert "Each half is too thin." in page
    assert "Longer waits were not compared." in page_of(company, "hao", 3)


def the_one_page_and_the_story_tell_the_sum(company):
    page = company.client("gil").get(reverse("findings")).content.decode()
    card = page.split('id="claim-1"')[1].split("</section>")[0]
    assert "−0.46 (−0.70 to −0.20)" in card
    assert "For " not in card
    found = latest_findings()
    one = found.find(1)
    (told,) = _figures(one, found)
    assert (told.amount, told.amount_low, told.amount_high) == (-0.46, -0.7, -0.2)
    assert "within the next 4 months together: −0.46 (−0.70 to −0.20)" in told.text
    assert signs_of_finding(found, one).link == (-0.7, -0.2)


def programs_get_the_same(program):
    mine, theirs = (program(name).get("findings/1").json() for name in ("hao", "fay"))
    first = mine["employees_first"]
    assert (mine["within"], first["total"], first["joint_p"]) == (4, -0.46, 0.01)
    assert first["delays"][0] == {"delay": 0, "estimate": 0.12, "low": -0.4, "high": 0.65}
    assert theirs["employees_first"]["delays"] == []
    assert [check["weighs"] for check in mine["checks"]] == [True, False, False, False]
    assert program("hao").get("findings/2").json()["customers_first"]["no_delays"] == "Each half is too thin."


@pytest.mark.parametrize(
    "value",
    [
        [[1, 0.123, 0.1, 0.2]],
        [[1, 0.1, 0.2]],
        [["t01", 0.1, 0.1, 0.2]],
        [[1, 0.1, 0.1, math.nan]],
        [[1, 0.1, 0.1, None]],
        [[1.5, 0.1, 0.1, 0.2]],
        [[1, 0.1, 0.1, 0.2]] * 25,
        {"1": 0.1},
        0.5,
        "0.1",
    ],
)
def test_a_finding_carries_no_course_but_a_short_one_to_two_decimals(value):
    refuse_nested("employee_to_customer_delays", [[0, 0.12, -0.4, 0.65]])
    with pytest.raises(InputError, match="no plain value"):
        refuse_nested("employee_to_customer_delays", value)
