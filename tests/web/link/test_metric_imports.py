"""Bringing in metrics: upload, columns, check, import, undo; nothing half-written."""

import datetime as dt
import re

import linked_company as linked
import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bothways_web.link import showing
from bothways_web.link.cells import joined_cells, standing_imports
from bothways_web.link.models import MetricImport
from bothways_web.listen.ledgers import released_rounds
from bothways_web.people.models import Change

SMALL = pd.DataFrame(
    {
        "team": ["day", "night", "desk", "field"] * 2,
        "month": ["2025-01"] * 4 + ["2025-02"] * 4,
        "measure": "stars",
        "score": [3.1, 3.4, 4.0, 4.2, 3.2, 3.3, 4.1, 4.4],
        "answers": [30, 41, 12, 3, 33, 44, 15, 4],
        "kind": "mean",
        "low": 1,
        "high": 5,
    }
)


def upload(client, file, side="customers"):
    return client.post("/metrics/", {"side": side, "file": file})


def map_columns(client, url):
    """Take the suggestions of the page of columns."""
    page = client.get(url).content.decode()
    chosen = {}
    for name, inner in re.findall(r'<select[^>]* name="(column-\d+)">(.*?)</select>', page, re.S):
        found = re.search(r'<option value="(\w*)"[^>]* selected', inner)
        chosen[name] = found[1] if found else ""
    return client.post(url, chosen)


def walk(client, frame, name="stars.csv", side="customers"):
    """From the file to the address of its check."""
    sent = upload(client, linked.as_file(frame, name), side)
    assert sent.status_code == 302, sent.content.decode()
    mapped = map_columns(client, sent["Location"])
    assert mapped.status_code == 302, mapped.content.decode()
    return mapped["Location"]


@pytest.mark.parametrize("name", ["stars.csv", "stars.xlsx", "stars.parquet"])
def test_a_file_is_imported_in_four_steps(company, name):
    client = company.client("fay")
    check = walk(client, SMALL, name)
    page = client.get(check).content.decode()
    assert "Import 8 values" in page
    assert not MetricImport.objects.exists()
    assert client.post(check).status_code == 302
    made = MetricImport.objects.get()
    assert (made.side, made.cells, made.first_period, made.last_period) == (
        "customers",
        8,
        "2025-01",
        "2025-02",
    )
    assert made.path.stat().st_mode & 0o077 == 0
    assert Change.objects.filter(verb="imported metrics").count() == 1


def test_customers_pass_the_ledger_and_small_groups_are_withheld(company):
    linked.bring(company, SMALL)
    rounds = released_rounds("customers")
    assert [one.name for one in rounds] == ["2025-01", "2025-02"]
    groups = {row.group for one in rounds for row in one.released}
    assert "unit=day" in groups
    assert "unit=field" not in groups


