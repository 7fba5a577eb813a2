"""Workbooks with a sheet a question, brought on the pages and from the command line, without a line of code."""

import html
import io
import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from workbooks import QUESTIONS, shares, write_workbook

from bothways.errors import InputError
from bothways.formats.wide import Layout, look_at_sheets, propose_layout
from bothways_web.link.bringing_files import Wishes, bring_metrics
from bothways_web.link.cells import read_import
from bothways_web.link.models import MetricImport
from bothways_web.people.models import Upload

pytestmark = pytest.mark.django_db
#: Three branches are called as units of the company are, the last one is none of them.
NAMES = {"day": "", "night": "", "desk": ""}


@pytest.fixture
def branches(company):
    from bothways_web.people.units import current_tree

    tree = current_tree()
    names = dict(zip(tree.units, tree.names, strict=True))
    return {code: names[code].upper() for code in NAMES} | {"nobody": "Elsewhere"}


def brought(client, path, side="employees"):
    sent = client.post("/metrics/", {"side": side, "file": SimpleUploadedFile(path.name, path.read_bytes())})
    assert sent.status_code == 302, sent.content.decode()
    assert sent["Location"].endswith("/layout/")
    return sent["Location"]


def form_of(answer):
    """The fields of a page as a browser would send them; several values of one name are a list."""
    page = answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") == "checkbox":
            if " checked" in tag:
                found.setdefault(given["name"], []).append(html.unescape(given["value"]))
        elif "name" in given and given["name"] != "csrfmiddlewaretoken":
            found[given["name"]] = html.unescape(given.get("value", ""))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        found[name] = html.unescape(chosen[1])
    return found


def test_a_workbook_is_brought_by_what_is_proposed_and_a_period(company, branches, tmp_path):
    client = company.client("eva")
    url = brought(client, write_workbook(tmp_path / "survey.xlsx", branches))
    shown = client.get(url)
    form = form_of(shown)
    assert form["values"] == ["Strongly Agree", "Agree"]
    assert form["sheets"] == list(QUESTIONS)
    answer = client.post(url, form)
    assert answer.status_code == 422  # nothing says of which period the values are
    assert "of which period" in answer.content.decode()
    answer = client.post(url, form | {"period_value": "2024"})
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    assert "Import 11 values" in page
    assert not MetricImport.objects.exists()
    assert client.post(answer["Location"]).status_code == 302
    made = MetricImport.objects.get()
    cells = read_import(made)
    found = {(row.unit, row.metric): (row.value, row.n) for row in cells.itertuples()}
    assert found == {
        (code if code != "nobody" else "Elsewhere", title): (
            pytest.approx(sum(shares(place, number)[:2])),
            1200 + place,
        )
        for number, title in enumerate(QUESTIONS)
        for place, code in enumerate(branches)
        if (title, code) != ("Q2", "nobody")
    }
    assert set(cells["kind"]) == {"percent"}
    assert Layout.from_json(made.columns["layout"]).values == ("Strongly Agree", "Agree")


def test_what_was_said_of_a_workbook_is_proposed_for_the_next_one(company, branches, tmp_path):
    client = company.client("eva")
    path = write_workbook(tmp_path / "survey.xlsx", branches)
    url = brought(client, path)
    said = form_of(client.get(url)) | {"period_value": "2023", "values": ["Disagree"], "better": "lower"}
    answer = client.post(url, said)
    assert client.post(answer["Location"]).status_code == 302
    form = form_of(client.get(brought(client, path)))
    assert (form["values"], form["better"], form["period_value"]) == (["Disagree"], "lower", "")


def test_wrong_cells_are_told_kept_as_a_file_and_left_out_only_where_somebody_says_so(
    company, branches, tmp_path
):
    client = company.client("eva")
    url = brought(client, write_workbook(tmp_path / "survey.xlsx", branches, spoilt="about 30"))
    form = form_of(client.get(url)) | {"period_value": "2024"}
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "Sheet Q3, row 7:" in answer.content.decode()
    assert "about 30" not in answer.content.decode().split("<ul>")[1].split("</ul>")[0]
    wrong = client.get(url.replace("/layout/", "/faults.csv")).content.decode()
    assert wrong.splitlines()[1].startswith("Q3,7,Agree,")
    assert not MetricImport.objects.exists()
    answer = client.post(url, form | {"skip": "1"})
    assert answer.status_code == 302
    assert "Import 10 values" in client.get(answer["Location"]).content.decode()


