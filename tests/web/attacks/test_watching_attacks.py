"""Attacks by watching: what ticks, what is logged, stored, mailed and named while people answer."""

import json
import logging
import re
from importlib import import_module

import addressed_company as made
import attack_rounds as at
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rounds_at_work import address, go, launch

from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.mails import send_due
from bothways_web.listen.models import Delivery, Invitation, Response, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.tokens import token_of
from bothways_web.web.logs import WithoutTokens

WATCHED = ("/", "/listen/", "/listen/{round}/", "/listen/rounds/{round}/", "/listen/rounds/{round}/close/",
           "/listen/rounds/{round}/comments/", "/teams/", "/teams/day/", "/teams/company/", "/teams/help-first/",
           "/findings/", "/changes/", "/people/", "/accounts/", "/me/", "/set-up/",
           "/listen/{round}/launch/")  # fmt: skip
SECRET = "the forklift in hall nine"


@pytest.fixture
def asked(company) -> Round:
    return launch(company, form="short", comment=True)


def watch(company, asked, roles=tuple(made.ROLES)):
    """Everything that somebody sees: status, headers and bytes of every page about a round, a team or the site."""
    seen = {}
    for role in roles:
        client = company.client(role)
        for url in WATCHED:
            page = client.get(url.format(round=asked.pk))
            seen[role, url] = (page.status_code, dict(page.headers), made.body(page))
    return seen


def test_attack_9_no_page_and_no_header_ticks_while_people_answer(company, asked):
    before = watch(company, asked)
    assert {status for status, _headers, _body in before.values()} == {200, 302, 404}
    for person, invitation in enumerate(at.invited(asked, "day"), start=1):
        store_response(invitation, Draft({item.id: 3 for item in items_of(asked)}))
        if person in (1, 4, 5):
            assert watch(company, asked, ["eva"]).items() <= before.items()
    assert watch(company, asked) == before
    headers = {name for _status, found, _body in before.values() for name in found}
    assert not headers & {"ETag", "Last-Modified", "Server-Timing", "X-Runtime", "Date"}


def test_attack_9_pages_ask_the_database_as_often_before_and_after_an_answer(company, asked):
    def count():
        client, found = company.client("eva"), []
        for url in WATCHED:
            with CaptureQueriesContext(connection) as caught:
                client.get(url.format(round=asked.pk))
            found.append(len(caught))
        return found

    count()
    before = count()
    at.answer(asked, {"day": 8}, at.mixed)
    assert count() == before


def test_attack_9_no_page_of_an_open_round_looks_at_responses(company, asked):
    at.answer(asked, {"day": 3}, at.mixed)
    for role in ("eva", "ana", "dua"):
        client = company.client(role)
        for url in WATCHED:
            with CaptureQueriesContext(connection) as caught:
                client.get(url.format(round=asked.pk))
            assert not [one["sql"] for one in caught if "listen_response" in one["sql"]], (role, url)


@pytest.mark.parametrize("field", ["q", "search", "text", "comment", "contains", "unit"])
def test_attack_10_nothing_searches_or_counts_what_people_wrote(company, asked, field):
    for invitation in at.invited(asked, "day"):
        store_response(invitation, Draft({item.id: 3 for item in items_of(asked)}, SECRET, True))
    at.answer(asked, {"night": 8, "desk": 8, "field": 8}, at.mixed)
    at.close(asked)
    for role in ("eva", "ana", "hao", "dua"):
        client = company.client(role)
        for url in (
            "/teams/",
            "/teams/day/",
            "/people/",
            "/findings/",
            "/changes/",
            "/accounts/",
            "/listen/",
        ):
            hit, miss = client.get(url, {field: "forklift"}), client.get(url, {field: "snowplow"})
            assert made.body(hit).replace(b"forklift", b"") == made.body(miss).replace(b"snowplow", b"")


def test_attack_11_a_word_that_one_person_uses_shows_nowhere_before_somebody_has_read_it(company, asked):
    for invitation in Invitation.objects.filter(round=asked):
        words = SECRET if invitation == at.invited(asked, "day")[0] else "All is well"
        store_response(invitation, Draft({item.id: 3 for item in items_of(asked)}, words, True))
    at.close(asked)
    for role in made.ROLES:
        pages = "".join(at.pages(company, role, asked).values())
        assert "forklift" not in pages
        reading = company.client(role).get(f"/listen/rounds/{asked.pk}/comments/")
        assert ("forklift" in reading.content.decode()) == (role == "eva")
        assert reading.status_code == (200 if role == "eva" else 302 if role == "nobody" else 404)


