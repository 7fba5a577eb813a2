"""Which rounds somebody may choose from."""

from __future__ import annotations

from bothways_web.keeping.exports.reach import reach_of
from bothways_web.keeping.exports.rows import Chosen, released_rows
from bothways_web.listen.round_results import open_round_names
from bothways_web.people.access import Viewer

#: So many of the latest rounds are offered one by one.
MOST = 60


def offered_rounds(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the rounds of which somebody may take numbers along, the latest first."""
    rows = released_rows(reach_of(viewer), Chosen(), open_round_names(viewer))
    names = list(dict.fromkeys(row.round for _population, row in rows))
    return [(name, name) for name in reversed(names[-MOST:])]
