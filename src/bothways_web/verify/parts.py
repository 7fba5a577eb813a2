"""What the page of verify lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part: its name, where it is, and one line about it."""

    title: str
    url: str
    text: str
