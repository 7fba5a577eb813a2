"""Pain points: known, unknown or fixed, with a history; tied to problems by those who look after them."""

import datetime as dt

import pytest
from journeys_at_work import draw, hurt, page_of, send

from bothways.errors import InputError
from bothways_web.act.models import Case, Said, WorkItem
from bothways_web.link.journeys.pains import StagePlace, offers_fixed, raise_pain_point
from bothways_web.link.models import PainPoint
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.listen.problems.reporting import Report, report_problem
from bothways_web.people.models import Change

DAY = dt.date(2026, 1, 5)


@pytest.fixture
def journey(company):
    return draw(company)


@pytest.fixture
def pain(company, journey):
    return hurt(journey, company)


def problem_of(company, unit="day"):
    report = Report("easier", f"Two forms of {unit} ask the same.", company.units[unit], named=True)
    return report_problem(report, new_form_key().encode(), by=company.users["ben"]).problem


def address(pain, more=""):
    return f"/journeys/{pain.journey_id}/pains/{pain.pk}/{more}"


def post(client, pain, more="", **data):
    pain.refresh_from_db()
    return client.post(address(pain, more), {"seen": pain.version, **data})


def history(pain):
    return list(pain.steps.values_list("state", "voice", "by__name"))


def test_a_pain_point_is_added_and_read_by_everybody(company, journey):
    stage = journey.stages[2]["id"]
    company.client("eva").post(
        f"/journeys/{journey.pk}/stages/{stage}/pain/",
        {"text": "No word", "voice": "customers", "state": "unknown"},
    )
    [made] = PainPoint.objects.all()
    assert (made.stage, made.text, made.voice, made.state) == (stage, "No word", "customers", "unknown")
    assert history(made) == [("unknown", "customers", "Eva")]
    for name in ("ben", "ana", "hao", "ida"):
        page = page_of(company.client(name), f"/journeys/{journey.pk}/")
        assert "No word" in page
        assert "Eva" not in page_of(company.client(name), address(made))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 301},
        {"voice": "suppliers"},
        {"state": "forgotten"},
        {"voice": ""},
        {"text": "\x00"},
    ],
)
def test_what_is_no_pain_point_is_refused(company, journey, wrong):
    given = {"text": "No word", "voice": "customers", "state": "known"} | wrong
    url = f"/journeys/{journey.pk}/stages/{journey.stages[0]['id']}/pain/"
    assert company.client("fay").post(url, given).status_code == 422
    assert not PainPoint.objects.exists()


def test_a_stage_holds_twenty_and_no_more(company, journey):
    for number in range(20):
        hurt(journey, company, f"Pain {number}")
    with pytest.raises(InputError, match="at most 20"):
        hurt(journey, company, "One more")


def test_its_state_has_a_history_and_a_line_of_the_log(company, pain):
    fay = company.client("fay")
    post(fay, pain, "change/", text="Too long", voice="both", state="known")
    post(fay, pain, "change/", text="Far too long", voice="both", state="known")
    post(fay, pain, "change/", text="Far too long", voice="both", state="fixed")
    assert [state for state, _voice, _by in history(pain)] == ["unknown", "known", "fixed"]
    verbs = (
        Change.objects.filter(about="Visit")
        .exclude(verb="began journey")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "added pain point", "set pain point to known", "changed pain point", "set pain point to fixed",
    ]  # fmt: skip


def test_who_changes_it_later_sees_both_and_loses_nothing(company, pain):
    seen = pain.version
    post(company.client("eva"), pain, "change/", text="Eva’s words", voice="customers", state="unknown")
    mine = {"seen": seen, "text": "Fay’s words", "voice": "customers", "state": "unknown"}
    answer = company.client("fay").post(address(pain, "change/"), mine)
    assert answer.status_code == 409
    assert "Eva’s words" in answer.content.decode()
    assert "Fay’s words" in answer.content.decode()
    pain.refresh_from_db()
    assert pain.text == "Eva’s words"


def test_a_pain_point_is_there_on_its_own_journey_alone(company, pain):
    other = draw(company)
    client = company.client("fay")
    for path in ("", "change/"):
        assert client.get(f"/journeys/{other.pk}/pains/{pain.pk}/{path}").status_code == 404
        assert (
            client.post(f"/journeys/{other.pk}/pains/{pain.pk}/{path}", {"step": "fixed"}).status_code == 404
        )


