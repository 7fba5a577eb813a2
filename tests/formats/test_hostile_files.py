"""Files that are broken, cut off, or made to do harm."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest
from export_files import (
    GLINT,
    GOOGLE,
    LIMESURVEY,
    SURVEYMONKEY,
    as_csv,
    delivery,
    limesurvey_xml,
    qualtrics,
    qualtrics_row,
)

from bothways.errors import BothwaysError, FileError
from bothways.formats import FORMATS, detect, read_export

XML_ROWS = [{"id": "1", "submitdate": "2024-03-01", "_1X2X3": "4"}]
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/hostname">]>'
WHOLE = {
    "qualtrics": as_csv(qualtrics([qualtrics_row(1), qualtrics_row(2)])),
    "surveymonkey": as_csv(SURVEYMONKEY),
    "limesurvey": "\n".join("\t".join(row) for row in LIMESURVEY),
    "limesurvey-xml": limesurvey_xml(XML_ROWS * 3),
    "glint": as_csv(GLINT),
    "google-business": json.dumps(GOOGLE),
    "formbricks": json.dumps([delivery("r1", "responseFinished", {"q": 1})] * 2),
    "table": "Team;Mood\nMill;4\nHarbour;5\n",
}


def rows_of(path, format=None):
    export = read_export(path, format)
    return [row for batch in export.responses() for row in batch.to_pylist()]


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, "<!DOCTYPE document>"])
def test_xml_with_entities_is_refused_before_they_are_read(head, make_file):
    with pytest.raises(FileError, match="declares a document type or entities"):
        read_export(make_file(limesurvey_xml(XML_ROWS, head=head), "r.xml"))


def test_xml_that_lies_too_deep_is_refused(make_file):
    text = "<document><LimeSurveyDocType>Responses</LimeSurveyDocType>" + "<a>" * 100_000
    with pytest.raises(FileError, match="too deep"):
        read_export(make_file(text))


def test_a_survey_without_responses_is_told_apart(make_file):
    text = limesurvey_xml(XML_ROWS).replace("Responses", "Survey", 1)
    with pytest.raises(FileError, match="'Survey', which holds no responses"):
        read_export(make_file(text))


@pytest.mark.parametrize("format", WHOLE)
def test_a_file_cut_anywhere_is_a_result_or_one_sentence(format, make_file):
    whole = WHOLE[format].encode()
    every = rows_of(make_file(whole, "whole.x"))
    assert detect(make_file(whole, "whole.x")).format == format
    for end in range(0, len(whole), 1 + len(whole) // 400):
        path = make_file(whole[:end], "cut.x")
        try:
            got = rows_of(path)
        except BothwaysError as error:
            told, got = str(error), []
        else:
            told = path.name
        assert path.name in told
        assert len(got) <= len(every)


@pytest.mark.parametrize("format", ["google-business", "formbricks", "limesurvey-xml"])
def test_half_of_what_has_an_end_is_refused(format, make_file):
    whole = WHOLE[format]
    for end in range(1, len(whole), 1 + len(whole) // 200):
        with pytest.raises(FileError):
            rows_of(make_file(whole[:end]), format)


def test_a_row_that_is_cut_off_is_named(make_file):
    text = as_csv([*qualtrics([qualtrics_row(1)]), qualtrics_row(2)[:9]])
    with pytest.raises(FileError, match=r"table\.csv, row 5: The row has 9 of 22 fields"):
        rows_of(make_file(text))


def test_a_quote_that_is_never_closed_is_named(make_file):
    text = as_csv(qualtrics([qualtrics_row(1)])) + '"2024'
    with pytest.raises(FileError, match="row 5: A quote that is opened here is never closed"):
        rows_of(make_file(text))


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n\n", b"\xef\xbb\xbf", b"PK\x03\x04", b"[]", b'{"reviews": []}', b"<x/>", b"%PDF-1.4",
     b"\x00\x01\x02\x03" * 99, b"$FL2" + b"x" * 99],
)  # fmt: skip
def test_what_holds_nothing_is_one_sentence(content, make_file):
    with pytest.raises(FileError, match=r"table\.csv: "):
        read_export(make_file(content))


@pytest.mark.parametrize("format", ["qualtrics", "surveymonkey", "limesurvey", "glint", "table"])
def test_a_header_without_responses_is_refused(format, make_file):
    heads = {"qualtrics": 3, "surveymonkey": 2, "limesurvey": 2}.get(format, 1)
    rows = {
        "qualtrics": qualtrics([]),
        "surveymonkey": SURVEYMONKEY,
        "limesurvey": LIMESURVEY,
        "glint": GLINT,
    }
    head = rows.get(format, [["Team", "Mood"]])[:heads]
    text = "\n".join("\t".join(row) for row in head) if format == "limesurvey" else as_csv(head)
    with pytest.raises(FileError, match="has a header but no r"):
        read_export(make_file(text))


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-16", ()), ("utf-16-le", ()), ("utf-32", ()), ("utf-8-sig", ()), ("cp1252", ("1252",))],
)
def test_encodings_are_found(encoding, note, make_file):
    text = "Team;Laune;Warum\nMühle;4;schön\nHafen;5;größer\nHafen;5;längst\n"
    path = make_file(text, encoding=encoding)
    assert [row["Team"] for row in rows_of(path)] == ["Mühle", "Hafen", "Hafen"]
    assert all(word in " ".join(read_export(path).notes) for word in note)


def test_bytes_of_no_encoding_are_refused(make_file):
    with pytest.raises(FileError, match="in no encoding that is read"):
        read_export(make_file(b"Team,Mood\nMill\x81\x8d\x8f,4\n"))


def test_doubled_names_of_columns_stay_apart(make_file):
    export = read_export(make_file("Team,Q,Q,Q,started\nMill,1,2,3,x\n"))
    assert [question.id for question in export.questions] == ["Team", "Q", "Q (2)", "Q (3)"]
    [row] = rows_of(make_file("Team,Q,Q,Q,started\nMill,1,2,3,x\n"))
    assert [row[name] for name in ("Q", "Q (2)", "Q (3)", "started")] == ["1", "2", "3", "x"]


def test_ten_thousand_columns_are_read(make_file):
    names = ["Team", *(f"q{number}" for number in range(9_999))]
    export = read_export(make_file(as_csv([names, ["Mill", *["3"] * 9_999]])))
    [batch] = export.responses()
    assert len(export.questions) == 10_000
    assert batch.column("q9998").to_pylist() == ["3"]


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def parts_of(path):
    book = openpyxl.Workbook()
    book.active.append(["Team", "Mood"])
    book.active.append(["Mill", 4])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_workbook_that_unpacks_to_far_more_is_refused(part, tmp_path):
    parts = parts_of(tmp_path / "small.xlsx")
    bomb = packed(tmp_path / "bomb.xlsx", {**parts, part: b" " * (120 << 20)})
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(FileError, match=r"bomb\.xlsx: The workbook unpacks to 120 MB"):
        read_export(bomb)


@pytest.mark.parametrize("before", ["", f"<!--{'x' * 5000}-->", f"<?pi {'<x/>' * 2000}?>", "\n" * 9000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32", "iso-8859-1"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_entities_in_a_workbook_are_refused(part, encoding, before, tmp_path):
    parts = parts_of(tmp_path / "small.xlsx")
    head = f"<?xml version='1.0' encoding='{encoding}'?>{before}{LAUGHS}".encode(encoding)
    laughs = head + parts[part].decode().encode(encoding)
    with pytest.raises(FileError, match="declares entities"):
        read_export(packed(tmp_path / "laughs.xlsx", {**parts, part: laughs}))


def test_a_workbook_that_begins_with_a_long_comment_is_read_and_one_without_a_beginning_is_not(tmp_path):
    part, parts = "xl/worksheets/sheet1.xml", parts_of(tmp_path / "small.xlsx")
    said = parts[part].partition(b"?>")[2] if parts[part].startswith(b"<?xml") else parts[part]
    for length in (5_000, 60_000):
        commented = b"<!--" + b"<!DOCTYPE x>" + b"x" * length + b"-->" + said
        path = packed(tmp_path / "long.xlsx", {**parts, part: commented, "__MACOSX/._a.xml": b"\0\5\26\7"})
        assert [row["Mood"] for row in rows_of(path)] == ["4"]
    endless = b"<!--" + b"x" * (1 << 17) + b"-->" + LAUGHS.encode() + said
    with pytest.raises(FileError, match="holds nothing in its first 64 kB"):
        read_export(packed(tmp_path / "endless.xlsx", {**parts, part: endless}))


def test_a_workbook_cut_anywhere_is_one_sentence(tmp_path):
    parts_of(tmp_path / "small.xlsx")
    whole = (tmp_path / "small.xlsx").read_bytes()
    for end in range(4, len(whole), 97):
        (tmp_path / "cut.xlsx").write_bytes(whole[:end])
        with pytest.raises(FileError):
            read_export(tmp_path / "cut.xlsx")


def test_every_format_has_a_whole_file_here_or_in_the_tests_beside():
    beside = {"trustpilot", "zendesk", "spss"}
    assert set(WHOLE) | beside == set(FORMATS)
