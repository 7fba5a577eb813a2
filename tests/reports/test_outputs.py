"""The four files: all in place or none, the same shape whatever was found."""

import json
from pathlib import Path

import made_up
import pandas as pd
import pyarrow.parquet as pq
import pytest

from bothways.errors import BothwaysError
from bothways.reports import findings_document, write_findings, write_report
from bothways.reports.outputs import FILES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "findings.md"


def test_it_writes_the_four_files_and_nothing_else(tmp_path: Path) -> None:
    paths = write_findings(made_up.every_state(), tmp_path / "new" / "folder")
    assert [path.name for path in paths] == list(FILES)
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(FILES)


def test_csv_and_parquet_hold_the_table(tmp_path: Path) -> None:
    run = made_up.every_state()
    write_findings(run, tmp_path)
    expected = run.table
    for table in (pd.read_csv(tmp_path / "findings.csv"), pd.read_parquet(tmp_path / "findings.parquet")):
        assert list(table.columns) == list(expected.columns)
        assert table["verdict"].tolist() == expected["verdict"].tolist()
        assert table["employee_to_customer"].tolist() == pytest.approx(
            expected["employee_to_customer"].tolist(), nan_ok=True
        )


def test_the_types_of_the_parquet_file_do_not_depend_on_what_was_found(tmp_path: Path) -> None:
    schemas = []
    for run in (made_up.no_pairs(), made_up.one_period(), made_up.every_state()):
        write_findings(run, tmp_path)
        schemas.append(
            [(field.name, str(field.type)) for field in pq.read_schema(tmp_path / "findings.parquet")]
        )
    assert schemas[0] == schemas[1] == schemas[2]


def test_json_is_valid_without_nan_and_names_its_shape(tmp_path: Path) -> None:
    write_findings(made_up.every_state(), tmp_path)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    document = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"), parse_constant=refuse)
    assert document["schema"] == "bothways-findings/1"
    silent = next(pair for pair in document["pairs"] if pair["verdict"] == "not_estimable")
    assert silent["employee_to_customer"]["effect"] is None
    claim = next(pair for pair in document["pairs"] if pair["verdict"] == "employee_leads")
    assert (
        claim["sentence"]
        == "When metric 0 is higher than usual, outcome 0 tends to be higher one month later."
    )
    assert claim["checks"][0] == {
        "name": "placebo lead",
        "passed": True,
        "detail": made_up.PASSED[0].detail,
        "weighs": True,
    }


def test_settings_of_any_kind_become_json() -> None:
    settings = {
        "a": pd.Series([1.5, float("nan")]).to_numpy(),
        "b": (1, None),
        "c": Path("x"),
        "d": float("inf"),
    }
    document = findings_document(made_up.findings([], settings=settings))
    assert json.loads(json.dumps(document, allow_nan=False))["settings"] == {
        "a": [1.5, None], "b": [1, None], "c": "x", "d": None,
    }  # fmt: skip


def test_a_name_that_a_spreadsheet_would_run_is_stored_as_text(tmp_path: Path) -> None:
    write_findings(made_up.findings([made_up.finding("no_link", "=1+1")]), tmp_path)
    assert pd.read_csv(tmp_path / "findings.csv")["employee_metric"][0] == "'=1+1"


def test_older_files_are_replaced_and_others_left_alone(tmp_path: Path) -> None:
    (tmp_path / "findings.csv").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    write_findings(made_up.every_state(), tmp_path)
    assert (tmp_path / "findings.csv").read_text() != "old"
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("failing", range(1, 5))
def test_a_disk_that_fails_midway_leaves_everything_as_it_was(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "findings.json").write_text("old json")
    (tmp_path / "report.html").write_text("old report")
    calls = []

    def fail(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        source.replace(target)

    run = made_up.every_state()
    monkeypatch.setattr("bothways.reports.placing.put_in_place", fail)
    with pytest.raises(BothwaysError, match=r"No space left on device\. Nothing there was changed"):
        write_findings(run, tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "findings.json": "old json",
        "report.html": "old report",
    }


def test_a_folder_that_is_a_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(BothwaysError, match="could not be written to"):
        write_findings(made_up.no_pairs(), tmp_path / "taken")


def test_a_report_alone_is_one_file(tmp_path: Path) -> None:
    path = write_report(made_up.no_pairs(), tmp_path / "deep" / "ours.html", title="Ours")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(path.parent.iterdir()) == [path]


def test_every_column_and_every_json_key_is_documented() -> None:
    words = REFERENCE.read_text(encoding="utf-8")
    document = findings_document(made_up.every_state())
    pair = document["pairs"][0]
    names = {
        *made_up.no_pairs().table.columns,
        *document,
        *pair,
        *pair["employee_to_customer"],
        *pair["checks"][0],
    }
    parts = [
        name.removeprefix("employee_to_customer")
        for name in names
        if name.startswith("employee_to_customer_")
    ]
    listed = {
        name for name in names if not name.startswith(("employee_to_customer_", "customer_to_employee_"))
    }
    assert len(parts) == 13
    assert {name for name in {*listed, *parts} if f"`{name}`" not in words} == set()
