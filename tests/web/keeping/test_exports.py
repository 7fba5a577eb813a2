"""Released numbers as files: the same values in each form, within the rights of the viewer, and nothing else."""

import csv
import json
from types import SimpleNamespace

import addressed_company as made
import pandas as pd
import pyreadstat
import pytest
from django.urls import reverse

from bothways.errors import InputError
from bothways.formats import read_export
from bothways_web.keeping import jobs
from bothways_web.keeping.exports import running
from bothways_web.keeping.exports.files import ending_of, write_numbers
from bothways_web.keeping.exports.reach import EVERYTHING, reach_of
from bothways_web.keeping.exports.rows import IN_WORDS, TIDY, Chosen, chosen_from, released_rows
from bothways_web.keeping.models import ExportJob
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.round_results import ELSEWHERE, open_round_names
from bothways_web.people.models import Grant
from bothways_web.people.viewers import viewer_of

LABELS = {one.name: one.label for one in TIDY}


@pytest.fixture
def world(company):
    built = made.build(company)
    ExportJob.objects.all().delete()
    return built


def released():
    """What the ledgers released, as far as files hold it."""
    rows = [
        row for name in ("employees", "customers") for one in released_rounds(name) for row in one.released
    ]
    return [row for row in rows if row.kind not in ELSEWHERE]


def write(tmp_path, ending, **chosen):
    path = tmp_path / f"numbers{ending}"
    count = write_numbers(path, ending, EVERYTHING, Chosen(**chosen), None)
    return path, count


def test_every_form_holds_the_numbers_as_they_were_released(world, tmp_path):
    wanted = [(row.round, row.metric, row.kind, row.n_band, row.text) for row in released()]
    assert len(wanted) > 100
    columns = ["round", "metric", "kind", "n_band", "text"]
    for ending, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet), (".xlsx", pd.read_excel)):
        path, count = write(tmp_path, ending)
        options = {} if ending == ".parquet" else {"dtype": str, "keep_default_na": False}
        found = read(path, **options)
        assert count == len(wanted) == len(found)
        plain = found[columns].astype(str).map(lambda cell: cell.removeprefix("'"))
        assert list(plain.itertuples(index=False, name=None)) == wanted
        values = pd.to_numeric(found["value"], errors="coerce")
        assert values.tolist() == pytest.approx([row.value for row in released()], nan_ok=True)


def test_spss_keeps_labels_and_the_codes_that_stand_for_no_number(world, tmp_path):
    path, count = write(tmp_path, ".sav")
    found, meta = pyreadstat.read_sav(str(path), user_missing=True)
    assert len(found) == count == len(released())
    assert dict(zip(meta.column_names, meta.column_labels, strict=True)) == LABELS
    assert meta.missing_ranges["low"] == [{"lo": IN_WORDS, "hi": IN_WORDS}]
    assert meta.variable_value_labels["bound"] == {0.0: "the number itself", 1.0: "at most", 2.0: "at least"}
    assert meta.variable_value_labels["value"] == {IN_WORDS: "told in words"}
    assert (found["low"] == IN_WORDS).any()
    as_missing, _ = pyreadstat.read_sav(str(path))
    assert as_missing["low"].isna().sum() == (found["low"] == IN_WORDS).sum()
    assert (found["text"] == [row.text for row in released()]).all()


