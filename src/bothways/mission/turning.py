"""Words that turn what a sentence says: a no, a rather than, a used to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bothways.mission.files import lists
from bothways.mission.tokens import Token, bare

NOT, INSTEAD, ELSEWHERE, EXPLORES = "not", "instead", "elsewhere", "explores"
INSTRUCTS, CONDITION, IGNORED = "instructs", "condition", "ignored"
#: How many words a no reaches, and a rather than; in German a no also stands behind what it denies.
REACH = {NOT: 4, INSTEAD: 8}
BEHIND = {"de": 2}
#: A German no at the end of a clause denies all of it, this many words back.
AT_END = {"de": 9}
_BREAKS = frozenset(",;:–—()|/\n")
Phrases = tuple[tuple[str, ...], ...]


@cache
def phrases(rule: str, language: str) -> Phrases:
    """Return the phrases of a rule, as words without accents."""
    return tuple(tuple(map(bare, one.lower().split())) for one in lists("turns")[rule][language])


def says(rule: str, tokens: Sequence[Token], language: str) -> bool:
    """Return whether a sentence holds a phrase of a rule."""
    return bool(_places(tokens, phrases(rule, language)))


def without(rule: str, tokens: Sequence[Token], language: str) -> tuple[Token, ...]:
    """Return the words of a sentence without the phrases of a rule."""
    covered = {at for start, end in _places(tokens, phrases(rule, language)) for at in range(start, end)}
    return tuple(one for at, one in enumerate(tokens) if at not in covered)


def begins(rule: str, tokens: Sequence[Token], language: str) -> bool:
    """Return whether a sentence begins with a phrase of a rule, one word may stand before it."""
    return any(start <= 1 for start, _end in _places(tokens, phrases(rule, language)))


class Turns:
    """Where a sentence says no, and how far that reaches.

    Parameters
    ----------
    text : str
        The whole text, in which places of tokens are.
    tokens : sequence of Token
        Of one sentence.
    language : {"en", "de", "es"}
    """

    def __init__(self, text: str, tokens: Sequence[Token], language: str) -> None:
        self._tokens, self._language = tokens, language
        covered = {
            at for start, end in _places(tokens, phrases("not_really", language)) for at in range(start, end)
        }
        self._noes = {
            rule: [one for one in _places(tokens, phrases(rule, language)) if one[0] not in covered]
            for rule in (NOT, INSTEAD)
        }
        if language == "en":
            self._noes[NOT] += [
                (at, at + 1)
                for at, one in enumerate(tokens)
                if one.word.endswith("n't") and at not in covered
            ]
        self._walls = _walls(text, tokens) | {
            start for start, _end in _places(tokens, phrases("ends", language))
        }

    def of(self, matched: Sequence[int], *, whole: bool = False) -> str:
        """Return the rule that turns what stands at some places; blank where none does.

        Parameters
        ----------
        matched : sequence of int
            Places of the tokens that a rule met, in ascending order.
        whole : bool
            Whether a rather than must stand before all of them: what stands before it is meant.
        """
        has_own = any(start in matched for start, _end in self._noes[NOT])
        turned = [
            rule
            for rule, noes in self._noes.items()
            for start, end in noes
            if start not in matched
            and not (has_own and rule == NOT)
            and not (whole and rule == INSTEAD and start > matched[0])
            and self._denies(start, end, matched, REACH[rule])
        ]
        return turned[0] if len(turned) % 2 else ""

    def _denies(self, start: int, end: int, matched: Sequence[int], reach: int) -> bool:
        """Return whether a no stands so that it denies a word that was met."""
        following = next((one for one in matched if one >= end), None)
        if following is not None:
            return following - end < reach and not self._walls & set(range(end, following + 1))
        ends = end == len(self._tokens) or end in self._walls
        last, behind = matched[-1], (AT_END if ends else BEHIND).get(self._language, 0)
        return last < start <= last + behind and not self._walls & set(range(last + 1, start + 1))


def _walls(text: str, tokens: Sequence[Token]) -> set[int]:
    """Return the places of tokens before which something stands that a no does not cross."""
    return {at for at in range(1, len(tokens)) if _BREAKS & set(text[tokens[at - 1].end : tokens[at].start])}


def _places(tokens: Sequence[Token], wanted: Phrases) -> list[tuple[int, int]]:
    """Return where phrases stand, word by word; of two that begin together the longer one."""
    words = [bare(one.word) for one in tokens]
    found: list[tuple[int, int]] = []
    for at in range(len(words)):
        if found and at < found[-1][1]:
            continue
        fitting = [len(one) for one in wanted if tuple(words[at : at + len(one)]) == one]
        if fitting:
            found.append((at, at + max(fitting)))
    return found
