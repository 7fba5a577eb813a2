"""Coded means that leave every answer open when they are held side by side.

Each coded mean by itself leaves every answer open, but several together may not: the organisation shown as
2.0 and all but eleven people shown as 2.6 tell that these eleven gave the lowest answer. So before coded means
are shown, a *witness* is looked for: made-up answers of everybody that fit all the texts at once, in which
nobody stands at an end of the scale: every person is at least range / a inside it, where a is the number of
people in the smallest unit they are shown with. With a witness

* nobody can be told to stand at an end of the scale, and the witness can be moved both ways for everybody;
* within the units alone every answer stays fully open: others of the unit can make up for any change.

Up to 200 respondents it is also checked, answer by answer, that the lowest and the highest are both still possible
beside all texts, those of groups by attribute included. Texts of earlier calls stay as they are, so for groups that a
later call adds this cannot always be reached; then texts with a witness are shown.

Where there is none, the texts are those of the made-up answers that come nearest. The search looks at the
texts alone, so texts that have a witness are shown whatever the answers behind them were: that texts were
moved cannot be seen, and "these texts" never means more than "answers that fit these texts".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bothways.privacy.values import Coding
from bothways.privacy.values.coding import text_range

Floats = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SWEEPS, ATTEMPTS = 300, 12
#: Each further attempt pulls made-up answers so much of the way to the middle of the scale.
PULL = 0.02
#: Sums of the witness may miss a window by this part of a step; true sums are whole steps.
MISS = 0.01
#: Up to so many respondents every single answer is checked by linear programming as well.
CHECKED = 200


def open_texts(
    sets: Sequence[IntArray],
    totals: Sequence[int],
    rules: Sequence[Coding],
    *,
    atom: IntArray,
    fixed: Sequence[str | None],
) -> list[str]:
    """Return the texts of coded means that together leave every answer open.

    Parameters
    ----------
    sets : sequence of ndarray of int64
        The people of each group.
    totals : sequence of int
        Sum of each group, in steps above the lowest possible one.
    rules : sequence of Coding
        How each is coded; all on the same scale.
    atom : ndarray of int64, shape (people,)
        The smallest unit that each person is shown with.
    fixed : sequence of (str or None)
        Texts that were released before, and stay.

    Returns
    -------
    list of str

    Examples
    --------
    Eleven people answer 1, five answer 1, 1, 2, 5 and 5. Shown as they are, the two texts would tell that
    nobody of the eleven answered more than 3: all are 27 at most, the five at least 14.

    >>> from bothways.privacy.values import coding
    >>> everybody, five = np.arange(16), np.arange(11, 16)
    >>> rules = [coding(len(people), low=1, high=5, step=1) for people in (everybody, five)]
    >>> [rule.text(total) for rule, total in zip(rules, (9, 9), strict=True)]
    ['1.6', '3.0']
    >>> open_texts([everybody, five], [9, 9], rules, atom=np.zeros(16, np.int64), fixed=[None, None])
    ['1.9', '3.0']
    """
    texts = [old or rule.text(int(total)) for old, rule, total in zip(fixed, rules, totals, strict=True)]
    if not sets:
        return texts
    old = [number for number, text in enumerate(fixed) if text is not None]
    steps = float(rules[0].steps)
    search = _Search(sets, rules, atom, steps)
    before = _Search([sets[number] for number in old], [rules[number] for number in old], atom, steps)
    released = [texts[number] for number in old]
    witnessed: list[str] | None = None
    for attempt in range(ATTEMPTS):
        witness, found = search.find(texts)
        if found and (len(atom) > CHECKED or search.leaves_all_open(texts)):
            return texts
        witnessed = list(texts) if found and witnessed is None else witnessed
        pulled = witness + (steps / 2 - witness) * PULL * attempt
        nearest, _ = before.find(released, start=pulled)
        texts = _texts_of(nearest, sets, rules, fixed)
    return witnessed or _texts_of(before.find(released)[0], sets, rules, fixed)


def has_witness(
    sets: Sequence[IntArray], texts: Sequence[str], rules: Sequence[Coding], *, atom: IntArray
) -> bool:
    """Return whether texts have a witness: whether they leave every answer open."""
    return _Search(sets, rules, atom, float(rules[0].steps)).find(texts)[1]


def _texts_of(
    witness: Floats, sets: Sequence[IntArray], rules: Sequence[Coding], fixed: Sequence[str | None]
) -> list[str]:
    """Return the texts of made-up answers."""
    return [
        old or rule.text(round(float(witness[people].sum())))
        for old, rule, people in zip(fixed, rules, sets, strict=True)
    ]


def _families(sets: Sequence[IntArray], people: int) -> list[tuple[IntArray, IntArray]]:
    """Return groups as families in which nobody is twice: the groups of each, and everybody's place there."""
    families: list[tuple[list[int], IntArray]] = []
    for number, inside in enumerate(sets):
        free = (family for family in families if (family[1][inside] < 0).all())
        numbers, place = next(free, ([], np.full(people, -1, np.int64)))
        if not numbers:
            families.append((numbers, place))
        place[inside] = len(numbers)
        numbers.append(number)
    return [(np.array(numbers, np.int64), place) for numbers, place in families]


