"""What a home page shows: rooms above contribute their items when their app is ready.

In ``AppConfig.ready`` of a room::

    from bothways_web.people import home
    home.contribute(listen_home.items)

where ``items(viewer, user)`` yields :class:`HomeItem`. It is called once a visit, so it asks the database little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bothways_web.people.access import Viewer
from bothways_web.people.models import User

MOST_NOW = 3


@dataclass(frozen=True)
class HomeItem:
    """One line of a home page.

    Attributes
    ----------
    title : str
        A whole sentence or a name of a page, already translated.
    url : str
    action : str
        What the button says where the item is in the "now" block.
    text : str
        One line below the title; may be blank.
    now : bool
        Whether it waits for this very person: such items stand in the "now" block, at most three of them.
    order : int
        Smaller first: 10 answering, 20 own team, 30 results, 40 records, 50 set-up.
    """

    title: str
    url: str
    action: str = ""
    text: str = ""
    now: bool = False
    order: int = 30


Contributor = Callable[[Viewer, User], Iterable[HomeItem]]
_CONTRIBUTORS: list[Contributor] = []


def contribute(contributor: Contributor) -> None:
    """Add a function that yields items; a second time changes nothing."""
    if contributor not in _CONTRIBUTORS:
        _CONTRIBUTORS.append(contributor)


def gather_items(viewer: Viewer, user: User) -> tuple[list[HomeItem], list[HomeItem]]:
    """Return the items of the "now" block, and the others; what found no room in the block follows there."""
    found = [item for contributor in _CONTRIBUTORS for item in contributor(viewer, user)]
    found.sort(key=lambda item: item.order)
    now = [item for item in found if item.now]
    others = now[MOST_NOW:] + [item for item in found if not item.now]
    return now[:MOST_NOW], others
