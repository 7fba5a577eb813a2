"""Who reads the story, and who may suggest a mail about it to somebody else."""

from __future__ import annotations

from django.db.models import QuerySet

from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Role, User

#: Cells of the table that open the story: it is written for those who lead.
READS = ("one page", "own + company", "all", "all + method")
#: Cells whose holders may suggest the mail to somebody else.
SUGGESTS = ("all",)


def reads(viewer: Viewer) -> bool:
    """Return whether a viewer may open the story."""
    return viewer.may(Right.FINDINGS, *READS)


def suggests(viewer: Viewer) -> bool:
    """Return whether a viewer may suggest the mail to executives."""
    return viewer.may(Right.FINDINGS, *SUGGESTS)


def executives() -> QuerySet[User]:
    """Return the accounts to whom the mail can be suggested, by name."""
    found = User.objects.filter(is_active=True, grants__role=Role.EXECUTIVE).exclude(email="")
    return found.distinct().order_by("name", "email")