def test_three_header_rows_are_read_again_by_our_own_reader_as_groups(world, tmp_path):
    path, count = write(tmp_path, ".qualtrics.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        names, words, imports = (row for row, _ in zip(csv.reader(stream), range(3), strict=False))
    assert [json.loads(cell)["ImportId"] for cell in imports] == names
    assert words[names.index("n_band")] == "How many people are behind it"
    export = read_export(path)
    assert export.format == "qualtrics"
    groups = {(row.round, row.group) for row in released()}
    table = [row for batch in export.responses() for row in batch.to_pylist()]
    assert len(table) == count == len(groups)
    shown = {cell for row in table for cell in row.values()}
    assert {row.text for row in released()} <= shown


def test_what_is_chosen_narrows_and_nothing_fitting_is_a_sentence(world, tmp_path):
    name = next(row.round for row in released())
    path, count = write(tmp_path, ".csv", round=name, population="employees")
    assert set(pd.read_csv(path)["round"]) == {name}
    assert count < len(released())
    with pytest.raises(InputError, match="Nothing was released that fits"):
        write(tmp_path, ".csv", round="never")
    with pytest.raises(InputError, match="no numbers of 'leavers'"):
        chosen_from({"population": "leavers"})
    with pytest.raises(InputError, match="ending is none"):
        ending_of("numbers.docx")


def test_a_file_reaches_as_far_as_pages_do(world):
    company = world.company

    def units(name):
        viewer = viewer_of(company.users[name])
        rows = released_rows(reach_of(viewer), Chosen(), open_round_names(viewer))
        return {row.group for _population, row in rows}

    everything = {row.group for row in released()}
    assert units("eva") == units("fay") == everything
    assert units("gil") == units("ida") == units("dua") == set()
    for name in ("ana", "ben", "cem"):
        mine = viewer_of(company.users[name]).member_of | viewer_of(company.users[name]).leads
        assert "all" not in units(name)
        assert all(set(group.removeprefix("unit=").split(";")[0].split("|")) & mine for group in units(name))
    assert not reach_of(viewer_of(company.users["hao"])).numbers
    assert reach_of(viewer_of(company.users["hao"])).findings


def test_somebody_takes_a_file_along_and_nobody_else_gets_it(world):
    company = world.company
    browser = company.client("eva")
    page = browser.post(reverse("exports"), {"what": "numbers", "ending": ".sav"}, follow=True)
    [job] = ExportJob.objects.all()
    assert job.state == "done", job.trouble
    assert "The file is ready." in page.content.decode()
    answer = browser.get(reverse("fetch_export", args=[job.pk]))
    assert b"".join(answer.streaming_content)[:4] == b"$FL2"
    assert company.client("fay").get(reverse("fetch_export", args=[job.pk])).status_code == 404
    Grant.objects.filter(user=company.users["eva"]).delete()
    assert browser.get(reverse("fetch_export", args=[job.pk])).status_code == 404


def test_findings_go_along_as_their_page_shows_them(world):
    browser = world.company.client("hao")
    browser.post(reverse("exports"), {"what": "findings", "ending": ".csv"})
    [job] = ExportJob.objects.all()
    assert job.state == "done", job.trouble
    file = b"".join(browser.get(reverse("fetch_export", args=[job.pk])).streaming_content).decode()
    table = browser.get(reverse("findings_table")).content.decode()
    rows, shown = list(csv.DictReader(file.splitlines())), list(csv.DictReader(table.splitlines()))
    assert [row["verdict"] for row in rows] == [row["verdict"] for row in shown]
    assert rows[0].keys() == shown[0].keys()
    wide = browser.post(reverse("exports"), {"what": "findings", "ending": ".qualtrics.csv"})
    assert wide.status_code == 422
    assert "Findings have no groups" in wide.content.decode()


def test_a_long_file_is_written_by_the_worker_and_its_progress_told(world, monkeypatch):
    asked = []
    monkeypatch.setattr(running, "AT_ONCE", 10)
    monkeypatch.setattr(jobs, "make_export", SimpleNamespace(enqueue=asked.append))
    browser = world.company.client("eva")
    browser.post(reverse("exports"), {"what": "numbers", "ending": ".csv"})
    [job] = ExportJob.objects.all()
    assert job.state == "waiting"
    assert asked == [str(job.pk)]
    assert "Waiting for its turn" in browser.get(reverse("exports")).content.decode()
    running.run_export(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.steps_done, job.steps) == ("done", len(released()), len(released()))
    running.run_export(str(job.pk))  # once more, as after a kill of who asked: nothing is done again
    job.refresh_from_db()
    assert job.attempt == 1


def test_files_go_after_a_day(world, monkeypatch):
    browser = world.company.client("eva")
    browser.post(reverse("exports"), {"what": "numbers", "ending": ".csv"})
    [job] = ExportJob.objects.all()
    ExportJob.objects.update(asked_at=job.asked_at - 2 * running.LIFE)
    monkeypatch.setattr(running, "_tidied", [-running._TIDY_EVERY])
    running.tidy_exports()
    assert not ExportJob.objects.exists()
    assert not job.path.exists()
