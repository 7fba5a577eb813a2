"""Every kind of question from end to end: asked on pages, stored, archived, released, read."""

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone
from many_kinds import add_people, answers_of, every_kind, invited, item, launch_kinds, pulse_of_kinds
from rounds_at_work import address, go, hidden

from bothways.errors import InputError
from bothways_web.listen.additional import ranges_of, told_of
from bothways_web.listen.answering.asking import draft_of
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.archive import file_of, round_answers
from bothways_web.listen.comments import release_comments, shown_words, waiting
from bothways_web.listen.employee_moments import employee_moments
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Response, Round
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round, open_round
from bothways_web.listen.sealed.readiness import refuse_unfit


@pytest.fixture
def asked(company) -> Round:
    return launch_kinds(company)


def after_close(asked: Round, *, people: int = 99, change=None) -> Round:
    """Let people answer, close and release."""
    for number, one in enumerate(invited(asked)[:people]):
        given = answers_of(number) | (change(number) if change else {})
        store_response(one, draft_of(asked, given, quoted=["say"] if number % 2 else []))
    close_round(asked)
    assert release_round(asked.pk), Round.objects.get(pk=asked.pk).trouble
    return Round.objects.get(pk=asked.pk)


def content(page) -> str:
    return page.content.decode()


def walk_to_cause(client, url, cause):
    page = go(client, url, client.get(url))
    assert "Question 1 of 8" in content(page)
    page = go(client, url, page, go="continue", row_calm="4", row_clear="-")
    assert "What was in the way?" in content(page)
    return go(client, url, page, go="continue", answer=cause)


def walk_on(client, url, page):
    page = go(client, url, page, go="continue", choice_0="rota", choice_2="pay")
    page = go(client, url, page, go="continue", place_0="3", place_1="1", place_2="2")
    page = go(client, url, page, go="continue", answer="12")
    page = go(client, url, page, go="continue", answer="2026-05-01")
    return go(client, url, page, go="continue", answer="A story", may_quote="1")


def test_a_walk_through_every_kind_stores_each_answer(asked):
    client, url = Client(), address(invited(asked)[0])
    page = walk_to_cause(client, url, "tools")
    assert "How often Tools?" in content(page)
    assert "Question 3 of 8" in content(page)
    page = walk_on(client, url, go(client, url, page, go="continue", answer="2"))
    for words in (
        "Rota, Pay",
        "1. Tools, 2. Pay, 3. Rota",
        "12",
        "1 May 2026",
        "A story",
        "How often Tools?",
    ):
        assert words in content(page)
    assert not Response.objects.exists()
    assert "Your answers are stored" in content(go(client, url, page, go="continue"))
    assert Response.objects.get().answers == {
        "calm": 4, "clear": None, "cause": "tools", "often": 2, "missing": ["rota", "pay"],
        "first": ["tools", "pay", "rota"], "late": 12, "since": "2026-05-01", "say": "A story", "say may quote": True,
    }  # fmt: skip


def test_a_hidden_question_is_skipped_forwards_and_backwards(asked):
    client, url = Client(), address(invited(asked)[0])
    page = walk_to_cause(client, url, "pay")
    assert "What would help?" in content(page)
    assert "Question 3 of 7" in content(page)
    back = go(client, url, page, go="back", choice_0="rota")
    assert "What was in the way?" in content(back)
    check = walk_on(client, url, page)
    assert "How often" not in content(check)
    assert content(check).count('name="go" value="grid:week"') == 2


def test_a_change_on_the_last_page_asks_what_it_brings_and_drops_what_it_hides(asked):
    client, url = Client(), address(invited(asked)[0])
    check = walk_on(client, url, walk_to_cause(client, url, "pay"))
    cause = go(client, url, check, go="cause")
    often = go(client, url, cause, go="continue", answer="rota")
    assert "How often Rota?" in content(often)
    check = go(client, url, often, go="continue", answer="1")
    assert "Check and send" in content(check)
    assert "How often Rota?" in content(check)
    cause = go(client, url, check, go="cause")
    check = go(client, url, cause, go="continue", answer="pay")
    assert "How often" not in content(check)
    go(client, url, check, go="continue")
    assert "often" not in Response.objects.get().answers


