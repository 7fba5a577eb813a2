"""The glyphs of verdicts and voices, drawn once and used by name: no font has all of them."""

from __future__ import annotations

from bothways.reports.markup import Markup, join, tag

_DIAMOND, _HOLLOW, _CORE = "M8 1 15 8 8 15 1 8Z", "M8 2 14 8 8 14 2 8Z", "M8 5 11 8 8 11 5 8Z"
_LINE = {"fill": "none", "stroke": "currentColor", "stroke_width": "1.7"}
_SHAPES: dict[str, Markup] = {
    "clear": tag("path", d=_DIAMOND, fill="currentColor"),
    "likely": tag("path", d=_HOLLOW, **_LINE) + tag("path", d=_CORE, fill="currentColor"),
    "cannot_tell": tag("path", d=_HOLLOW, **_LINE),
    "no_link": tag("path", d="M2 6H14M2 10.5H14", **_LINE),
    "not_estimable": tag("path", d="M3 8H13", **_LINE),
    "emp": tag("circle", cx="8", cy="8", r="5.5", fill="currentColor"),
    "cust": tag("rect", x="3", y="3", width="10", height="10", fill="currentColor"),
}  # fmt: skip


def sprite() -> Markup:
    """All glyphs, to be put once at the top of a page."""
    symbols = join(
        tag("symbol", shape, id=f"glyph-{name}", viewBox="0 0 16 16") for name, shape in _SHAPES.items()
    )
    return tag("svg", symbols, class_="sprite", width="0", height="0", aria_hidden="true", focusable="false")


def glyph(name: str) -> Markup:
    """One glyph, always put beside its word; hidden from screen readers."""
    use = tag("use", href=f"#glyph-{name}")
    size = {"width": "16", "height": "16"}
    return tag("svg", use, class_=f"glyph glyph-{name}", aria_hidden="true", focusable="false", **size)
