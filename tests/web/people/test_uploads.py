"""Files that people send: kept for a day under a name that says nothing, read whatever they come as."""

import datetime as dt
import io
import uuid
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from bothways.errors import FileError
from bothways_web.people import uploads
from bothways_web.people.mapping import Field, looks_personal, map_columns, read_map, suggest
from bothways_web.people.models import RecordImport, Upload
from bothways_web.people.models.upload import uploads_folder
from bothways_web.people.problems import Problem, find_rows, write_faults
from bothways_web.people.uploads import forget_old_uploads, keep_upload, open_upload, own_upload

FIELDS = [
    Field("person", "Person", needed=True),
    Field("unit", "Unit", needed=True),
    Field("email", "E-mail"),
]
SYNONYMS = {"person": ("employee",), "unit": ("team",), "email": ("mail",)}


@pytest.fixture
def keep(company, make_sent):
    return lambda content, name="file.csv", **more: keep_upload(
        make_sent(content, name, **more), kind="people", by=company.users["eva"]
    )


def test_it_keeps_the_file_under_a_name_that_says_nothing(keep):
    kept = keep("a,b\n1,2\n", "../../Ana's people.csv")
    assert kept.file_name == "Ana's people.csv"
    assert kept.path.name == f"{kept.id.hex}.csv"
    assert kept.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("person;team\np1;Zürich\n", "utf-8-sig"),
        ("person;team\np1;Zürich\n", "cp1252"),
        ("person\tteam\np1\tZürich\n", "utf-16"),
        ("sep=;\nperson;team\np1;Zürich\n", "utf-8"),
    ],
)
def test_it_reads_what_spreadsheets_write(keep, content, encoding):
    table = open_upload(keep(content, encoding=encoding))
    assert table.header == ("person", "team")
    assert table.to_pandas()["team"].tolist() == ["Zürich"]


def test_it_reads_xlsx_and_parquet(keep):
    frame = pd.DataFrame({"person": ["p1"], "start": [pd.Timestamp("2024-03-01")]})
    for write, name in ((frame.to_excel, "a.xlsx"), (frame.to_parquet, "b.parquet")):
        stream = io.BytesIO()
        write(stream, index=False)
        assert open_upload(keep(stream.getvalue(), name)).header == ("person", "start")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"a,b\n", "no rows"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0old excel", "Excel"),
        (b"PK\x03\x04broken", "damaged"),
        (b"a" * 10_000_000, "no table"),
        (b"a,b\n1," + b"x" * 10_000_000 + b"\n", "too long|no table|large"),
        (",".join(f"c{n}" for n in range(600)).encode() + b"\n" + b"1," * 599 + b"1\n", "500 columns"),
    ],
)
def test_it_refuses_what_is_no_table_and_keeps_nothing(keep, content, word):
    with pytest.raises(FileError, match=word) as told:
        map_columns(keep(content), FIELDS, SYNONYMS)
    assert told.value.remedy
    if (
        word != "too long|no table|large"
    ):  # the long row stands below the header: found when examples are read
        assert not Upload.objects.exists()


def test_a_row_of_ten_megabytes_further_down_is_told_as_a_sentence(company):
    client = company.client("eva")
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile(
        "long.csv", b"person,unit,start\n" + b"p,day,2024-01-01\n" * 40 + b"x" * 10_000_000 + b",b,c\n"
    )
    answer = client.post(reverse("import_file", args=["people"]), {"file": sent}, follow=True)
    assert answer.status_code in (200, 400)
    assert b"long.csv" in answer.content
    assert not RecordImport.objects.exists()


def test_it_refuses_more_than_its_limit_and_says_what_that_is(keep, monkeypatch):
    assert uploads.LIMIT == 50 * 2**20
    monkeypatch.setattr(uploads, "LIMIT", 2**20)
    before = set(uploads_folder().iterdir())
    with pytest.raises(FileError, match="larger than 1 MB"):
        keep("a,b\n" + "1,2\n" * 2**18)
    assert set(uploads_folder().iterdir()) == before


def test_it_refuses_an_archive_that_unpacks_to_far_more(keep):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (uploads.UNPACKED_LIMIT + 1))
    with pytest.raises(FileError, match="unpacked"):
        keep(stream.getvalue(), "bomb.xlsx")


def parquet_of(**columns) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def repeated(value: str, times: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), pa.array([value]))


@pytest.mark.parametrize("kind", ["text", "list"])
def test_it_refuses_a_small_file_whose_dictionary_swells(keep, kind):
    long = repeated("x" * 100_000, 20_000)
    if kind == "list":
        long = pa.ListArray.from_arrays(pa.array(range(20_001), pa.int32()), long)
    content = parquet_of(person=[str(number) for number in range(20_000)], note=long)
    assert len(content) < 1_000_000
    before = set(uploads_folder().iterdir())
    with pytest.raises(FileError, match="larger than 500 MB when it is unpacked"):
        keep(content, "bomb.parquet")
    assert set(uploads_folder().iterdir()) == before


def test_it_refuses_many_columns_that_swell_a_little_each(keep):
    content = parquet_of(**{f"c{number}": repeated("x" * 3_000, 3_000) for number in range(80)})
    with pytest.raises(FileError, match="larger than 500 MB when it is unpacked"):
        keep(content, "bomb.parquet")