def answer_by_browser(invitation):
    """Walk through the survey as a browser does, and return every page that was shown."""
    client, url = Client(), address(invitation)
    page = client.get(url)
    shown = [page]
    page = go(client, url, page)
    for _question in items_of(invitation.round):
        shown.append(page)
        page = go(client, url, page, go="continue", answer="2")
    page = go(client, url, page, go="continue", comment=SECRET, may_quote="1")
    shown += [page, go(client, url, page, go="continue")]
    return shown


def stored_elsewhere(*besides):
    """Return every value in every table, but for some tables."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in besides]
        found = []
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found.append(f"{name}: {cursor.fetchall()!r}")
    return "\n".join(found)


def test_attack_12_answers_are_in_one_table_and_the_right_to_answer_is_in_none(company, asked, own_home):
    invitation = at.invited(asked, "day")[3]
    answer_by_browser(invitation)
    assert Response.objects.get().comment == SECRET
    others = stored_elsewhere("listen_response")
    token = token_of(invitation.pk)
    assert SECRET not in others
    assert token not in others + stored_elsewhere()
    assert token.split(".")[1] not in others
    assert "django_session" in others
    assert not [
        path for path in own_home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]


def test_attack_12_a_response_has_no_time_no_order_and_no_number_of_its_own(company, asked):
    fields = {field.column for field in Response._meta.get_fields() if hasattr(field, "column")}
    assert fields == {"invitation_id", "round_id", "answers", "comment", "may_quote"}
    types = {field.get_internal_type() for field in Response._meta.get_fields()}
    assert not types & {"DateTimeField", "AutoField", "BigAutoField", "GenericIPAddressField"}
    invitations = list(Invitation.objects.filter(round=asked).values_list("pk", flat=True))
    assert {key.version for key in invitations} == {4}  # random: they tell no order


def test_attack_12_answering_writes_one_row_and_nothing_else(company, asked):
    before = made.everything_stored()
    invitation = at.invited(asked, "day")[0]
    with CaptureQueriesContext(connection) as caught:
        store_response(invitation, Draft({item.id: 3 for item in items_of(asked)}))
    written = [one["sql"] for one in caught if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len(written) == 1
    assert 'INSERT INTO "listen_response"' in written[0]
    after = made.everything_stored()
    assert {name for name in after if after[name] != before.get(name)} == {"listen.response"}


def test_attack_12_jobs_changes_and_file_names_tell_the_round_and_nothing_of_who_or_what(
    company, asked, own_home, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
    for invitation in Invitation.objects.filter(round=asked):
        store_response(invitation, Draft({item.id: 3 for item in items_of(asked)}, SECRET, True))
    company.client("eva").post(f"/listen/rounds/{asked.pk}/close/")
    from django_tasks_db.models import DBTaskResult

    [job] = DBTaskResult.objects.all()
    assert job.args_kwargs == {"args": [asked.pk], "kwargs": {}}
    from bothways_web.listen.release import release_round

    assert release_round(asked.pk)
    assert not Response.objects.exists()
    others = stored_elsewhere()
    assert SECRET not in others
    changes = re.search(r"people_change: (.*)", others)[1]
    assert not [one for one in company.people["day"] if str(one.pk) in changes or one.email in changes]
    with_words = {path.relative_to(own_home).as_posix() for path in own_home.rglob("*.parquet")}
    assert with_words == {f"rounds/{asked.pk}/answers.parquet"}
    assert not [
        path for path in own_home.rglob("*") if any(str(one.pk) in path.name for one in company.people["day"])
    ]
    open_to_others = [path for path in own_home.rglob("*.parquet") if path.stat().st_mode & 0o077]
    assert not open_to_others


def test_attack_12_the_file_of_answers_stands_in_the_order_of_keys_not_of_time(company, asked, own_home):
    import pyarrow.parquet as pq

    for invitation in reversed(at.invited(asked, "day") + at.invited(asked, "night")):
        store_response(invitation, Draft({item.id: 3 for item in items_of(asked)}))
    at.close(asked)
    keys = pq.read_table(own_home / "rounds" / str(asked.pk) / "answers.parquet")["respondent"].to_pylist()
    assert keys == sorted(keys)


class Kept(logging.Handler):
    """Keeps lines as the console would print them."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.addFilter(WithoutTokens())
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def log():
    """The log at its most talkative, but for what the settings keep quiet for good."""
    handler = Kept()
    loggers = [
        logging.getLogger(name)
        for name in ("", "django", "django.request", "django.security", "bothways_web")
    ]
    levels = {each: each.level for each in loggers}
    for each in loggers:
        each.setLevel(logging.DEBUG)
    loggers[0].addHandler(handler)
    yield handler
    loggers[0].removeHandler(handler)
    for each, level in levels.items():
        each.setLevel(level)