def test_a_pain_point_outlives_its_stage(company, journey, pain):
    fay = company.client("fay")
    assert "1 pain point stays in a list" in page_of(
        fay, f"/journeys/{journey.pk}/stages/{pain.stage}/remove/"
    )
    send(fay, journey, f"stages/{pain.stage}/remove/")
    page = page_of(fay, f"/journeys/{journey.pk}/")
    assert page.index("Pain points of stages that were removed") < page.index("Too long")
    assert "of a stage that was removed" in page_of(fay, address(pain))
    send(fay, journey, "change/", step="undo")
    assert "Pain points of stages that were removed" not in page_of(fay, f"/journeys/{journey.pk}/")


# Problems


@pytest.mark.parametrize("name", ["ana", "eva", "fay"])
def test_who_looks_after_a_problem_ties_it(company, pain, name):
    problem = problem_of(company)
    post(company.client(name), pain, step="tie", problem=problem.pk)
    pain.refresh_from_db()
    assert pain.problem == problem
    assert "ask the same" in page_of(company.client(name), address(pain))
    post(company.client(name), pain, step="untie")
    pain.refresh_from_db()
    assert pain.problem is None


@pytest.mark.parametrize("name", ["ben", "hao", "ida", "cem"])
def test_nobody_else_ties_one(company, pain, name):
    problem = problem_of(company)
    answer = post(company.client(name), pain, step="tie", problem=problem.pk)
    assert answer.status_code == 404
    pain.refresh_from_db()
    assert pain.problem is None


def test_a_manager_ties_no_problem_of_another_unit_and_unties_none(company, pain):
    ana, elsewhere = company.client("ana"), problem_of(company, "desk")
    post(ana, pain, step="tie", problem=elsewhere.pk)
    pain.refresh_from_db()
    assert pain.problem is None
    post(company.client("fay"), pain, step="tie", problem=elsewhere.pk)
    assert post(ana, pain, step="untie").status_code == 404
    page = page_of(ana, address(pain))
    assert "ask the same" not in page
    assert "Tie it to a problem" not in page


@pytest.mark.parametrize("name", ["ben", "hao"])
def test_the_problem_is_not_shown_to_those_who_may_not_read_it(company, pain, name):
    post(company.client("fay"), pain, step="tie", problem=problem_of(company).pk)
    page = page_of(company.client(name), address(pain))
    assert "ask the same" not in page
    assert "/problems/triage/" not in page


@pytest.mark.parametrize(("name", "reads"), [("ana", True), ("eva", True), ("ida", True), ("cem", False)])
def test_the_page_of_a_problem_names_the_pain_points_that_are_tied_to_it(company, pain, name, reads):
    problem = problem_of(company)
    url = f"/problems/triage/{problem.pk}/"
    assert "Pain points on journeys" not in page_of(company.client("fay"), url)
    post(company.client("fay"), pain, step="tie", problem=problem.pk)
    answer = company.client(name).get(url)
    assert (answer.status_code == 200) is reads
    assert ("Pain points on journeys" in answer.content.decode()) is reads
    assert (address(pain) in answer.content.decode()) is reads


def test_a_report_without_a_name_is_not_offered_on_its_day(company, pain):
    report = Report("easier", "Nobody may know who.", company.units["day"], named=False)
    report_problem(report, new_form_key().encode(), by=company.users["ben"])
    assert "Nobody may know who." not in page_of(company.client("fay"), address(pain))


def close(company, problem, how):
    """Close a problem as done in one of the ways, or nearly so."""
    Problem.objects.filter(pk=problem.pk).update(
        state="taken_up" if how == "told, open again" else "answered"
    )
    day = None if how == "a draft" else DAY
    outcome = {"told as not now": "not_now"}.get(how, "done")
    if "work" not in how:
        Said.objects.create(
            voice="both", you_said="a", outcome=outcome, we_did="b", problem=problem, published_on=day
        )
        return
    given = {"unit": company.units["day"], "problem": problem, "effort": 2,
             "made_on": DAY, "since": DAY}  # fmt: skip
    WorkItem.objects.create(title="One", state="done", **given)
    if how == "some work":
        WorkItem.objects.create(title="Two", state="pool", **given)


