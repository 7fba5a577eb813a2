"""What somebody can choose about each kind of message, as their own page lists it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bothways_web.people.models import Digest, User
from bothways_web.people.notifications import kinds
from bothways_web.people.notifications.digest import choose_rhythm, digest_of
from bothways_web.people.notifications.kinds import Audience, Default, Kind


@dataclass(frozen=True)
class Choice:
    """How one kind is switched.

    Attributes
    ----------
    is_on : callable
        Whether somebody gets it now.
    stop : callable
        Lets somebody have no more of it.
    page : str
        The name of the address where it is chosen.
    """

    is_on: Callable[[User], bool]
    stop: Callable[[User], object]
    page: str


@dataclass(frozen=True)
class Row:
    """A line of the page; ``page`` is blank where nothing can be chosen."""

    kind: Kind
    is_on: bool
    page: str

    @property
    def can_stop(self) -> bool:
        """Whether one click ends it."""
        return bool(self.page) and self.is_on


CHOICES: dict[str, Choice] = {
    kinds.DIGEST.name: Choice(
        lambda user: digest_of(user).rhythm != Digest.Rhythm.NEVER,
        lambda user: choose_rhythm(user, Digest.Rhythm.NEVER),
        "own_mails",
    )
}


def contribute(kind: Kind, choice: Choice) -> None:
    """Let a room say how one of its kinds is switched; a second time changes nothing."""
    CHOICES.setdefault(kind.name, choice)


def rows_for(user: User) -> list[Row]:
    """Return what somebody may get, and how it stands."""
    return [_row(kind, user) for kind in kinds.kinds_for(Audience.PEOPLE)]


def stop_kind(name: str, user: User) -> bool:
    """Let somebody have no more of a kind; return whether it can be stopped."""
    choice = CHOICES.get(name)
    if choice is None:
        return False
    choice.stop(user)
    return True


def _row(kind: Kind, user: User) -> Row:
    choice = CHOICES.get(kind.name)
    if choice is None:
        return Row(kind, kind.default != Default.OFF, "")
    return Row(kind, choice.is_on(user), choice.page)