def test_a_header_further_down_is_found_anew_where_somebody_says_its_row(company, tmp_path):
    client = company.client("eva")
    text = "Report,,\nof,2024,\nTeam,Mood,n\nday,61 %,30\nnight,70 %,31\n"
    sent = client.post("/metrics/", {"side": "employees", "file": SimpleUploadedFile("x.csv", text.encode())})
    columns = client.get(sent["Location"]).content.decode()
    url = sent["Location"].replace("/columns/", "/layout/")
    assert url in columns
    form = form_of(client.get(url)) | {"header_row": "3", "look": "1"}
    form = form_of(client.post(url, form))
    assert (form["unit"], form["values"], form["n"]) == ("Team", ["Mood"], "n")
    form = {**form, "period_value": "2024", "metric": "mood"}
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content.decode()
    assert "Import 2 values" in client.get(answer["Location"]).content.decode()


def test_others_find_no_page_of_a_layout(company, branches, tmp_path):
    url = brought(company.client("eva"), write_workbook(tmp_path / "survey.xlsx", branches))
    for who in ("ana", "ben", "fay", "dua"):
        assert company.client(who).get(url).status_code == 404


def test_a_workbook_that_holds_no_table_is_refused_and_nothing_is_kept(company, tmp_path):
    stream = io.BytesIO()
    with pd.ExcelWriter(stream) as book:
        for name in ("A", "B"):
            pd.DataFrame().to_excel(book, sheet_name=name)
    sent = company.client("eva").post(
        "/metrics/", {"side": "employees", "file": SimpleUploadedFile("x.xlsx", stream.getvalue())}
    )
    assert sent.status_code == 422
    assert not Upload.objects.exists()


def from_the_command_line(company, path, layout, **more):
    told = []
    wishes = Wishes(company.users["eva"].email, layout, **more)
    return bring_metrics(path, wishes, told.append), told


def test_the_command_line_brings_the_same_values_with_the_layout_alone(company, branches, tmp_path):
    path = write_workbook(tmp_path / "survey.xlsx", branches)
    layout = propose_layout(look_at_sheets(path), period="2024")
    (tmp_path / "layout.json").write_text(layout.to_json())
    well, told = from_the_command_line(company, path, tmp_path / "layout.json", dry_run=True)
    assert (well, MetricImport.objects.count(), Upload.objects.count()) == (True, 0, 0), told
    well, told = from_the_command_line(company, path, tmp_path / "layout.json", period="2023")
    assert well, told
    assert told[-1] == "Imported 11 values of 3 metrics."
    assert set(read_import(MetricImport.objects.get())["unit"]) == {*NAMES, "Elsewhere"}
    assert MetricImport.objects.get().first_period == "2023"
    assert not Upload.objects.exists()
    with pytest.raises(InputError, match="there already"):
        from_the_command_line(company, path, tmp_path / "layout.json", period="2023")
    assert not Upload.objects.exists()


def test_the_command_line_refuses_who_may_not_and_what_is_no_layout(company, branches, tmp_path):
    path = write_workbook(tmp_path / "survey.xlsx", branches)
    (tmp_path / "layout.json").write_text(json.dumps({"version": 1}))
    with pytest.raises(InputError, match="no layout"):
        from_the_command_line(company, path, tmp_path / "layout.json")
    with pytest.raises(InputError, match="no such account"):
        from_the_command_line(company, path, tmp_path / "layout.json", side="customers")


@pytest.mark.slow
def test_a_federal_workbook_is_brought_on_the_pages(company, shared):
    path = shared / "data/fevs-agency-2020-2024/raw/fevs_2020_govwide_report_by_agency.xlsx"
    client = company.client("eva")
    url = brought(client, path)
    answer = client.post(url, form_of(client.get(url)) | {"period_value": "2020"})
    assert answer.status_code == 302, answer.content.decode()
    assert client.post(answer["Location"]).status_code == 302
    derived = pd.read_csv(shared / "data/fevs-agency-2020-2024/employees_items.csv").query("year == 2020")
    expected = derived.set_index(["item", "agency"])["pct_positive"].to_dict()
    cells = read_import(MetricImport.objects.get())
    compared = [row for row in cells.itertuples() if (row.metric, row.unit) in expected]
    assert len(compared) > 800
    assert all(row.value == pytest.approx(expected[row.metric, row.unit], abs=1e-6) for row in compared)


def test_layouts_of_ones_own_side_alone_are_proposed(company, branches, tmp_path):
    path = write_workbook(tmp_path / "survey.xlsx", branches)
    layout = propose_layout(look_at_sheets(path), period="2024")
    MetricImport.objects.create(
        side="customers", file_name="x", columns={"layout": replace(layout, values=("Disagree",)).to_json()}
    )
    form = form_of(company.client("eva").get(brought(company.client("eva"), path)))
    assert form["values"] == ["Strongly Agree", "Agree"]