@pytest.mark.parametrize(
    ("how", "offers"),
    [("told as done", True), ("all work", True), ("some work", False), ("told as not now", False), ("a draft", False),
     ("told, open again", False)],
)  # fmt: skip
def test_a_pain_point_offers_fixed_once_its_problem_is_done(company, journey, pain, how, offers):
    fay, problem = company.client("fay"), problem_of(company)
    post(fay, pain, step="tie", problem=problem.pk)
    pain.refresh_from_db()
    assert offers_fixed([pain]) == frozenset()
    close(company, problem, how)
    assert (pain.pk in offers_fixed([pain])) is offers
    assert ("Yes, it is fixed" in page_of(fay, address(pain))) is offers
    assert ("fixed by now?" in page_of(fay, f"/journeys/{journey.pk}/")) is offers
    assert "Yes, it is fixed" not in page_of(company.client("ben"), address(pain))
    pain.refresh_from_db()
    assert pain.state == "unknown"


def test_somebody_says_that_it_is_fixed(company, pain):
    problem = problem_of(company)
    post(company.client("fay"), pain, step="tie", problem=problem.pk)
    close(company, problem, "told as done")
    assert post(company.client("ben"), pain, step="fixed").status_code == 404
    post(company.client("eva"), pain, step="fixed")
    assert history(pain)[-1] == ("fixed", "customers", "Eva")
    assert "Yes, it is fixed" not in page_of(company.client("fay"), address(pain))


def test_cases_behind_the_problem_are_shown_to_those_who_may_open_them(company, pain):
    problem = problem_of(company)
    post(company.client("fay"), pain, step="tie", problem=problem.pk)
    made = Case.objects.create(**a_case(company), root_problem=problem)
    assert f"Case {made.pk}" in page_of(company.client("fay"), address(pain))
    for name in ("eva", "hao", "ben", "ida"):
        assert f"Case {made.pk}" not in page_of(company.client(name), address(pain))


def a_case(company):
    days = dict.fromkeys(("opened_on", "reply_by", "close_by"), DAY)
    return {"unit": company.units["day"], "state": "open", **days}


# Raised from themes


def test_a_theme_is_unknown_at_first_and_known_once_both_raise_it(company, journey):
    place = StagePlace(journey.pk, journey.stages[0]["id"])
    one = raise_pain_point(place, theme="waiting", voice="employees", text="Waiting for a room")
    assert (one.state, one.voice, one.text) == ("unknown", "employees", "Waiting for a room")
    again = raise_pain_point(place, theme="waiting", voice="employees")
    assert (again.pk, again.version) == (one.pk, one.version)
    both = raise_pain_point(place, theme="waiting", voice="customers")
    assert (both.pk, both.state, both.voice, both.text) == (one.pk, "known", "both", "Waiting for a room")
    assert raise_pain_point(place, theme="waiting", voice="both").version == both.version
    assert history(both) == [("unknown", "employees", None), ("known", "both", None)]
    assert "waiting" in page_of(company.client("ben"), address(both))


def test_a_theme_that_both_raise_is_known_at_once(journey):
    place = StagePlace(journey.pk, journey.stages[0]["id"])
    assert raise_pain_point(place, theme="parking", voice="both").state == "known"


def test_a_theme_that_was_fixed_stays_so_until_somebody_says_otherwise(company, journey):
    place = StagePlace(journey.pk, journey.stages[0]["id"])
    one = raise_pain_point(place, theme="parking", voice="customers")
    post(company.client("fay"), one, "change/", text="parking", voice="customers", state="fixed")
    both = raise_pain_point(place, theme="parking", voice="employees")
    assert (both.state, both.voice) == ("fixed", "both")


@pytest.mark.parametrize(("theme", "stage"), [("", None), ("\x00", None), ("waiting", "gone")])
def test_a_theme_without_a_name_or_a_stage_is_refused(journey, theme, stage):
    place = StagePlace(journey.pk, stage or journey.stages[0]["id"])
    with pytest.raises(InputError):
        raise_pain_point(place, theme=theme, voice="customers")
    assert not PainPoint.objects.exists()
