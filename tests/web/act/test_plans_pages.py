"""Pages of plans: who opens which, the way from a number to a plan that is under way, and what is refused."""

import datetime as dt
import re

import plans_at_work as w
import pytest

from bothways_web.act.models import Case, Huddle, Plan, WorkItem
from bothways_web.link.findings import read_findings
from bothways_web.link.models import Run
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Problem
from bothways_web.people.models import Change, Grant, Role

HOSTILE = '=1+1 <script>alert("x")</script> عربي'
NEW = "/act/plans/new/{}/"
SENT = {"title": "Call back", "starts_on": "2026-01-12", "review_on": "2026-03-02"}


@pytest.fixture(autouse=True)
def january(monkeypatch):
    w.at(monkeypatch, w.NOON)


@pytest.fixture
def world(company):
    return w.build(company)


def text(answer, status=200) -> str:
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def told(answer) -> bytes:
    """A page that is not there, without what differs between any two."""
    return re.sub(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"', b"", answer.content)


def plan_of(company, unit="day", **given) -> Plan:
    usual = {"title": "Call back", "starts_on": w.TODAY, "review_on": dt.date(2026, 3, 2), "made_on": w.TODAY,
             "state": Plan.State.STARTED}  # fmt: skip
    return Plan.objects.create(unit=company.units[unit], **(usual | given))


def expectation(plan, **given):
    usual = {"version": plan.version, "number": f"employees:{w.HELP}", "expected": "5", "smallest": "2,5",
             "expected_by": "2026-04-01", "starts_on": "2026-01-12"}  # fmt: skip
    return usual | given


@pytest.mark.parametrize(
    ("name", "day", "desk", "draft"),
    [
        ("ana", 200, 404, 200), ("ben", 200, 404, 404), ("cem", 404, 200, 404), ("eva", 200, 200, 200),
        ("fay", 200, 200, 200), ("gil", 404, 404, 404), ("hao", 404, 404, 404), ("ida", 404, 404, 404),
        ("dua", 404, 404, 404),
    ],
)  # fmt: skip
def test_a_hidden_plan_is_not_there(company, name, day, desk, draft):
    plans = [plan_of(company), plan_of(company, "desk"), plan_of(company, state="draft")]
    client = company.client(name)
    missing = told(client.get(f"/act/plans/{plans[-1].pk + 7}/"))
    for plan, status in zip(plans, (day, desk, draft), strict=True):
        answer = client.get(f"/act/plans/{plan.pk}/")
        assert answer.status_code == status
        if status == 404:
            assert told(answer) == missing
        listed = client.get("/act/plans/")
        assert (f"/act/plans/{plan.pk}/" in listed.content.decode()) is (status == 200)


@pytest.mark.parametrize("name", ["ben", "eva", "fay", "cem", "gil", "dua"])
def test_who_reads_a_plan_does_not_change_it(company, name):
    plan, client = plan_of(company), company.client(name)
    draft = plan_of(company, state="draft")
    for path in ("change/", "expectation/", "end/"):
        assert (
            client.post(f"/act/plans/{plan.pk}/{path}", SENT | {"version": 0, "how": "kept"}).status_code
            == 404
        )
    assert client.post(f"/act/plans/{draft.pk}/delete/").status_code == 404
    for step in ("start", "lock", "check_in", "task", "degree", "undo", "", "no such"):
        sent = {"step": step, "how": "stuck", "task": "x", "effort": "1", "version": 0, "degree": "large"}
        assert client.post(f"/act/plans/{plan.pk}/", sent).status_code == 404
    assert client.post(NEW.format("day"), SENT).status_code == 404
    assert not Change.objects.exists()
    assert not WorkItem.objects.exists()


def test_from_the_least_good_number_of_a_team_to_a_plan_under_way(world):
    ana = world.client("ana")
    Grant.objects.filter(user=world.users["ana"], unit=world.units["t01"]).update(unit=world.units["north"])
    pages = [text(ana.get(f"/teams/t{number:02}/")) for number in range(2, 12)]
    links = [re.search(r'href="(/act/plans/new/t\d\d/\?domain=[^"]*)"', page) for page in pages]
    link = next(one[1] for one in links if one)  # of a team of which one number is least good
    team, metric = re.match(r"/act/plans/new/(t\d\d)/\?domain=(.*)", link).groups()
    page = text(ana.get(link))
    assert "What will you do?" in page
    practice = re.search(r'href="(\?[^"]*practice=[^"]+)"', page)[1].replace("&amp;", "&")
    page = text(ana.get(f"/act/plans/new/{team}/{practice}"))
    rows = released_round("employees", "2025-12").released
    row = next(row for row in rows if (row.group, row.metric, row.kind) == (f"unit={team}", metric, "mean"))
    sentence = re.search(r'name="because_text"[^>]*>\s*([^<]+)<', page)[1]
    assert re.search(rf": (at (least|most) )?{re.escape(row.text.lstrip('<>='))} \(", sentence)
    sent = SENT | {"because_text": sentence, "commitment": "One hour a week."}
    answer = ana.post(f"/act/plans/new/{team}/{practice}", sent)
    plan = Plan.objects.get()
    assert answer["Location"] == f"/act/plans/{plan.pk}/expectation/"
    assert (plan.because, plan.domain, plan.practice != "") == ("domain", metric, True)
    assert (plan.committed_by, plan.committed_on) == (world.users["ana"], w.TODAY)
    assert ana.post(answer["Location"], expectation(plan)).status_code == 302
    page = text(ana.get(f"/act/plans/{plan.pk}/"))
    assert "Willingness to help: up by at least 5 points on a scale from 0 to 100, by 1 April 2026." in page
    page = text(ana.post(f"/act/plans/{plan.pk}/", {"step": "start", "version": 1}, follow=True))
    assert "Locked on 12 January 2026 by Ana." in page
    assert "That answer comes with the study." in page


def test_a_number_that_is_not_shown_for_the_team_is_named_and_not_copied(world):
    Grant.objects.filter(user=world.users["ana"], unit=world.units["t01"]).update(unit=world.units["desk"])
    for domain, because in ((w.HELP, "Willingness to help"), ("nothing", ""), ("stars", "")):
        page = text(world.client("ana").get(f"{NEW.format('desk')}?own=1&domain={domain}"))
        assert re.search(r'name="because_text"[^>]*>\s*([^<]*)<', page)[1].strip() == because


def test_a_finding_leads_to_a_plan_of_a_chosen_team_with_its_sentence(world):
    run, ana = Run.objects.first(), world.client("ana")
    found = read_findings(run)
    ana.post(f"/verify/beliefs/open/{run.pk}/")
    page = text(ana.get(f"/findings/{run.pk}/1/"))
    assert "How big a change" in page
    assert f"/act/plans/choose/?finding={run.pk}-1" in page
    page = text(ana.get(f"/act/plans/choose/?finding={run.pk}-1"))
    assert f"/act/plans/new/t01/?finding={run.pk}-1" in page
    assert "/act/plans/new/t05/" not in page
    page = text(ana.get(f"{NEW.format('t01')}?own=1&finding={run.pk}-1"))
    assert "tends to be" in page
    ana.post(f"{NEW.format('t01')}?own=1&finding={run.pk}-1", SENT)
    plan = Plan.objects.get()
    assert (plan.because, plan.finding_run, plan.finding_number) == ("finding", run.pk, 1)
    assert plan.domain == found.find(1).finding.employee_metric
    for odd in (f"{run.pk}-999", "x-y", f"{10**30}-1", "-", ""):
        assert "tends to be" not in text(ana.get(f"{NEW.format('t01')}?own=1&finding={odd}"))


def test_who_sees_findings_in_plain_words_alone_is_told_no_degree(world):
    run = Run.objects.first()
    assert "How big a change" in text(world.client("hao").get(f"/findings/{run.pk}/1/"))
    assert "/act/plans/choose/" not in text(world.client("hao").get(f"/findings/{run.pk}/1/"))
    for name in ("ida", "cem"):
        assert "How big a change" not in text(world.client(name).get(f"/findings/{run.pk}/1/"))


def test_the_words_of_a_report_or_a_customer_never_come_into_a_plan_by_themselves(company):
    told = {
        "prompt": "easier",
        "text": "Bad Mr Smith",
        "masked": "Bad boss",
        "day": dt.date(2026, 1, 5),
        "mixed": True,
    }
    problem = Problem.objects.create(unit=company.units["day"], reporter=company.users["ben"], **told)
    case = Case.objects.create(unit=company.units["day"], words="Angry!", masked="Angry!", opened_on=w.TODAY,
                               reply_by=w.TODAY, close_by=w.TODAY)  # fmt: skip
    ana = company.client("ana")
    for query in (f"problem={problem.pk}", f"case={case.pk}"):
        page = text(ana.get(f"{NEW.format('day')}?{query}"))
        assert "Tell it anew" in page
        assert not re.search("Smith|boss|Angry", page)
        ana.post(f"{NEW.format('day')}?{query}", SENT | {"title": query})
    first, second = Plan.objects.order_by("pk")
    assert (first.because, first.problem, second.because, second.case) == ("problem", problem, "case", case)
    Plan.objects.update(state="started")
    page = text(company.client("ben").get(f"/act/plans/{first.pk}/"))
    assert "a problem that was reported" in page
    assert f"/problems/triage/{problem.pk}/" not in page
    assert f"/problems/triage/{problem.pk}/" in text(ana.get(f"/act/plans/{first.pk}/"))


def test_what_is_of_another_unit_is_left_out_of_a_new_plan(company):
    problem = Problem.objects.create(unit=company.units["desk"], prompt="easier", text="a", masked="a",
                                     day=dt.date(2026, 1, 5), reporter=company.users["cem"])  # fmt: skip
    huddle = Huddle.objects.create(unit=company.units["desk"], day=w.TODAY, opened_at=w.NOON)
    ana = company.client("ana")
    for query in (f"problem={problem.pk}", f"huddle={huddle.pk}", "case=1", "practice=none"):
        ana.post(f"{NEW.format('day')}?{query}", SENT | {"title": query})
    assert set(Plan.objects.values_list("because", "problem", "because_text")) == {("other", None, "")}


def test_a_huddle_hands_on_its_title(company):
    huddle = Huddle.objects.create(unit=company.units["day"], day=w.TODAY, opened_at=w.NOON)
    page = text(company.client("ana").get(f"{NEW.format('day')}?huddle={huddle.pk}&title=Two+calls%0A<b>"))
    assert "From the huddle of 12 January 2026." in page
    assert 'value="Two calls &lt;b&gt;"' in page


def test_a_form_sent_twice_makes_one_plan(company):
    ana = company.client("ana")
    places = {ana.post(NEW.format("day"), SENT)["Location"] for _twice in range(2)}
    assert len(places) == Plan.objects.count() == 1
    ana.post(NEW.format("day"), SENT | {"title": "Another"})
    assert Plan.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Write what you will do."), ({"title": "x" * 161}, "160"), ({"title": "a\nb"}, "line break"),
        ({"review_on": "2026-01-05"}, "The review is before the start"),
        ({"starts_on": "2025-12-01", "review_on": "2026-01-12"}, "not in the future"),
        ({"starts_on": "1900-01-01"}, "more than a year away"), ({"review_on": "9999-12-31"}, "three years"),
        ({"starts_on": "soon"}, "valid date"), ({"review_on": ""}, "required"), ({"owner": "nobody"}, "Select a valid"),
        ({"text": "y" * 4001}, "Shorten"),
    ],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused_and_loses_nothing_that_was_typed(company, wrong, said):
    page = text(
        company.client("ana").post(NEW.format("day"), SENT | {"stop_if": "People are tired."} | wrong), 422
    )
    assert said in page
    assert "People are tired." in page
    assert "<title>Error: " in page
    assert not Plan.objects.exists()


