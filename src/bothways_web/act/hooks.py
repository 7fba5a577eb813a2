"""What other rooms hang into pages of act, so that acting knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bothways_web.act.models import Plan
    from bothways_web.people.access import Viewer

#: Called where somebody looks at a plan that they may see: a section of its page, already rendered; blank for none.
PLAN_SECTIONS: list[Callable[[Viewer, Plan], str]] = []

#: The mission that holds today, in one sentence for everybody; blank where there is none. The first one is shown.
MISSION_WORDS: list[Callable[[], str]] = []

#: Called where a member looks at the standing agenda of the committee: lines of text and address (blank for none), by
#: the point they belong to: mission, celebrate, blockers, ideas.
COMMITTEE_LINES: dict[str, list[Callable[[Viewer], Iterable[tuple[str, str]]]]] = {
    "mission": [], "celebrate": [], "blockers": [], "ideas": [],
}  # fmt: skip
