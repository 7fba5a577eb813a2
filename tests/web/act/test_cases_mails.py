"""Mails to customers: filled-in texts, a last look, quiet hours in their zone, being left alone, trouble."""

import datetime as dt
import html
import smtplib

import cases_at_work as w
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from bothways.errors import InputError
from bothways_web.act.cases import replies
from bothways_web.act.cases.mails import send_case_mails
from bothways_web.act.models import Case, CaseMail, ReplyTemplate
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.left_alone import leave_alone, no_more_link
from bothways_web.people.models import Change, User
from bothways_web.people.units import today

MONDAY_NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
MONDAY_NIGHT = dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)
TUESDAY_NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def case(company):
    return w.one_case(company)


def reply(client, case, text="We are sorry.", subject="Your call", step="send", **given):
    seen = given.pop("seen", Case.objects.get(pk=case.pk).version)
    data = {"subject": subject, "text": text, "step": step, "seen": seen}
    return client.post(f"/act/cases/{case.pk}/reply/", data | given, follow=True)


def write(company, case, *, now=MONDAY_NOON, text="We are sorry."):
    seen = Case.objects.get(pk=case.pk).version
    replies.plan_reply(case, "Your call", text, seen=seen, by=company.users["ana"], now=now)
    return CaseMail.objects.get()


def test_a_mail_is_looked_at_filled_in_before_it_is_sent(company, case):
    ReplyTemplate.objects.create(
        name="Sorry", language="en", subject="{touchpoint}", body="{organisation} is sorry.\n{owner}"
    )
    ana, number = company.client("ana"), ReplyTemplate.objects.get().pk
    page = html.unescape(ana.get(f"/act/cases/{case.pk}/reply/?template={number}").content.decode())
    assert "The company is sorry.\nAna" in page
    look = reply(ana, case, "Dear you,\n{organisation} <b>is</b> sorry.", step="look").content.decode()
    assert "The company &lt;b&gt;is&lt;/b&gt; sorry." in look
    assert not CaseMail.objects.exists()
    assert "Dear you" in reply(ana, case, "Dear you", step="again").content.decode()
    assert not CaseMail.objects.exists()
    sent = reply(ana, case, "The company is sorry.", subject="Two\nlines")
    assert sent.status_code == 422
    reply(ana, case, "The company is sorry.")
    assert CaseMail.objects.get().subject == "Your call"
    assert not mail.outbox
    assert "sorry" not in repr(list(Change.objects.values_list("details", "about")))


def test_a_mail_leaves_by_the_clock_once_with_the_owner_to_answer_to_and_the_link_to_be_left_alone(
    company, case
):
    write(company, case)
    assert send_case_mails(MONDAY_NOON) == 1
    assert send_case_mails(TUESDAY_NOON) == 0
    [sent] = mail.outbox
    contact = Contact.objects.get()
    assert (sent.to, sent.reply_to) == (["c1@customer.example"], ["ana@company.example"])
    assert "We are sorry." in sent.body
    assert no_more_link(contact) in sent.body
    assert sent.extra_headers["List-Unsubscribe"] == f"<{no_more_link(contact)}>"
    case.refresh_from_db()
    assert case.first_reply_on == today()


def test_a_form_that_is_sent_twice_sends_one_mail(company, case):
    seen = Case.objects.get().version
    for _twice in range(2):
        assert reply(company.client("ana"), case, seen=seen).status_code == 200
    assert CaseMail.objects.count() == 1


def test_a_stale_mail_is_not_sent_and_not_lost(company, case):
    seen = Case.objects.get().version
    Case.objects.update(version=seen + 1)
    page = reply(company.client("ana"), case, "Much that I typed", seen=seen)
    assert page.status_code == 422
    assert "Much that I typed" in page.content.decode()
    assert not CaseMail.objects.exists()


def test_quiet_hours_are_those_of_the_customer(company, case):
    Contact.objects.update(time_zone="America/New_York")
    written = write(
        company, case, now=dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
    )  # four in the morning there
    assert written.due_at == dt.datetime(2026, 11, 30, 13, tzinfo=dt.UTC)
    CaseMail.objects.update(due_at=MONDAY_NOON)
    assert send_case_mails(MONDAY_NOON) == 0  # held until eight there, whatever was planned
    assert CaseMail.objects.get().due_at == dt.datetime(2026, 11, 30, 13, tzinfo=dt.UTC)