def test_somebody_of_another_team_cannot_be_made_the_owner(company):
    cem = company.people["desk"][0]
    assert "Select a valid" in text(
        company.client("ana").post(NEW.format("day"), SENT | {"owner": str(cem.pk)}), 422
    )


def test_scripts_and_formulas_are_text(company):
    ana = company.client("ana")
    words = dict.fromkeys(("title", "text", "because_text", "stop_if", "commitment"), HOSTILE)
    ana.post(NEW.format("day"), SENT | words)
    plan = Plan.objects.get()
    ana.post(f"/act/plans/{plan.pk}/", {"step": "start", "version": 0, "without": "yes"})
    ana.post(f"/act/plans/{plan.pk}/", {"step": "check_in", "how": "slow", "words": HOSTILE})
    ana.post(f"/act/plans/{plan.pk}/", {"step": "task", "task": HOSTILE, "effort": "2"})
    ana.post(f"/act/plans/{plan.pk}/change/", SENT | words | {"title": HOSTILE + "!", "version": 1})
    for address in (f"/act/plans/{plan.pk}/", "/act/plans/", "/act/plans/of/day/"):
        page = text(ana.get(address))
        assert "<script>alert" not in page
        assert "عربي" in page
    rows = text(ana.get(f"/act/plans/{plan.pk}/plan.csv"))
    assert not re.search(r'(^|[,\n]"?)=1', rows)
    assert "عربي" in rows


