"""Bothways: which part of the employee experience leads which customer outcome.

The names below are all there is to learn; each room (``bothways.panel``, ``bothways.linkage``, ...) holds
more. What a name needs is loaded when the name is first used, so ``import bothways`` itself is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from bothways.errors import (
    BothwaysError,
    CellError,
    ColumnError,
    FileError,
    InputError,
    NotEnoughData,
    PeriodError,
)

if TYPE_CHECKING:
    from bothways.linkage import Check, Effect, Finding, Findings, link
    from bothways.panel import Panel, read_panel

__version__ = "0.1.0"

__all__ = [
    "BothwaysError",
    "CellError",
    "Check",
    "ColumnError",
    "Effect",
    "FileError",
    "Finding",
    "Findings",
    "InputError",
    "NotEnoughData",
    "Panel",
    "PeriodError",
    "link",
    "read_panel",
]

_ROOM_OF = {
    "Check": "bothways.linkage",
    "Effect": "bothways.linkage",
    "Finding": "bothways.linkage",
    "Findings": "bothways.linkage",
    "Panel": "bothways.panel",
    "link": "bothways.linkage",
    "read_panel": "bothways.panel",
}

if not TYPE_CHECKING:  # a type checker that sees this would accept any name

    def __getattr__(name):
        """Load a public name from its room on first use."""
        if name not in _ROOM_OF:
            raise AttributeError(f"module 'bothways' has no attribute {name!r}")
        value = getattr(import_module(_ROOM_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Name what is public, loaded or not."""
    return sorted([*globals(), *_ROOM_OF])
