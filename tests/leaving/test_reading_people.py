"""Tables of people as companies export them, and what is refused."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bothways.errors import BothwaysError, InputError, NotEnoughData
from bothways.leaving import read_spells, retention

DAY = dt.date(2024, 12, 31)


def write(folder: Path, text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(source: object, **options: object) -> str:
    with pytest.raises(BothwaysError) as refused:
        read_spells(source, **options)
    return str(refused.value)


def test_an_export_with_attrition_and_years_at_company_needs_no_mapping(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Age,Attrition,Department,EmployeeCount,EmployeeNumber,JobRole,TotalWorkingYears,YearsAtCompany,YearsInCurrentRole\n"
        "41,Yes,Sales,1,1,Sales Executive,8,6,4\n49,No,Research & Development,1,2,Research Scientist,10,10,7\n"
        "37,Yes,Research & Development,1,4,Research Scientist,7,0,0\n33,No,Sales,1,5,Sales Executive,8,8,7\n",
    )
    spells = read_spells(path)
    assert spells.left.tolist() == [True, False, True, False]
    assert spells.exit.tolist() == [72, 120, 0, 96]
    assert [grouping.name for grouping in spells.groupings] == ["", "unit", "role"]
    mapped = read_spells(
        path,
        columns={"left": "Attrition", "tenure": "YearsAtCompany", "unit": "Department", "role": "JobRole"},
    )
    assert mapped.exit.tolist() == spells.exit.tolist()


def test_an_export_with_american_dates_and_a_status_needs_no_mapping(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Employee_Name,EmpID,Termd,Position,DOB,DateofHire,DateofTermination,TermReason,EmploymentStatus,Department\n"
        '"A, B",1,0,Technician,07/10/83,7/5/2011,,N/A-StillEmployed,Active,Production       \n'
        '"C, D",2,1,Technician,05/05/75,3/30/2015,6/16/2016,career change,Voluntarily Terminated,Production       \n'
        '"E, F",3,1,Engineer,09/19/88,2/29/2012,9/24/2012,hours,Terminated for Cause,IT/IS\n',
    )
    spells = read_spells(path, as_of=DAY)
    assert spells.left.tolist() == [False, True, True]
    assert np.floor(spells.exit).tolist() == [161, 14, 6]
    assert spells.groupings[1].names == ("Production", "IT/IS")
    assert "Dates like 7/5/2011 are read with the month first." in spells.notes  # 3/30/2015 says so


def test_a_german_file_with_semicolons_a_mark_and_decimal_commas(tmp_path: Path) -> None:
    text = (
        "Personalnummer;Abteilung;Ausgeschieden;Betriebszugehörigkeit (Jahre)\n"
        "7;Verkauf;ja;1,5\n8;Verkauf;nein;2,25\n9;Lager;Nein;0,5\n10;Lager;JA;3\n"
    )
    for encoding in ("utf-8-sig", "cp1252"):
        spells = read_spells(write(tmp_path, text, encoding=encoding))
        assert spells.left.tolist() == [True, False, False, True]
        assert spells.exit.tolist() == [18, 27, 6, 36]
        assert spells.groupings[1].names == ("Verkauf", "Lager")


def test_german_and_spanish_dates(tmp_path: Path) -> None:
    german = write(
        tmp_path,
        "Mitarbeiter-ID;Eintrittsdatum;Austrittsdatum;Abteilung\n1;01.02.2020;31.03.2021;A\n2;15.06.2020;;A\n",
    )
    spanish = write(
        tmp_path,
        "Legajo,Fecha de ingreso,Fecha de baja,Área\n1,01/02/2020,31/03/2021,A\n2,15/06/2020,,A\n",
        "b.csv",
    )
    for path in (german, spanish):
        spells = read_spells(path, as_of=DAY)
        assert np.floor(spells.exit).tolist() == [13, 54]
        assert spells.left.tolist() == [True, False]


def test_spreadsheets_and_parquet_say_the_same_as_text(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "EmpID": [1, 2, 3],
            "HireDate": pd.to_datetime(["2020-01-15", "2021-03-01", "2019-07-31"]),
            "TermDate": pd.to_datetime(["2022-01-15", None, "2020-02-29"]),
            "Dept": ["a", "a", "b"],
        }
    )
    frame.to_excel(tmp_path / "p.xlsx", index=False)
    frame.to_parquet(tmp_path / "p.parquet", index=False)
    frame.to_csv(tmp_path / "p.csv", index=False)
    found = [
        read_spells(source)
        for source in (frame, *(tmp_path / f"p.{ending}" for ending in ("xlsx", "parquet", "csv")))
    ]
    for spells in found:
        assert spells.exit.tolist() == found[0].exit.tolist() == [24.0, pytest.approx(10 + 14 / 31), 7.0]
        assert spells.left.tolist() == [True, False, True]
        assert spells.as_of == dt.date(2022, 1, 15)


def test_days_as_spreadsheets_count_them(tmp_path: Path) -> None:
    path = write(tmp_path, "id,hire date,term date\n1,43831,44197\n2,43922,\n")
    spells = read_spells(path, as_of=dt.date(2021, 4, 1))
    assert spells.exit.tolist() == [12, 12]
    assert sum("as spreadsheets count them" in note for note in spells.notes) == 2


def test_years_of_two_digits_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, "EmpID,StartDate,ExitDate\n1,20-Sep-19,07-Mar-23\n2,11-Feb-98,\n")
    spells = read_spells(path, as_of=DAY)
    assert spells.since == dt.date(1998, 2, 11)
    assert any("two digits" in note for note in spells.notes)


def test_months_may_have_german_or_spanish_names(tmp_path: Path) -> None:
    german = write(
        tmp_path, "id;start;end\n1;15. März 2020;3. Mai 2021\n2;1. Januar 2020;\n3;1. Dez. 2020;\n"
    )
    spells = read_spells(german)
    assert (spells.since, spells.as_of) == (dt.date(2020, 1, 1), dt.date(2021, 5, 3))
    spanish = write(
        tmp_path, "id,start,end\n1,15 de marzo de 2020,3 de agosto de 2021\n2,1 enero 2020,\n", "b.csv"
    )
    spells = read_spells(spanish)
    assert (spells.since, spells.as_of) == (dt.date(2020, 1, 1), dt.date(2021, 8, 3))


def test_days_that_stand_for_no_end_are_none(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "id,start,end\n1,2020-01-01,9999-12-31\n2,2020-01-01,1900-01-01\n3,2020-01-01,2021-01-01\n4,2020-01-01,NULL\n",
    )
    spells = read_spells(path)
    assert spells.left.tolist() == [False, False, True, False]
    assert spells.as_of == dt.date(2021, 1, 1)
    assert any("no end: 2 cells" in note for note in spells.notes)


def test_dates_that_could_be_two_days_are_refused_until_it_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "id,start,end\n1,03/04/2020,05/06/2021\n2,01/02/2020,\n")
    assert refusal(path) == (
        "people.csv, row 2, column 'start': '03/04/2020' could have the day or the month first, and no date of the "
        "file tells. Say --dates dmy or --dates mdy."
    )
    first, second = (read_spells(path, dates=order, as_of=DAY) for order in ("dmy", "mdy"))
    assert first.since == dt.date(2020, 2, 1)
    assert second.since == dt.date(2020, 1, 2)
    assert "cannot be read as it was said" in refusal(path, dates="iso")
    mixed = write(tmp_path, "id,start,end\n1,13/04/2020,\n2,04/13/2020,\n")
    assert "row 3, column 'start': '04/13/2020' has the month first" in refusal(mixed)
    assert "row 3" in refusal(mixed, dates="dmy")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,2020-01-01,2019-12-31,a\n", "row 2, column 'end': The end lies before the start. Correct"),
        ("1,2020-01-01,2020-02-01,a\n2,,2020-01-01,a\n", "row 3, column 'start': The row has no start."),
        (",2020-01-01,2020-02-01,a\n", "row 2, column 'person': The row has no person."),
        ("1,soon,2020-02-01,a\n", "row 2, column 'start': 'soon' is no day."),
        ("1,2020-03,2020-05-01,a\n", "row 2, column 'start': '2020-03' is a month, not a day."),
        ("1,2020-01-01,2020-02-30,a\n", "row 2, column 'end': '2020-02-30' is no day."),
        ("1,1919-01-01,2020-02-01,a\n", "row 2, column 'start': The spell is longer than 80 years."),
        ("1,2020-01-01,2020-06-01,a\n2,2020-01-01,,a\n1,2020-05-31,,b\n",
         "row 4, column 'person': The spell overlaps that of row 2, which is the same person."),
        ("1,2020-01-01,,a\n1,2020-01-01,,a\n1,2020-01-01,,a\n",
         "row 3, column 'person': The spell overlaps that of row 2"),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_are_refused_with_row_and_remedy(rows: str, words: str, tmp_path: Path) -> None:
    told = refusal(write(tmp_path, f"person,start,end,unit\n{rows}"))
    assert told.startswith("people.csv, ")
    assert words in told


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("yes,-1\n", "row 2, column 'tenure years': The tenure is negative."),
        ("yes,3\nno,\n", "row 3, column 'tenure years': The row has no tenure."),
        ("yes,3\n,4\nno,1\n", "row 3, column 'left': Nothing says whether this person left."),
        ("yes,3\nmaybe,4\n", "row 3, column 'left': 'maybe' does not tell whether somebody left."),
        ("yes,84\n", "row 2, column 'tenure years': The tenure is longer than 80 years if it counts years."),
        ("yes,long\n", "row 2, column 'tenure years': 'long' is no number."),
        ("yes,inf\n", "row 2, column 'tenure years': The tenure is infinite."),
    ],
)
def test_tenures_that_cannot_be_are_refused_with_row_and_remedy(
    rows: str, words: str, tmp_path: Path
) -> None:
    assert words in refusal(write(tmp_path, f"left,tenure years\n{rows}"))


def test_no_refusal_tells_who_somebody_is(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, "person,start,end\nAna Adams,2020-01-01,\nAna Adams,2020-02-01,\n"))
    assert "Adams" not in told
    told = refusal(write(tmp_path, "employee,left,tenure years\nAna Adams,1,2\nAna Adams,0,3\n"))
    assert "row 3, column 'employee': The person stands in row 2 as well." in told
    assert "Adams" not in told


def test_rehired_people_have_several_spells_and_moves_are_one() -> None:
    frame = pd.DataFrame(
        {
            "person": ["a", "a", "a"], "unit": ["x", "y", "y"],
            "start": ["2020-01-01", "2020-07-01", "2022-01-01"], "end": ["2020-06-30", "2020-12-31", None],
        }
    )  # fmt: skip
    spells = read_spells(frame, as_of=dt.date(2022, 3, 1))
    assert spells.people == 1
    assert spells.left.tolist() == [False, True, False]  # moved, left, came back
    assert spells.exit.tolist() == [pytest.approx(5 + 29 / 30), pytest.approx(11 + 30 / 31), 2]
    assert spells.entry.tolist() == [-1, pytest.approx(5 + 29 / 30), -1]
    assert any("a move" in note for note in spells.notes)
    assert any("came back" in note for note in spells.notes)


def test_a_day_that_two_rows_share_counts_once() -> None:
    frame = pd.DataFrame(
        {"person": ["a", "a", "b"], "start": ["2023-01-01", "2023-01-31", "2023-01-01"],
         "end": ["2023-01-31", "2023-12-31", None]}
    )  # fmt: skip
    spells = read_spells(frame, as_of=dt.date(2023, 12, 31))
    assert spells.entry[1] == spells.exit[0]
    assert spells.first_day is not None
    assert spells.first_day[1] == dt.date(2023, 2, 1).toordinal()
    assert retention(spells).table["at_risk"].max() == 2


def test_people_of_the_future_are_told() -> None:
    frame = pd.DataFrame(
        {"start": ["2020-01-01", "2020-01-01", "2025-01-01"], "end": ["2020-06-01", "2025-06-01", None]}
    )
    spells = read_spells(frame, as_of=DAY)
    assert spells.left.tolist() == [True, False]
    assert any("1 row with a later end" in note for note in spells.notes)
    assert any("1 row with a start after 2024-12-31" in note for note in spells.notes)


def test_a_file_without_earlier_leavers_says_so() -> None:
    start = [f"20{year:02d}-01-01" for year in range(10, 24)] * 3
    end = [
        f"2022-{month:02d}-15" if month <= 12 and place < 12 else None
        for place, month in enumerate(range(1, 43))
    ]
    frame = pd.DataFrame({"start": start, "end": end})
    frame.loc[12:13, "end"] = None
    spells = read_spells(frame[frame["start"] < "2021-12-31"], as_of=DAY)
    assert any(
        "Nobody left before 2022-01-15" in note and "--from 2022-01-15" in note for note in spells.notes
    )


def test_nobody_left_and_nobody_there_are_said() -> None:
    stay = pd.DataFrame({"start": ["2020-01-01"], "end": [None]})
    with pytest.raises(NotEnoughData, match="nobody left in the time"):
        read_spells(stay, as_of=DAY)
    with pytest.raises(NotEnoughData, match="nobody was there"):
        read_spells(stay, as_of=dt.date(2019, 1, 1))
    with pytest.raises(InputError, match="The last day lies before the first"):
        read_spells(stay, as_of=DAY, since=dt.date(2025, 1, 1))
    with pytest.raises(InputError, match="tenures instead of dates"):
        read_spells(pd.DataFrame({"left": [1], "tenure_years": [1]}), as_of=DAY)


def test_blank_rows_are_no_people(tmp_path: Path) -> None:
    path = write(tmp_path, "id,start,end,unit\n1,2020-01-01,2020-06-01,a\n,,,\n2,2020-01-01,,\n,,,\n")
    spells = read_spells(path)
    assert len(spells) == 2
    assert any("Without a unit: 1 spell" in note for note in spells.notes)
