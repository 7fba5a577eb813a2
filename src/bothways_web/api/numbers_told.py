"""A released number as programs are told it."""

from __future__ import annotations

import math
from typing import Any

from bothways.privacy import Released


def plain(value: float | None) -> float | None:
    """Return a number that JSON has, or none."""
    return float(value) if value is not None and math.isfinite(value) else None


def as_number(one: Released | None) -> dict[str, Any]:
    """Return text, value, range and band of a number; blanks where it is not shown."""
    if one is None:
        return {"text": "", "value": None, "low": None, "high": None, "n_band": ""}
    return {
        "text": one.text, "value": plain(one.value), "low": plain(one.low), "high": plain(one.high),
        "n_band": one.n_band,
    }  # fmt: skip