def test_the_file_of_a_plan_names_nobody(company):
    plan = plan_of(company, owner=company.people["day"][1], made_by=company.users["ana"], commitment="Time",
                   committed_by=company.users["ana"], committed_on=w.TODAY)  # fmt: skip
    company.client("ana").post(
        f"/act/plans/{plan.pk}/", {"step": "check_in", "how": "slow", "words": "Later"}
    )
    rows = text(company.client("ben").get(f"/act/plans/{plan.pk}/plan.csv"))
    assert "Later" in rows
    assert not re.search(r"Ana|Day 2|day2", rows)


@pytest.mark.parametrize("amount", ["", "many", "1e999", "nan", "-3", "0", "1e308", "101"])
def test_an_amount_that_is_none_is_refused_and_what_was_typed_stays(world, amount):
    plan = plan_of(world, "t01", state="draft")
    answer = world.client("ana").post(
        f"/act/plans/{plan.pk}/expectation/", expectation(plan, expected=amount)
    )
    page = text(answer, 422)
    assert f'value="{amount}"' in page or not amount
    assert 'value="2,5"' in page
    plan.refresh_from_db()
    assert plan.expected is None


def test_a_number_sent_by_hand_that_is_not_measured_is_refused_with_the_list(world):
    plan = plan_of(world, "t01", state="draft")
    for number in ("employees:sales", "customers:psych_safety.willingness_to_help", "x" * 5000, ":", HOSTILE):
        answer = world.client("ana").post(
            f"/act/plans/{plan.pk}/expectation/", expectation(plan, number=number)
        )
        page = text(answer, 422)
        assert "not measured in this team" in page
        assert "willingness to help" in page
        assert "<script>alert" not in page


