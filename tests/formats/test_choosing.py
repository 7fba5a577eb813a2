"""Answers of choice questions in cells and columns: what is read is an option, no answer, or wrong."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.formats import MappedItem, Mapping, apply_mapping, read_export
from bothways.formats.choosing import SEPARATORS, bare, cell_reader, choices_of, find_separator, split_cell

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|;"), min_size=1, max_size=10
)
OPTIONS = st.dictionaries(WORDS.filter(bare), st.sampled_from(["o1", "o2", "o3"]), min_size=1, max_size=5)


@given(OPTIONS, st.text(max_size=30), st.sampled_from(["", *SEPARATORS]), st.sampled_from(["", "o3"]))
def test_any_cell_gives_options_in_order_no_answer_or_none(options, cell, between, otherwise):
    item = MappedItem("q", ("q",), "choices", options=options, between=between, otherwise=otherwise)
    read = cell_reader(item)(cell)
    known = list(dict.fromkeys([*options.values(), *filter(None, [otherwise])]))
    if isinstance(read, str):
        names = read.split("|")
        assert names == [name for name in known if name in names]
    else:
        assert read is None or math.isnan(read)
    if otherwise:
        assert read is not None


@given(st.lists(WORDS.filter(bare), min_size=1, max_size=5, unique_by=bare), st.data())
def test_chosen_options_that_are_joined_come_apart_again(words, data):
    """Where a separator stands within an option too, the option goes before the separator."""
    words = [word for word in words if bare(word).strip() == bare(word)]
    options = {word: f"o{place}" for place, word in enumerate(words)}
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, unique=True)) if words else []
    if not chosen:
        return
    read = cell_reader(MappedItem("q", ("q",), "choices", options=options, between=";"))(";".join(chosen))
    assert read == "|".join(name for word, name in options.items() if word in chosen)


@given(st.lists(st.text(max_size=12), max_size=20))
def test_no_cells_make_the_separator_fail(cells):
    assert find_separator(cells) in ("", *SEPARATORS)


def test_an_option_with_a_comma_is_one_where_commas_stand_between():
    known = ["tools, new", "time"]
    assert split_cell("tools, new, time", known, ",") == ["tools, new", "time"]
    assert split_cell("time, tools, new", known, ",") == ["time", "tools, new"]


@pytest.mark.parametrize(
    ("cells", "between"),
    [
        (["a", "b", "a, b and c", "d"], ""),
        (["1:2", "2:3", "1:3", "1:2:3", "2"], ":"),
        (["at 9:30", "at 9:45"], ""),
        (["a;b", "a", "b"], ";"),
        (["Yes, always", "No, never", "Yes, never"], ""),
    ],
    ids=["sentence", "numbers", "times", "semicolons", "answers"],
)
def test_a_separator_is_found_where_it_saves_options(cells, between):
    assert find_separator(cells) == between


def test_more_options_than_may_be_chosen_are_wrong_in_one_cell_and_in_several_columns(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Team,One,A,B\nMill,a;b,1,1\nMill,a,1,0\nMill,,0,0\n")
    items = (
        MappedItem("one", ("One",), "choices", options={"a": "o1", "b": "o2"}, between=";", most=1),
        MappedItem("two", ("A", "B"), "choices", options={"A": "o1", "B": "o2"}, missing=("0",), most=1),
    )
    mapping = Mapping(items, unit="Team", period_value="2024")
    [piece] = apply_mapping(mapping, read_export(path))
    assert [row.row for row in piece.rejected] == [2]
    assert "Column 'One'" in piece.rejected[0].reason
    assert "Columns 'A'" in piece.rejected[0].reason
    assert [(row["one"], row["two"]) for row in piece.taken.to_pylist()] == [("o1", "o1"), (None, None)]


@pytest.mark.parametrize(
    "item",
    [
        MappedItem("q", ("a",), "choices"), MappedItem("q", ("a",), "choices", options={"x": ""}),
        MappedItem("q", ("a",), "choices", options={"x": "o|1"}),
        MappedItem("q", ("a", "b"), "choices", options={"a": "o1"}),
    ],
    ids=["none", "blank", "split", "column"],
)  # fmt: skip
def test_choices_that_cannot_be_are_refused(item):
    with pytest.raises(InputError):
        Mapping((item,), unit="Team", period_value="2024")


def test_a_mapping_of_choices_reads_back():
    item = MappedItem("q", ("a",), "choices", options={"x": "o1"}, between=";", otherwise="o2", most=2)
    mapping = Mapping((item,), unit="Team", period_value="2024")
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_columns_that_say_no_are_not_chosen():
    item = MappedItem("q", ("a", "b"), "choices", missing=("no", "0"), options={"a": "o1", "b": "o2"})
    assert choices_of(item, ["NO", "Yes"]) == "o2"
