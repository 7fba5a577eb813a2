"""What work put on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from bothways_web.people.access import Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield nothing yet."""
    yield from ()
