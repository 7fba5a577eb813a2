"""What programs that watch a site get to see: states of the machine, and nothing that moves when somebody answers."""

import json
import logging
import re
import time

import pytest
from django.test import Client
from rounds_at_work import answer_all, launch

from bothways_web.keeping.backup.restoring import UNFINISHED
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation
from bothways_web.web import alive, doctor_running, metrics, vital_signs
from bothways_web.web.doctor import findings
from bothways_web.web.logs import AsJson, WithoutTokens

TOKEN = "t" * 32


@pytest.fixture
def watched(company, settings, own_home):
    settings.METRICS_TOKEN = TOKEN
    alive.write_alive(own_home, {"web server": (True, 0), "worker": (False, 2), "clock": (True, 0)})
    alive.beat(own_home)
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


def figures(client):
    answer = client.get("/health/figures/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == metrics.CONTENT_TYPE
    lines = answer.content.decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_figures_are_those_of_the_list_and_are_readable_by_programs(watched):
    record(None, "made a backup", Organisation.current())
    found = figures(watched)
    assert {re.sub(r"\{.*", "", name) for name in found} == set(metrics.FIGURES)
    assert found['bothways_process_running{process="worker"}'] == "0"
    assert found['bothways_process_begun_again{process="worker"}'] == "2"
    assert found["bothways_ready"] == found["bothways_database_up"] == "1"
    assert found["bothways_backup_age_hours"] == "0"
    for line in watched.get("/health/figures/").content.decode().splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) bothways_\w+ .+|bothways_\w+(\{[^}]*\})? [\d.e+]+", line)


def test_nothing_moves_when_people_come_and_answer(watched, company):
    asked = launch(company)
    still = {name: value for name, value in figures(watched).items() if "clock_age" not in name}
    answer_all(asked)
    company.client("ben").get("/")
    after = {name: value for name, value in figures(watched).items() if "clock_age" not in name}
    assert after == still


@pytest.mark.parametrize(
    "given", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer ü"]
)
def test_figures_are_not_there_without_the_token(watched, given):
    headers = {} if given is None else {"Authorization": given}
    assert Client(headers=headers).get("/health/figures/").status_code == 404


def test_without_a_token_in_the_settings_nobody_gets_figures(watched, settings, company):
    settings.METRICS_TOKEN = ""
    assert watched.get("/health/figures/").status_code == 404
    assert Client(headers={"Authorization": "Bearer "}).get("/health/figures/").status_code == 404
    assert company.client("dua").get("/health/figures/").status_code == 404


def test_health_says_a_word_and_no_reason(watched, own_home, monkeypatch):
    stranger = Client()
    assert stranger.get("/health/live/").content == b"ok\n"
    assert stranger.get("/health/ready/").content == b"ready\n"
    (own_home / UNFINISHED).write_text("")
    (own_home / UNFINISHED).unlink()
    monkeypatch.setattr(vital_signs, "database_answers", lambda: False)
    answer = stranger.get("/health/ready/")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert stranger.get("/health/live/").status_code == 200
    assert stranger.post("/health/live/").status_code == 405


def test_a_supervisor_that_is_gone_is_told_from_one_that_runs(tmp_path):
    assert not alive.read_alive(tmp_path).supervised
    alive.write_alive(tmp_path, {"clock": (True, 1)})
    assert alive.read_alive(tmp_path).supervised
    assert not alive.read_alive(tmp_path, now=time.time() + 61).supervised
    (tmp_path / alive.NAME).write_text("[1")
    assert not alive.read_alive(tmp_path).supervised
    assert [one.name for one in tmp_path.iterdir()] == [alive.NAME]


def told():
    return {one.name: one for one in findings()}


def test_the_doctor_tells_what_runs_and_what_does_not(watched, own_home, settings, monkeypatch):
    assert "Not running: worker" in told()["Processes"].problem
    (own_home / alive.NAME).unlink()
    assert told()["Processes"].advice
    (own_home / "ledgers" / "employees").mkdir(parents=True)
    (own_home / "ledgers" / "employees" / "ledger.json").write_text("{}")
    assert "lost its key" in told()["Keys"].problem
    key = own_home / "ledgers" / "employees" / "ledger.key"
    key.write_text("x")
    key.chmod(0o644)
    assert "Others may read ledgers/employees/ledger.key" in told()["Keys"].problem
    key.chmod(0o600)
    assert told()["Keys"].problem == ""
    assert "never a backup" in told()["Backups"].problem
    record(None, "made a backup", Organisation.current())
    assert told()["Backups"].problem == ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "does not take us" in told()["Mail"].problem
    monkeypatch.setattr(doctor_running, "LEAST_GIGABYTES", 10**9)
    assert "GB are free" in told()["Disk"].problem


SECRETS = ("ana@company.example", "aBcD:1x-y", "4711-private", "hunter2")


def line_of(form, message, *args, error=None):
    try:
        raise error or ValueError("4711-private")
    except ValueError as problem:
        info = (type(problem), problem, problem.__traceback__)
    made = logging.LogRecord("bothways_web.x", logging.ERROR, __file__, 1, message, args, info)
    assert WithoutTokens().filter(made)
    return form.format(made)


def test_a_line_of_json_names_nobody_and_no_value():
    text = line_of(
        AsJson(),
        "Mail to %s by /answer/%s/",
        "ana@company.example",
        "aBcD:1x-y",
        error=ValueError("4711-private hunter2"),
    )
    line = json.loads(text)
    assert line["message"] == "Mail to …@… by /answer/…"
    assert (line["level"], line["logger"], line["error"]) == ("error", "bothways_web.x", "ValueError")
    assert re.fullmatch(r"[\w/.-]+\.py:\d+ line_of", line["at"][-1])
    assert not [secret for secret in SECRETS if secret in text]
    assert "\n" not in text


def test_pages_that_are_walked_through_leave_no_name_code_address_or_token_in_the_log(
    company, caplog, settings
):
    """Every line that the app logs while people sign in, fail to, answer and are refused."""
    caplog.set_level(logging.DEBUG, logger="bothways_web")
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(WithoutTokens())
    caplog.handler.setFormatter(AsJson())
    asked = launch(company)
    stranger = Client(raise_request_exception=False)
    tokens = []
    from bothways_web.listen.models import Invitation
    from bothways_web.listen.tokens import token_of

    for invitation in Invitation.objects.filter(round=asked)[:3]:
        tokens.append(token_of(invitation.pk))
        stranger.get(f"/answer/{tokens[-1]}/")
        stranger.get(f"/answer/{tokens[-1]}x/")
        stranger.post(f"/answer/{tokens[-1]}/", {"step": "x", "q": "4711-private"})
    for _try in range(3):
        stranger.post("/account/login/", {"login": "ana@company.example", "password": "hunter2"})
    for name in ("ana", "eva", "dua"):
        for place in ("/", "/accounts/", "/people/day2/", "/nothing/day2/", "/accounts/999999/"):
            company.client(name).get(place)
    logging.getLogger("bothways_web.probe").warning("The probe is here.")
    text = caplog.handler.stream.getvalue()
    assert "The probe is here." in text
    names = [person.name for team in company.people.values() for person in team]
    for secret in (*SECRETS, *tokens, *names, "company.example"):
        assert secret not in text
