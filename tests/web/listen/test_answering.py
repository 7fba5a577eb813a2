"""Answering: one question a screen, nothing kept before it is sent, stored exactly once."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rounds_at_work import address, answer_all, go, hidden, launch

from bothways_web.listen.models import Invitation, Response, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.rounds import close_round


@pytest.fixture
def asked(company) -> Round:
    return launch(company, form="short", comment=True)


@pytest.fixture
def invitation(asked) -> Invitation:
    return Invitation.objects.filter(round=asked).order_by("pk").first()


def walk(url: str, client: Client, *, until: int = 99):
    """Answer question by question to the check page, or for some screens."""
    page = go(client, url, client.get(url))
    for number in range(4):
        if number == until:
            return page
        assert f"Question {number + 1} of 5" in page.content.decode()
        page = go(client, url, page, go="continue", answer=str(1 + number))
    if until == 4:
        return page
    return go(client, url, page, go="continue", comment="More time with customers", may_quote="1")


def test_a_walk_without_scripts_stores_one_response(invitation):
    client = Client(enforce_csrf_checks=True)
    url = address(invitation)
    page = walk(url, client)
    assert "Check and send" in page.content.decode()
    assert "More time with customers" in page.content.decode()
    assert "My words may be shown" in page.content.decode()
    assert not Response.objects.exists()
    done = go(client, url, page, go="continue")
    assert "Your answers are stored" in done.content.decode()
    [stored] = Response.objects.all()
    assert stored.invitation == invitation
    assert [stored.answers[item.id] for item in items_of(stored.round)] == [1, 2, 3, 4]
    assert (stored.comment, stored.may_quote) == ("More time with customers", True)


def test_no_page_of_the_survey_sets_a_cookie_or_may_be_kept(invitation):
    client = Client()
    url = address(invitation)
    for page in (
        client.get(url),
        walk(url, client),
        go(client, url, walk(url, client), go="continue"),
        client.get(url),
    ):
        assert not page.cookies
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert len(page.content) < 50_000


def test_a_double_submit_is_told_and_stored_once(invitation):
    client = Client()
    url = address(invitation)
    page = walk(url, client)
    go(client, url, page, go="continue")
    again = go(client, url, page, go="continue")
    assert "answered with this link already" in again.content.decode()
    assert Response.objects.count() == 1


def test_the_first_answers_stay_where_a_link_is_used_twice(invitation):
    first, second = Client(), Client()
    url = address(invitation)
    pages = walk(url, first), walk(url, second)
    go(first, url, pages[0], go="continue")
    late = go(second, url, pages[1], go="continue")
    assert "already" in late.content.decode()
    assert Response.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA.AAAA", "../etc", "a" * 3000, "%00", "é.é"])
def test_a_mangled_link_is_a_page_that_is_not_there(db, token):
    assert Client().get(f"/answer/{token}/").status_code == 404


def test_a_link_that_was_cut_or_changed_by_a_letter_is_not_there(invitation):
    url = address(invitation)
    changed = url[:10] + ("A" if url[10] != "A" else "B") + url[11:]
    assert Client().get(changed).status_code == 404
    assert Client().get(url[:-3] + "/").status_code == 404


def test_a_draft_of_another_invitation_is_not_taken(asked):
    mine, other = Invitation.objects.filter(round=asked).order_by("pk")[:2]
    client = Client()
    page = walk(address(mine), client)
    stolen = client.post(address(other), hidden(page) | {"go": "continue"})
    assert "could not be read as a whole" in stolen.content.decode()
    assert not Response.objects.exists()


def test_an_answer_outside_the_scale_is_refused(invitation):
    client = Client()
    url = address(invitation)
    for answer in ("6", "0", "-1", "4.0", "four", "1e0", "٤"):
        page = walk(url, client, until=0)
        refused = go(client, url, page, go="continue", answer=answer)
        assert "Choose one of the answers on this page" in refused.content.decode(), answer


def test_nothing_chosen_is_told_beside_the_question_and_in_the_summary(invitation):
    client = Client()
    url = address(invitation)
    refused = go(client, url, walk(url, client, until=0), go="continue").content.decode()
    assert refused.count("Choose an answer, or “I’d rather not say”.") == 2
    assert "<title>Error:" in refused
    assert "checked" not in refused


def test_not_saying_is_an_answer_that_is_stored_as_missing(invitation):
    client = Client()
    url = address(invitation)
    page = go(client, url, client.get(url))
    for _ in range(4):
        page = go(client, url, page, go="continue", answer="-")
    page = go(client, url, page, go="continue", comment="")
    go(client, url, page, go="continue")
    assert set(Response.objects.get().answers.values()) == {None}


def test_going_back_shows_the_earlier_answer(invitation):
    client = Client()
    url = address(invitation)
    page = go(client, url, walk(url, client, until=2), go="back")
    assert 'value="2" checked' in page.content.decode()
    start = go(client, url, go(client, url, page, go="back"), go="back")
    assert "Start" in start.content.decode()


def test_an_answer_can_be_changed_from_the_check_page(invitation):
    client = Client()
    url = address(invitation)
    page = walk(url, client)
    step = items_of(Round.objects.get())[0].id
    question = go(client, url, page, go=step)
    page = go(client, url, question, go="continue", answer="5")
    assert "Check and send" in page.content.decode()
    go(client, url, page, go="continue")
    assert Response.objects.get().answers[step] == 5


def test_a_send_that_skips_questions_is_led_to_the_first_one_missing(invitation):
    client = Client()
    url = address(invitation)
    page = walk(url, client, until=1)
    jumped = client.post(url, hidden(page) | {"step": "check", "go": "continue"})
    assert "Question 2 of 5" in jumped.content.decode()
    assert not Response.objects.exists()


def test_a_comment_of_a_megabyte_is_told_to_be_shortened(invitation):
    client = Client()
    url = address(invitation)
    page = walk(url, client, until=4)
    refused = go(client, url, page, go="continue", comment="x" * 1_000_000)
    assert "996000 characters too long" in refused.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "comment",
    [
        "😀 emoji",
        "שלום, العربية",
        "<script>alert(1)</script>",
        "=cmd|'/c calc'!A1",
        "a\x00b",
        "ligne\r\nligne",
    ],
)
def test_any_writing_is_stored_as_text_and_shown_as_text(invitation, comment):
    client = Client()
    url = address(invitation)
    page = go(client, url, walk(url, client, until=4), go="continue", comment=comment)
    page = go(client, url, page, go="comment")
    assert "<script>alert" not in page.content.decode()
    page = go(client, url, page, go="continue", comment=comment)
    go(client, url, page, go="continue")
    assert Response.objects.get().comment == comment.replace("\x00", "").replace("\r\n", "\n")


def test_a_round_that_has_closed_takes_nothing(invitation):
    client = Client()
    url = address(invitation)
    page = walk(url, client)
    close_round(invitation.round)
    closed = go(client, url, page, go="continue")
    assert "The survey is closed" in closed.content.decode()
    assert not Response.objects.exists()


def test_a_round_whose_time_is_over_takes_nothing_even_before_the_clock_closes_it(invitation):
    client = Client()
    url = address(invitation)
    page = walk(url, client)
    Round.objects.update(
        closes_at=timezone.now() - dt.timedelta(seconds=1), opens_at=timezone.now() - dt.timedelta(1)
    )
    assert "The survey is closed" in go(client, url, page, go="continue").content.decode()
    assert not Response.objects.exists()


def test_the_survey_speaks_the_language_of_the_person_and_of_the_address(invitation):
    person = invitation.person
    person.language = "de"
    person.save()
    page = Client().get(address(invitation)).content.decode()
    assert '<html lang="de"' in page
    page = Client().get(address(invitation) + "?lang=es").content.decode()
    assert '<html lang="es"' in page


def test_the_start_says_its_mode_and_what_is_kept(invitation):
    page = Client().get(address(invitation)).content.decode()
    assert "This survey is confidential" in page
    assert "fewer than 5 people" in page
    assert "Whoever holds the database itself could look there" in page


def test_no_mail_goes_out_when_somebody_answers(asked):
    before = len(mail.outbox)
    answer_all(asked)
    assert len(mail.outbox) == before


def test_the_last_look_shows_the_comment_and_what_becomes_of_it(invitation):
    client = Client(enforce_csrf_checks=True)
    url = address(invitation)
    page = walk(url, client, until=4)
    assert "Without your tick nobody is shown your words." in page.content.decode()
    page = go(client, url, page, go="continue", comment="Kept <b>quiet</b>")
    assert "Kept &lt;b&gt;quiet&lt;/b&gt;" in page.content.decode()
    assert "Without your tick nobody is shown your words." in page.content.decode()
    page = go(client, url, page, go="comment")
    assert "Kept &lt;b&gt;quiet&lt;/b&gt;</textarea>" in page.content.decode()
