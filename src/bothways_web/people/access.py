"""Who may open what: the one place that decides it.

The table is that of docs/reference/access.md, cell by cell; a test compares them. What a cell says is a few words:
``own`` is the unit of a person (of a manager: the units led) and those below, ``all`` every unit, ``company`` the
whole organisation, ``–`` nothing at all, which people meet as "page not found".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bothways_web.people.models import Role

ROLES = (
    Role.EMPLOYEE, Role.MANAGER, Role.PEOPLE_LEAD, Role.CX_LEAD, Role.EXECUTIVE, Role.ANALYST, Role.COMMITTEE,
    Role.ADMIN,
)  # fmt: skip


class Right(StrEnum):
    """What can be opened; the words are the rows of the table."""

    ANSWER = "answer, promise, you said we did, public pages, own mentor, own growth"
    DIG_UP = "dig up a problem, own reports by account or code"
    TRIAGE = "problem triage, merging, answers"
    TEAM = "team page, huddle, plan, shared work"
    HELP_FIRST = "who needs help first (at most three groups, ties together)"
    FINDINGS = "findings, themes, journeys, studies"
    LEAVING = "leaving, overload, habits"
    CASES = "cases"
    COMMITTEE = "committee: charter, minutes / draw"
    MISSION = "mission, packets, mentor pairing"
    ROUNDS = "surveys and rounds: write, launch"
    RECORDS = "HR records"
    SETTINGS = "imports, tokens, settings, users, change log, backups"
    RAW = "raw answers"


_CELLS: dict[Right, tuple[str, ...]] = {
    Right.ANSWER: ("yes",) * 8,
    Right.DIG_UP: ("yes",) * 8,
    Right.TRIAGE: ("–", "own", "all", "all", "–", "–", "read", "–"),
    Right.TEAM: ("read own", "edit own", "read all", "read all", "–", "–", "–", "–"),
    Right.HELP_FIRST: ("–", "–", "all", "–", "–", "–", "–", "–"),
    Right.FINDINGS: ("company", "own + company", "all", "all", "one page", "all + method", "company", "–"),
    Right.LEAVING: ("–", "own where Released", "all", "all", "one page", "all + method", "–", "–"),
    Right.CASES: ("–", "own", "–", "all", "–", "–", "–", "–"),
    Right.COMMITTEE: (
        "read / –",
        "read / –",
        "read / run",
        "read / run",
        "read / –",
        "read / –",
        "edit / read",
        "–",
    ),
    Right.MISSION: ("read", "read own", "edit", "edit", "read", "–", "read", "–"),
    Right.ROUNDS: ("–", "own pulses", "employees", "customers", "–", "–", "–", "–"),
    Right.RECORDS: ("own record", "–", "edit", "–", "–", "–", "–", "import only"),
    Right.SETTINGS: ("–", "–", "own imports", "own imports", "–", "own tokens", "–", "yes, but no results"),
    Right.RAW: ("–",) * 8,
}
TABLE: dict[Right, dict[Role, str]] = {
    right: dict(zip(ROLES, cells, strict=True)) for right, cells in _CELLS.items()
}
NOTHING = "–"
#: Cells that hold for every unit, and those that hold for the own one and those below.
EVERYWHERE = frozenset({"all", "read all", "all + method"})
OWN_UNITS = frozenset({"own", "read own", "edit own", "own + company", "own where Released", "own pulses"})


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks, as far as access is concerned.

    Attributes
    ----------
    user_id : int or None
        ``None`` for somebody who is not signed in.
    roles : frozenset of Role
    member_of, leads : frozenset of str
        Codes of the unit of the person, of the units led, each with everything below.
    """

    user_id: int | None = None
    roles: frozenset[Role] = frozenset()
    member_of: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    def words(self, right: Right) -> frozenset[str]:
        """Return what the cells of this viewer's roles say, without those that say nothing."""
        return frozenset(TABLE[right][role] for role in self.roles) - {NOTHING}

    def may(self, right: Right, *words: str) -> bool:
        """Return whether any role opens it; with words given, whether one of these is in a cell."""
        found = self.words(right)
        return bool(found & set(words)) if words else bool(found)

    def units(self, right: Right) -> frozenset[str] | None:
        """Return the codes of the units for which a right holds; ``None`` for every unit.

        Cells that speak of something else than units, such as "own record" or "company", hold for none.
        """
        if any(word in EVERYWHERE for word in self.words(right)):
            return None
        found: set[str] = set()
        for role in self.roles:
            if TABLE[right][role] in OWN_UNITS:
                found |= self.leads if role == Role.MANAGER else self.member_of
        return frozenset(found)

    def reaches(self, right: Right, units: Iterable[str]) -> bool:
        """Return whether a right holds for all of some units, which must be at least one."""
        mine, asked = self.units(right), set(units)
        return bool(asked) and (mine is None or asked <= mine)

    def edits(self, right: Right, units: Iterable[str]) -> bool:
        """Return whether this viewer may change something of all of some units, which must be at least one."""
        asked = set(units)
        everywhere = self.may(right, "edit", "edit / read")
        return bool(asked) and (everywhere or (self.may(right, "edit own") and asked <= self.leads))
