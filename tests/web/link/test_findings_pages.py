"""Findings on screen: the list, the detail, one page, plain words, the file."""

import csv
import io
import re

import linked_company as linked
import pytest
from django.urls import reverse

from bothways_web.link.findings import latest_findings
from bothways_web.link.models import Run

CAUSAL = re.compile(r"\b(causes?|drives?|impact of|leads to|because of|worst|rank)\b", re.I)
ALLOWED = ("ana", "ben", "cem", "eva", "fay", "gil", "hao", "ida")


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("name", ALLOWED)
def test_everybody_with_a_role_in_the_loop_may_read_findings(company, name):
    assert "Nothing to link yet" in text(company.client(name), "/findings/")


def test_an_administrator_sees_no_results(company):
    assert company.client("dua").get("/findings/").status_code == 404


def test_the_empty_page_says_what_is_missing_and_the_first_step(company):
    page = text(company.client("fay"), "/findings/")
    assert "at least 6 periods. You have employees 0, customers 0." in page
    assert reverse("metrics") in page


def test_the_list_counts_what_was_tested(linked_company):
    page = text(linked_company.client("fay"), "/findings/")
    found = latest_findings()
    assert f"Tested {found.tested} links" in page
    assert "expected to be false alarms" in page
    assert "Worth a look" in page
    assert "When" in page
    assert "tends to be higher one month later" in page


def test_claims_come_before_what_cannot_be_told(linked_company):
    keys = [one.key for one in latest_findings().ordered]
    order = ["clear", "likely", "cannot_tell", "no_link", "not_estimable"]
    assert keys == sorted(keys, key=order.index)


def test_filters_stand_in_the_address(linked_company):
    found = latest_findings()
    one = found.ordered[0]
    client = linked_company.client("hao")
    page = text(client, f"/findings/?employees={one.finding.employee_metric}")
    assert page.count('<article class="card finding"') == 1
    page = text(client, "/findings/?customers=none")
    assert "No finding fits these filters" in page
    page = text(client, f"/findings/?verdict={one.key}&page=99")
    assert page.count('<article class="card finding"') == found.counts[one.key]


def test_the_detail_answers_the_questions(linked_company):
    found = latest_findings()
    url = reverse("finding", args=(found.run.pk, found.ordered[0].number))
    page = text(linked_company.client("eva"), url)
    for words in ("What we see", "How long after", "How sure, and why", "Could it be the other way round?",
                  "What else could explain it", "This shows what came first, not what caused it."):  # fmt: skip
        assert words in page
    assert page.count("<svg") >= 2
    assert "Teams have no seasons of their own" in page
    assert "q, employees first" not in page


def test_analysts_see_the_method(linked_company):
    found = latest_findings()
    page = text(linked_company.client("hao"), reverse("finding", args=(found.run.pk, 1)))
    assert "p and q, employees first" in page
    assert "Directions tested" in page


def test_associations_are_for_analysts_and_rough(linked_company):
    """A column that is about one team alone would be an exact reading of it."""
    rows = {}
    for name in ("fay", "hao"):
        answer = linked_company.client(name).get(reverse("findings_table"))
        rows[name] = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert not {"between_r", "within_r", "employee_reliability"} & set(rows["fay"][0])
    assert rows["hao"]
    for row in rows["hao"]:
        for name in ("between_r", "within_r", "employee_reliability", "customer_reliability"):
            assert len(row[name].partition(".")[2]) <= 2
            assert row["verdict"] != "not_estimable" or row[name] == ""


def test_where_nothing_could_be_estimated_no_association_is_released():
    from types import SimpleNamespace

    from bothways.linkage.findings import Effect
    from bothways_web.link.coarse import ASSOCIATIONS
    from bothways_web.link.computing import _fields

    def told(verdict):
        numbers = dict.fromkeys(ASSOCIATIONS, 0.123456)
        pair = SimpleNamespace(
            verdict=verdict, checks=(), reasons=(), sentence="", row=lambda: {**numbers, "verdict": verdict}, within=1,
            employee_to_customer=Effect(), customer_to_employee=Effect(),
        )  # fmt: skip
        return {_fields(pair)[name] for name in ASSOCIATIONS}

    assert told("no_link") == {0.12}
    assert told("not_estimable") == {None}


def test_notes_of_the_method_name_no_unit():
    from bothways_web.link.computing import _without_names

    note = "2 units have customer metrics only: 'night', 'day'; 24 have both."
    assert _without_names(note) == "2 units have customer metrics only; 24 have both."
    assert _without_names("The same: nothing; else.") == "The same: nothing; else."


