"""The workbooks of the Federal Employee Viewpoint Survey: read by a mapping, and no code for them."""

from __future__ import annotations

from collections import defaultdict

import openpyxl
import pandas as pd
import pytest

from bothways.formats import MappedItem, Mapping, apply_mapping, read_export

FOLDER = "data/fevs-agency-2020-2024"
FAVOURABLE = ("Strongly Agree", "Agree")
FIRST = 4  # opening a workbook takes longer than reading a sheet of it


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2020, 2025))
def test_shares_of_agreement_are_those_that_were_derived_by_hand(year, shared):
    path = shared / FOLDER / "raw" / f"fevs_{year}_govwide_report_by_agency.xlsx"
    derived = pd.read_csv(shared / FOLDER / "employees_items.csv").query("year == @year")
    expected = derived.set_index(["item", "agency"])[["pct_positive", "n"]]
    sheets = [
        sheet
        for sheet in openpyxl.load_workbook(path, read_only=True).sheetnames
        if sheet in set(derived["item"])
    ]
    checked = defaultdict(int)
    for sheet in sheets[:FIRST]:
        mapping = Mapping(
            (MappedItem(sheet, FAVOURABLE),), shape="metrics", unit="Agency", period_value=str(year),
            n="Item Response Total**", sheet=sheet, format="table",
        )  # fmt: skip
        export = read_export(path, "table", sheet=sheet)
        if not set(FAVOURABLE) <= set(export.columns):
            continue
        for piece in apply_mapping(mapping, export):
            assert piece.rejected == ()
            for row in piece.taken.to_pylist():
                told = expected.loc[(sheet, row["unit"])]
                assert row["value"] == pytest.approx(
                    told["pct_positive"], abs=1e-6
                )  # a sum of two shares to .1
                assert row["n"] == told["n"]
                checked[sheet] += 1
    assert len(checked) >= 3
    assert min(checked.values()) >= 40
