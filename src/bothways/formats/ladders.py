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
#: A scale that goes so far mostly begins at 0.
TEN = 10
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
    steps = {cell: step for cell in distinct if (step := _written_step(cell)) is not None}
    if len(distinct) > 1 and len(steps) == len(distinct):
        return steps
    said = {" ".join(cell.casefold().split()): cell for cell in distinct}
    if len(said) < 2 or len(said) < len(distinct):
        return {}
    for ladder in sorted(LADDERS, key=len):
        if said.keys() <= set(ladder):
            return {
                said.get(word, word.capitalize()): float(step) for step, word in enumerate(ladder, start=1)
            }
    return {}


def step_of(
    values: Mapping[str, float], cell: str, low: float | None = None, high: float | None = None
) -> float | None:
    """Return the number of an answer in words, whatever its case.

    Parameters
    ----------
    values : mapping of str to float
        Words that are known -> number.
    cell : str
    low, high : float, optional
        Ends of the scale. They hold for words that are not known; known ones are taken as they stand.

    Returns
    -------
    float or None
        Where all known words begin with their number, a word that is not known is taken by the number it begins
        with: from ``low``, or else 1 (0 where the highest known is 10 or more, or 0 is known), to ``high``, or
        else the highest known. So "9 - no answer" is none of "1 - never" to "5 - always". None for all others.

    Examples
    --------
    >>> known = {"2 - seldom": 2.0, "5 - always": 5.0}
    >>> step_of(known, "5 - Always"), step_of(known, "1 - never"), step_of(known, "9 - no answer")
    (5.0, 1.0, None)
    >>> step_of(known, "7 - more than always", high=7)
    7.0
    """
    if cell in values:
        return values[cell]
    bare = " ".join(cell.casefold().split())
    for word, value in values.items():
        if " ".join(word.casefold().split()) == bare:
            return value
    step = _written_step(cell)
    if step is None or not values or any(_written_step(word) != value for word, value in values.items()):
        return None
    lowest, highest = min(values.values()), max(values.values())
    least = min(lowest, 0.0 if highest >= TEN else 1.0) if low is None else low
    most = highest if high is None else high
    return step if least <= step <= most else None


def _written_step(word: str) -> float | None:
    """Return the number that a word such as "4 - likely" begins with."""
    match = _STEP.fullmatch(word.strip())
    return float(match[1]) if match else None
