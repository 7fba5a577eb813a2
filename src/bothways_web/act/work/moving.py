"""Moving a piece the way a board asks for it: who may try, and what is said afterwards."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import WorkItem
from bothways_web.act.work import steps
from bothways_web.act.work.reach import Actor
from bothways_web.people.models import User

#: Moves that ask for something more, and so have a page of their own: move, name of the address.
WITH_PAGE = {"done": "finish_work", "drop": "drop_work"}
_OF_SHARERS = ("take", "back", "done", "reopen")
_OF_LEADS = ("put_back", "done", "reopen", "drop")


def may_try(move: str, item: WorkItem, actor: Actor) -> bool:
    """Return whether somebody is one of those who make such a move; whether it is possible now is another question."""
    if move in _OF_SHARERS and actor.may_take(item):
        return True
    return move in _OF_LEADS and actor.may_change(item)


def check_own(item: WorkItem, actor: Actor) -> None:
    """Refuse what only those do who hold a piece, or who lead."""
    if not actor.owns(item) and not actor.may_change(item):
        raise InputError(_("It is not yours any more."), remedy=_("Look at the board."))


def make_move(move: str, item: WorkItem, actor: Actor, *, seen: int, by: User) -> str:
    """Move a piece, and return what to say about it.

    Raises
    ------
    InputError
        Where it is not possible any more.
    """
    if move == "take" and actor.person is not None:
        steps.take(item, actor.person, seen=seen, by=by)
        return _("You have taken it. You can hand it back at any time, without a reason.")
    if move == "back" and actor.person is not None:
        steps.hand_back(item, actor.person, seen=seen, by=by)
        return _("It waits again. If that was a mistake, take it on the board.")
    if move == "put_back":
        steps.put_back(item, seen=seen, by=by)
        return _("It waits again.")
    if move == "reopen":
        check_own(item, actor)
        steps.reopen(item, seen=seen, by=by)
        return _("It is open again.")
    raise InputError(_("There is no such move."), remedy=_("Choose one from the list."))
