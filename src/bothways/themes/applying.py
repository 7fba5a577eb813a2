"""Themes that were found in some comments, looked for in others."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
from threadpoolctl import threadpool_limits

from bothways.themes.assigning import spread
from bothways.themes.comments import Comments
from bothways.themes.results import Themes, recount
from bothways.themes.texts import Texts
from bothways.themes.weighing import Directions, known_directions, weigh_all


def apply_themes(comments: Comments, themes: Themes, *, names: Iterable[str] = ()) -> Themes:
    """Tell which comments speak of themes that were found in others.

    Parameters
    ----------
    comments : Comments
    themes : Themes
        As found, or of :func:`bothways.themes.read_themes`; merged ones count as one.
    names : iterable of str
        Known names, of which no word is looked at.

    Returns
    -------
    Themes
        All found themes with their ids, names and words, and comments, people and shares counted anew; a theme that
        nobody speaks of here has none. Lists of the user's are left out: :func:`bothways.themes.fit_themes` looks for
        them.

    Notes
    -----
    A text speaks of a theme as in the fit (least squares on directions, up to three themes), with the words by which
    the theme is known again as its direction; how rare a word is, is counted in these comments, where a word counts
    that stands in three of them.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.themes import apply_themes, fit_themes, read_comments
    >>> said = [f"The queue at the till was slow on day {n} of the {w}" for n in range(20) for w in ("week", "month")]
    >>> said += [f"Parking costs a fortune {w} {n}" for n in range(20) for w in ("downtown", "uptown")]
    >>> themes = fit_themes(read_comments(pd.DataFrame({"text": said})), number=2)
    >>> later = [f"No queue at till {n}, slow day" for n in range(7)]
    >>> later += [f"Parking: a fortune, costs {n}" for n in range(9)]
    >>> sorted(one.people for one in apply_themes(read_comments(pd.DataFrame({"text": later})), themes).found)
    [7, 9]
    """
    found = themes.found
    person = np.where(comments.text >= 0, comments.person, -1).astype(np.int64)
    blank = dataclasses.replace(themes, themes=tuple(found), person=person, remarks=(), tried=())
    if not found or not len(comments.texts):
        return recount(dataclasses.replace(blank, assignment=spread(*_nothing())))
    with threadpool_limits(1):
        texts = Texts(comments.texts, np.ones(len(comments.texts)), names)
        vocabulary, _words = texts.vocabulary(texts.drawn(0))
        parts = [(at, part) for at, one in enumerate(found) for part in one.parts]
        rows, there = known_directions([part for _at, part in parts], vocabulary)
        if not len(rows):
            return recount(dataclasses.replace(blank, assignment=spread(*_nothing())))
        of_theme = np.array([parts[int(at)][0] for at in there])
        fitted = Directions(vocabulary, rows, (), np.zeros(0))
        weighed = weigh_all(texts, fitted, lambda done, total, what: None, of_theme=of_theme)
    return recount(dataclasses.replace(blank, assignment=spread(comments.text, weighed.theme, weighed.share)))


def _nothing() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.zeros(0, np.int64), np.zeros((0, 3), np.int64), np.zeros((0, 3))
