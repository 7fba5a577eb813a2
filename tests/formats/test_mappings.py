"""What columns mean: proposed, kept as JSON, applied, and what is wrong told by row."""

from __future__ import annotations

import pyarrow as pa
import pytest
from export_files import as_csv, qualtrics, qualtrics_row

from bothways.errors import ColumnError, FileError, InputError
from bothways.formats import (
    MappedItem,
    Mapping,
    WantedItem,
    apply_mapping,
    convert_export,
    propose,
    read_export,
)
from bothways.formats.days import read_day

TABLE = "Team,Role,When,Mood,Advice,Why\n{}"
ITEMS = (
    MappedItem("mood", ("Mood",), values={"Bad": 1, "Good": 5}, missing=("n/k",)),
    MappedItem("enps", ("Advice",), low=0, high=10),
    MappedItem("why", ("Why",), "text"),
)
MAPPING = Mapping(ITEMS, unit="Team", period="When", every="quarter", dates="dmy", by={"role": "Role"})


def applied(path, mapping, **options):
    pieces = list(apply_mapping(mapping, read_export(path, "table", **options)))
    return (
        pa.Table.from_batches([piece.taken for piece in pieces]).to_pylist(),
        [(row.row, row.reason) for piece in pieces for row in piece.rejected],
        pieces,
    )


def test_answers_come_out_as_the_contract_says(make_file):
    path = make_file(TABLE.format("Mill,Nurse,03.04.2024,good,9,fine\nMill,,04.04.2024,n/k,,\n"))
    taken, rejected, _ = applied(path, MAPPING)
    assert rejected == []
    assert taken == [
        {"respondent": "", "unit": "Mill", "period": "2024-Q2", "role": "Nurse",
         "mood": 5.0, "enps": 9.0, "why": "fine"},
        {"respondent": "", "unit": "Mill", "period": "2024-Q2", "role": "",
         "mood": None, "enps": None, "why": None},
    ]  # fmt: skip


def test_what_is_wrong_is_told_by_row_and_column_and_repeats_no_answer(make_file):
    path = make_file(
        TABLE.format(",x,03.04.2024,good,9,\nMill,x,soon,so-so,11,\n\nMill,x,05.04.2024,bad,ten,\n")
    )
    taken, rejected, _ = applied(path, MAPPING)
    assert taken == []
    assert rejected == [
        (2, "There is no unit."),
        (3, "Column 'When' holds no day that can be read. Column 'Mood' holds none of the answers of the mapping. "
            "Column 'Advice' holds no number from 0 to 10."),
        (5, "Column 'Advice' holds no number from 0 to 10."),
    ]  # fmt: skip


def test_nothing_is_reversed_or_made_up(make_file):
    path = make_file("Team,Q\nMill,1\nMill,\nMill,5\n")
    taken, _, _ = applied(path, Mapping((MappedItem("q", ("Q",)),), unit="Team", period_value="2024"))
    assert [row["q"] for row in taken] == [1.0, None, 5.0]


def test_unfinished_responses_are_left_out_unless_wanted(make_file):
    path = make_file(as_csv(qualtrics([qualtrics_row(1, Q1="4"), qualtrics_row(2, Q1="5", Finished="0")])))
    export = read_export(path)
    mapping = Mapping((MappedItem("q", ("Q1",)),), unit="Team", period="recorded", every="month")
    [piece] = apply_mapping(mapping, export)
    assert (piece.taken.num_rows, piece.unfinished, piece.responses) == (1, 1, 2)
    every = Mapping(mapping.items, unit="Team", period="recorded", every="month", finished_only=False)
    [piece] = apply_mapping(every, export)
    assert (piece.taken.column("q").to_pylist(), piece.unfinished) == ([4.0, 5.0], 0)