class _Search:
    """Looks for made-up answers inside the scale that fit all texts, one family of groups after another."""

    def __init__(
        self, sets: Sequence[IntArray], rules: Sequence[Coding], atom: IntArray, steps: float
    ) -> None:
        self.rules, self.families, self.steps = rules, _families(sets, len(atom)), steps
        self.margin = self.steps / np.bincount(atom)[atom]
        self.size = np.array([len(people) for people in sets], np.float64)

    def find(self, texts: Sequence[str], *, start: Floats | None = None) -> tuple[Floats, bool]:
        """Return the answers found, and whether they fit; by default the search starts from the middle."""
        middle = np.full(len(self.margin), self.steps / 2)
        answers = np.clip(middle if start is None else start, self.margin, self.steps - self.margin)
        if not self.families:
            return answers, True
        windows = [text_range(rule, text) for rule, text in zip(self.rules, texts, strict=True)]
        low, high = np.array(windows, np.float64).T
        for _ in range(SWEEPS):
            misses = 0
            for numbers, place in self.families:
                there = place >= 0
                total = self._totals(answers, numbers, place)
                aim = np.clip(total, low[numbers], high[numbers])
                misses += int((np.abs(aim - total) > MISS / 2).sum())
                answers[there] += ((aim - total) / self.size[numbers])[place[there]]
                np.clip(answers, self.margin, self.steps - self.margin, out=answers)
            if not misses and self._fits(answers, low, high):
                return answers, True
        return answers, False

    def leaves_all_open(self, texts: Sequence[str]) -> bool:
        """Return whether each answer may still be the lowest and the highest, whatever all texts say together."""
        from scipy.optimize import linprog

        cells = np.column_stack([place for _, place in self.families])
        kinds, sizes = np.unique(cells, axis=0, return_counts=True)
        windows = [text_range(rule, text) for rule, text in zip(self.rules, texts, strict=True)]
        low, high = np.array(windows, np.float64).T
        inside = np.zeros((len(self.rules), len(kinds) + 1))
        for column, (numbers, _) in enumerate(self.families):
            there = np.flatnonzero(kinds[:, column] >= 0)
            inside[numbers[kinds[there, column]], there] = 1.0
        for kind, size in enumerate(sizes.tolist()):
            inside[:, -1] = inside[:, kind]  # one person of this cell by himself, the others together
            ends = [(0.0, self.steps * each) for each in sizes.tolist()]
            ends[kind] = (0.0, self.steps * (size - 1))
            for end in (0.0, self.steps):
                found = linprog(
                    np.zeros(len(ends) + 1),
                    A_ub=np.vstack([inside, -inside]),
                    b_ub=np.concatenate([high, -low]),
                    bounds=[*ends, (end, end)],
                    method="highs",
                )
                if found.status != 0:
                    return False
        return True

    def _totals(self, answers: Floats, numbers: IntArray, place: IntArray) -> Floats:
        there = place >= 0
        return np.bincount(place[there], weights=answers[there], minlength=len(numbers)).astype(np.float64)

    def _fits(self, answers: Floats, low: Floats, high: Floats) -> bool:
        totals = [(numbers, self._totals(answers, numbers, place)) for numbers, place in self.families]
        return all(
            bool(((total >= low[numbers] - MISS) & (total <= high[numbers] + MISS)).all())
            for numbers, total in totals
        )
