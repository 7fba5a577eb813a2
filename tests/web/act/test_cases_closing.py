"""The end of a case while a mail to the customer still waits; and its words, question by question."""

import datetime as dt
import html

import cases_at_work as w
import pytest
from django.core import mail

from bothways_web.act.cases import replies
from bothways_web.act.cases.mails import send_case_mails
from bothways_web.act.cases.words import Part, gist_of, mask_new, parts_of
from bothways_web.act.models import Case, CaseMail
from bothways_web.listen.question_sets import text_items

MONDAY_NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2100, 1, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def case(company):
    return w.one_case(company)


def wait(company, case, subject="Your call"):
    """Write a mail that waits until the test says so."""
    seen = Case.objects.get(pk=case.pk).version
    replies.plan_reply(
        case, subject, f"Sorry. {subject}", seen=seen, by=company.users["ana"], now=MONDAY_NOON
    )
    made = CaseMail.objects.latest("pk")
    CaseMail.objects.filter(pk=made.pk).update(due_at=LATER)
    return made


def close(company, case, **given):
    data = {"outcome": "solved", "lesson": "", "seen": Case.objects.get(pk=case.pk).version} | given
    return company.client("ana").post(f"/act/cases/{case.pk}/close/", data, follow=True)


def test_without_a_mail_that_waits_nothing_is_asked_of_one(company, case):
    page = company.client("ana").get(f"/act/cases/{case.pk}/close/").content.decode()
    assert "A mail to the customer" not in page


def test_closing_asks_what_becomes_of_a_mail_that_waits_and_it_leaves_unless_said_otherwise(company, case):
    waits = wait(company, case, "Sorry & more")
    page = html.unescape(company.client("ana").get(f"/act/cases/{case.pk}/close/").content.decode())
    assert "A mail to the customer still waits: “Sorry & more”." in page
    assert "A mail to the customer still leaves." in w.text_of(
        close(company, case, **{f"mail_{waits.pk}": "leaves"})
    )
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED
    assert send_case_mails(LATER) == 1
    assert mail.outbox[0].subject == "Sorry & more"


def test_a_mail_is_taken_back_with_the_close_and_another_one_leaves(company, case):
    first, second = wait(company, case, "One"), wait(company, case, "Two")
    page = close(company, case, **{f"mail_{first.pk}": "back", f"mail_{second.pk}": "leaves"})
    assert page.status_code == 200
    case.refresh_from_db()
    assert case.state == Case.State.CLOSED
    assert [one.subject for one in CaseMail.objects.all()] == ["Two"]


def test_a_form_that_is_sent_twice_closes_once(company, case):
    waits, seen = wait(company, case), Case.objects.get().version
    pages = [close(company, case, seen=seen, **{f"mail_{waits.pk}": "back"}) for _twice in range(2)]
    assert [one.status_code for one in pages] == [200, 200]
    assert case.steps.filter(kind="closed").count() == 1


def test_a_mail_that_left_meanwhile_is_told_and_nothing_is_done(company, case):
    waits, other = wait(company, case, "One"), wait(company, case, "Two")
    CaseMail.objects.filter(pk=waits.pk).update(due_at=MONDAY_NOON)
    assert send_case_mails(MONDAY_NOON) == 1
    page = close(
        company, case, **{f"mail_{other.pk}": "back", f"mail_{waits.pk}": "back"}, lesson="Call back."
    )
    assert page.status_code == 422
    assert "has left already" in page.content.decode()
    assert "Call back." in page.content.decode()
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    assert CaseMail.objects.filter(pk=other.pk, sent_on=None).exists()


def test_a_mail_of_another_case_is_not_taken_back(company, case):
    waits = wait(company, case)
    other = Case.objects.create(
        unit=case.unit,
        owner=case.owner,
        opened_on=case.opened_on,
        reply_by=case.reply_by,
        close_by=case.close_by,
    )
    assert close(company, other, **{f"mail_{waits.pk}": "back"}).status_code == 422
    assert CaseMail.objects.filter(pk=waits.pk).exists()


def test_what_becomes_of_a_mail_is_kept_when_words_were_masked_first(company, case):
    waits = wait(company, case)
    page = close(company, case, lesson="Call c-1 back.", **{f"mail_{waits.pk}": "back"}).content.decode()
    assert "were masked" in page
    [choice] = [line for line in page.replace("<input", "\n<input").split("\n") if 'value="back"' in line]
    assert "checked" in choice


def test_a_mail_that_is_tried_again_is_told_and_cannot_be_chosen(company, case):
    waits = wait(company, case)
    CaseMail.objects.update(attempts=1)
    page = company.client("ana").get(f"/act/cases/{case.pk}/close/").content.decode()
    assert "is leaving now" in page
    assert f"mail_{waits.pk}" not in page


@pytest.fixture
def answered(company):
    """A case with a comment and an answer in words."""
    asked = w.survey(company)
    w.rule(company, asked.pulse)
    w.answer(w.ask(asked, w.customer()))
    [question] = [item.text["en"] for item in text_items(asked)]
    Case.objects.update(words=f"They never called.\n\n{question}\nThe line.\n\nAnd the form.", masked="")
    mask_new()
    return Case.objects.select_related("rule__pulse").get(), question


def test_question_and_answer_stand_apart(company, answered):
    case, question = answered
    parts = [Part("", "They never called."), Part(question, "The line.\n\nAnd the form.")]
    assert parts_of(case, case.words) == parts
    assert gist_of(case) == "They never called. · The line.\n\nAnd the form."
    page = html.unescape(company.client("fay").get(f"/act/cases/{case.pk}/").content.decode())
    assert f'<bdi class="note">{question}</bdi><br>The line.' in page
    assert question not in html.unescape(company.client("fay").get("/act/cases/").content.decode())


@pytest.mark.parametrize("words", ["A line.", "", "\n", "Said {question} here.\nMore.", "{question}"])
def test_words_without_an_answer_below_a_question_stay_whole(answered, words):
    case, question = answered
    words = words.replace("{question}", question)
    assert [part.text for part in parts_of(case, words)] == ([words] if words.strip() else [])


def test_an_answer_without_a_comment_has_its_question(answered):
    case, question = answered
    assert parts_of(case, f"{question}\nNo.") == [Part(question, "No.")]
    case.rule = None
    assert parts_of(case, f"{question}\nNo.") == [Part("", f"{question}\nNo.")]


def test_the_list_says_how_many_and_offers_units_in_the_order_of_the_tree(company, case):
    page = company.client("fay").get("/act/cases/").content.decode()
    assert "1 case</p>" in page
    options = page[page.index('id="unit"') :]
    places = [options.index(f'value="{code}"') for code in ("company", "north", "day", "south")]
    assert places == sorted(places)
    ana = company.client("ana").get("/act/cases/").content.decode()
    assert "\u2003" not in ana[ana.index('id="unit"') : ana.index('value="day"') + 40]
