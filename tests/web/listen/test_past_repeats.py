"""The same answers are here once, whatever they are called and however their days are put together."""

import pytest
from past_at_work import ITEMS, MONTHS, SET, as_csv, form_of, page, records, send, step, table, to_check

from bothways.measures import load_instrument
from bothways_web.listen.archive import file_of, round_answers
from bothways_web.listen.models import AnswerImport, OwnSet, Pulse, Round
from bothways_web.listen.past import taking
from bothways_web.listen.past.looking import looked_of
from bothways_web.listen.past.running import run_step
from bothways_web.listen.past.sets import counted_items

pytestmark = pytest.mark.django_db


def renamed(company, *, steps=lambda steps: steps, months=MONTHS, columns=None):
    """The same table whose questions are called otherwise, with other steps where they are given."""
    names = columns or [f"Statement {place}" for place in range(len(ITEMS))]
    rows = [[code, team, day, *steps(given)] for code, team, day, given in records(company, months)]
    return as_csv([["Person", "Team", "Date", *names], *rows])


def as_new_set(client, one, *, delicate="no", scale="zero_ten", **changes):
    """Walk to the check with a new set that is made of all questions of the file."""
    questions = looked_of(one).questions
    chosen = {
        f"scale-{place}": scale
        for place, question in enumerate(questions)
        if question.id not in ("Person", "Team", "Date")
    }
    chosen |= {"delicate": delicate} if delicate else {}
    answer = client.post(f"/listen/past/{one.pk}/questions/", {"set": "new", "title": "Old survey", **chosen})
    if answer.status_code == 302:
        url = f"/listen/past/{one.pk}/columns/"
        client.post(url, form_of(client.get(url)) | changes)
    one.refresh_from_db()
    return answer


def taken(client, one):
    assert one.state == "checked", one.trouble
    step(client, one, "take")
    assert one.state == "held", one.trouble
    return one


def test_the_same_content_is_taken_once_and_again_after_an_undo(company):
    client = company.client("eva")
    one = to_check(client, send(client, table(company)))
    step(client, one, "take")
    again = send(client, table(company), "other name.csv")
    assert "imported already" in page(client, again)
    to_check(client, again)
    assert again.state == "looked"
    assert "imported already" in again.trouble
    step(client, one, "undo")
    assert one.state == "undone"
    to_check(client, again)
    assert again.state == "checked", again.trouble


@pytest.mark.parametrize("every", ["month", "quarter"])
@pytest.mark.parametrize("turned", [False, True])
def test_the_same_answers_under_another_name_are_refused(company, every, turned):
    client = company.client("eva")
    taken(client, to_check(client, send(client, table(company)), title="Winter survey"))
    again = send(
        client, renamed(company, steps=(lambda given: [8 - one for one in given]) if turned else list)
    )
    as_new_set(client, again, every=every)
    assert again.state == "looked"
    assert "These answers are here already, as “Winter survey”" in again.trouble
    assert not again.folder.exists()


def test_other_answers_of_the_same_people_are_taken(company):
    client = company.client("eva")
    taken(client, to_check(client, send(client, table(company))))
    other = send(client, renamed(company, steps=lambda given: [(one * one + one) % 11 for one in given]))
    as_new_set(client, other)
    taken(client, other)
    assert Pulse.objects.count() == 2


@pytest.mark.parametrize("called", ["as before", "otherwise"])
@pytest.mark.parametrize("before", ["named", "nameless"])
def test_the_same_rows_without_names_are_refused(company, before, called):
    client = company.client("eva")
    whose = {"respondent": ""} if before == "nameless" else {}
    one = to_check(
        client, send(client, renamed(company, columns=[item.text["en"] for item in ITEMS])), **whose
    )
    taken(client, one)
    names = ["About: " + item.text["en"] for item in ITEMS]
    names = names if called == "otherwise" else [item.text["en"] for item in ITEMS]
    if called == "as before":  # a part of the questions, and a row less
        lines = renamed(company, columns=names).splitlines()[:-1]
        text = "\n".join(line.rpartition(",")[0] for line in lines)
    else:
        text = renamed(company, columns=names, steps=lambda given: given[::-1])
    again = send(client, text.replace("Person,", "Number,"))
    as_new_set(client, again, respondent="")
    assert again.state == "looked"
    assert "here already" in again.trouble or "asked before" in again.trouble, again.trouble
    if called == "otherwise":
        assert "here already" in again.trouble