def test_attack_12_no_line_of_any_log_holds_a_token_or_an_answer(company, asked, log):
    invitation = at.invited(asked, "day")[0]
    answer_by_browser(invitation)
    token = token_of(invitation.pk)
    mangled = token[:-3] + "xyz"
    client = Client(raise_request_exception=False)
    for url in (f"/answer/{mangled}/", f"/answer//{token}/", f"/answer/{token}/more/", f"/answer/{token}",
                f"/Answer/{token}/", f"/answer/{token}/?again={token}", f"/answer%2F{token}/x"):  # fmt: skip
        client.get(url)
        client.post(url, {"comment": SECRET})
    everything = "\n".join(log.lines)
    assert "/answer/" in everything.lower()
    assert SECRET not in everything
    assert token not in everything
    assert mangled not in everything


@pytest.mark.parametrize(
    ("module", "place"), [("steps", "store_response"), ("answer", "is_open"), ("steps", "plain_page")]
)
def test_attack_12_the_trace_of_an_error_holds_no_token_and_no_answer(
    company, asked, log, monkeypatch, module, place
):
    view = import_module(f"bothways_web.listen.views.{module}")

    invitation = at.invited(asked, "day")[0]
    token = token_of(invitation.pk)
    shown = None if place == "is_open" else answer_page_before_sending(invitation)

    def fails(*_args, **_more):
        raise RuntimeError(f"The disk is full at /answer/{token}/")

    monkeypatch.setattr(view, place, fails)
    client = Client(raise_request_exception=False)
    page = (
        client.get(address(invitation))
        if shown is None
        else go(client, address(invitation), shown, go="continue")
    )
    assert page.status_code == 500
    everything = "\n".join(log.lines)
    assert "The disk is full" in everything
    assert "Traceback" in everything
    assert token not in everything + page.content.decode()
    assert SECRET not in everything + page.content.decode()
    assert not mail.outbox


def answer_page_before_sending(invitation):
    client, url = Client(), address(invitation)
    page = go(client, url, client.get(url))
    for _question in items_of(invitation.round):
        page = go(client, url, page, go="continue", answer="2")
    return go(client, url, page, go="continue", comment=SECRET)


@pytest.mark.parametrize("path", ["welcome", "account/password/reset/key"])
def test_attack_12_links_that_open_accounts_are_cut_from_logs_too(company, log, path):
    from bothways_web.people.account_mails import invitation_token

    secret = invitation_token(company.users["ben"]) if path == "welcome" else "a-b0b1b2b3b4c5d6"
    Client(raise_request_exception=False).get(f"/{path}/{secret}/")
    Client(raise_request_exception=False).get(f"/{path}/{secret}/more")
    assert secret not in "\n".join(log.lines)


def test_attack_20_reminders_go_to_all_at_times_and_in_words_that_do_not_tell_who_answered(company, asked):
    due = list(Delivery.objects.order_by("pk").values_list("invitation", "kind", "due_at"))
    answered = {one.pk for one in at.invited(asked, "day")[:4]}
    at.answer(asked, {"day": 4}, at.mixed)
    assert list(Delivery.objects.order_by("pk").values_list("invitation", "kind", "due_at")) == due
    reminders = Delivery.objects.filter(kind=Delivery.Kind.REMINDER)
    assert {one.invitation_id for one in reminders} == {
        one.pk for one in Invitation.objects.filter(round=asked)
    }
    Delivery.objects.filter(kind=Delivery.Kind.INVITATION).update(state=Delivery.State.SENT)
    moment = timezone.now()
    reminders.update(due_at=moment)
    from bothways_web.people.models import Organisation

    Organisation.objects.update(quiet_from="00:00", quiet_to="00:00", working_days=list(range(7)))
    mail.outbox.clear()
    assert send_due(moment).sent == 32
    texts, subjects, headers = set(), set(), set()
    for one in mail.outbox:
        texts.add(re.sub(r"/answer/\S+/", "/answer/LINK/", one.body))
        subjects.add(one.subject)
        headers.add(json.dumps(one.extra_headers, sort_keys=True))
    assert (len(texts), len(subjects), len(headers)) == (1, 1, 1)
    assert answered
    assert set(Delivery.objects.filter(kind="reminder").values_list("state", "attempts")) == {("sent", 1)}
