"""Attacks with files and names: bombs, paths, formulas, and words that a browser would run."""

import csv
import io
import resource
import time
import tracemalloc
import zipfile

import address_table as table
import addressed_company as made
import linked_company as linked
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from kept_worlds import kept

from bothways.tables import spreadsheet
from bothways_web.listen.models import Pulse
from bothways_web.people.models import Organisation, Person, RecordImport, UnitSpan, Upload, User

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
]
EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 }}{% now %}'
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def workbook(rows: str) -> bytes:
    """A spreadsheet of one sheet whose rows are given as XML."""
    import openpyxl

    stream, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, SHEET.format(rows).encode() if name.endswith("sheet1.xml") else content)
    return out.getvalue()


def send(client, content, name="units.csv", url="/people/import/units/"):
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.csv",
        "/etc/passwd",
        "..\\..\\evil.csv",
        "evil\x00.csv",
        "a/b/c.csv",
        "~root/x.csv",
        "x" * 5000,
    ],
)
def test_a_path_in_the_name_of_a_file_leads_nowhere(company, own_home, name):
    send(company.client("eva"), b"unit,parent,name\nwest,,West\n", name)
    files = [path for path in own_home.rglob("*") if path.is_file()]
    assert all(path.parent == own_home / "uploads" for path in files)
    for one in Upload.objects.all():
        assert "/" not in one.file_name
        assert "\\" not in one.file_name
        assert one.path.parent == own_home / "uploads"


def test_a_spreadsheet_of_wide_gaps_takes_little_memory(company, monkeypatch):
    """Each row names its last possible cell: small as a file, 16,384 cells a row as a table."""
    monkeypatch.setattr(spreadsheet, "MOST_CELLS", 1_000_000)
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, 301)
    )
    content = workbook(rows)
    assert len(content) < 30_000
    tracemalloc.start()
    answer = send(company.client("eva"), content, "wide.xlsx")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 400
    assert "more than 1,000,000 cells" in answer.content.decode()
    assert most < 20 * 1024 * 1024
    assert not Upload.objects.exists()


def test_a_spreadsheet_that_claims_a_million_blank_rows_is_read_quickly(company):
    content = workbook(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    )
    begun = time.process_time()
    answer = send(company.client("eva"), content, "long.xlsx")
    assert answer.status_code in (302, 400)
    assert time.process_time() - begun < 20


def test_a_table_of_a_hundred_million_rows_in_a_few_bytes_is_refused(company):
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    once = pa.table(
        {
            name: pa.DictionaryArray.from_arrays(pa.array([0] * 5_000_000, pa.int8()), ["x"])
            for name in ("unit", "parent", "name")
        }
    )
    with pq.ParquetWriter(stream, once.schema) as writer:
        for _part in range(20):
            writer.write_table(once)
    assert len(stream.getvalue()) < 1_000_000
    begun = time.process_time()
    answer = send(company.client("eva"), stream.getvalue(), "long.parquet")
    assert time.process_time() - begun < 20
    assert answer.status_code == 400
    assert not Upload.objects.exists()


def test_entities_of_a_spreadsheet_are_not_expanded(company):
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>"
    )
    content = workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>&amp;j;</t></is></c></row>')
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                text = old.read(name)
                if name.endswith("sheet1.xml"):
                    text = text.replace(b"?>", b"?>" + bomb.encode(), 1).replace(b"&amp;j;", b"&j;")
                new.writestr(name, text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    answer = send(company.client("eva"), out.getvalue(), "entities.xlsx")
    assert answer.status_code == 400
    assert time.process_time() - begun < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # KB


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_come_back_disarmed_in_every_file(company, formula):
    client = company.client("eva")
    stream = io.StringIO()
    csv.writer(stream).writerows([["unit", "parent", "name"], ["west", "nowhere", formula]])
    send(client, stream.getvalue().encode())
    key = Upload.objects.get().pk
    client.post(
        f"/people/import/units/{key}/columns/", {"column-0": "unit", "column-1": "parent", "column-2": "name"}
    )
    assert RecordImport.objects.get().faults
    answer = client.get(f"/people/import/units/{key}/faulty-rows.csv")
    text = made.body(answer).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.lstrip("\t\r\n ")[:1] in set("=+-@") and cell[:1] != "'"]
    assert "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_names_of_metrics_that_are_formulas_are_disarmed_in_the_table_of_findings(company):
    world = linked.draw()
    linked.add_teams(company)
    frame = linked.customers(world).assign(measure="=HYPERLINK(1)")
    linked.bring(company, frame)
    linked.ask_all(company, world)
    text = company.client("hao").get("/findings/table.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


@pytest.fixture
def poisoned(company):
    """A company whose every name is what a browser would run."""
    world = kept(made.build, company)
    UnitSpan.objects.update(name=EVIL)
    Person.objects.update(name=EVIL)
    User.objects.update(name=EVIL)
    Pulse.objects.update(title=EVIL)
    Organisation.objects.update(name=EVIL, support=EVIL)
    Upload.objects.update(file_name=EVIL[:100])
    RecordImport.objects.update(file_name=EVIL[:100])
    frame = linked.customers(linked.draw()).assign(measure=EVIL)
    linked.bring(company, frame.assign(month=frame["month"].str.replace("2025", "2024")), side="employees")
    return world


def test_names_are_text_on_every_page_whatever_they_hold(poisoned):
    checked = 0
    for one in table.TABLE:
        for role in ("ben", "eva", "fay", "dua"):
            page = poisoned.client(role).get(one.url(poisoned))
            if not page.get("Content-Type", "").startswith("text/html"):
                continue
            text = made.body(page).decode()
            assert "<img src=x" not in text, one.name
            assert "<script>" not in text, one.name
            assert page.status_code < 500, one.name
            checked += "&lt;img src=x" in text
    assert checked > 30
    for query in ("q", "unit", "verb", "role", "round", "employees"):
        for url in ("/people/", "/teams/", "/changes/", "/accounts/", "/findings/", "/teams/day/"):
            for role in ("eva", "dua"):
                assert "<img src=x" not in poisoned.client(role).get(url, {query: EVIL}).content.decode()