def test_an_answer_to_a_hidden_question_is_not_taken(asked):
    client, url = Client(), address(invited(asked)[0])
    page = walk_to_cause(client, url, "pay")
    forged = client.post(url, {**hidden(page), "step": "often", "go": "continue", "answer": "1"})
    assert "What would help?" in content(forged)
    check = walk_on(client, url, forged)
    forged = client.post(url, {**hidden(check), "step": "often", "go": "continue", "answer": "1"})
    assert "not asked after your other answers" in content(forged)
    go(client, url, forged, go="continue")
    assert "often" not in Response.objects.get().answers


def test_errors_stand_in_the_summary_and_beside_the_field_in_the_same_words(asked):
    client, url = Client(), address(invited(asked)[0])
    first = go(client, url, client.get(url))
    grid = go(client, url, first, go="continue", row_calm="4")
    words = "Choose an answer in each row"
    assert content(grid).count(words) == 2
    assert 'href="#row_clear_0"' in content(grid)
    assert 'id="row_calm_3" value="4" checked' in content(grid)
    several = walk_to_cause(client, url, "pay")
    wrong = go(client, url, several, go="continue", choice_0="rota", choice_1="tools", choice_2="pay")
    assert content(wrong).count("Choose at most 2 answers.") == 2
    assert content(wrong).count(" checked") == 3
    ranking = go(client, url, several, go="continue", answer="-")
    wrong = go(client, url, ranking, go="continue", place_0="1", place_1="1", place_2="")
    assert content(wrong).count("a place of its own") == 2
    assert content(wrong).count(" selected") == 2
    number = go(client, url, ranking, go="continue")
    wrong = go(client, url, number, go="continue", answer="dozens")
    assert content(wrong).count("Write a whole number from 0 to 80.") == 2
    assert 'value="dozens"' in content(wrong)
    day = go(client, url, number, go="continue", answer="")
    wrong = go(client, url, day, go="continue", answer="2031-01-01")
    assert content(wrong).count("Choose a day from") == 2
    text = go(client, url, day, go="continue", answer="")
    wrong = go(client, url, text, go="continue", answer="x" * 62)
    assert content(wrong).count("2 characters too long") == 2


def test_each_kind_is_archived_in_a_column_of_its_own(company, asked):
    closed = after_close(asked)
    table = pq.read_table(file_of(closed))
    kinds = {name: str(table.schema.field(name).type) for name in table.schema.names[5:]}
    assert kinds == {
        "calm": "int16", "clear": "int16", "cause": "string", "often": "int16", "missing": "string",
        "first": "string", "late": "int32", "since": "string", "say": "string", "say may quote": "bool",
    }  # fmt: skip
    row = table.to_pylist()[0]
    assert (row["missing"], row["first"]) == ("rota|tools", "tools|rota|pay")
    assert not Response.objects.exists()
    assert list(round_answers(closed).values) == ["mix"]


def test_shares_of_fifty_and_more_are_released_for_the_whole_alone(company):
    add_people(company, 40)
    closed = after_close(launch_kinds(company))
    rows = [
        row for row in released_round("employees", closed.ledger_name).released if row.kind == "distribution"
    ]
    assert {row.group for row in rows} == {"all"}
    assert {row.metric: row.text for row in rows} == {
        "work_mix.cause": "50|25|25", "work_mix.often": "30|30|35|0|0", "work_mix.missing": "100|100|0",
        "work_mix.first": "0|95|0", "work_mix.late": "20|20|20|20|20|5", "work_mix.since": "15|15|15|15|15|15",
    }  # fmt: skip


def test_the_page_of_a_round_shows_shares_to_who_may_read_all_results(company):
    add_people(company, 40)
    closed = after_close(launch_kinds(company))
    page = content(company.client("eva").get(f"/listen/rounds/{closed.pk}/"))
    assert "Additional questions" in page
    assert 'aria-label="What was in the way?"' in page
    assert "How often …?" in page
    assert ">0 – 12<" in page
    assert ">1 Jan 2026 – " in page


