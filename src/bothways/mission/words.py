"""Groups of words that say the same, in three languages, and where they stand in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from bothways.mission.files import lists
from bothways.mission.tokens import Token, bare, plain, stem

#: Where each group stands: place of its first token -> the places behind its last one.
Spans = Mapping[str, Mapping[int, frozenset[int]]]
Unit = tuple[str, str]
NUMBER = "#"


def unit_of(word: str, language: str) -> Unit:
    """Return how a word of a data file is looked for: what kind of comparison, and with what.

    Examples
    --------
    >>> unit_of("promised", "en"), unit_of("antwort*", "de"), unit_of("*zeit", "de"), unit_of("#", "en")
    (('stem', 'promis'), ('begins', 'antwort'), ('ends', 'zeit'), ('number', ''))
    """
    if word.startswith("="):
        return "exact", bare(plain(word[1:]))
    if word == NUMBER:
        return "number", ""
    if word.endswith("*"):
        return "begins", bare(plain(word[:-1]))
    if word.startswith("*"):
        return "ends", bare(plain(word[1:]))
    return "stem", stem(plain(word), language)


def meets(unit: Unit, token: Token) -> bool:
    """Return whether a word is met."""
    how, what = unit
    if how == "stem":
        return token.stem == what
    if how == "exact":
        return bare(token.word) == what
    if how == "begins":
        return bare(token.word).startswith(what)
    if how == "ends":
        return bare(token.word).endswith(what)
    return token.is_number


@cache
def group_names() -> frozenset[str]:
    """Return the names of all groups."""
    return frozenset(lists("words"))


@cache
def _groups(language: str) -> Mapping[tuple[str, str], tuple[tuple[str, tuple[Unit, ...]], ...]]:
    """Return phrases of all groups by the first two letters of their first word, and those that begin otherwise."""
    found: dict[tuple[str, str], list[tuple[str, tuple[Unit, ...]]]] = defaultdict(list)
    for name, told in lists("words").items():
        for phrase in told[language]:
            units = tuple(unit_of(word, language) for word in phrase.replace("-", " ").split())
            how, what = units[0]
            found[("", "") if how in ("ends", "number") else (how, what[:2])].append((name, units))
    return {key: tuple(value) for key, value in found.items()}


def spans_of(tokens: Sequence[Token], language: str) -> Spans:
    """Return where groups stand in a sentence."""
    index = _groups(language)
    found: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for at, token in enumerate(tokens):
        first = bare(token.word)[:2]
        keys = (("stem", token.stem[:2]), ("begins", first), ("exact", first), ("", ""))
        for key in keys:
            for name, units in index.get(key, ()):
                there = tokens[at : at + len(units)]
                if len(there) == len(units) and all(map(meets, units, there)):
                    found[name][at].add(at + len(units))
    return {name: {at: frozenset(ends) for at, ends in places.items()} for name, places in found.items()}
