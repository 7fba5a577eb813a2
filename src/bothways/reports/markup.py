"""HTML and SVG as strings, escaped unless said otherwise."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_VOID = frozenset({"br", "col", "hr", "img", "link", "meta", "wbr"})
# Control characters, lone surrogates and non-characters have no place in an HTML file.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Markup(str):
    """A string that is markup already and is not escaped again; what is added to it is escaped."""

    __slots__ = ()

    def __add__(self, other: str) -> Markup:
        """Append a child."""
        return Markup(str.__add__(self, text(other)))


class MetricName(str):
    """The name of a metric inside a sentence, so that pages can set it apart from the words."""

    __slots__ = ()


Child = str | float | None
Value = str | float | bool | None


def text(value: Child) -> Markup:
    """Escape one child; markup stays as it is and a metric name is set apart.

    >>> text("a < b")
    'a &lt; b'
    >>> text(MetricName("work_load"))
    '<bdi class="metric">work_<wbr>load</bdi>'
    """
    if value is None:
        return Markup("")
    if isinstance(value, Markup):
        return value
    escaped = html.escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", str(value)), quote=True)
    if isinstance(value, MetricName):
        # A name may be long, or written from right to left: <bdi> keeps it from reordering the sentence.
        return Markup(f'<bdi class="metric">{escaped.replace("_", "_<wbr>")}</bdi>')
    return Markup(escaped)


def join(children: Iterable[Child], separator: str = "") -> Markup:
    """Escape every child and join them with markup between."""
    return Markup(separator.join(text(child) for child in children))


def tag(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """One element; children and attribute values are escaped.

    Parameters
    ----------
    name : str
        Name of the element.
    *children : str, float or None
        Content; :class:`Markup` is taken as it is.
    **attributes : str, float, bool or None
        ``class_`` is written ``class``, ``aria_hidden`` is written ``aria-hidden``. True writes the bare
        name; None and False leave the attribute out.

    Returns
    -------
    Markup

    Examples
    --------
    >>> tag("p", "5 < 6", class_="note", hidden=True)
    '<p class="note" hidden>5 &lt; 6</p>'
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(children)}</{name}>")


def _attribute(key: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    if isinstance(value, float):
        value = f"{value:.2f}".rstrip("0").rstrip(".")
    # An attribute has no room for elements: a metric name is plain text there.
    return f' {name}="{text(str(value))}"'
