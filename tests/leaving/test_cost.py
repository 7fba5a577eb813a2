"""What turnover costs: by hand, with ranges carried through, and nothing that somebody did not fill in."""

import dataclasses
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.leaving import CostModel, Range, cost_of_turnover, read_cost_model, read_spells, summarise
from bothways.leaving.cost import leavers_of_a_year

PARTS = [field.name for field in dataclasses.fields(CostModel) if field.name != "currency"]
FILE = """\
currency: EUR
yearly_pay: [48000, 60000]
leaving: 1000
replaced: [0.8, 1]
hiring: [3000, 8000]
vacancy_days: [40, 60]
vacancy_cost: [-0.5, 0.5]
ramp_up_months: [3, 6]
ramp_up_missing: [0.25, 0.5]
"""


def write(folder: Path, text: str = FILE) -> Path:
    path = folder / "cost.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_cost_worked_by_hand(tmp_path: Path) -> None:
    cost = cost_of_turnover(read_cost_model(write(tmp_path)), {"all": 10, "unit: a": 0})
    each = cost.each.set_index("part")
    assert each.loc["leaving"].tolist() == [1000, 1000]
    assert each.loc["hiring"].tolist() == [2400, 8000]
    reach = 1 * 60 * 60000 / 365.25 * 0.5
    assert each.loc["vacancy"].tolist() == pytest.approx([-reach, reach])
    assert each.loc["ramp_up"].tolist() == pytest.approx([0.8 * 3 * 4000 * 0.25, 6 * 5000 * 0.5])
    total = each.loc["total"].tolist()
    assert total == pytest.approx([1000 + 2400 - reach + 2400, 1000 + 8000 + reach + 15000])
    rows = cost.table.set_index(["group", "part"])
    assert rows.loc[("all", "total"), ["low", "high"]].tolist() == pytest.approx([10 * end for end in total])
    assert rows.loc[("unit: a", "total"), ["left", "low", "high"]].tolist() == [0, 0, 0]


def test_no_part_has_a_default(tmp_path: Path) -> None:
    defaults = {field.name: field.default for field in dataclasses.fields(CostModel)}
    assert all(defaults[part] is dataclasses.MISSING for part in PARTS)
    for part in PARTS:
        without = "\n".join(line for line in FILE.splitlines() if not line.startswith(f"{part}:"))
        with pytest.raises(InputError, match=f"Missing: {part}. There are no defaults"):
            read_cost_model(write(tmp_path, without))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hiring: [8000, 3000]", "low end of hiring lies above"),
        ("hiring: [-1, 3000]", "hiring is negative"),
        ("replaced: [0.5, 1.5]", "share replaced is above 1"),
        ("hiring: much", "neither a number nor two in brackets"),
        ("hiring: [1, 2, 3]", "neither a number nor two in brackets"),
        ("hiring: yes", "neither a number nor two in brackets"),
        ("hiring: .nan", "hiring is no number"),
        ("hirring: 3", "There is no part 'hirring'"),
        ("hiring: [", "cannot be read as YAML"),
    ],
)
def test_parts_that_cannot_be_are_refused(line: str, words: str, tmp_path: Path) -> None:
    text = "\n".join(one for one in FILE.splitlines() if not one.startswith("hiring")) + f"\n{line}\n"
    if not line.startswith("hiring"):
        text += "hiring: 1\n"
    if line.startswith("replaced"):
        text = text.replace("replaced: [0.8, 1]\n", "")
    with pytest.raises(InputError, match=r"cost\.yaml") as refused:
        read_cost_model(write(tmp_path, text))
    assert words in str(refused.value)


@pytest.mark.parametrize("count", [-1, 0.5])
def test_people_are_whole_and_not_negative(count: float, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="people who left"):
        cost_of_turnover(read_cost_model(write(tmp_path)), {"all": count})  # type: ignore[dict-item]


RANGE = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda ends: Range(min(ends), max(ends)))


@settings(deadline=None, max_examples=50)
@given(st.tuples(*[RANGE] * len(PARTS)), st.floats(0, 1))
def test_whatever_lies_within_the_parts_lies_within_the_cost(ranges: tuple[Range, ...], where: float) -> None:
    wide = CostModel(**dict(zip(PARTS, ranges, strict=True)))
    inside = [Range(*[low + where * (high - low)] * 2) for low, high in ranges]
    sure = CostModel(**dict(zip(PARTS, inside, strict=True)))
    wide_total, total = (cost_of_turnover(model, {"all": 3}).table.iloc[-1] for model in (wide, sure))
    assert total["low"] == pytest.approx(total["high"])
    assert wide_total["low"] - 1e-9 <= total["low"] <= wide_total["high"] + 1e-9


def test_the_year_is_the_last_one_looked_at(tmp_path: Path) -> None:
    people = pd.DataFrame(
        {
            "start": ["2020-01-01"] * 4,
            "end": ["2022-12-31", "2023-01-01", "2023-12-31", None],
            "unit": list("aabb"),
        }
    )
    spells = read_spells(people, as_of=dt.date(2023, 12, 31))
    left, words = leavers_of_a_year(spells)
    assert left == {"all": 2, "unit: a": 1, "unit: b": 1}
    assert words == "those who left from 2023-01-01 to 2023-12-31"
    found = summarise(spells, cost=read_cost_model(write(tmp_path)))
    assert found.cost is not None
    assert any(
        note.startswith("The cost is that of those who left from 2023-01-01") for note in found.assumptions
    )
    assert any("no interval of chance" in note for note in found.assumptions)
    whole = read_spells(pd.DataFrame({"left": [1, 1, 0], "tenure_years": [1, 2, 3]}))
    assert leavers_of_a_year(whole) == ({"all": 2}, "all who left in the file, which holds no dates")