def test_metrics_add_up_shares_and_read_percentages(make_file):
    path = make_file('Agency;Agree;Strongly agree;n\nA;"20,5 %";"45,2%";1.234\nB;--;"1,0 %";5\nC;. %;3%;6\n')
    mapping = Mapping(
        (MappedItem("q1", ("Agree", "Strongly agree")),), shape="metrics", unit="Agency", period_value="2024",
        n="n", decimal="comma",
    )  # fmt: skip
    taken, rejected, pieces = applied(path, mapping)
    assert rejected == []
    assert taken == [
        {"unit": "A", "period": "2024", "metric": "q1", "value": pytest.approx(65.7, abs=1e-9), "n": 1234.0}
    ]
    assert pieces[0].responses == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "Nobody"}, "Nobody"),
        ({"period": "gone"}, "gone"),
        ({"by": {"a": "b"}}, "'b'"),
        ({"n": "N"}, "'N'"),
    ],
)
def test_a_column_that_is_not_there_is_named(change, said, make_file):
    from dataclasses import replace

    path = make_file(TABLE.format("Mill,x,03.04.2024,good,9,\n"))
    with pytest.raises(
        ColumnError, match=rf"table\.csv, column .*{said.strip(chr(39))}.*The columns are: 'respondent'"
    ):
        list(apply_mapping(replace(MAPPING, **change), read_export(path)))


def test_a_column_that_was_left_out_is_told_as_such(make_file):
    path = make_file("Team,E-mail,Q\nMill,a@b.example,4\n")
    mapping = Mapping((MappedItem("q", ("Q",)),), unit="Team", period_value="1", by={"who": "E-mail"})
    with pytest.raises(ColumnError, match="tells who somebody is, and was left out"):
        list(apply_mapping(mapping, read_export(path)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": ()}, "has no items"),
        ({"items": ITEMS * 2}, "names an item twice"),
        ({"unit": ""}, "has no unit"),
        ({"period": ""}, "has no period"),
        ({"items": (MappedItem("unit", ("Q",)),)}, "names an item like another column"),
        ({"by": {"unit": "Role"}}, "names an attribute like another column"),
        ({"items": (MappedItem("q", ("Q", "R")),)}, "adds up columns of answers"),
        ({"items": (MappedItem("q", ()),)}, "without a name or a column"),
        ({"items": (MappedItem("q", ("Q",), low=5, high=1),)}, "low end is not below"),
        ({"respondent": "respondent"}, "takes respondents without keeping them"),
        ({"header_rows": 0}, "counts rows of headers from 1"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(change, said):
    from dataclasses import replace

    with pytest.raises(InputError, match=f"The mapping .*{said}"):
        replace(MAPPING, **change)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "of another version"),
        ('{"version": 2, "items": []}', "of another version"),
        ('{"version": 1}', "no list of items"),
        ('{"version": 1, "items": [{"item": "q"}]}', "lacks 'columns'"),
        ('{"version": 1, "items": [{"item": "q", "columns": ["Q"], "odd": 1}]}', "does not know 'odd'"),
        (
            '{"version": 1, "items": [{"item": 7, "columns": ["Q"]}]}',
            "'item' of the mapping is of the wrong type",
        ),
        (
            '{"version": 1, "items": [{"item": "q", "columns": "Q"}]}',
            "'columns' of the mapping is of the wrong type",
        ),
        ('{"version": 1, "items": [], "every": "decade"}', "'every' of the mapping is of the wrong type"),
    ],
)
def test_a_mapping_in_json_that_is_wrong_is_one_sentence(text, said):
    with pytest.raises(InputError, match=said):
        Mapping.from_json(text)


def test_it_proposes_units_periods_and_items(make_file):
    rows = [qualtrics_row(1), qualtrics_row(2, Q1="Disagree")]
    mapping = propose(read_export(make_file(as_csv(qualtrics(rows)))))
    assert (mapping.unit, mapping.period, mapping.every, mapping.format) == (
        "Team",
        "recorded",
        "month",
        "qualtrics",
    )
    q1 = next(item for item in mapping.items if item.item == "Q1")
    assert (q1.values["Agree"], q1.values["Disagree"]) == (4.0, 2.0)


def test_it_finds_the_items_of_an_instrument_by_id_or_text(make_file):
    rows = [qualtrics_row(1), qualtrics_row(2, Q1="Disagree")]
    wanted = (
        WantedItem("place", "I like it here.", 0, 4),
        WantedItem("q3", "Something else", None, None),
        WantedItem("absent", "Is this asked?", 1, 5),
    )
    mapping = propose(read_export(make_file(as_csv(qualtrics(rows)))), wanted)
    assert [(item.item, item.columns, item.kind) for item in mapping.items] == [
        ("place", ("Q1",), "number"), ("q3", ("Q3",), "text"),
    ]  # fmt: skip
    assert mapping.items[0].values["Strongly agree"] == 4.0  # on the item's own scale, from 0


