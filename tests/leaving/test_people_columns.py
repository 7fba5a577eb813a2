"""Which column says what, who left, and which groups may be made."""

import dataclasses
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from bothways.errors import BothwaysError
from bothways.leaving import Leaving, Spells, read_spells, retention
from bothways.leaving.fields import FIELDS
from bothways.leaving.who_left import read_word
from bothways.tables.columns import plain

DAY = dt.date(2024, 12, 31)


def write(folder: Path, text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(source: object, **options: object) -> str:
    with pytest.raises(BothwaysError) as refused:
        read_spells(source, **options)
    return str(refused.value)


def test_columns_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    head = "id,start,end,Status\n"
    assert (
        "row 3, column 'end': There is an end, and the column 'Status' says that the person is still there"
        in refusal(
            write(
                tmp_path,
                head + "1,2020-01-01,,Active\n2,2020-01-01,2020-06-01,Active\n3,2021-01-01,,Active\n",
            )
        )
    )
    assert (
        "row 2, column 'end': The column 'Status' says that the person left, and there is no end"
        in refusal(write(tmp_path, head + "1,2020-01-01,,Terminated\n"))
    )
    told = refusal(write(tmp_path, "left,status,tenure years\nyes,Terminated,1\nyes,Active,1\n"))
    assert "row 3, column 'status': The column says otherwise" in told
    fine = read_spells(write(tmp_path, head + "1,2020-01-01,,On sabbatical\n2,2020-01-01,2020-06-01,Gone\n"))
    assert fine.left.tolist() == [False, True]  # a status that is not needed may say anything


def test_a_status_of_numbers_must_be_told(tmp_path: Path) -> None:
    path = write(tmp_path, "id,Status,tenure years\n1,1,2\n2,0,3\n3,1,1\n")
    assert "--columns left=Status if yes means left, --columns active=Status if it means there" in refusal(
        path
    )
    assert read_spells(path, columns={"left": "Status"}).left.tolist() == [True, False, True]
    assert read_spells(path, columns={"active": "Status"}).left.tolist() == [False, True, False]


def test_only_leavers_marked_means_that_the_others_stay(tmp_path: Path) -> None:
    path = write(tmp_path, "id,left,tenure years\n1,x,2\n2,,3\n3,,1\n")
    assert read_spells(path).left.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "field", "means"),
    [
        *((word, "left", 1) for word in ("Yes", "y", "TRUE", "1", "1.0", "ja", "Sí", "si", "Left", "Resigned")),
        *((word, "left", 0) for word in ("No", "N", "false", "0", "nein", "Active", "Current employee", "activo")),
        *((word, "active", 0) for word in ("Yes", "1", "ja", "sí")), ("no", "active", 1),
        ("Terminated", "status", 1), ("Voluntarily Terminated", "status", 1), ("Not terminated", "status", 0),
        ("Leave of Absence", "status", 0), ("Ausgeschieden", "status", 1), ("Baja", "status", 1), ("1", "status", -1),
        ("perhaps", "left", -1), ("Inactive", "status", 1), ("LEFT", "active", 1),
    ],
)  # fmt: skip
def test_words_for_who_left(text: str, field: str, means: int) -> None:
    assert read_word(text, field=field) == means


def test_what_cannot_be_found_is_asked_for() -> None:
    told = refusal(pd.DataFrame({"name": ["a"], "salary": [1]}))
    assert "Nothing says who left and when" in told
    assert "--columns start=NAME,end=NAME or --columns left=NAME,tenure_years=NAME" in told
    assert "Nothing says when people left" in refusal(pd.DataFrame({"left": [1], "start": ["2020-01-01"]}))
    told = refusal(pd.DataFrame({"hire date": ["2020-01-01"], "start date": ["2020-01-01"], "end": [None]}))
    assert "could each be the start" in told


def test_several_units_are_told_not_guessed_in_silence() -> None:
    frame = pd.DataFrame(
        {"left": [1, 0], "tenure_years": [1, 2], "Division": ["d", "d"], "Department": ["p", "p"]}
    )
    spells = read_spells(frame)
    assert spells.groupings[1].names == ("p",)
    assert any("'Division' could be it as well" in note for note in spells.notes)
    chosen = read_spells(frame, columns={"unit": "Division"})
    assert chosen.groupings[1].names == ("d",)


def test_no_group_is_made_of_what_only_leavers_have_or_of_persons() -> None:
    frame = pd.DataFrame(
        {
            "EmployeeNumber": range(30), "left": [1, 0] * 15, "tenure_years": [1, 2] * 15,
            "Exit reason": ["pay", ""] * 15, "Name": [f"n{number}" for number in range(30)],
        }
    )  # fmt: skip
    assert "no result is about one person" in refusal(frame, by=["person"])
    assert "no result is about one person" in refusal(frame, by=["EmployeeNumber"])
    assert "Most people stand alone" in refusal(frame, by=["Name"])
    assert "known of people who left" in refusal(frame, by=["reason"])
    assert "There is no column 'Gender'" in refusal(frame, by=["Gender"])


def test_nothing_that_comes_out_is_about_one_person() -> None:
    # The shape of the API: spells carry no names, and results are tables of groups.
    person = {
        "person",
        "persons",
        "name",
        "id",
        "record",
        "records",
        "row",
        "rows",
        "score",
        "risk",
        "probability",
    }
    for kind in (Spells, Leaving):
        assert not person & {field.name for field in dataclasses.fields(kind)}
    import bothways.leaving as room

    assert not [
        name
        for name in room.__all__
        if "predict" in name.lower() or "person" in name.lower() or "score" in name
    ]
    frame = pd.DataFrame({"person": ["zz1", "zz2"], "left": [1, 0], "tenure_years": [1, 2]})
    spells = read_spells(frame)
    assert "zz1" not in repr(dataclasses.asdict(spells))
    assert set(retention(spells).table["group"]) == {"all"}


def test_no_name_is_understood_for_two_fields() -> None:
    seen: dict[str, str] = {}
    for field, names in FIELDS.items():
        for name in {plain(field), *map(plain, names)}:
            assert seen.setdefault(name, field) == field
