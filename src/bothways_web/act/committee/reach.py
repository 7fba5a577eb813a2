"""Who reads, who writes and who draws: charter and minutes for all, the draw for leads, writing for members."""

from __future__ import annotations

from django.db.models import QuerySet

from bothways_web.act.models import CommitteeDraw, Seat
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Person, User

#: What the cells of the table of rights say.
RUN, EDIT = "read / run", "edit / read"


def writes(viewer: Viewer) -> bool:
    """Return whether a viewer writes charter and minutes: members."""
    return viewer.may(Right.COMMITTEE, EDIT)


def runs(viewer: Viewer) -> bool:
    """Return whether a viewer sets draws up and makes them: both leads."""
    return viewer.may(Right.COMMITTEE, RUN)


def sees_draw(viewer: Viewer) -> bool:
    """Return whether a viewer reads how a draw is set up."""
    return viewer.may(Right.COMMITTEE, RUN, EDIT)


def writes_charter(viewer: Viewer) -> bool:
    """Return whether a viewer writes the charter: members, and before a draw is announced whoever sets it up.

    From then on people are asked, or sit, who have said yes to the charter as it was.
    """
    return writes(viewer) or (runs(viewer) and not _is_bound())


def _is_bound() -> bool:
    state = CommitteeDraw.State
    fixed = CommitteeDraw.objects.filter(state__in=(state.WORKING, state.ANNOUNCED))
    waiting = Seat.objects.filter(state__in=(Seat.State.ASKED, Seat.State.HELD), draw__over=False)
    return fixed.exists() or waiting.exists()


def sitting() -> QuerySet[Seat]:
    """Return the seats that are held."""
    return Seat.objects.filter(state=Seat.State.HELD).select_related("person", "draw")


def own_seat(user: User) -> Seat | None:
    """Return the seat that somebody is asked about or holds, the newest first."""
    waits = (Seat.State.ASKED, Seat.State.HELD)
    found = Seat.objects.filter(person__user=user, state__in=waits, draw__over=False)
    return found.select_related("draw", "person").order_by("-pk").first()


def person_of(user: User) -> Person | None:
    """Return the person behind an account."""
    return getattr(user, "person", None)


def latest_draw() -> CommitteeDraw | None:
    """Return the draw that is under way, else the last one that was made."""
    state = CommitteeDraw.State
    under_way = CommitteeDraw.objects.filter(
        state__in=(state.PLANNED, state.WORKING, state.ANNOUNCED)
    ).first()
    return under_way or last_drawn()


def announced_draw() -> CommitteeDraw | None:
    """Return the draw whose hash is published and whose seed is not made."""
    return CommitteeDraw.objects.filter(state=CommitteeDraw.State.ANNOUNCED).first()


def last_drawn() -> CommitteeDraw | None:
    """Return the last draw that was made."""
    return CommitteeDraw.objects.filter(state=CommitteeDraw.State.DRAWN).first()
