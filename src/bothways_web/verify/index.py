"""What stands on the page of verify, as far as it is open to somebody."""

from __future__ import annotations

from bothways_web.people.access import Viewer
from bothways_web.verify.beliefs import doors as beliefs
from bothways_web.verify.habits import doors as habits
from bothways_web.verify.leaving import doors as leaving
from bothways_web.verify.overload import doors as overload
from bothways_web.verify.parts import Part
from bothways_web.verify.reports import doors as reports
from bothways_web.verify.studies import doors as studies

DOORS = (studies, beliefs, leaving, habits, overload, reports)


def open_parts(viewer: Viewer) -> tuple[Part, ...]:
    """Return the parts that are open to a viewer, in the order of the page."""
    return tuple(part for door in DOORS for part in door.parts(viewer))
