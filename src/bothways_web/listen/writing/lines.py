"""Options of a question and rows of a table, written one a line: a line that is corrected keeps its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

Text = dict[str, str]
#: How alike two lines are, from 0 to 1, where one is taken for the other one corrected.
ALIKE = 0.6


def named_lines(
    old: Sequence[Mapping[str, Any]], lines: Sequence[Text], *, key: str, letter: str, last: int = 0
) -> list[dict[str, Any]]:
    """Return lines with their names: those of before where they say the same, or the same corrected.

    First each line takes the name of one that says the same in any language, wherever that stood. Of what is left, the
    most alike belong together, if they stand in the same place but for the lines that were added or taken away.
    Whatever says something else is a new line: conditions that speak of the old one show as faults.

    Parameters
    ----------
    old : sequence of mapping
        Lines of before, with "id" and their text under ``key``.
    lines : sequence of text
    key : {"label", "text"}
    letter : {"o", "r"}
        With which names begin.
    last : int
        The highest number that was given before; none up to it is given again.

    Examples
    --------
    >>> old = [{"id": "o1", "label": {"en": "Lunch"}}, {"id": "o2", "label": {"en": "Diner"}}]
    >>> made = named_lines(old, [{"en": "Tea"}, {"en": "Dinner"}, {"en": "Lunch"}], key="label", letter="o")
    >>> [line["id"] for line in made]
    ['o3', 'o2', 'o1']
    """
    names: dict[int, str] = {}
    left = dict(enumerate(old))
    for place, line in enumerate(lines):
        same = next((at for at, one in left.items() if _same(one[key], line)), None)
        if same is not None:
            names[place] = left.pop(same)["id"]
    shift = abs(len(lines) - len(old))
    pairs = [
        (_likeness(one[key], line), -abs(at - place), at, place)
        for at, one in left.items()
        for place, line in enumerate(lines)
        if place not in names and abs(at - place) <= shift
    ]
    for likeness, _near, at, place in sorted(pairs, reverse=True):
        if likeness >= ALIKE and at in left and place not in names:
            names[place] = left.pop(at)["id"]
    number = max(last, highest(one["id"] for one in old))
    for place in range(len(lines)):
        if place not in names:
            number += 1
            names[place] = f"{letter}{number}"
    return [{"id": names[place], key: line} for place, line in enumerate(lines)]


def highest(names: Iterable[str]) -> int:
    """Return the highest number of some names; 0 where there is none."""
    return max((int(name[1:]) for name in names), default=0)


def same_line(one: str, other: str) -> bool:
    """Return whether two lines say the same but for capitals; signs count, as in "<5" and ">5"."""
    return one.casefold().split() == other.casefold().split()


def _same(one: Text, other: Text) -> bool:
    return any(same_line(text, other.get(code, "")) for code, text in one.items() if text)


def _likeness(one: Text, other: Text) -> float:
    shared = [
        SequenceMatcher(None, text.casefold(), other[code].casefold()).ratio()
        for code, text in one.items()
        if code in other
    ]
    return max(shared, default=0.0)
