"""Which comment speaks of which theme, from the weights of its text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.themes.results import Assignment

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: A comment speaks of so many found themes at most, of each that has this share of what it says.
MOST, LEAST_SHARE = 3, 0.25


def top_themes(weights: Floats, likeness: Floats, *, least: float) -> tuple[Ints, Floats]:
    """Return up to three themes of each text.

    Parameters
    ----------
    weights : (texts, themes) float
    likeness : (texts,) float
    least : float
        A text below speaks of none.

    Returns
    -------
    theme : (texts, 3) int
        Foremost first; -1 where there is no further one.
    share : (texts, 3) float
        Of all weights of the text, in [0.25, 1]; 0 where there is none.

    Examples
    --------
    >>> top_themes(np.array([[3.0, 6.0, 1.0]]), np.array([0.5]), least=0.1)[0].tolist()
    [[1, 0, -1]]
    """
    shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :MOST]
    share = np.take_along_axis(shares, order, axis=1)
    told = (share >= LEAST_SHARE) & (likeness >= least)[:, None]
    if order.shape[1] < MOST:
        more = ((0, 0), (0, MOST - order.shape[1]))
        order, share, told = (np.pad(one, more) for one in (order, share, told))
    return np.where(told, order, -1).astype(np.int64), np.where(told, share, 0.0)


def spread(text: Ints, theme: Ints, share: Floats) -> Assignment:
    """Return the assignment of records from that of their texts.

    Parameters
    ----------
    text : (records,) int
        Place of the text of each record; -1 where nothing was written.
    theme, share : (texts, n)
        Of :func:`top_themes`.
    """
    written = np.flatnonzero(text >= 0)
    themes, shares = theme[text[written]], share[text[written]]
    told = themes >= 0
    records = np.broadcast_to(written[:, None], themes.shape)
    return Assignment(records[told].astype(np.int64), themes[told], shares[told])


def add_own(found: Assignment, text: Ints, holds: npt.NDArray[np.bool_], themes: int) -> Assignment:
    """Add lists of the user's to what was found.

    Parameters
    ----------
    found : Assignment
    text : (records,) int
    holds : (texts, lists) bool
    themes : int
        Found themes; the lists have the places after them.
    """
    written = np.flatnonzero(text >= 0)
    row, own = np.nonzero(holds[text[written]])
    record = np.concatenate([found.record, written[row]])
    theme = np.concatenate([found.theme, themes + own])
    weight = np.concatenate([found.weight, np.ones(len(own))])
    order = np.argsort(record, kind="stable")
    return Assignment(record[order].astype(np.int64), theme[order].astype(np.int64), weight[order])
