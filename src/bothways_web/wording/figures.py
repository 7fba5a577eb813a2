"""Figures as people write them, in the language of the page."""

from __future__ import annotations

from django.utils.formats import number_format


def written(value: float, places: int) -> str:
    """Return a figure rounded to some decimals: Django alone would cut them off."""
    return number_format(round(float(value), places), decimal_pos=places, use_l10n=True)
