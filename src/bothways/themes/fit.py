"""Comments to themes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from bothways.errors import InputError, NotEnoughData
from bothways.themes.assigning import add_own, spread
from bothways.themes.choosing import AGREE, COMES_BACK, TRIED, Tried, choose
from bothways.themes.comments import Comments
from bothways.themes.counting import damped
from bothways.themes.lists import OwnTheme, check_lists, speaks_of
from bothways.themes.matching import match_themes
from bothways.themes.meaning import Encoder
from bothways.themes.parts import require_sklearn
from bothways.themes.results import Theme, Themes, Words, recount
from bothways.themes.texts import Texts
from bothways.themes.weighing import Weighed, find_directions, name_themes, weigh_all

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Called with the steps done, the steps in all and what is being done.
Progress = Callable[[int, int, str], None]
#: In fitting nobody counts more than so many comments.
MOST_OF_ONE = 20
#: Fewer people say too little for themes; a theme of fewer people is not told.
FEWEST_PEOPLE, FEWEST_WRITERS = 30, 5
#: Somebody who wrote this share of all comments is told of.
_LARGE_SHARE = 0.1


def fit_themes(
    comments: Comments,
    *,
    number: int | None = None,
    lists: Sequence[OwnTheme] = (),
    earlier: Themes | None = None,
    names: Iterable[str] = (),
    encoder: Encoder | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Themes:
    """Find what comments are about.

    Parameters
    ----------
    comments : Comments
        Of :func:`bothways.themes.read_comments`.
    number : int, optional
        Themes to look for, 1 to 100. Chosen from the texts if not given.
    lists : sequence of OwnTheme
        Looked for in every comment, beside what is found.
    earlier : Themes, optional
        Of an earlier round: the same themes keep their ids and names. Those that came back in halves, or that somebody
        named, are where the search begins, and there are at least as many as long as people write on them.
    names : iterable of str
        Known names, of which no word becomes part of a theme.
    encoder : callable, optional
        Texts -> vectors, as of :func:`bothways.themes.local_encoder`: themes by meaning instead of by words.
    seed : int
        Of all that is drawn. The same comments, options and seed give the same themes.
    progress : callable, optional
        Called with the steps done, the steps in all and what is being done.

    Returns
    -------
    Themes
        A comment speaks of up to three found themes, or of something else; a theme of fewer than five people is not
        told. Blank comments, emoji and words of other languages alone count as written, and as something else.

    Raises
    ------
    InputError
        scikit-learn is not installed, ``number`` is out of range, or a list says nothing.
    NotEnoughData
        Fewer than 30 people wrote something.

    Notes
    -----
    Words and pairs of words by TF-IDF; themes by non-negative matrix factorisation; their number by what comes back in
    halves of the texts (:func:`bothways.themes.choosing.try_numbers`); names by log odds with an informative prior.
    A text that n people wrote weighs ``1 + ln n``, where nobody counts more than 20 comments. More than 20,000
    different texts are fitted on that many, drawn at random; all are assigned.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.themes import read_comments
    >>> said = [f"The queue at the till was slow on day {n} of the {w}" for n in range(20) for w in ("week", "month")]
    >>> said += [f"Parking costs a fortune {w} {n}" for n in range(20) for w in ("downtown", "uptown")]
    >>> themes = fit_themes(read_comments(pd.DataFrame({"text": said})), number=2)
    >>> sorted(theme.people for theme in themes.found)
    [40, 40]
    """
    require_sklearn()
    check_lists(lists)
    if number is not None and not 1 <= number <= 100:
        raise InputError(
            "The number of themes lies outside 1 to 100.", remedy="Leave it out, or give one between."
        )
    person = _writers(comments)
    people = len(np.unique(person[person >= 0]))
    if people < FEWEST_PEOPLE:
        raise NotEnoughData(f"{comments.file}: {people} people wrote something; themes need {FEWEST_PEOPLE}.")
    report = progress or (lambda done, total, what: None)
    weight, remarks = _weights(comments, person)
    with threadpool_limits(1):
        texts = Texts(comments.texts, weight, names, encoder)
        fitted = find_directions(texts, number, seed, report, _parts(earlier))
        weighed = weigh_all(texts, fitted, report)
        themes = name_themes(texts, fitted, weighed, _who_wrote(comments, person))
    remarks += [*comments.remarks, *texts.remarks]
    tried = tuple((one.themes, one.agreement, one.gain, one.error) for one in fitted.tried)
    made = _assemble(comments, person, themes, weighed, lists)
    agreement = float(np.mean(fitted.agreement)) if len(fitted.agreement) else float("nan")
    made = dataclasses.replace(
        made, agreement=agreement, tried=tried, by_hand=number is not None,
        remarks=(*remarks, *made.remarks, *_unsure(fitted.tried, number)),
    )  # fmt: skip
    return match_themes(made, earlier) if earlier is not None else made


def _parts(earlier: Themes | None) -> list[Words]:
    """Return the words of earlier themes that came back in halves of their texts, those of most people first.

    What a person named is looked for in any case.
    """
    if earlier is None:
        return []
    held = [one for one in earlier.found if one.named_by == "person" or not one.agreement < COMES_BACK]
    return [part for one in sorted(held, key=lambda one: -one.people) for part in one.parts]


def _writers(comments: Comments) -> Ints:
    return np.where(comments.text >= 0, comments.person, -1).astype(np.int64)


def _who_wrote(comments: Comments, person: Ints) -> Any:
    """Return who wrote which text, (texts, people), above 0."""
    from scipy.sparse import csr_array

    written = comments.written
    shape = (len(comments.texts), int(person.max()) + 1)
    return csr_array(
        (np.ones(len(written), np.int32), (comments.text[written], person[written])), shape=shape
    )


def _weights(comments: Comments, person: Ints) -> tuple[Floats, list[str]]:
    """Return how much each text counts, and what must be told of people who wrote much."""
    written = comments.written
    of_person = np.bincount(person[written])
    each = np.minimum(1.0, MOST_OF_ONE / of_person[person[written]])
    weight = np.bincount(comments.text[written], each, len(comments.texts)).astype(np.float64)
    most = int(of_person.max())
    if most <= MOST_OF_ONE or most < _LARGE_SHARE * len(written):
        return damped(weight), []
    told = (
        f"One person wrote {round(100 * most / len(written))} of 100 comments. In finding themes nobody counts more "
        f"than {MOST_OF_ONE} comments; in shares everybody counts once."
    )
    return damped(weight), [told]


def _assemble(
    comments: Comments, person: Ints, themes: Sequence[Theme], weighed: Weighed, lists: Sequence[OwnTheme]
) -> Themes:
    """Return the themes that five people speak of, with lists, counted."""
    found = spread(comments.text, weighed.theme, weighed.share)
    pairs = np.unique(np.column_stack([found.theme, person[found.record]]), axis=0)
    writers = np.bincount(pairs[:, 0], minlength=len(themes))
    kept = np.flatnonzero(writers >= FEWEST_WRITERS)
    few = int(len(themes) - len(kept))
    place = np.full(len(themes), -1)
    place[kept] = np.arange(len(kept))
    theme = np.where(weighed.theme >= 0, place[weighed.theme], -1)
    found = spread(comments.text, theme, weighed.share)
    own = [Theme(one.id, one.name, "person", "own", tuple(one.phrases)) for one in lists]
    if own:
        holds = np.column_stack([speaks_of(comments.texts, one) for one in lists])
        found = add_own(found, comments.text, holds, len(kept))
    told = (f"Not told, as fewer than {FEWEST_WRITERS} people speak of each: {few} themes.",) if few else ()
    made = recount(Themes((*(themes[int(at)] for at in kept), *own), found, person, remarks=told))
    return _numbered(made)


def _numbered(themes: Themes) -> Themes:
    """Number found themes by how many people speak of them."""
    found = [dataclasses.replace(one, id=f"t{at + 1}") for at, one in enumerate(themes.found)]
    return dataclasses.replace(themes, themes=(*found, *themes.themes[len(found) :]))


def _unsure(tried: Sequence[Tried], number: int | None) -> list[str]:
    if number is not None:
        return [f"The number of themes, {number}, was set by hand."]
    if not tried:
        return ["There are too few different texts to choose a number of themes."]
    chosen = choose(tuple(tried))
    agreement = next(one.agreement for one in tried if one.themes == chosen)
    told = []
    if agreement < AGREE:
        told.append(
            f"Themes come back poorly in halves of the texts (kappa {agreement:.2f}): read them as a hint."
        )
    if chosen == TRIED[-1]:
        told.append(f"More than {chosen} themes were not tried.")
    return told