def test_without_a_unit_it_says_what_is_missing(make_file):
    with pytest.raises(ColumnError, match="No column seems to be the unit"):
        propose(read_export(make_file("Colour,Mood\nred,4\nblue,5\n")))


@pytest.mark.parametrize(
    ("text", "dates", "day"),
    [("2024-02-29 10:00", "iso", "2024-02-29"), ("2023-02-29", "iso", None), ("29/02/2024", "iso", "2024-02-29"),
     ("02/03/2024", "iso", None), ("02/03/2024", "mdy", "2024-02-03"), ("05/05/2024", "iso", "2024-05-05"),
     ("20240301", "iso", None), ("13.13.2024", "dmy", None)],
)  # fmt: skip
def test_a_day_that_could_be_two_is_none(text, dates, day):
    read = read_day(text, dates)
    assert (None if read is None else str(read)) == day


def test_rejected_rows_are_corrected_and_sent_again(make_file, tmp_path):
    path = make_file(
        TABLE.format("Mill,=1+1,03.04.2024,good,9,@now\n,-2,05.04.2024,bad,3,\"=cmd|' /C calc'!A0\"\n")
    )
    bad, out = tmp_path / "bad.csv", tmp_path / "out.csv"
    done = convert_export(read_export(path), MAPPING, out=out, rejected=bad)
    assert (done.responses, done.taken, done.rejected, done.first) == (2, 1, 1, ((3, "There is no unit."),))
    text = bad.read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("reason,respondent,started")
    assert "\"'=cmd|' /C calc'!A0\"" in text or "'=cmd" in text
    assert "'=1+1" in out.read_text(encoding="utf-8")
    bad.write_text(text.replace(",,-2,", ",Mill,-2,", 1).replace("\n,", "\n"), encoding="utf-8")
    again = read_export(bad)
    [piece] = apply_mapping(MAPPING, again)
    assert piece.rejected == ()
    [row] = piece.taken.to_pylist()
    assert (row["unit"], row["role"], row["why"]) == ("Mill", "-2", "=cmd|' /C calc'!A0")


def test_a_file_that_breaks_off_leaves_the_older_result(make_file, tmp_path):
    out = tmp_path / "out.parquet"
    out.write_text("older")
    good = "Mill,x,03.04.2024,good,9,\n" * 60_000
    path = make_file(TABLE.format(f'{good}Mill,x,"never closed'))
    with pytest.raises(FileError, match="row 60002: A quote"):
        convert_export(read_export(path), MAPPING, out=out)
    assert out.read_text() == "older"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.parquet", "table.csv"]


def test_a_rejected_file_of_before_goes_when_all_is_well(make_file, tmp_path):
    bad, good = tmp_path / "bad.csv", make_file(TABLE.format("Mill,x,03.04.2024,good,9,\n"))
    convert_export(
        read_export(make_file(TABLE.format(",x,03.04.2024,good,9,\n"), "wrong.csv")),
        MAPPING,
        out=None,
        rejected=bad,
    )
    assert bad.exists()
    convert_export(read_export(good), MAPPING, out=None, rejected=bad)
    assert not bad.exists()
    bad.touch()
    convert_export(read_export(good), MAPPING, out=None, rejected=bad)
    assert not bad.exists()


@pytest.mark.parametrize(
    "held", ["older", "reason,why\nlate,x\n", '"reason', b"\xff\xfe\x00", b"reason\0" * 99]
)
@pytest.mark.parametrize("team", ["Mill", ""])
def test_a_file_of_something_else_is_neither_replaced_nor_deleted(held, team, make_file, tmp_path):
    held = held if isinstance(held, bytes) else held.encode()
    kept, out = tmp_path / "notes.csv", tmp_path / "out.csv"
    kept.write_bytes(held)
    out.write_text("older")
    export = read_export(make_file(TABLE.format(f"{team},x,03.04.2024,good,9,\n")))
    with pytest.raises(FileError, match=r"notes\.csv: This is no file of rejected rows.*Name another file"):
        convert_export(export, MAPPING, out=out, rejected=kept)
    assert (kept.read_bytes(), out.read_text()) == (held, "older")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["notes.csv", "out.csv", "table.csv"]