def test_a_late_change_by_hand_is_refused_and_stands_on_the_page(world):
    plan = w.started(world)
    w.ask_again(world, dt.datetime(2026, 1, 20, 9, tzinfo=dt.UTC))
    answer = world.client("ana").post(
        f"/act/plans/{plan.pk}/expectation/", expectation(plan, expected="1", smallest="1", why="Too much.")
    )
    assert "stays as it is" in text(answer, 422)
    page = text(world.client("ben").get(f"/act/plans/{plan.pk}/"))
    assert "refused" in page
    assert "Too much." in page
    assert "A result for January 2026 is there" in page
    assert "up by at least 5 points" in page


def test_a_stale_form_is_told_so_keeps_what_was_typed_and_can_be_sent_again(company):
    plan, ana = plan_of(company), company.client("ana")
    address = f"/act/plans/{plan.pk}/change/"
    assert ana.post(address, SENT | {"title": "First", "version": 0}).status_code == 302
    page = text(ana.post(address, SENT | {"title": "Second", "version": 0}), 422)
    assert "Somebody else has changed this plan meanwhile" in page
    assert 'value="Second"' in page
    assert ana.post(address, SENT | {"title": "Second", "version": 1}).status_code == 302
    assert list(plan.changes.values_list("before", "after")) == [("Call back", "First"), ("First", "Second")]


def test_the_list_is_searched_and_filtered(company):
    due = plan_of(company, title="Quiet hour", review_on=w.TODAY)
    other = plan_of(company, "desk", title="Call back", state="kept", ended_on=w.TODAY)
    fay = company.client("fay")
    for query, found in (
        ("q=quiet", {due}), ("q=HELP+desk", {other}), ("state=kept", {other}), ("waits=review", {due}),
        ("q=none", set()),
        ("state=odd", {due, other}), ("page=99", {due, other}), ("q=%00", {due, other}),
    ):  # fmt: skip
        page = text(fay.get(f"/act/plans/?{query}"))
        assert set(map(int, re.findall(r'href="/act/plans/(\d+)/"', page))) == {one.pk for one in found}, (
            query
        )
    assert "Nothing was found" in text(fay.get("/act/plans/?q=none"))


def test_empty_pages_say_what_a_plan_is_and_who_makes_one(company):
    assert "Begin with the number" in text(company.client("ana").get("/act/plans/"))
    assert "Whoever leads your team makes its plans" in text(company.client("ben").get("/act/plans/"))
    assert "Whoever leads a team makes its plans" in text(company.client("fay").get("/act/plans/"))
    assert "No plans yet" in text(company.client("ben").get("/act/plans/of/day/"))
    Grant.objects.filter(role=Role.MANAGER).update(unit=company.units["north"])
    assert "For which team" in text(company.client("ana").get("/act/plans/choose/?title=x"))
