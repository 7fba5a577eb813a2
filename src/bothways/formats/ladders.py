"""Scales in words: what step of a ladder an answer is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: From the lowest step to the highest.
LADDERS: tuple[tuple[str, ...], ...] = (
    ("strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "somewhat disagree", "neither agree nor disagree", "somewhat agree", "agree",
     "strongly agree"),
    ("strongly disagree", "somewhat disagree", "neither agree nor disagree", "somewhat agree", "strongly agree"),
    ("very dissatisfied", "dissatisfied", "neither satisfied nor dissatisfied", "satisfied", "very satisfied"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    ("extremely dissatisfied", "somewhat dissatisfied", "neither satisfied nor dissatisfied", "somewhat satisfied",
     "extremely satisfied"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("very poor", "poor", "fair", "good", "very good"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("very unlikely", "unlikely", "neutral", "likely", "very likely"),
    ("not at all", "a little", "a moderate amount", "a lot", "a great deal"),
    ("stimme überhaupt nicht zu", "stimme nicht zu", "weder noch", "stimme zu", "stimme voll und ganz zu"),
    ("trifft überhaupt nicht zu", "trifft eher nicht zu", "teils, teils", "trifft eher zu", "trifft voll und ganz zu"),
    ("sehr unzufrieden", "unzufrieden", "weder noch", "zufrieden", "sehr zufrieden"),
    ("nie", "selten", "manchmal", "oft", "immer"),
    ("totalmente en desacuerdo", "en desacuerdo", "ni de acuerdo ni en desacuerdo", "de acuerdo",
     "totalmente de acuerdo"),
    ("muy insatisfecho", "insatisfecho", "neutral", "satisfecho", "muy satisfecho"),
    ("nunca", "rara vez", "a veces", "a menudo", "siempre"),
)  # fmt: skip
_STEP = re.compile(r"(\d{1,2})\s*[-–—:=.)]\s*\D.*", re.DOTALL)


def ladder_values(cells: Iterable[str]) -> dict[str, float]:
    """Return the number of each step, where all cells are steps of one known ladder; else nothing.

    Parameters
    ----------
    cells : iterable of str
        Distinct answers. "4 - likely" counts as 4; words are looked up without case.

    Returns
    -------
    dict of str to float
        Cell -> step: for words all steps of the ladder, counted from 1, the cells as they stand in the file.

    Examples
    --------
    >>> ladder_values(["Agree", "Strongly agree"])["Agree"]
    4.0
    >>> ladder_values(["0 - never", "10 - for sure"])
    {'0 - never': 0.0, '10 - for sure': 10.0}
    >>> ladder_values(["blue", "agree"])
    {}
    """
    distinct = list(dict.fromkeys(cells))
    steps = {cell: match[1] for cell in distinct if (match := _STEP.fullmatch(cell.strip()))}
    if len(distinct) > 1 and len(steps) == len(distinct):
        return {cell: float(step) for cell, step in steps.items()}
    said = {" ".join(cell.casefold().split()): cell for cell in distinct}
    if len(said) < 2 or len(said) < len(distinct):
        return {}
    for ladder in sorted(LADDERS, key=len):
        if said.keys() <= set(ladder):
            return {
                said.get(word, word.capitalize()): float(step) for step, word in enumerate(ladder, start=1)
            }
    return {}


def step_of(values: Mapping[str, float], cell: str) -> float | None:
    """Return the number of an answer in words, whatever its case."""
    if cell in values:
        return values[cell]
    bare = " ".join(cell.casefold().split())
    return next((value for word, value in values.items() if " ".join(word.casefold().split()) == bare), None)