def test_a_question_with_few_answers_is_named_with_the_reason(company, asked):
    closed = after_close(asked)
    assert all(not one.shares for one in told_of(closed))
    page = content(company.client("eva").get(f"/listen/rounds/{closed.pk}/"))
    assert page.count("Not shown: there are fewer than 50 answers") == 6
    assert "distribution" not in {
        row.kind for row in released_round("employees", closed.ledger_name).released
    }


def test_a_manager_who_runs_a_pulse_sees_no_shares(company):
    asked = launch_kinds(company)
    closed = after_close(asked)
    closed.pulse.audience = company.units["day"]
    closed.pulse.save()
    page = company.client("ana").get(f"/listen/rounds/{closed.pk}/")
    assert page.status_code == 200
    assert "Additional questions" not in content(page)


def test_texts_are_read_and_shown_under_their_question(company, asked):
    closed = after_close(asked)
    unread = waiting(closed)
    assert len(unread) == 16
    assert {one.heading for one in unread} == {"Beside …, what else?"}
    held = unread[0]
    release_comments(closed, held_back=[held.key], by=company.users["eva"])
    closed.refresh_from_db()
    said = [
        text
        for group in ("unit=north", "unit=south")
        for _, texts in shown_words(closed, group)
        for text in texts
    ]
    assert len(said) == 15
    assert held.text not in said


def test_ranges_come_from_the_scale_and_never_from_answers():
    items = {one.id: one for one in every_kind().items}
    assert ranges_of(items["late"])[0] == (0, 12)
    assert [last for _, last in ranges_of(items["late"])] == [12, 26, 39, 53, 66, 80]
    assert len(ranges_of(items["since"])) == 6


def test_a_sealed_round_refuses_what_is_no_scale_of_everybody(company):
    pulse = pulse_of_kinds(company, comment=False, mode="sealed", cadence="quarterly")
    with pytest.raises(InputError, match="scales alone"):
        refuse_unfit(pulse)


def test_a_set_without_numbers_is_asked_and_released(company):
    add_people(company, 40)
    form = every_kind(
        id="form", measurement_model="form", metric_ids=[], grids={}, scoring=None,
        items=[item("cause", "one", "What was in the way?"), item("say", "words", "What else?")],
    )  # fmt: skip
    closed = after_close_form(launch_kinds(company, form))
    [told] = told_of(closed)
    assert [(one.words, one.share) for one in told.shares] == [("Rota", 50), ("Tools", 50), ("Pay", 0)]
    assert told.band == "50-99"
    assert employee_moments() == []


def after_close_form(asked: Round) -> Round:
    for number, one in enumerate(invited(asked)):
        store_response(one, draft_of(asked, {"cause": ("rota", "tools")[number % 2], "say": None}))
    close_round(asked)
    assert release_round(asked.pk), Round.objects.get(pk=asked.pk).trouble
    return Round.objects.get(pk=asked.pk)


def test_a_set_about_what_happened_to_one_person_is_not_asked_by_the_calendar(company):
    about = every_kind(
        items=[item("calm", "agree5", "How was {touchpoint} on {date}?", scored=True)], grids={}
    )
    pulse = pulse_of_kinds(company, about)
    with pytest.raises(InputError, match="cannot be asked by the calendar"):
        open_round(pulse, now=timezone.now())


def test_a_question_that_counted_is_not_told_by_its_shares_later(company):
    by_item = every_kind().document["scoring"] | {"total": "none"}
    launch_kinds(company, every_kind(scoring=by_item))
    items = [
        one | {"scored": False} if one["id"] == "clear" else one for one in every_kind().document["items"]
    ]
    with pytest.raises(InputError, match="counted in a number before"):
        launch_kinds(company, every_kind(version="2.0.0", items=items, scoring=by_item))


def test_a_question_without_a_number_is_asked_in_one_kind_of_round(company):
    form = every_kind(
        id="form", measurement_model="form", metric_ids=[], grids={}, scoring=None,
        items=[item("cause", "one", "What was in the way?")],
    )  # fmt: skip
    launch_kinds(company, form)
    with pytest.raises(InputError, match="asked in confidential rounds before"):
        launch_kinds(company, form, mode="open")
