"""Formbricks, Google Business, Trustpilot, Zendesk."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from export_files import GOOGLE, TRUSTPILOT, ZENDESK, as_csv, delivery

from bothways.errors import FileError, InputError
from bothways.formats import detect, read_delivery, read_export

STEPS = [
    delivery("r1", "responseCreated", {}),
    delivery("r2", "responseCreated", {"q1": 3}),
    delivery("r1", "responseUpdated", {"q1": 9}),
    delivery(
        "r1", "responseFinished", {"q1": 9, "why": ["a", "b"], "grid": {"Speed": "good", "Care": "poor"}}
    ),
]


def everything(export):
    return pa.Table.from_batches(list(export.responses()))


@pytest.mark.parametrize("written", ["list", "lines", "utf-16"])
def test_of_each_response_of_formbricks_the_last_delivery_counts(written, make_file):
    text = "\n".join(map(json.dumps, STEPS)) if written == "lines" else json.dumps(STEPS, indent=1)
    path = make_file(text, encoding="utf-16" if written == "utf-16" else "utf-8")
    export = read_export(path, keep=["respondent"])
    assert export.format == "formbricks"
    second, first = everything(export).to_pylist()
    assert (first["respondent"], first["finished"], first["q1"], first["why"]) == ("r1", True, "9", "a;b")
    assert (first["grid.Speed"], first["grid.Care"], first["language"]) == ("good", "poor", "en")
    assert (second["respondent"], second["finished"], second["q1"]) == ("r2", False, "3")
    assert "example.org" not in str(everything(export).to_pydict())
    assert [row for rows, _ in export.numbered() for row in rows] == [2, 4]


def test_one_delivery_is_a_pure_function():
    one = read_delivery(STEPS[3])
    assert (one.response, one.survey, one.finished, one.started) == (
        "r1",
        "s1",
        True,
        "2024-03-01T10:00:00.000Z",
    )
    assert dict(one.answers) == {"q1": "9", "why": "a;b", "grid.Speed": "good", "grid.Care": "poor"}


@pytest.mark.parametrize(
    "payload",
    [None, [], "x", {}, {"event": "responseFinished"}, {**STEPS[0], "event": "other"},
     {**STEPS[0], "data": {"id": "r"}}, {**STEPS[0], "data": {"id": 5, "data": {}}}],
)  # fmt: skip
def test_what_is_no_delivery_is_refused(payload):
    with pytest.raises(InputError, match="no response of Formbricks"):
        read_delivery(payload)


def test_a_wrong_delivery_in_a_file_is_named_by_its_number(make_file):
    with pytest.raises(InputError, match=r"table\.csv, row 2: This is no response"):
        read_export(make_file(json.dumps([STEPS[0], {"event": "testEndpoint"}])))


def test_google_reviews_have_stars_as_numbers_and_no_names(make_file):
    export = read_export(make_file(json.dumps(GOOGLE)))
    assert (export.format, export.dropped) == (
        "google-business",
        ("reviewer.displayName", "reviewer.profilePhotoUrl"),
    )
    first, second = everything(export).to_pylist()
    assert (first["starRating"], first["comment"], first["recorded"]) == (
        "5",
        "Good]}",
        "2024-03-01T10:00:00Z",
    )
    assert (first["reviewReply.comment"], second["starRating"], second["comment"]) == ("Thanks", "1", None)
    assert "Ada" not in str(everything(export).to_pydict())


@pytest.mark.parametrize("written", ["json", "csv"])
def test_trustpilot_in_both_forms(written, make_file):
    table = [["id", "stars", "title", "text", "language", "createdAt", "consumer.displayName"],
             ["t1", "4", "Nice", "Very", "en", "2024-03-01T10:00:00Z", "Ada"]]  # fmt: skip
    path = make_file(json.dumps(TRUSTPILOT) if written == "json" else as_csv(table))
    export = read_export(path)
    assert export.format == "trustpilot"
    assert [q.kind for q in export.questions] == ["scale", "text", "text"]
    [row] = everything(export).to_pylist()
    assert (row["stars"], row["title"], row["language"], row["recorded"]) == (
        "4",
        "Nice",
        "en",
        "2024-03-01T10:00:00Z",
    )
    assert "Ada" not in str(row)


@pytest.mark.parametrize("written", ["json", "csv"])
def test_zendesk_in_both_forms(written, make_file):
    record = ZENDESK["satisfaction_ratings"][0]
    table = [list(record), [str(cell) for cell in record.values()]]
    path = make_file(json.dumps(ZENDESK) if written == "json" else as_csv(table))
    assert detect(path).format == "zendesk"
    [row] = everything(read_export(path)).to_pylist()
    assert (row["score"], row["group_id"], row["comment"]) == ("good", "5", "=1+1")
    assert "assignee_id" not in row
    assert everything(read_export(path, keep=["assignee_id"]))["assignee_id"].to_pylist() == ["9"]


@pytest.mark.parametrize(
    "text",
    ["[", "[{", '[{"id": 1,}]', "[1, 2]", '{"a": NaN}', "{} trailing", "[{}] x", '[{"id": "1" "score": 2}]',
     "[" * 50_000, '{"a":' * 20_000, "[{},]", '{"a":1,}'],
)  # fmt: skip
def test_broken_json_is_one_sentence(text, make_file):
    with pytest.raises(FileError, match=r"table\.csv: "):
        read_export(make_file(text))


def test_json_of_no_known_fields_is_sent_to_the_mapping_step(make_file):
    with pytest.raises(FileError, match=r"no format that is known.*whose columns can be mapped"):
        read_export(make_file('[{"who": 1}]'))


def test_half_characters_of_json_do_not_stop_it(make_file):
    path = make_file('[{"id": "1", "score": "\\ud800x", "group_id": 1}]')
    assert everything(read_export(path))["score"].to_pylist() == ["?x"]
