"""Files and answers of imports that nobody takes further: none of them stays on the disk."""

import datetime as dt
import os
import uuid

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.utils import timezone
from past_at_work import MONTHS, page, send, step, table, to_check

from bothways_web.keeping.personal.answers import closed_answers, forget_words
from bothways_web.listen.clock import tick
from bothways_web.listen.models import AnswerImport, Pulse, Round
from bothways_web.listen.past import taking
from bothways_web.people.models import Change, Upload, User

pytestmark = pytest.mark.django_db


def held(company, **cells):
    client = company.client("eva")
    one = to_check(client, send(client, table(company, **cells)))
    step(client, one, "take-valid")
    assert one.state == "held", one.trouble
    return one


def test_a_file_goes_after_its_day_without_another_one_and_is_not_shown_before(company):
    client = company.client("eva")
    one = to_check(client, send(client, table(company)))
    path, look = one.upload.path, one.look_path
    assert path.exists()
    assert look.exists()
    Upload.objects.update(at=timezone.now() - dt.timedelta(hours=25))
    assert client.get(f"/listen/past/{one.pk}/").status_code == 404
    assert client.get(f"/listen/past/{one.pk}/faulty-rows.csv").status_code == 404
    assert "survey.csv" not in client.get("/listen/past/").content.decode()
    tick()
    assert not path.exists()
    assert not look.exists()
    assert not AnswerImport.objects.exists()


def test_answers_go_where_taking_them_is_given_up(company, monkeypatch):
    client = company.client("eva")
    one = to_check(client, send(client, table(company)))

    def fail(*_given):
        raise RuntimeError

    monkeypatch.setattr(taking, "_write", fail)
    step(client, one, "take")
    assert one.state == "looked"
    assert not one.folder.exists()


def test_nobody_who_is_erased_while_a_file_is_taken_comes_back(company, monkeypatch):
    client = company.client("eva")
    one = to_check(client, send(client, table(company)))
    write = taking._write

    def erase_and_write(*given):
        company.people["night"][0].delete()
        return write(*given)

    monkeypatch.setattr(taking, "_write", erase_and_write)
    step(client, one, "take")
    assert (one.state, one.folder.exists(), Round.objects.exists()) == ("looked", False, False)
    assert "records have changed" in one.trouble


def test_the_clock_deletes_folders_that_belong_to_no_import(company):
    one = held(company)
    stray, fresh = (settings_home() / "imports" / uuid.uuid4().hex for _place in range(2))
    for folder in (stray, fresh):
        folder.mkdir()
        (folder / "2025-01.parquet").touch()
    an_hour_ago = (timezone.now() - dt.timedelta(hours=1)).timestamp()
    for folder in (one.folder, stray):
        os.utime(folder, (an_hour_ago, an_hour_ago))
    tick()
    assert (one.folder.exists(), stray.exists(), fresh.exists()) == (True, False, True)
    AnswerImport.objects.filter(pk=one.pk).update(state="undone")
    tick()
    assert not one.folder.exists()


def settings_home():
    from pathlib import Path

    return Path(settings.HOME)


def test_rows_of_somebody_who_is_erased_leave_what_waits_for_its_release(company):
    one = held(company, r0_0="stranger")
    gone = company.people["night"][0]
    assert (one.folder / "faults.csv").exists()
    told = [(asked.period, answers["unit"]) for asked, answers in closed_answers(gone.pk)]
    assert sorted(told) == [(month, "night") for month in MONTHS]
    assert forget_words(gone.pk) == len(MONTHS)
    assert not (one.folder / "faults.csv").exists()
    for month, there in zip(MONTHS, (30, 31), strict=True):
        rows = pq.read_table(one.folder / f"{month}.parquet")["respondent"].to_pylist()
        assert len(rows) == there
        assert str(gone.pk) not in rows
    assert forget_words(gone.pk) == 0
    assert not list(closed_answers(gone.pk))
    client = company.client("eva")
    step(client, one, "release")
    from bothways_web.listen.past.running import run_step

    run_step(str(one.pk))
    one.refresh_from_db()
    assert one.state == "released", one.trouble


@pytest.mark.parametrize("how", ["deleted", "switched off"])
def test_another_lead_undoes_what_somebody_left_and_cannot_read_it(company, how):
    one = held(company)
    other = User.objects.get(email=company.users["ana"].email)
    from bothways_web.people.models import Grant, Role

    Grant.objects.create(user=other, role=Role.PEOPLE_LEAD)
    client = company.client("ana")
    assert client.post(f"/listen/past/{one.pk}/step/", {"step": "undo"}).status_code == 404  # eva is there
    if how == "deleted":
        company.users["eva"].delete()
    else:
        User.objects.filter(pk=company.users["eva"].pk).update(is_active=False)
    assert "Undo the import of" in client.get("/listen/past/").content.decode()
    for where in ("", "mapping.json", "faulty-rows.csv"):
        assert client.get(f"/listen/past/{one.pk}/{where}").status_code == 404
    assert client.post(f"/listen/past/{one.pk}/step/", {"step": "release"}).status_code == 404
    assert company.client("fay").post(f"/listen/past/{one.pk}/step/", {"step": "undo"}).status_code == 404
    step(client, one, "undo")
    assert one.state == "undone"
    assert not Round.objects.exists()


def test_what_is_not_released_in_90_days_is_undone(company, django_capture_on_commit_callbacks):
    one = held(company)
    assert "90 days" in page(company.client("eva"), one)
    AnswerImport.objects.update(taken_at=timezone.now() - dt.timedelta(days=89))
    tick()
    one.refresh_from_db()
    assert one.state == "held"
    AnswerImport.objects.update(taken_at=timezone.now() - dt.timedelta(days=91))
    with django_capture_on_commit_callbacks(execute=True):
        tick()
    one.refresh_from_db()
    assert (one.state, Pulse.objects.exists(), one.folder.exists()) == ("undone", False, False)
    assert Change.objects.get(verb="undid import of answers").by is None
