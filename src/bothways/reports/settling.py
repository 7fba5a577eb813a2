"""What would settle the open pairs: sentences that differ in their figures alone are told once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bothways.linkage.findings import Finding
from bothways.reports.figures import MINUS
from bothways.reports.words import settled_by

#: A figure in a sentence; where sentences are grouped, "\0" stands for it.
FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SLOT = "\0"


@dataclass(frozen=True)
class Settling:
    """One sentence and the number of pairs it is told of."""

    words: str
    pairs: int


def settlings(findings: Iterable[Finding]) -> list[Settling]:
    """Group what would settle each pair.

    Parameters
    ----------
    findings : iterable of Finding

    Returns
    -------
    list of Settling
        Most frequent first. Where sentences differ in a figure, it is given from the smallest to the largest;
        names of metrics are left out. Pairs without a reason are skipped.

    Examples
    --------
    >>> from bothways.linkage.findings import Effect, Finding
    >>> nan = float("nan")
    >>> def open_pair(reason):
    ...     return Finding("x", "y", "cannot_tell", None, 1, 9, 9, 0, Effect(), Effect(), nan, nan, nan, nan, (reason,))
    >>> settlings([open_pair("About 8 more months may settle it."), open_pair("About 20 more months may settle it.")])
    [Settling(words='About 8 to 20 more months may settle it.', pairs=2)]
    """
    grouped: dict[str, list[list[str]]] = {}
    for finding in findings:
        words = _without_names(finding)
        if words:
            grouped.setdefault(FIGURE.sub(_SLOT, words), []).append(FIGURE.findall(words))
    told = [Settling(fill(pattern, figures), len(figures)) for pattern, figures in grouped.items()]
    return sorted(told, key=lambda settling: -settling.pairs)


def _without_names(finding: Finding) -> str:
    words = settled_by(finding)
    names = {finding.employee_metric: "the employee metric", finding.customer_metric: "the customer metric"}
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", names[name], words) if name else words
    return words


def fill(pattern: str, figures: list[list[str]]) -> str:
    """Put figures back: one where all agree, else the smallest to the largest."""
    first, *rest = pattern.split(_SLOT)
    spans = [_span(list(column)) for column in zip(*figures, strict=True)]
    return first + "".join(span + words for span, words in zip(spans, rest, strict=True))


def _span(column: list[str]) -> str:
    low, high = min(column, key=float), max(column, key=float)
    return low if float(low) == float(high) else f"{low} to {high}"


def true_minus(words: str) -> str:
    """A sentence with true minus signs before its figures.

    >>> true_minus("well-known: -0.20 (-0.31 to -0.09)")
    'well-known: −0.20 (−0.31 to −0.09)'
    """
    return re.sub(r"(?<![\w.])-(?=\.?\d)", MINUS, words)
