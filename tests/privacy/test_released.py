"""Released: nobody but the ledger makes one, and nothing changes it."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle

import pytest

from bothways.privacy import Ledger, Released, released_table
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.released import COLUMNS, FIELDS
from privacy.ledger.ledger_rounds import TREE, people, round_of


@pytest.fixture
def shown() -> Released:
    return Ledger(MemoryStore(), TREE).release(round_of(people(day=6, night=7)))[0]


def test_it_carries_what_is_shown_and_no_number_of_people(shown: Released) -> None:
    assert shown.record == {
        "round": "2024-01", "group": "all", "metric": "calm", "kind": "mean", "n_band": "10-19",
        "value": float(shown.text), "low": shown.low, "high": shown.high, "text": shown.text,
    }  # fmt: skip
    assert shown.low < shown.value < shown.high
    assert abs(shown.value - 3.0) <= 0.2
    assert json.loads(json.dumps(shown.record)) == shown.record


def test_ana_cannot_construct_one() -> None:
    fields = {"round": "r", "group": "unit=day", "metric": "calm", "kind": "mean", "n_band": "5-9"}
    for arguments, named in (((), {}), ((1, 2, 3), {}), ((), fields)):
        with pytest.raises(TypeError, match="made by the ledger alone"):
            Released(*arguments, **named)


def test_a_shell_made_around_the_constructor_holds_nothing() -> None:
    shell = object.__new__(Released)
    for name in FIELDS:
        with pytest.raises(AttributeError):
            getattr(shell, name)
    with pytest.raises(AttributeError):
        released_table([shell])


def test_ana_cannot_change_or_empty_one(shown: Released) -> None:
    for name in (*FIELDS, "note"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(shown, name, 5.0)
        with pytest.raises(AttributeError, match="cannot be changed"):
            delattr(shown, name)
    assert not hasattr(shown, "__dict__")


def test_ana_cannot_replace_a_field(shown: Released) -> None:
    with pytest.raises(TypeError):
        dataclasses.replace(shown, value=5.0)
    if hasattr(copy, "replace"):
        with pytest.raises(TypeError):
            copy.replace(shown, value=5.0)


def test_a_copy_is_the_same_object(shown: Released) -> None:
    assert copy.copy(shown) is shown
    assert copy.deepcopy([shown])[0] is shown


def test_ana_cannot_forge_one_by_pickle(shown: Released) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(shown, protocol)
    handmade = b"\x80\x04cbothways.privacy.released\nReleased\n)\x81}\x8c\x05value\x8c\x015sb."
    with pytest.raises(TypeError):
        pickle.loads(handmade)
    with pytest.raises(TypeError, match="filled from outside"):
        shown.__setstate__({"value": 5.0})


def test_nothing_can_be_dressed_up_as_one() -> None:
    with pytest.raises(TypeError, match="subclassed"):
        type("Mine", (Released,), {})

    class Lookalike:
        round, group, metric, kind, n_band, text = "r", "unit=day", "calm", "mean", "5-9", "5.0"
        value = low = high = 5.0

    with pytest.raises(TypeError, match="Only Released"):
        released_table([Lookalike()])


def test_what_is_shown_stands_in_the_value_column(shown: Released) -> None:
    table = released_table([shown])
    assert tuple(table.columns) == COLUMNS
    assert table.loc[0, "value"] == shown.text


def test_two_that_show_the_same_are_equal_and_words_without_numbers_too() -> None:
    made = [Ledger(MemoryStore(), TREE).release(round_of(people(day=6, night=7))) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0][0] != made[0][1]
    assert len({*made[0], *made[1]}) == len(made[0])