def test_a_finding_that_is_not_there_is_not_found(linked_company):
    client, run = linked_company.client("eva"), latest_findings().run
    assert client.get(reverse("finding", args=(run.pk, 999))).status_code == 404
    assert client.get(reverse("finding", args=(run.pk + 1, 1))).status_code == 404


def test_an_executive_gets_one_page_and_no_detail(linked_company):
    client, found = linked_company.client("gil"), latest_findings()
    page = text(client, "/findings/")
    assert "What we can say" in page
    assert "What we cannot tell yet" in page
    assert '<form class="filterbar' not in page
    assert client.get(reverse("finding", args=(found.run.pk, 1))).status_code == 404
    assert client.get(reverse("findings_table")).status_code == 404


@pytest.mark.parametrize("name", ["ben", "ida"])
def test_employees_and_the_committee_read_plain_words(linked_company, name):
    client, found = linked_company.client(name), latest_findings()
    page = text(client, "/findings/")
    assert "No team and no person is shown here." in page
    assert "Download" not in page
    text(client, reverse("finding", args=(found.run.pk, 1)))
    assert client.get(reverse("findings_table")).status_code == 404
    assert client.post(reverse("ask_for_findings")).status_code == 404


def test_the_file_holds_released_findings(linked_company):
    answer = linked_company.client("fay").get(reverse("findings_table"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == len(latest_findings().shown)
    assert rows[0]["customer_metric"] == "Stars"
    assert not any(team in answer.content.decode() for team in linked.teams())


def test_there_is_no_file_before_there_are_findings(company):
    assert company.client("fay").get(reverse("findings_table")).status_code == 404


@pytest.mark.parametrize("name", ["ben", "gil", "hao", "fay"])
def test_no_page_speaks_of_causes(linked_company, name):
    found = latest_findings()
    pages = ["/findings/"]
    if name != "gil":
        pages += [reverse("finding", args=(found.run.pk, one.number)) for one in found.shown]
    for url in pages:
        main = text(linked_company.client(name), url).split("<main")[1].split("</main>")[0]
        plain = re.sub(r"<[^>]+>", " ", main).replace("not what caused it", "")
        assert not CAUSAL.search(plain), CAUSAL.search(plain)


def test_asking_starts_a_run_and_shows_how_far_it_is(company, monkeypatch):
    linked.add_teams(company)
    world = linked.draw()
    linked.ask_all(company, world)
    linked.bring(company, linked.customers(world))
    client = company.client("fay")
    assert "Look for what comes first" in text(client, "/findings/")
    monkeypatch.setattr("bothways_web.link.computing.compute", lambda run_id: None)
    asked = client.post(reverse("ask_for_findings"))
    run = Run.objects.get()
    assert asked["Location"] == reverse("run", args=(run.pk,))
    page = text(client, asked["Location"])
    assert "<progress" in page
    assert "Look again" in page
    again = client.post(reverse("ask_for_findings"), follow=True).content.decode()
    assert "asked for already" in again
    Run.objects.update(state=Run.State.RUNNING, steps=8, steps_done=3)
    assert 'value="3" max="8"' in text(client, asked["Location"])


def test_a_failed_run_says_why_and_can_be_asked_again(company, monkeypatch):
    world = linked.draw()
    linked.add_teams(company)
    linked.ask_all(company, world)
    linked.bring(company, linked.customers(world))
    Run.objects.create(round=latest(), state=Run.State.FAILED, trouble="Correct the file.")
    client = company.client("fay")
    assert "Correct the file." in text(client, "/findings/")
    assert "Ask again" in text(client, reverse("run", args=(Run.objects.get().pk,)))
    monkeypatch.setattr("bothways_web.link.computing.compute", lambda run_id: None)
    client.post(reverse("ask_for_findings"))
    assert Run.objects.get().state == Run.State.WAITING


@pytest.mark.parametrize("name", ["ana", "ben", "gil", "ida", "dua"])
def test_only_leads_and_analysts_ask_and_watch(company, name):
    client = company.client(name)
    assert client.post(reverse("ask_for_findings")).status_code == 404
    assert client.get(reverse("run", args=(1,))).status_code == 404


def test_a_finished_run_leads_to_its_findings(linked_company):
    run = Run.objects.get()
    answer = linked_company.client("fay").get(reverse("run", args=(run.pk,)))
    assert answer["Location"] == "/findings/"


def latest():
    from bothways_web.link.runs import latest_round

    return latest_round()
