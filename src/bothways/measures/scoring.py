"""From item answers to scores of persons, 0 to 100: one rule for all instruments."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import CellError, ColumnError
from bothways.measures.instrument import Instrument, Item, refuse_for_oneself
from bothways.measures.scores import Score, score_columns

Floats = npt.NDArray[np.float64]
PERSON_RULES = ("mean_of_items", "mean_of_domains")


def answer_values(instrument: Instrument, answers: pd.DataFrame, item_id: str) -> Floats:
    """Return the answers to one item as numbers, missing as NaN, checked against the scale.

    Parameters
    ----------
    instrument : Instrument
    answers : DataFrame, one row a response
        Column ``item_id`` holds answers in scale units, as numbers or as text. Blank cells and the item's
        "cannot say" label, in any language of the instrument, are missing.
    item_id : str
        An item on an ordinal or numeric scale.

    Returns
    -------
    ndarray of float, shape (len(answers),)

    Raises
    ------
    ColumnError
        The column is missing or doubled.
    InputError
        The answers are for the person alone who gives them.
    CellError
        An answer is no number, lies outside the scale, or is no whole step of an ordinal scale. The answer
        itself is not printed.
    """
    refuse_for_oneself(instrument)
    item = instrument.item(item_id)
    _check_columns(answers, [item_id])
    column = answers[item_id]
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        values = _numbers_from_text(column, item)
    _check_scale(values, item)
    return values


def score_items(instrument: Instrument, answers: pd.DataFrame) -> pd.DataFrame:
    """Put every scored item that was asked on 0 to 100.

    ``100 * (x - low) / (high - low)``; reversed items ``100 * (high - x) / (high - low)``.

    Parameters
    ----------
    instrument : Instrument
    answers : DataFrame, one row a response
        One column an item, named by item id; further columns are left alone.

    Returns
    -------
    DataFrame of float, index of ``answers``, one column a scored item found in it
        In [0, 100]; NaN where missing.

    Raises
    ------
    ColumnError, CellError
        As in :func:`answer_values`.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.measures import load_instrument
    >>> answers = pd.DataFrame({"en1": [4, None], "en2": [2, 5]})
    >>> score_items(load_instrument("engagement_short"), answers)
        en1   en2
    0  75.0  75.0
    1   NaN   0.0
    """
    columns = {
        item.id: _to_100(answer_values(instrument, answers, item.id), item)
        for item in instrument.scored_items
        if item.id in answers.columns
    }
    return pd.DataFrame(columns, index=answers.index, dtype=np.float64)


def score_people(
    instrument: Instrument, answers: pd.DataFrame, *, form: Literal["full", "short"] = "full"
) -> pd.DataFrame:
    """Score every person: one column a metric, 0 to 100.

    Domain = mean of the answered items if at least the domain's minimum were answered; total = mean of
    domains or of items by the same kind of rule; nothing is imputed. Polarity is not turned: where lower is
    better a high score is bad.

    Parameters
    ----------
    instrument : Instrument
    answers : DataFrame, one row a response
        One column an item. A domain none of whose columns is there was not asked: its score is missing. A
        domain with only some of its columns is refused.
    form : {"full", "short"}
        "short": the pulse's items only; the column is ``<total>.short``.

    Returns
    -------
    DataFrame of float, index of ``answers``, one column a metric of persons
        In [0, 100]; NaN where too little was answered. Scores of groups are in :func:`conventional_scores`.

    Raises
    ------
    ColumnError
        No item was asked, some columns of a domain are missing, or a column is doubled.
    CellError
        As in :func:`answer_values`.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.measures import load_instrument
    >>> score_people(load_instrument("enps"), pd.DataFrame({"recommend": [9, None, 0]}))
       enps_mean
    0       90.0
    1        NaN
    2        0.0
    """
    scores = [s for s in score_columns(instrument, form=form) if s.rule in PERSON_RULES]
    asked = [score for score in scores if not score.parts and _asked(score, answers)]
    if not asked:
        raise ColumnError(
            f"No item of {instrument.id!r} is among the columns.",
            remedy="Name the columns by item id, or map them with --columns.",
        )
    on_100 = score_items(instrument, answers)
    people: dict[str, Floats] = {}
    for score in scores:
        if score.parts:
            values = np.column_stack([people[part] for part in score.parts])
        elif score in asked:
            values = on_100[[item.column for item in score.items]].to_numpy()
        else:
            values = np.full((len(answers), 1), np.nan)
        people[score.metric] = _mean_if_enough(values, score.min_answered)
    return pd.DataFrame(people, index=answers.index)


def _asked(score: Score, answers: pd.DataFrame) -> bool:
    columns = [item.column for item in score.items]
    found = [column for column in columns if column in answers.columns]
    if found:
        _check_columns(answers, columns)
    return bool(found)


def _check_columns(answers: pd.DataFrame, columns: list[str]) -> None:
    for column in columns:
        times = int((answers.columns == column).sum())
        if times == 0:
            raise ColumnError(
                "The item has no column.",
                remedy="Add the column; where the item was not asked, leave it blank.",
                column=column,
            )
        if times > 1:
            raise ColumnError("The column is there twice.", remedy="Keep one of them.", column=column)


def _numbers_from_text(column: pd.Series, item: Item) -> Floats:
    given = column.astype("string").str.strip()
    labels = {label.casefold() for label in (item.scale.na_option or {}).values()}
    blank = given.isna() | (given == "") | given.str.casefold().isin(labels)
    values = pd.to_numeric(given.mask(blank), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.isnan(values) & ~blank.to_numpy(dtype=bool, na_value=True)
    if wrong.any():
        raise CellError(
            "The answer is no number.",
            remedy=f"Give answers as numbers from {item.scale.low} to {item.scale.high}, or leave it blank.",
            row=int(np.argmax(wrong)) + 2,
            column=item.id,
        )
    return values


def _check_scale(values: Floats, item: Item) -> None:
    low, high = _ends(item)
    wrong = (values < low) | (values > high)
    what = f"The answer lies outside the scale {low:g} to {high:g}."
    if not wrong.any() and item.scale.kind == "ordinal":
        wrong = np.isfinite(values) & (values != np.round(values))
        what = f"The answer is no whole step of the scale {low:g} to {high:g}."
    if wrong.any():
        raise CellError(
            what,
            remedy="Correct it, or leave it blank if there was no answer.",
            row=int(np.argmax(wrong)) + 2,
            column=item.id,
        )


def _ends(item: Item) -> tuple[float, float]:
    low, high = item.scale.low, item.scale.high
    if low is None or high is None:
        raise ColumnError(
            "The item is not answered in numbers.", remedy="Only numeric items have scores.", column=item.id
        )
    return float(low), float(high)


def _to_100(values: Floats, item: Item) -> Floats:
    low, high = _ends(item)
    distance = high - values if item.reversed else values - low
    return 100.0 * distance / (high - low)


def _mean_if_enough(values: Floats, need: int) -> Floats:
    answered = ~np.isnan(values)
    count = answered.sum(axis=1)
    total = np.where(answered, values, 0.0).sum(axis=1)
    return np.where(count >= need, total / np.maximum(count, 1), np.nan)
