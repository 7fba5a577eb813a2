"""Text to numbers: decimal commas, thousands, marks for what is missing."""

from __future__ import annotations

import re
from typing import Literal

#: What stands for "no value" in a column of numbers, in small letters; ``c``, ``x``, ``z`` (also in square
#: brackets) are the marks of official statistics for confidential, not available and not applicable.
MISSING_MARKS = frozenset({
    "", "-", "--", "–", "—", ".", "..", "...", "…", "*", "**", ":", "na", "n/a", "n.a.", "#n/a", "nan", "nil",
    "null", "none", "missing", "suppressed", "withheld", "c", "x", "z", "[c]", "[x]", "[z]",
})  # fmt: skip
Convention = Literal["point", "comma"]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_BLANK_GROUPS = re.compile("(?<=\\d)[ '\u2019\u00a0\u202f](?=\\d{3}(?!\\d))")
_POINT_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_COMMA_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def bare(text: str) -> str:
    """Return the text of a number without blanks around it, a percent sign, and blanks between thousands."""
    text = text.strip().replace("\u2212", "-")
    if text.endswith("%") and len(text) > 1:
        text = text[:-1].rstrip()
    return _BLANK_GROUPS.sub("", text)


def is_missing(text: str) -> bool:
    """Return whether a text stands for no value."""
    return text.strip().casefold() in MISSING_MARKS


def parse_number(text: str, convention: Convention = "point") -> float | None:
    """Read a number.

    Parameters
    ----------
    text : str
        Missing marks give NaN; a percent sign at the end is ignored.
    convention : {"point", "comma"}
        What the decimals stand behind. The other sign may group thousands.

    Returns
    -------
    float or None
        ``None`` where the text is no number.

    Examples
    --------
    >>> parse_number("1.234,5", "comma"), parse_number("1,234.5"), parse_number("26.2 %")
    (1234.5, 1234.5, 26.2)
    >>> parse_number("about 7") is None
    True
    """
    if is_missing(text):
        return float("nan")
    number = bare(text)
    if convention == "point" and _POINT_GROUPS.fullmatch(number):
        number = number.replace(",", "")
    elif convention == "comma":
        if _COMMA_GROUPS.fullmatch(number):
            number = number.replace(".", "")
        elif "." in number:
            return None
        number = number.replace(",", ".")
    return float(number) if _NUMBER.fullmatch(number) or _INFINITE.fullmatch(number) else None


def evidence(text: str) -> Convention | Literal["either"] | None:
    """Return which decimal sign a number proves.

    "1,5" and "1.234,5" prove the comma, "1.5" and "1,234.5" the point; "1,234" and "1.234" can be read either
    way; "12" and what is no number say nothing.

    Examples
    --------
    >>> [evidence(text) for text in ("0,75", "1.234,5", "1,234,567", "1,234", "12", "n/a")]
    ['comma', 'comma', 'point', 'either', None, None]
    """
    number = bare(text)
    if _ONE_GROUP.fullmatch(number):
        return "either"
    as_point, as_comma = (parse_number(number, each) is not None for each in ("point", "comma"))
    if as_point == as_comma or is_missing(text):
        return None
    return "point" if as_point else "comma"


def needs_convention(text: str) -> bool:
    """Return whether a number can only be read when the decimal sign of the file is known."""
    proof = evidence(text)
    return proof == "comma" or (proof is not None and "," in text)
