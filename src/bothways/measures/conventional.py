"""Customary scores of a group, such as NPS, CSAT and ease, from its answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import ColumnError, InputError, NotEnoughData
from bothways.measures.instrument import Conventional, Instrument
from bothways.measures.intervals import NAN, GroupScore, mean_score, nps, share
from bothways.measures.scoring import answer_values, score_people

Floats = npt.NDArray[np.float64]
PROMOTER_FROM, DETRACTOR_TO = 9, 6


def conventional_scores(instrument: Instrument, answers: pd.DataFrame) -> dict[str, GroupScore]:
    """Return the conventional scores of one group, by their id.

    Parameters
    ----------
    instrument : Instrument
    answers : DataFrame, one row a response
        One column an item.

    Returns
    -------
    dict of str to GroupScore
        In the order of the instrument; a score whose items were not asked or not answered is left out.
        Shares of one item carry the Wilson interval. Shares over several items count every answer, and their
        interval takes the answers of one person as one cluster (linearised ratio, t with persons - 1).
        ``lowest_median`` carries no interval.

    Raises
    ------
    CellError, ColumnError
        As in :func:`score_people`.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.measures import load_instrument
    >>> answers = pd.DataFrame({"recommend": [10] * 50 + [8] * 30 + [3] * 20})
    >>> round(conventional_scores(load_instrument("nps_relational"), answers)["nps"].value)
    30
    """
    rules: dict[str, Callable[[Instrument, Conventional, pd.DataFrame], GroupScore]] = {
        "nps": _net_score,
        "share": _share_of_answers,
        "mean": _mean_answer,
        "persons_at_or_above": _persons_at_or_above,
        "lowest_median": _lowest_median,
        "total_on_scale": _total_on_scale,
    }
    scores: dict[str, GroupScore] = {}
    for score in instrument.scoring.conventional if instrument.scoring else ():
        if not any(name in answers.columns for name in score.items):
            continue
        try:
            scores[score.id] = rules[score.rule](instrument, score, answers)
        except NotEnoughData:
            continue
    return scores


def _net_score(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> GroupScore:
    values = answer_values(instrument, answers, score.items[0])
    values = values[~np.isnan(values)]
    if (values != np.round(values)).any():
        raise InputError(
            "An answer from 0 to 10 is no whole number.",
            remedy="A net score needs answers as given, not means.",
            column=score.items[0],
        )
    promoters, detractors = (values >= PROMOTER_FROM).sum(), (values <= DETRACTOR_TO).sum()
    return nps(int(promoters), int(detractors), int(values.size))


def _share_of_answers(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> GroupScore:
    hits = np.column_stack([_hits(instrument, score, answers, name) for name in score.items])
    given = ~np.isnan(hits)
    count, n = np.where(given, hits, 0.0).sum(axis=1), given.sum(axis=1)
    if len(score.items) == 1:
        return share(int(count.sum()), int(n.sum()))
    return _ratio(count[n > 0], n[n > 0].astype(np.float64))


def _ratio(count: Floats, n: Floats) -> GroupScore:
    """Return a share over answers that come in clusters: one person, several answers."""
    people = int(n.size)
    if people == 0:
        raise NotEnoughData("Nobody answered.")
    value = float(count.sum() / n.sum())
    influence = (count - value * n) / n.mean()
    base = mean_score(influence)
    return GroupScore(
        value=100 * value,
        low=float(np.maximum(0.0, 100 * (value - base.margin))),
        high=float(np.minimum(100.0, 100 * (value + base.margin))),
        se=100 * base.se,
        n=people,
        method="t, answers clustered by person",
        centre=100 * value,
        margin=100 * base.margin,
    )


def _hits(instrument: Instrument, score: Conventional, answers: pd.DataFrame, name: str) -> Floats:
    """Return 1 where the answer counts, 0 where another was given, NaN where none."""
    item = instrument.item(name)
    if item.scale.low is not None and item.scale.high is not None:
        values = answer_values(instrument, answers, name)
        turned = item.scale.low + item.scale.high - values if item.reversed else values
        wanted = [float(answer) for answer in score.answers]
        return np.where(np.isnan(values), np.nan, np.isin(turned, wanted))
    if name not in answers.columns:
        raise ColumnError("The item has no column.", remedy="Add the column.", column=name)
    given = answers[name].astype("string").str.strip()
    blank = (given.isna() | (given == "")).to_numpy(dtype=bool, na_value=True)
    return np.where(blank, np.nan, given.isin([str(a) for a in score.answers]).to_numpy(dtype=np.float64))


def _mean_answer(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> GroupScore:
    low, high = _ends(instrument, score)
    return mean_score(_person_means(instrument, score, answers), low=low, high=high)


def _persons_at_or_above(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> GroupScore:
    scored = ~score_people(instrument, answers).iloc[:, -1].isna().to_numpy()
    means = _person_means(instrument, score, answers)[scored]
    limit = (score.at if score.at is not None else NAN) - 1e-9
    return share(int((means >= limit).sum()), int(means.size))


def _lowest_median(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> GroupScore:
    medians, sizes = [], []
    for name in score.items:
        values = answer_values(instrument, answers, name)
        values = values[~np.isnan(values)]
        if values.size == 0:
            raise NotEnoughData("An item was not answered by anybody.")
        medians.append(float(np.quantile(values, 0.5, method="lower")))
        sizes.append(int(values.size))
    return GroupScore(min(medians), NAN, NAN, NAN, min(sizes), "none")


def _total_on_scale(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> GroupScore:
    low, high = _ends(instrument, score)
    total = score_people(instrument, answers).iloc[:, -1].to_numpy(dtype=np.float64)
    return mean_score(low + (high - low) * total / 100, low=low, high=high)


def _person_means(instrument: Instrument, score: Conventional, answers: pd.DataFrame) -> Floats:
    columns = []
    for name in score.items:
        values, (low, high) = answer_values(instrument, answers, name), _ends(instrument, score)
        columns.append(low + high - values if instrument.item(name).reversed else values)
    table = np.column_stack(columns)
    given = ~np.isnan(table)
    count = given.sum(axis=1)
    total = np.where(given, table, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _ends(instrument: Instrument, score: Conventional) -> tuple[float, float]:
    scales = [instrument.item(name).scale for name in score.items]
    ends = {(scale.low, scale.high) for scale in scales}
    low, high = next(iter(ends))
    if len(ends) > 1 or low is None or high is None:
        raise InputError(
            f"The conventional score {score.id!r} mixes scales.", remedy="Use items of one scale."
        )
    return float(low), float(high)
