"""Tables and figures as the pages print them."""

from __future__ import annotations

from bothways.measures import share


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def two(value: float) -> str:
    """Two decimals without the leading zero, as in .05; – for nothing."""
    if value != value:
        return "–"
    text = f"{value:.2f}"
    return text[1:] if text.startswith("0") else text


def three(value: float) -> str:
    """Three decimals without the leading zero."""
    if value != value:
        return "–"
    text = f"{value:.3f}"
    return text[1:] if text.startswith("0") else text


def chance(value: float, n: int) -> str:
    """A share of n with its 95 % interval."""
    score = share(round(value * n), n)
    return f"{three(value)} ({two(max(score.low / 100, 0))} to {two(min(score.high / 100, 1))})"
