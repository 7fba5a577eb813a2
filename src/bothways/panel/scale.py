"""What is declared of a metric."""

from __future__ import annotations

from dataclasses import dataclass

NAN = float("nan")


@dataclass(frozen=True)
class Scale:
    """What is declared of one metric; "" and NaN where nothing is."""

    kind: str = ""
    low: float = NAN
    high: float = NAN
    better: str = ""
