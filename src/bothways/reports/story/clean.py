"""Texts of people inside documents: what no file format takes is left out, and blanks are made single."""

from __future__ import annotations

import re

# What XML does not allow, and what is no character at all.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    r"""Return a text on one line, without characters that documents do not take.

    Examples
    --------
    >>> clean("a\x00b\n\n c")
    'a b c'
    """
    return " ".join(_ILLEGAL.sub(" ", text).split())


def web_address(url: str) -> str:
    """Return an address of the web; blank for anything else, which a reader could be made to run.

    Examples
    --------
    >>> web_address("https://a.example/x"), web_address("javascript:alert(1)")
    ('https://a.example/x', '')
    """
    return clean(url) if url.startswith(("https://", "http://")) else ""
