"""Themes over rounds: the same theme keeps its id and the name that somebody gave it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.themes.results import Assignment, Theme, Themes, Words, recount

Floats = npt.NDArray[np.float64]
#: Themes whose words are less alike than this cosine are different ones.
ALIKE = 0.4


def match_themes(found: Themes, earlier: Themes, *, alike: float = ALIKE) -> Themes:
    """Give found themes the ids and names of the earlier ones that they are.

    Parameters
    ----------
    found, earlier : Themes
    alike : float
        The least cosine of the weights of words, in (0, 1].

    Returns
    -------
    Themes
        A found theme that is an earlier one has its id, and its label where somebody gave it. Several that belong to
        an earlier theme that was merged are merged again. Others have numbers that were never used. A remark tells
        which earlier themes were not found.

    Notes
    -----
    Cosine of weights over words that either has; the assignment of one found to one earlier part whose sum of cosines
    is greatest (Hungarian method), of which those under ``alike`` are given up. Lists of the user's are known by name.
    """
    if not 0 < alike <= 1:
        raise InputError("The least likeness must lie above 0 and not above 1.", remedy=f"Use {ALIKE}.")
    old = [(theme, part) for theme in earlier.found for part in theme.parts]
    new = [at for at, theme in enumerate(found.themes) if theme.kind == "found"]
    cosine = np.array([[_likeness(found.themes[at], part) for _, part in old] for at in new])
    given: dict[int, Theme] = {}
    for row, column in _pairs(cosine.reshape(len(new), len(old)), alike):
        given[new[row]] = old[column][0]
    following = 1 + max([0, *(_number(theme.id) for theme in earlier.themes)])
    named = list(found.themes)
    for at in new:
        if at in given:
            named[at] = _renamed(found.themes[at], given[at])
        else:
            named[at] = dataclasses.replace(found.themes[at], id=f"t{following}")
            following += 1
    gone = [theme for theme in earlier.found if theme.id not in {one.id for one in given.values()}]
    told = [f"Not found again: {', '.join(f'{one.id} “{one.label}”' for one in gone)}."] if gone else []
    once = _united(dataclasses.replace(found, themes=tuple(named)))
    return recount(dataclasses.replace(once, remarks=(*found.remarks, *told)))


def rename(themes: Themes, theme: str, label: str) -> Themes:
    """Give a theme a name of one's own, which it keeps over rounds.

    Parameters
    ----------
    themes : Themes
    theme : str
        Its id.
    label : str

    Raises
    ------
    InputError
        There is no such theme, or the name is blank.
    """
    if not label.strip():
        raise InputError("The name is blank.", remedy="Write what the theme is about.")
    at = themes.place(theme)
    new = dataclasses.replace(themes.themes[at], label=" ".join(label.split()), named_by="person")
    return dataclasses.replace(themes, themes=(*themes.themes[:at], new, *themes.themes[at + 1 :]))


def merge(themes: Themes, ids: Sequence[str], *, label: str | None = None) -> Themes:
    """Make one theme of several; it has the id of the first and is merged again in later rounds.

    Parameters
    ----------
    themes : Themes
    ids : sequence of str
        Two or more found themes.
    label : str, optional
        Its name; that of the first if not given.

    Returns
    -------
    Themes
        Comments and people are counted anew: whoever spoke of several counts once.

    Raises
    ------
    InputError
        Fewer than two, one twice, one that is not there or a list of the user's; or the themes were read from a file
        and nobody's comments are at hand to count.
    """
    places = [themes.place(one) for one in ids]
    if len(set(places)) < 2 or len(set(places)) < len(places):
        raise InputError("Merging takes two different themes or more.", remedy="Name each once.")
    if any(themes.themes[at].kind == "own" for at in places):
        raise InputError("A list of your own cannot be merged.", remedy="Add its phrases to the other list.")
    if not len(themes.person):
        raise InputError(
            "These themes come without comments, so people cannot be counted.",
            remedy="Merge where they were fitted, and pass the result on as earlier.",
        )
    first = themes.themes[places[0]]
    named = list(themes.themes)
    for at in places[1:]:
        named[at] = dataclasses.replace(named[at], id=first.id, label=first.label, named_by=first.named_by)
    once = recount(_united(dataclasses.replace(themes, themes=tuple(named))))
    return rename(once, first.id, label) if label is not None else once


def _likeness(theme: Theme, part: Words) -> float:
    """Return the cosine of the words of a theme and of a part of an earlier one."""
    other = dict(part)
    return max(
        (sum(weight * other.get(word, 0.0) for word, weight in own) for own in theme.parts), default=0.0
    )


def _pairs(cosine: Floats, alike: float) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    if not cosine.size:
        return []
    rows, columns = linear_sum_assignment(-cosine)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if cosine[r, c] >= alike]


def _renamed(theme: Theme, earlier: Theme) -> Theme:
    """Return a theme with the id of an earlier one, and with its name where a person gave it."""
    if earlier.named_by == "person":
        return dataclasses.replace(theme, id=earlier.id, label=earlier.label, named_by="person")
    return dataclasses.replace(theme, id=earlier.id)


def _number(name: str) -> int:
    return int(name[1:]) if name[:1] == "t" and name[1:].isdigit() else 0


def _united(themes: Themes) -> Themes:
    """Make themes of one id one: phrases in turn, parts side by side, a comment's weights added."""
    place: dict[str, int] = {}
    groups: list[list[Theme]] = []
    at = np.empty(len(themes.themes), np.int64)
    for number, theme in enumerate(themes.themes):
        if theme.id not in place:
            place[theme.id] = len(groups)
            groups.append([])
        groups[place[theme.id]].append(theme)
        at[number] = place[theme.id]
    if len(groups) == len(themes.themes):
        return themes
    old = themes.assignment
    key, turn = np.unique(old.record * len(groups) + at[old.theme], return_inverse=True)
    weight = np.bincount(turn.ravel(), weights=old.weight, minlength=len(key))
    record, theme = key // len(groups), key % len(groups)
    order = np.lexsort((theme, -weight, record))
    joined = Assignment(record[order], theme[order], np.minimum(weight[order], 1.0))
    return dataclasses.replace(themes, themes=tuple(map(_joined, groups)), assignment=joined)


def _joined(group: Sequence[Theme]) -> Theme:
    """Return one theme of several."""
    turns = [phrase for row in zip(*(_padded(one.phrases) for one in group), strict=True) for phrase in row]
    phrases = tuple(dict.fromkeys(phrase for phrase in turns if phrase))[:8]
    parts = tuple(part for one in group for part in one.parts)
    worst = min(one.agreement for one in group)
    return dataclasses.replace(group[0], phrases=phrases, parts=parts, agreement=worst)


def _padded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return (*phrases, *("",) * (8 - len(phrases)))
