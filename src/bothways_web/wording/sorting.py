"""The order in which pages list what has a name."""

from __future__ import annotations

import unicodedata

from bothways.privacy.answers import natural


def in_order(name: str) -> tuple[object, ...]:
    """Return by what names are sorted: team 2 before team 10, whatever the case, accents only between equals."""
    folded = name.casefold()
    plain = "".join(each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each))
    return natural(plain), folded
