"""QR codes: nothing but the address in them."""

from __future__ import annotations

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

#: Modules of white around it, which readers need.
QUIET = 4


def rows_of(address: str) -> list[list[bool]]:
    """Return the modules of the code of an address, dark or not, row by row."""
    code = segno.make_qr(address, error="m", boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def drawing_of(address: str, words: str) -> SafeString:
    """Return the code as SVG, black on white whatever the colours of the page are.

    Parameters
    ----------
    address : str
    words : str
        What somebody who does not see it is told.
    """
    rows = rows_of(address)
    size = len(rows) + 2 * QUIET
    path = "".join(_line(row, number + QUIET) for number, row in enumerate(rows))
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>',
        size, words, path,
    )  # fmt: skip


def _line(row: list[bool], at: int) -> str:
    """Return one row as runs of dark modules."""
    parts, begin = [], None
    for place, dark in enumerate([*row, False]):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            parts.append(f"M{begin + QUIET} {at}h{place - begin}v1h-{place - begin}z")
            begin = None
    return "".join(parts)
