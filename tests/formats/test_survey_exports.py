"""Qualtrics, SurveyMonkey, LimeSurvey and Glint, with what they do to their files."""

from __future__ import annotations

import openpyxl
import pyarrow as pa
import pytest
from export_files import (
    GLINT,
    LIMESURVEY,
    QUALTRICS_TEXTS,
    SURVEYMONKEY,
    as_csv,
    limesurvey_xml,
    qualtrics,
    qualtrics_row,
)

from bothways.errors import ColumnError, FileError
from bothways.formats import detect, read_export

ROWS = [qualtrics_row(1), qualtrics_row(2, Q1="Strongly agree", Finished="False", UserLanguage="DE")]


def everything(export):
    return pa.Table.from_batches(list(export.responses()))


def told(export):
    return {question.id: question.kind for question in export.questions}


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)
    return path


@pytest.fixture(params=["csv", "tsv in utf-16", "single quotes", "no mark", "xlsx", "trailing column"])
def qualtrics_file(request, make_file, tmp_path):
    rows = qualtrics(ROWS, single=request.param == "single quotes")
    if request.param == "xlsx":
        return workbook(tmp_path / "anything.dat", rows)
    if request.param == "tsv in utf-16":
        return make_file(as_csv(rows, separator="\t"), "a.tsv", encoding="utf-16")
    if request.param == "trailing column":
        rows = [[*row, ""] for row in rows]
    return make_file(as_csv(rows), encoding="utf-8" if request.param == "no mark" else "utf-8-sig")


def test_qualtrics_is_read_however_it_was_saved(qualtrics_file):
    assert detect(qualtrics_file).format == "qualtrics"
    export = read_export(qualtrics_file)
    assert told(export) == {
        "Status": "single", "Progress": "number", "Duration (in seconds)": "number", "DistributionChannel": "single",
        "Q1": "scale", "Q2_1": "multiple", "Q2_2": "multiple", "Q3": "text", "Team": "single",
    }  # fmt: skip
    responses = everything(export)
    assert responses.column_names == list(export.columns)
    first, second = responses.to_pylist()
    assert first["respondent"] is None
    assert (first["started"], first["recorded"]) == ("2024-03-01 10:00:00", "2024-03-01 10:05:01")
    assert (first["finished"], second["finished"], second["language"]) == (True, False, "DE")
    assert (first["Q1"], first["Q2_1"], first["Q2_2"]) == ("Agree", "Pay", None)
    assert first["Q3"] == 'line one\nline, "two" 1'


def test_what_tells_who_somebody_is_is_left_out_unless_asked_for(make_file):
    path = make_file(as_csv(qualtrics(ROWS)))
    export = read_export(path)
    assert export.dropped == (
        "IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
        "LocationLatitude", "LocationLongitude",
    )  # fmt: skip
    assert "ada@example.org" not in str(everything(export).to_pydict())
    kept = read_export(path, keep=["respondent", "RecipientEmail"])
    assert "RecipientEmail" not in kept.dropped
    assert everything(kept)["respondent"].to_pylist() == ["R_1", "R_2"]
    assert everything(kept)["RecipientEmail"].to_pylist() == ["ada@example.org"] * 2
    with pytest.raises(ColumnError, match=r"no identifying column 'Mail' to keep.*IPAddress"):
        read_export(path, keep=["Mail"])


def test_an_address_in_a_column_of_ones_own_is_left_out_too(make_file):
    rows = qualtrics([qualtrics_row(1, Team="boss@example.org"), qualtrics_row(2, Team="chief@example.org")])
    export = read_export(make_file(as_csv(rows)))
    assert "Team" in export.dropped
    assert "boss@" not in str(everything(export).to_pydict())


@pytest.mark.parametrize(
    "gone", [["StartDate", "Finished"], ["Status"], ["RecordedDate", "ResponseId", "UserLanguage"]]
)
def test_any_metadata_of_qualtrics_may_be_missing(gone, make_file):
    export = read_export(make_file(as_csv(qualtrics(ROWS, leave_out=gone))))
    assert export.format == "qualtrics"
    first = everything(export).to_pylist()[0]
    assert (first["started"] is None) == ("StartDate" in gone)
    assert (first["finished"] is None) == ("Finished" in gone)
    assert first["Q1"] == "Agree"


def test_old_files_of_qualtrics_have_two_header_rows(make_file):
    rows = [
        ["V1", "V2", "V3", "V4", "V8", "V9", "V10", "Q1"],
        [
            "ResponseID",
            "ResponseSet",
            "Name",
            "ExternalDataReference",
            "StartDate",
            "EndDate",
            "Finished",
            "Likes?",
        ],
        ["R_1", "Default", "Ada", "x", "2016-03-01 10:00:00", "2016-03-01 10:05:00", "1", "4"],
        ["R_2", "Default", "Bo", "y", "2016-03-02 10:00:00", "2016-03-02 10:05:00", "0", "5"],
    ]
    export = read_export(make_file(as_csv(rows)), keep=["respondent"])
    assert export.format == "qualtrics"
    assert export.dropped == ("V3", "V4")
    first, second = everything(export).to_pylist()
    assert (first["respondent"], first["started"], first["finished"]) == ("R_1", "2016-03-01 10:00:00", True)
    assert (second["finished"], second["Q1"]) == (False, "5")