def test_a_file_without_names_that_is_saved_anew_does_not_count_people_twice(company):
    client = company.client("eva")
    taken(client, to_check(client, send(client, table(company)), respondent=""))
    again = to_check(client, send(client, table(company) + "\n", "again.csv"), respondent="")
    assert again.state == "looked"
    assert "here already" in again.trouble


def test_what_came_at_the_same_time_is_refused_when_it_is_taken_and_when_it_is_released(company, monkeypatch):
    client = company.client("eva")
    first = to_check(client, send(client, table(company)))
    second = send(client, renamed(company))
    as_new_set(client, second)
    assert (first.state, second.state) == ("checked", "checked")
    taken(client, first)
    step(client, second, "take")
    assert second.state == "looked"
    assert "here already" in second.trouble
    assert not second.folder.exists()
    monkeypatch.setattr(taking, "refuse_repeats", lambda *_given: None)
    AnswerImport.objects.filter(pk=second.pk).update(state="checked")
    taken(client, AnswerImport.objects.get(pk=second.pk))
    for one in (first, second):
        step(client, one, "release")
        run_step(str(one.pk))
        one.refresh_from_db()
    assert (first.state, second.state) == ("released", "held")
    assert "here already" in second.trouble
    assert {asked.state for asked in Round.objects.filter(imported_parts__of=second)} == {"held"}


def in_two_columns(client, company):
    """Walk to the check with a file whose first and last question hold the same answers, each a number of its own."""
    items = counted_items(load_instrument("culture_maturity"))
    rows = []
    for number, (code, team, day, _steps) in enumerate(records(company, ["2025-01"])):
        steps = [1 + (number * 3 + place * (1 + number % 4)) % 5 for place in range(len(items))]
        rows.append([code, team, day, *steps[:-1], steps[0]])
    names = [f"Statement {place}" for place in range(len(items))]
    one = send(client, as_csv([["Person", "Team", "Date", *names], *rows]))
    meant = {f"item-{item.id}": name for item, name in zip(items, names, strict=True)}
    return to_check(client, one, chosen="culture_maturity", **meant)


def test_one_question_in_two_columns_is_refused_at_the_check(company):
    client = company.client("eva")
    one = in_two_columns(client, company)
    assert one.state == "looked"
    assert "hold the same answers" in one.trouble


def test_one_question_in_two_columns_is_refused_before_the_ledger_has_it(company, monkeypatch):
    from bothways_web.listen.past import checking

    client = company.client("eva")
    for module in (checking, taking):
        monkeypatch.setattr(module, "refuse_repeats", lambda *_given: None)
    one = in_two_columns(client, company)
    taken(client, one)
    step(client, one, "release")
    run_step(str(one.pk))
    one.refresh_from_db()
    assert one.state == "held"
    assert "hold the same answers" in one.trouble
    asked = Round.objects.get()
    assert (asked.state, file_of(asked).exists()) == ("held", False)
    step(client, one, "undo")
    assert one.state == "undone"


def test_the_ledger_looks_for_copies_in_imported_rounds_alone(company):
    from rounds_at_work import answer_all, launch

    from bothways_web.listen.release import release_round
    from bothways_web.listen.rounds import close_round

    client = company.client("eva")
    one = taken(client, to_check(client, send(client, table(company))))
    step(client, one, "release")
    run_step(str(one.pk))
    here = launch(company, instrument=SET)
    answer_all(here)
    close_round(here)
    assert release_round(here.pk)
    here.refresh_from_db()
    assert round_answers(here).own_questions
    assert not any(round_answers(asked).own_questions for asked in Round.objects.exclude(pk=here.pk))


def test_a_new_set_is_asked_whether_it_is_delicate_and_then_needs_ten_people(company):
    client = company.client("eva")
    one = send(client, renamed(company, months=["2025-01"]))
    shown = client.get(f"/listen/past/{one.pk}/questions/").content.decode()
    assert 'name="delicate" value="no" aria-describedby="delicate-hint">' in shown
    answer = as_new_set(client, one, delicate="")
    assert answer.status_code == 422
    assert "delicate" in answer.content.decode().split('class="troubles"')[0]
    assert not one.instrument
    as_new_set(client, one, delicate="yes")
    taken(client, one)
    assert OwnSet.objects.get().document["delicate"] is True
    assert {asked.floor for asked in Round.objects.all()} == {10}
    assert "Old survey" in page(client, one)