def test_it_takes_a_table_of_many_rows_that_say_the_same(keep):
    content = parquet_of(
        person=[str(number) for number in range(300_000)], unit=repeated("Day shift", 300_000)
    )
    assert open_upload(keep(content, "many.parquet")).header == ("person", "unit")


def test_a_file_with_several_sheets_is_told_without_words_of_the_command_line(keep):
    stream = io.BytesIO()
    with pd.ExcelWriter(stream) as writer:
        for sheet in ("one", "two"):
            pd.DataFrame({"person": ["p1"]}).to_excel(writer, sheet_name=sheet, index=False)
    with pytest.raises(FileError) as told:
        keep(stream.getvalue(), "book.xlsx")
    assert "--" not in str(told.value)
    assert "sheet" in told.value.remedy


def test_only_its_owner_finds_an_upload_and_only_for_a_day(keep, company):
    kept = keep("a,b\n1,2\n")
    assert own_upload(kept.pk, kind="people", by=company.users["eva"]) == kept
    for key, kind, who in (
        (kept.pk, "people", "dua"),
        (kept.pk, "units", "eva"),
        (uuid.uuid4(), "people", "eva"),
    ):
        with pytest.raises(Http404):
            own_upload(key, kind=kind, by=company.users[who])
    Upload.objects.update(at=timezone.now() - dt.timedelta(hours=25))
    with pytest.raises(Http404):
        own_upload(kept.pk, kind="people", by=company.users["eva"])
    assert forget_old_uploads() == 1
    assert not kept.path.exists()


def test_what_could_be_undone_is_forgotten_after_a_month(company):
    given = RecordImport.objects.create(
        kind="people", state="imported", former=b"x", imported_at=timezone.now()
    )
    forget_old_uploads()
    given.refresh_from_db()
    assert given.former
    RecordImport.objects.update(imported_at=timezone.now() - dt.timedelta(days=31))
    forget_old_uploads()
    given.refresh_from_db()
    assert given.former is None


def test_it_suggests_by_name_before_synonym_and_leaves_doubt_open():
    assert suggest(["Team", "unit", "Employee"], SYNONYMS) == {1: "unit", 2: "person"}
    assert suggest(["team", "TEAM", "person"], SYNONYMS) == {2: "person"}


@pytest.mark.parametrize(
    ("name", "cells", "personal"),
    [
        ("Full name", ("Jo",), True),
        ("Unit name", ("North",), False),
        ("contact", ("jo@company.example",), True),
        ("Date of birth", ("1990-01-01",), True),
        ("score", ("4", "5"), False),
    ],
)
def test_it_knows_columns_that_look_personal(name, cells, personal):
    assert looks_personal(name, cells) is personal


def test_it_shows_no_cell_of_a_personal_column(company, make_sent):
    client = company.client("eva")
    sent = make_sent(
        "person,team,start,full name,mail,shoe\np1,day,2024-01-01,Jo Public,jo@company.example,43\n"
    )
    answer = client.post(reverse("import_file", args=["people"]), {"file": sent}, follow=True)
    text = answer.content.decode()
    assert "Jo Public" not in text
    assert "jo@company.example" not in text
    assert "43" in text
    assert "looks personal" in text


def test_a_mapping_says_all_that_is_missing_or_double(keep):
    columns = map_columns(keep("a,b,b\n1,2,3\n"), FIELDS, SYNONYMS)
    chosen, troubles = read_map({"column-0": "email", "column-1": "unit", "column-2": "nonsense"}, columns)
    assert chosen == {"email": "a"}
    assert len(troubles) == 3
    _chosen, doubled = read_map({"column-0": "unit", "column-1": "unit"}, columns)
    assert any("Two columns" in trouble for trouble in doubled)


def test_rows_are_counted_like_a_spreadsheet_does_also_below_blank_lines(keep):
    table = open_upload(keep("a,b\n1,2\n\n\n3,4\n5,6\n\n7,8\n"))
    assert find_rows(table, [0, 1, 2, 3]) == {0: 2, 1: 5, 2: 6, 3: 8}
    assert find_rows(table, []) == {}


def test_rows_are_found_without_asking_for_each(keep):
    table = open_upload(keep("a,b\n" + "1,2\n" * 2000))
    asked = []
    counted = type(table)(
        table.name, table.header, table.batches, lambda r: asked.append(r) or table.row_of(r)
    )
    assert find_rows(counted, range(2000))[1999] == 2001
    assert len(asked) == 2


def test_the_file_of_faulty_rows_keeps_the_columns_and_joins_the_problems(keep, tmp_path):
    table = open_upload(keep('p,q\n"a, b",=1+1\nfine,2\n'))
    problems = [Problem(0, "p", "One.", "Do one."), Problem(0, "q", "Two.", "Do two.")]
    write_faults(table, problems, tmp_path / "faults.csv")
    assert pd.read_csv(tmp_path / "faults.csv").to_dict("records") == [
        {"p": "a, b", "q": "'=1+1", "problem": "One. Two.", "how_to_fix": "Do one. Do two."}
    ]
