"""Which column means what."""

from __future__ import annotations

import pytest

from bothways.errors import ColumnError
from bothways.tables import Table, find_columns, parse_columns
from bothways.tables.columns import SYNONYMS, plain


def table(*header: str) -> Table:
    return Table(name="t.csv", header=header, batches=lambda places: iter(()))


def test_no_synonym_is_claimed_by_two_fields():
    claimed = [plain(name) for field, others in SYNONYMS.items() for name in (field, *others)]
    assert len(claimed) == len(set(claimed))


@pytest.mark.parametrize("unit", ["Unit", "TEAM", "Unit_ID", " trust ", "ward", "business-unit"])
def test_case_blanks_and_underscores_do_not_matter(unit):
    assert find_columns(table("Value", "kpi", "Quarter", unit))["unit"] == 3


def test_the_name_of_the_field_goes_before_synonyms():
    found = find_columns(table("region", "unit", "period", "metric", "score", "value"))
    assert (found["unit"], found["value"]) == (1, 5)


def test_a_mapping_goes_before_names():
    found = find_columns(table("unit", "trust", "period", "metric", "value"), columns={"unit": "trust"})
    assert found["unit"] == 1


def test_a_mapped_column_is_used_for_nothing_else():
    found = find_columns(table("site", "year", "wave", "kpi", "score"), columns={"period": "year"})
    assert found["period"] == 1
    with pytest.raises(ColumnError, match="named for 'unit' and for 'metric'"):
        find_columns(table("a", "year", "score"), columns={"unit": "a", "metric": "a"})


def test_it_refuses_a_missing_column_and_shows_what_is_there():
    with pytest.raises(ColumnError) as caught:
        find_columns(table("trust", "year", "wert"))
    assert str(caught.value) == (
        "t.csv, row 1: The columns 'metric', 'value' cannot be found; "
        "the header has 'trust', 'year', 'wert'. "
        "Put a header in row 1, or say which columns are meant with --columns metric=NAME,value=NAME."
    )


def test_it_refuses_a_doubled_column():
    with pytest.raises(
        ColumnError, match=r"t\.csv, row 1, column 'value': The column is there more than once"
    ):
        find_columns(table("unit", "period", "metric", "value", "value"))


def test_a_doubled_column_that_nobody_needs_does_not_matter():
    assert find_columns(table("unit", "period", "metric", "value", "note", "note"))["value"] == 3


def test_it_refuses_two_synonyms_for_one_field():
    with pytest.raises(ColumnError, match=r"'team', 'site' could each be the unit\. .* --columns unit=team"):
        find_columns(table("team", "site", "period", "metric", "value"))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("unit", "is no pair"),
        ("unit=", "is no pair"),
        ("units=trust", "no field 'units'.*unit, period, metric, value"),
        ("unit=a,unit=b", "'unit' is given twice"),
    ],
)
def test_it_refuses_a_mapping_it_cannot_read(text, what):
    with pytest.raises(ColumnError, match=what):
        parse_columns(text)


def test_a_mapping_may_name_noise_variance_in_any_writing():
    assert parse_columns("Noise Variance=var") == {"noise_variance": "var"}
    assert parse_columns("") == {}
