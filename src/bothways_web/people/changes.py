"""Writing the change log: every verb that writes calls it inside its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bothways_web.people.models import Change, Organisation, User

#: What the change log says when a round opens: from then on, imports before it cannot be undone.
ROUND_OPENED = "opened round"
#: Called with what was done and what it was done to, inside the transaction that does it; quick. Rooms above hang in
#: what else is to be written down whenever the verb holds, and never without it.
ON_RECORD: list[Callable[[str, object], None]] = []
#: The ``source`` of lines that a directory has brought about: imports before them cannot be undone either.
FEED = "SCIM"


def record(by: User | None, verb: str, about: object, **details: Any) -> Change:
    """Write one line.

    Parameters
    ----------
    by : User or None
        ``None``: the system itself, such as a round that closes when its time has come.
    verb : str
        What was done, in the past tense: "opened round", "imported people".
    about : object
        What it was done to; its text is kept, so that the line stays readable.
    **details
        Plain values. Never an answer, and never who answered.
    """
    name = (by.name or by.email) if by else ""
    made = Change.objects.create(by=by, by_name=name, verb=verb, about=str(about)[:200], details=details)
    for hook in ON_RECORD:
        hook(verb, about)
    return made


def one_at_a_time() -> None:
    """Wait, inside a transaction, until nobody else is in a verb that must not run twice at once."""
    Organisation.current()
    Organisation.objects.select_for_update().get(pk=1)