def test_who_wants_to_be_left_alone_gets_nothing_even_if_a_mail_waits(company, case):
    write(company, case, now=MONDAY_NIGHT)
    leave_alone(Contact.objects.get())
    assert send_case_mails(TUESDAY_NOON) == 0
    assert not mail.outbox
    page = w.text_of(company.client("ana").get(f"/act/cases/{case.pk}/"))
    assert "wants to be left alone: nothing is sent" in page
    assert "not sent" in page
    assert "Write to the customer" not in page
    refused = reply(company.client("ana"), case)
    assert "wants to be left alone" in refused.content.decode()
    assert CaseMail.objects.count() == 1


def test_who_is_left_alone_under_another_number_gets_nothing(company, case):
    w.customer(9, email="C1@customer.example", stopped_on=today())
    with pytest.raises(InputError, match="left alone"):
        write(company, case)


def test_a_customer_without_an_address_is_phoned(company):
    case = w.one_case(company, email="")
    page = w.text_of(company.client("ana").get(f"/act/cases/{case.pk}/"))
    assert "Phone them, and note the talk" in page
    assert "Write to the customer" not in page
    assert "Phone them" in w.text_of(company.client("ana").get(f"/act/cases/{case.pk}/reply/"))


class Broken(EmailBackend):
    """A server that takes no mail."""

    error: Exception = OSError("not there")

    def send_messages(self, messages):
        raise self.error


def test_a_server_that_takes_no_mail_is_tried_again_later(company, case, settings, monkeypatch):
    write(company, case)
    locmem, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    assert send_case_mails(MONDAY_NOON) == 0
    waits = CaseMail.objects.get()
    assert (waits.attempts, waits.trouble, waits.sent_on) == (1, "", None)
    assert waits.due_at > MONDAY_NOON
    monkeypatch.setattr(Broken, "error", smtplib.SMTPRecipientsRefused({}))
    assert send_case_mails(waits.due_at) == 0
    assert "does not know the address" in CaseMail.objects.get().trouble
    settings.EMAIL_BACKEND = locmem
    assert send_case_mails(TUESDAY_NOON) == 0
    case.refresh_from_db()
    assert case.first_reply_on is None


def test_a_mail_is_taken_back_while_it_waits_and_not_after(company, case):
    waits = write(company, case)
    CaseMail.objects.update(due_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    w.step(company.client("ana"), case, "take_back", mail=waits.pk)
    assert not CaseMail.objects.exists()
    left = write(company, case)
    send_case_mails(MONDAY_NOON)
    page = w.step(company.client("ana"), case, "take_back", mail=left.pk)
    assert "has left already" in page.content.decode()
    assert CaseMail.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["{name}", "{", "}", "{organisation", "{{owner}}", "{0}", "{owner.password}", "{}"]
)
def test_braces_that_nothing_stands_for_are_refused(company, text):
    with pytest.raises(InputError):
        replies.check_places("fine {owner}", text)
    data = {"name": "A", "language": "en", "subject": "Hello", "body": text}
    page = company.client("fay").post("/act/cases/templates/new/", data)
    assert page.status_code == 422
    assert "nothing stands for" in page.content.decode()
    assert not ReplyTemplate.objects.exists()


def test_what_a_name_brings_is_not_filled_in_again(company, case):
    User.objects.filter(name="Ana").update(name="{organisation}")
    assert replies.filled("{owner}", case, User.objects.get(name="{organisation}")) == "{organisation}"


def test_texts_are_written_changed_found_and_deleted_by_leads(company):
    fay, data = (
        company.client("fay"),
        {"name": "Sorry", "language": "de", "subject": "Hallo", "body": "=1+1 שלום"},
    )
    assert fay.post("/act/cases/templates/new/", data).status_code == 302
    again = fay.post("/act/cases/templates/new/", data)
    assert again.status_code == 422
    assert "a text with this name in this language" in again.content.decode()
    number = ReplyTemplate.objects.get().pk
    assert fay.post(f"/act/cases/templates/{number}/", data | {"body": "Neu"}).status_code == 302
    assert ReplyTemplate.objects.get().body == "Neu"
    assert "Sorry" in fay.get("/act/cases/templates/?q=sor").content.decode()
    assert "Nothing was found" in fay.get("/act/cases/templates/?q=zzz").content.decode()
    assert company.client("ana").get("/act/cases/templates/").status_code == 404
    assert "Delete this text?" in fay.get(f"/act/cases/templates/{number}/delete/").content.decode()
    fay.post(f"/act/cases/templates/{number}/delete/")
    assert not ReplyTemplate.objects.exists()


def test_texts_in_the_language_of_the_customer_come_first(company):
    for language in ("en", "de", "es"):
        ReplyTemplate.objects.create(name="Sorry", language=language, subject="x", body="x")
    assert replies.templates_for(w.customer(language="es"))[0].language == "es"
    assert replies.templates_for(None)[0].language == "en"
