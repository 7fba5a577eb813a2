"""Answers of choice questions: which options a cell, or several columns, name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from bothways.formats.mapping import SPLIT, MappedItem

#: What may stand between the options of one cell, the likelier ones first.
SEPARATORS = (";", "|", "\n", ",", ":")
#: Of those, what sentences have as well, so that they have to save more to be believed.
IN_SENTENCES = (",",)


def cell_reader(item: MappedItem) -> Callable[[str], str | float | None]:
    """Return what reads a cell of one column of choices: names of options, NaN for no answer, None where it is wrong.

    Names stand in the order of the options, each once, with ``|`` between them.

    Examples
    --------
    >>> item = MappedItem("help", ("Q1",), "choices", options={"Time": "o1", "Tools, new": "o2"}, between=",")
    >>> read = cell_reader(item)
    >>> read("tools, new, Time"), read("Time"), read("Money")
    ('o1|o2', 'o1', None)
    """
    names = list(dict.fromkeys([*item.options.values(), *filter(None, [item.otherwise])]))
    known = {bare(word): name for word, name in item.options.items()}
    missing = {bare(cell) for cell in item.missing}

    def read(cell: str) -> str | float | None:
        text = bare(cell)
        if not text or text in missing:
            return math.nan
        parts = split_cell(text, known, item.between)
        found = {known.get(part, item.otherwise) for part in parts if part not in missing}
        if not found:
            return math.nan
        if "" in found or (item.most and len(found) > item.most):
            return None
        return SPLIT.join(name for name in names if name in found)

    return read


def split_cell(text: str, known: Iterable[str], between: str) -> list[str]:
    """Return the options of a cell; one that is known may hold the separator itself.

    Examples
    --------
    >>> split_cell("a, b, c", ["a, b"], ","), split_cell("a;", [], ";"), split_cell("a, b", [], "")
    (['a, b', 'c'], ['a'], ['a, b'])
    """
    if not between:
        return [text]
    longest = sorted((word for word in known if between in word), key=len, reverse=True)
    parts: list[str] = []
    rest = text
    while rest:
        whole = next((word for word in longest if _begins(rest, word, between)), None)
        part, _, after = (whole, "", rest[len(whole) :]) if whole is not None else rest.partition(between)
        if whole is not None:
            after = after.lstrip().removeprefix(between)
        parts += [part.strip()] if part.strip() else []
        rest = after.strip()
    return parts


def choices_of(item: MappedItem, cells: Sequence[str | None]) -> str | None:
    """Return the options of several columns that are filled, with ``|`` between them; None where none is.

    Parameters
    ----------
    item : MappedItem
        Its columns stand for one option each.
    cells : sequence of str or None
        One a column.

    Returns
    -------
    str or None

    Examples
    --------
    >>> item = MappedItem("help", ("a", "b"), "choices", missing=("0",), options={"a": "o1", "b": "o2"})
    >>> choices_of(item, ["0", "1"]), choices_of(item, [None, "0"])
    ('o2', None)
    """
    missing = {bare(cell) for cell in item.missing}
    chosen = [
        item.options[column]
        for column, cell in zip(item.columns, cells, strict=True)
        if cell is not None and bare(cell) and bare(cell) not in missing
    ]
    return SPLIT.join(dict.fromkeys(chosen)) or None


def find_separator(cells: Iterable[str], words: Iterable[str] = ()) -> str:
    """Return what stands between the options of some cells; blank where a cell is one option.

    The separator that leaves the fewest different options: not more than there are different cells; of those that
    sentences have as well less than half as many, and of ``:`` numbers alone.

    Examples
    --------
    >>> find_separator(["a;b", "b;c", "a;c", "a;b;c", "b", "c;d", "a;d", "b;d", "a;b;d"]), find_separator(["a, b", "c"])
    (';', '')
    """
    distinct = list(dict.fromkeys(text for cell in cells if (text := bare(cell))))
    known = [bare(word) for word in words]
    best, fewest = "", len(distinct) + 1.0
    for between in SEPARATORS:
        split = {part for text in distinct for part in split_cell(text, known, between)}
        allowed = len(distinct) / 2 if between in IN_SENTENCES else len(distinct) + 1
        if between == ":" and not all(part.isdecimal() for part in split):
            continue
        if any(between in text for text in distinct) and len(split) < min(fewest, allowed):
            best, fewest = between, len(split)
    return best


def bare(cell: str) -> str:
    """Return a cell without case and surplus blanks; line breaks stay, as they may stand between options."""
    return "\n".join(" ".join(line.split()) for line in cell.casefold().strip().split("\n"))


def _begins(text: str, word: str, between: str) -> bool:
    """Return whether a text begins with a word that ends there, or before a separator."""
    rest = text[len(word) :].lstrip()
    return text.startswith(word) and (not rest or rest.startswith(between))