def test_answers_and_rejected_rows_are_two_files(make_file, tmp_path):
    out, link = tmp_path / "out.csv", tmp_path / "link.csv"
    link.symlink_to(out)
    export = read_export(make_file(TABLE.format(",x,03.04.2024,good,9,\n")))
    for other in (out, link, tmp_path / "x" / ".." / "out.csv"):
        with pytest.raises(InputError, match="into the same file"):
            convert_export(export, MAPPING, out=out, rejected=other)
    assert not out.exists()


STEPS = "Team,Month,Advice\n{}"


def test_a_step_that_is_rare_is_read_by_the_number_it_begins_with(make_file):
    rows = [f"Mill,2024-03-01,{step} - likely\n" for step in range(1, 11)] * 250
    rows += [
        "Mill,2024-03-01,0 - Not at all likely\n",
        "Mill,2024-03-01,99 - no answer\n",
        "Mill,2024-03-01,likely\n",
    ]
    export = read_export(make_file(STEPS.format("".join(rows))))
    mapping = propose(export)
    assert "0 - Not at all likely" not in mapping.items[0].values
    pieces = list(apply_mapping(mapping, export))
    taken = pa.Table.from_batches([piece.taken for piece in pieces])["Advice"].to_pylist()
    assert (len(taken), taken[-1]) == (2501, 0.0)
    assert [row.row for piece in pieces for row in piece.rejected] == [2503, 2504]


@pytest.mark.parametrize(
    ("values", "low", "high", "cell", "read"),
    [
        ({"2 - b": 2, "5 - e": 5}, None, None, "1 - a", 1.0),
        ({"2 - b": 2, "5 - e": 5}, None, None, "0 - a", None),
        ({"2 - b": 2, "5 - e": 5}, None, None, "6 - do not know", None),
        ({"2 - b": 2, "5 - e": 5}, None, 7, "6 - f", 6.0),
        ({"2 - b": 2, "5 - e": 5}, 2, None, "1 - a", None),
        ({"2 - b": 2, "5 - e": 5}, 0, None, "0 - a", 0.0),
        ({"2 - b": 4, "5 - e": 1}, None, None, "3 - c", None),  # turned around by hand
        ({"1 - a": 0, "2 - b": 1}, 0, 4, "3 - c", None),  # moved to another scale
        ({"2 - b": 2, "often": 5}, None, None, "1 - a", None),
        ({"2 - b": 2, "5 - e": 5}, None, None, "1", None),
    ],
)
def test_what_no_word_says_is_guarded(values, low, high, cell, read, make_file):
    item = MappedItem("q", ("Advice",), values=values, low=low, high=high)
    path = make_file(STEPS.format(f"Mill,2024-03-01,{cell}\nMill,2024-03-01,{next(iter(values))}\n"))
    taken, rejected, _ = applied(path, Mapping((item,), unit="Team", period="Month"))
    assert [row["q"] for row in taken][:-1] == ([] if read is None else [read])
    assert len(rejected) == (read is None)


def test_a_row_of_which_the_reason_alone_is_left_is_told_again(make_file, tmp_path):
    bad = tmp_path / "bad.csv"
    mapping = Mapping((MappedItem("q", ("Q",)),), unit="Team", period="When")
    path = make_file("E-mail,Team,When,Q\na@b.example,Mill,,?\nc@d.example,,,\n")
    convert_export(read_export(path), mapping, out=None, rejected=bad)
    done = convert_export(read_export(bad), mapping, out=None)
    assert (done.responses, done.rejected) == (2, 2)


def test_a_caller_settles_rows_that_are_right_and_its_reasons_reject(make_file):
    path = make_file(
        TABLE.format("Mill,,03.04.2024,good,9,\nHarbour,,03.04.2024,good,9,\nMill,,soon,good,9,\n")
    )

    def settle(row):
        assert row["mood"] == 5.0  # rows that are wrong already never get here
        return ("p1", row["unit"].upper(), row["period"]) if row["unit"] == "Mill" else "Nobody knows it."

    batches = []
    done = convert_export(read_export(path, "table"), MAPPING, out=None, settle=settle, take=batches.append)
    rows = pa.Table.from_batches(batches).to_pylist()
    assert [(row["respondent"], row["unit"]) for row in rows] == [("p1", "MILL")]
    assert [row for row, _reason in done.first] == [3, 4]
    assert done.first[0][1] == "Nobody knows it."
    assert done.taken == 1
