"""Whatever bytes come: a result, or an error of ours; and what was written reads back."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from export_files import (
    GLINT,
    GOOGLE,
    LIMESURVEY,
    SURVEYMONKEY,
    TRUSTPILOT,
    ZENDESK,
    as_csv,
    delivery,
    limesurvey_xml,
    qualtrics,
    qualtrics_row,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.errors import BothwaysError
from bothways.formats import (
    FORMATS,
    MappedItem,
    Mapping,
    convert_export,
    propose,
    read_delivery,
    read_export,
)
from bothways.formats.days import read_day
from bothways.formats.limesurvey import decode, encode

LESS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = {
    "qualtrics": as_csv(qualtrics([qualtrics_row(1), qualtrics_row(2)])),
    "surveymonkey": as_csv(SURVEYMONKEY),
    "limesurvey": "\n".join("\t".join(row) for row in LIMESURVEY),
    "limesurvey-xml": limesurvey_xml([{"id": "1", "_1X2X3-a": "4"}, {"id": "2", "_1X2X3-a": "x"}]),
    "glint": as_csv(GLINT),
    "formbricks": json.dumps([delivery("r1", "responseFinished", {"q": 1, "g": {"a": "b"}})]),
    "google-business": json.dumps(GOOGLE),
    "trustpilot": json.dumps(TRUSTPILOT),
    "zendesk": json.dumps(ZENDESK),
    "table": "Team,Month,Mood\nMill,2024-01,4\nHarbour,2024-02,5\n",
}
#: Characters that a text file and a cell of any format may hold.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def read_all(path, format=None):
    """Detect, read and propose; nothing but errors of ours may come out."""
    try:
        export = read_export(path, format)
        read = sum(batch.num_rows for batch in export.responses())
        assert read > 0
        mapping = propose(export)
        with tempfile.TemporaryDirectory() as folder:
            done = convert_export(
                export, mapping, out=Path(folder, "a.parquet"), rejected=Path(folder, "r.csv")
            )
        assert done.responses == done.taken + done.unfinished + done.rejected == read
    except BothwaysError as error:
        return str(error)
    return export


@given(content=st.binary(max_size=400))
@LESS
def test_bytes_of_any_kind_are_a_result_or_an_error_of_ours(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(content)
        for format in (None, *FORMATS):
            read_all(path, format)


@pytest.mark.parametrize("format", SEEDS)
@given(data=st.data())
@LESS
def test_a_file_with_bytes_changed_is_a_result_or_an_error_of_ours(format, data):
    whole = bytearray(SEEDS[format].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.integers(0, 8))
        whole[at : at + length] = data.draw(
            st.sampled_from([b"", b'"', b"\n", b"\0", b"\xff", b",", b"{", b"]", b"<", b"\t"])
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(bytes(whole))
        read_all(path)
        read_all(path, format)


@given(cells=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6))
@LESS
def test_answers_of_qualtrics_read_back_as_they_were_written(cells):
    rows = qualtrics([qualtrics_row(place + 1, Q3=why, Q1=how) for place, (why, how) in enumerate(cells)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_text(as_csv(rows), encoding="utf-8", newline="")
        got = [row for batch in read_export(path).responses() for row in batch.to_pylist()]
    expected = [(why if why.strip() else None, how if how.strip() else None) for why, how in cells]
    assert [(row.get("Q3"), row.get("Q1")) for row in got] == expected


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_cells_of_limesurvey_read_back_as_they_were_written(text):
    assert "\t" not in encode(text)
    assert "\n" not in encode(text)
    assert decode(encode(text)) == text


@given(cells=st.lists(WORDS, min_size=1, max_size=6))
@LESS
def test_answers_in_xml_read_back_as_they_were_written(cells):
    rows = [{"id": str(place), "_1X2X3": cell} for place, cell in enumerate(cells)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_text(limesurvey_xml(rows), encoding="utf-8")
        try:
            got = [row for batch in read_export(path).responses() for row in batch.to_pylist()]
        except BothwaysError:
            assert any(ord(letter) >= 0xFFFE for cell in cells for letter in cell)  # no characters of XML
            return
    assert [row["1X2X3"] for row in got] == [cell if cell.strip() else None for cell in cells]


@given(score=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), WORDS,
                       st.lists(WORDS, max_size=3), st.dictionaries(WORDS, WORDS, max_size=2)))  # fmt: skip
@LESS
def test_a_delivery_takes_answers_of_any_type(score):
    one = read_delivery(delivery("r1", "responseFinished", {"q": score}))
    assert all(isinstance(cell, str) and cell for cell in one.answers.values())
    assert set(one.answers) <= {"q", *(f"q.{row}" for row in (score if isinstance(score, dict) else ()))}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(-9, 9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Mapping.__dataclass_fields__, "x"]), inner)
    ),
    max_leaves=8,
)


@given(
    given_=st.dictionaries(st.sampled_from([*Mapping.__dataclass_fields__, "version"]), JSON),
    version=st.booleans(),
)
@LESS
def test_a_mapping_of_any_json_is_a_mapping_or_an_error_of_ours(given_, version):
    text = json.dumps({"version": 1, **given_} if version else given_)
    try:
        mapping = Mapping.from_json(text)
    except BothwaysError:
        return
    assert Mapping.from_json(mapping.to_json()) == mapping


NAMES = WORDS.filter(bool)
RECODED = st.tuples(NAMES, st.dictionaries(WORDS, st.floats(-9, 9), max_size=3))


@given(items=st.dictionaries(NAMES, RECODED, min_size=1, max_size=4), low=st.none() | st.floats(-9, 0))
@LESS
def test_a_mapping_reads_back_as_it_was_written(items, low):
    mapped = tuple(
        MappedItem(f"i {name}", (column,), values=values, low=low) for name, (column, values) in items.items()
    )
    mapping = Mapping(
        mapped, unit="Team", period="recorded", every="quarter", by={"role": "Role"}, keep=("E-mail",)
    )
    assert Mapping.from_json(mapping.to_json()) == mapping


@given(text=st.text(max_size=20) | st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}( .*)?", fullmatch=True))
def test_no_text_stops_the_reading_of_days(text):
    for dates in ("iso", "dmy", "mdy"):
        day = read_day(text, dates)
        assert day is None or str(day.year).zfill(4) in text


@given(rows=st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6))
@LESS
def test_rejected_rows_read_back_as_they_were(rows):
    text = io.StringIO()
    csv.writer(text).writerows([["Team", "Mood", "Why"], *rows])
    mapping = Mapping(
        (MappedItem("mood", ("Mood",), low=1, high=5),), unit="Team", period_value="2024", format="table"
    )
    with tempfile.TemporaryDirectory() as folder:
        path, bad, worse = (Path(folder, name) for name in ("x.csv", "bad.csv", "worse.csv"))
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        try:
            done = convert_export(read_export(path, "table", header_row=1), mapping, out=None, rejected=bad)
        except BothwaysError:
            return
        if not done.rejected:
            assert not bad.exists()
            return
        again = read_export(bad, "table", header_row=1)
        second = convert_export(again, mapping, out=None, rejected=worse)
        assert (second.responses, second.rejected) == (done.rejected, done.rejected)
        kept = [row for batch in again.responses() for row in batch.to_pylist()]
        first = [
            row for batch in read_export(path, "table", header_row=1).responses() for row in batch.to_pylist()
        ]
        assert all(row in first for row in kept)