@pytest.mark.parametrize("name", ["ana", "ben", "cem", "dua", "gil", "hao", "ida"])
def test_nobody_else_brings_in_metrics(company, name):
    assert company.client(name).get("/metrics/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(company):
    assert company.client("nobody").get("/metrics/").status_code == 302


def test_each_lead_brings_in_the_own_side_alone(company):
    assert upload(company.client("fay"), linked.as_file(SMALL), "employees").status_code == 422
    assert upload(company.client("eva"), linked.as_file(SMALL), "customers").status_code == 422


def test_an_upload_of_somebody_else_is_not_there(company):
    check = walk(company.client("fay"), SMALL)
    assert company.client("eva").get(check).status_code == 404
    assert company.client("eva").get(check.replace("customers", "employees")).status_code == 404


def test_the_empty_page_says_so(company):
    assert "Nothing was brought in yet." in company.client("fay").get("/metrics/").content.decode()


def test_faulty_rows_are_named_with_what_to_do(company):
    client = company.client("fay")
    faulty = SMALL.astype({"score": object})
    faulty.loc[1, "month"] = "2025-13"
    faulty.loc[2, "score"] = 7
    faulty.loc[5, "score"] = "many"
    check = walk(client, faulty)
    page = client.get(check).content.decode()
    rows = re.findall(r"<th[^>]*>(?:<span[^<]*</span>)?\s*(\d+)</th>\s*<td[^>]*><bdi>(\w+)</bdi>", page)
    assert rows == [("3", "month"), ("4", "score"), ("7", "score")]
    assert "<title>Error:" in page
    assert client.post(check).status_code == 422
    assert not MetricImport.objects.exists()
    rows = client.get(check.split("check/")[0] + "faults.csv").content.decode()
    assert "how_to_fix" in rows
    assert len(rows.splitlines()) == 4
    assert client.post(check, {"skip": "1"}).status_code == 302
    assert MetricImport.objects.get().cells == 5


def test_values_that_are_there_are_replaced_only_when_somebody_says_so(company):
    linked.bring(company, SMALL)
    client = company.client("fay")
    check = walk(client, SMALL.assign(score=3.0)[4:])
    assert "holds stars of 2025-02 to 2025-02" in client.get(check).content.decode()
    refused = client.post(check)
    assert refused.status_code == 422
    assert "there already" in refused.content.decode()
    assert client.post(check, {"replace": "1"}).status_code == 302
    cells = joined_cells(standing_imports("customers"))
    assert len(cells) == 8
    assert set(cells[cells["period"] == "2025-02"]["value"]) == {3.0}
    assert set(cells[cells["period"] == "2025-01"]["value"]) == {3.1, 3.4, 4.0, 4.2}


def test_a_value_that_was_shown_stays_after_a_replacement(company):
    linked.bring(company, SMALL)
    before = [row.text for one in released_rounds("customers") for row in one.released]
    linked.bring(company, SMALL.assign(score=2.0), replace=True)
    assert [row.text for one in released_rounds("customers") for row in one.released] == before


def test_another_scale_or_another_length_of_periods_is_refused(company):
    linked.bring(company, SMALL)
    client = company.client("fay")
    page = client.get(walk(client, SMALL.assign(high=7, month="2025-03"))).content.decode()
    assert "another high here" in page
    quarters = SMALL.assign(month="2025-Q2", measure="other").drop_duplicates("team")
    page = client.get(walk(client, quarters)).content.decode()
    assert "This file has quarters, and" in page


def test_a_metric_belongs_to_one_voice(company):
    linked.bring(company, SMALL)
    client = company.client("eva")
    check = walk(client, SMALL, side="employees")
    assert "a metric of the other voice already" in client.get(check).content.decode()
    assert client.post(check).status_code == 422


def test_units_on_one_side_are_told(company):
    client = company.client("fay")
    page = client.get(walk(client, SMALL.replace({"team": {"day": "dya"}}))).content.decode()
    assert "dya" in page
    assert re.search(r"Teams without a value here</dt><dd>1: day", page)


def test_a_column_that_is_not_chosen_is_not_read(company):
    client = company.client("fay")
    sent = upload(client, linked.as_file(SMALL))
    check = sent["Location"].replace("columns/", "check/")
    url = f"{check}?unit=team&period=month&metric=measure&value=score"
    assert "do not say how many people" in client.get(url).content.decode()
    assert client.get(f"{check}?unit=team").status_code == 302


def test_employees_metrics_are_kept_and_never_shown_by_themselves(company):
    hours = SMALL.drop(columns=["kind", "low", "high"]).assign(measure="overtime")
    linked.bring(company, hours, side="employees")
    assert released_rounds("employees") == ()
    assert released_rounds("customers") == ()


def test_a_metric_of_unknown_kind_is_not_shown(company):
    client = company.client("fay")
    plain = SMALL.drop(columns=["kind", "low", "high"])
    assert "Team pages cannot show stars" in client.get(walk(client, plain)).content.decode()
    linked.bring(company, plain)
    assert released_rounds("customers") == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header.csv", b"team,month,measure,score\n"),
        ("old.xls", b"\xd0\xcf\x11\xe0aaaaaaaa"),
        ("text.csv", b"hello"),
        ("cut.parquet", b"PAR1abc"),
        ("none.xlsx", b"PK\x03\x04nothing"),
        ("odd.csv", b'team,month,measure,score\n"' + b"a" * 300_000),
    ],
)
def test_a_file_that_is_no_table_leaves_nothing_behind(company, name, content):
    client = company.client("fay")
    sent = upload(client, SimpleUploadedFile(name, content))
    while sent.status_code == 302 and "columns" in sent["Location"]:
        sent = map_columns(client, sent["Location"])
    if sent.status_code == 302:
        page = client.get(sent["Location"], follow=True)
        assert page.status_code == 200
        client.post(sent["Location"])
    else:
        assert sent.status_code == 422
    assert not MetricImport.objects.exists()


def test_formulas_and_markup_in_a_file_stay_text(company):
    client = company.client("fay")
    bad = SMALL.assign(measure="<script>alert(1)</script>")
    bad.loc[0, "month"] = "=1+1"
    check = walk(client, bad)
    page = client.get(check).content.decode()
    assert "<script>alert" not in page
    rows = client.get(check.split("check/")[0] + "faults.csv").content.decode()
    assert "'=1+1" in rows


def test_an_import_is_undone_until_something_rests_on_it(company):
    hours = SMALL.drop(columns=["kind", "low", "high"]).assign(measure="overtime")
    made = linked.bring(company, hours, side="employees")
    client = company.client("eva")
    assert "Undo" in client.get("/metrics/").content.decode()
    client.post(reverse("undo_metrics", args=(made.pk,)))
    made.refresh_from_db()
    assert made.state == MetricImport.State.UNDONE
    assert standing_imports("employees") == []
    assert Change.objects.filter(verb="undid import of metrics").count() == 1


def test_an_import_that_is_shown_cannot_be_undone(company):
    made = linked.bring(company, SMALL)
    page = company.client("fay").post(reverse("undo_metrics", args=(made.pk,)), follow=True).content.decode()
    assert "can no longer be undone" in page
    made.refresh_from_db()
    assert made.state == MetricImport.State.IMPORTED


def test_nobody_undoes_the_imports_of_the_other_side(company):
    made = linked.bring(company, SMALL)
    assert company.client("eva").post(reverse("undo_metrics", args=(made.pk,))).status_code == 404


def test_what_was_to_be_shown_is_taken_up_after_a_kill(company, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(showing, "show_import", lambda import_id: None)  # the worker was killed
        made = linked.bring(company, SMALL)
    assert released_rounds("customers") == ()
    assert showing.take_up_imports() == 0
    MetricImport.objects.update(imported_at=timezone.now() - dt.timedelta(hours=1))
    assert showing.take_up_imports() == 1
    made.refresh_from_db()
    assert made.released_at is not None
    assert len(released_rounds("customers")) == 2
    assert showing.take_up_imports() == 0