@pytest.mark.parametrize("status", ["Survey Preview", "Survey Test", "Spam", "1", "2", "8"])
def test_previews_and_tests_are_no_responses(status, make_file):
    path = make_file(as_csv(qualtrics([*ROWS, qualtrics_row(3, Status=status)])))
    assert everything(read_export(path)).num_rows == 2


def test_questions_carry_their_text(make_file):
    export = read_export(make_file(as_csv(qualtrics(ROWS))))
    texts = {question.id: question.text for question in export.questions}
    assert texts["Q1"] == QUALTRICS_TEXTS[17]
    groups = {question.id: question.group for question in export.questions}
    assert groups["Q2_1"] == groups["Q2_2"] == "QID2"


def test_a_scale_in_words_knows_its_numbers(make_file):
    export = read_export(make_file(as_csv(qualtrics(ROWS))))
    q1 = next(question for question in export.questions if question.id == "Q1")
    assert (q1.values["Agree"], q1.values["Strongly agree"], q1.values["Strongly disagree"]) == (4, 5, 1)


@pytest.mark.parametrize("saved", ["csv", "xlsx"])
def test_surveymonkey_has_two_header_rows_and_blanks_continue(saved, make_file, tmp_path):
    path = workbook(tmp_path / "a.x", SURVEYMONKEY) if saved == "xlsx" else make_file(as_csv(SURVEYMONKEY))
    export = read_export(path)
    assert export.format == "surveymonkey"
    assert told(export) == {
        "Custom Data 1": "text", "q1": "scale", "q2_1": "multiple", "q2_2": "multiple", "q2_3": "text",
        "q3_1": "scale", "q3_2": "scale", "q4": "text",
    }  # fmt: skip
    texts = {question.id: question.text for question in export.questions}
    assert (texts["q1"], texts["q2_2"]) == ("How likely?", "Which of these? - Place")
    assert export.dropped == ("IP Address", "Email Address", "First Name", "Last Name")
    first, second = everything(export).to_pylist()
    assert (first["ended"], first["q1"], first["q3_1"]) == ("03/31/2024 9:15:00 AM", "9", "Good")
    assert (second["q2_1"], second["q2_2"], second["q2_3"]) == (None, "Place", "the dog")


def test_limesurvey_is_decoded(make_file):
    text = "\n".join("\t".join(row) for row in LIMESURVEY) + "\n"
    export = read_export(make_file(text))
    assert export.format == "limesurvey"
    assert export.dropped == ("token",)
    assert next(q.text for q in export.questions if q.id == "123X45X1") == "Do you {agree}?"
    first, second = everything(export).to_pylist()
    assert first["123X45X2"] == 'a\tb\n"c"'
    assert (first["finished"], first["ended"], first["language"]) == (True, "2024-03-01 10:00:00", "de")
    assert (second["finished"], second["ended"], second["123X45X1"]) == (False, None, None)


def test_quotes_in_limesurvey_enclose_nothing(make_file):
    rows = [*LIMESURVEY[:2], ["1", "2024-03-01 10:00:00", "de", "t", "4", '"half open', "Mill"]]
    export = read_export(make_file("\n".join("\t".join(row) for row in rows)))
    assert everything(export)["123X45X2"].to_pylist() == ['"half open']


@pytest.mark.parametrize("fields", [True, False])
def test_limesurvey_in_xml(fields, make_file):
    rows = [
        {"id": "1", "submitdate": "2024-03-01 10:00:00", "_12X3X4-1": "a < b", "_12X3X5": "4"},
        {"id": "2", "submitdate": "", "_12X3X5": "5"},
    ]
    export = read_export(make_file(limesurvey_xml(rows, fields=fields), "r.xml"), keep=["respondent"])
    assert export.format == "limesurvey-xml"
    first, second = everything(export).to_pylist()
    assert (first["respondent"], first["12X3X4#1"], first["finished"]) == ("1", "a < b", True)
    assert (second["12X3X4#1"], second["12X3X5"], second["finished"]) == (None, "5", False)


def test_glint_marks_what_is_answered_in_words(make_file):
    export = read_export(make_file(as_csv(GLINT)), keep=["respondent"])
    assert export.format == "glint"
    assert told(export) == {
        "TRUST": "scale",
        "TRUST_COMMENTS": "text",
        "REASONS": "multiple",
        "OPEN_COMMENTS": "text",
    }
    assert everything(export)["respondent"].to_pylist() == ["a@example.org", "b@example.org"]
    assert "@" not in str(everything(read_export(make_file(as_csv(GLINT)))).to_pydict())


def test_a_format_can_be_named_and_must_be_right(make_file):
    path = make_file(as_csv(GLINT))
    assert read_export(path, "table").format == "table"
    for wrong in ("qualtrics", "surveymonkey", "limesurvey", "zendesk", "spss"):
        with pytest.raises(FileError, match=f"no export of the format '{wrong}'"):
            read_export(path, wrong)
