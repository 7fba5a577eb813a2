"""Whose numbers somebody may take along: those that team pages show them, and the table of findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways.privacy import Released
from bothways.privacy.groups import parse_group
from bothways_web.people.access import Right, Viewer

#: Cells of the table that open the table of findings, as on its page.
FULL = ("all", "all + method", "own + company")


@dataclass(frozen=True)
class Reach:
    """What somebody may export.

    Attributes
    ----------
    numbers : bool
    units : frozenset of str or None
        Codes of the units whose numbers are open; ``None``: all, and what is about the whole organisation.
    findings, methods : bool
        The table of findings; with associations and reliabilities.
    """

    numbers: bool
    units: frozenset[str] | None
    findings: bool
    methods: bool

    @property
    def anything(self) -> bool:
        """Return whether there is anything to export."""
        return self.numbers or self.findings

    def sees(self, row: Released) -> bool:
        """Return whether a number is open: it is about one of the units, alone or with those it was merged with."""
        if self.units is None:
            return self.numbers
        return self.numbers and not self.units.isdisjoint(parse_group(row.group).units)

    @property
    def record(self) -> dict[str, Any]:
        """It as plain JSON, to compare with what somebody may do later."""
        units = None if self.units is None else sorted(self.units)
        return {"numbers": self.numbers, "units": units, "findings": self.findings, "methods": self.methods}


def reach_of(viewer: Viewer) -> Reach:
    """Return what somebody may export, by the table of access."""
    units = viewer.units(Right.TEAM)
    return Reach(
        numbers=viewer.may(Right.TEAM) and (units is None or bool(units)),
        units=units,
        findings=viewer.may(Right.FINDINGS, *FULL),
        methods=viewer.may(Right.FINDINGS, "all + method"),
    )


#: What the server's own command exports: everything that was released.
EVERYTHING = Reach(numbers=True, units=None, findings=True, methods=True)
