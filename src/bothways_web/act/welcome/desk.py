"""What those who look after the welcome see: how many there are of what, in bands, and nobody by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.allocation.mentor_proposals import ROOM_OF_ONE_MORE
from bothways.privacy.values.bands import band
from bothways_web.act.models import MentorPair, MentorWish
from bothways_web.act.welcome.matching import mentors_with_room
from bothways_web.people.models import Organisation

State = MentorPair.State


@dataclass(frozen=True)
class Desk:
    """Numbers of the welcome, as bands such as "5–9": five that become six would tell of one person.

    Attributes
    ----------
    pairs, waiting, offers, places : str
        Blank where there are fewer than the fewest that are told.
        Pairs that hold; new colleagues without mentor who wish for one, whatever is suggested or asked; people who
        offer; places of theirs that nobody has.
    too_few : bool
        Whether more wait than places are free; false with a blank ``waiting``.
    missing : str
        Fewest further mentors for those who wait, if each had room for two; blank for few.
    fewest : int
    """

    pairs: str
    waiting: str
    offers: str
    places: str
    too_few: bool
    missing: str
    fewest: int

    def rows(self) -> list[tuple[str, str]]:
        """Return each number under its name."""
        return [
            (_("Pairs of a new colleague and a mentor"), self.pairs),
            (_("New colleagues who wait for a mentor"), self.waiting),
            (_("People who offer to be a mentor"), self.offers),
            (_("Places that are free with them"), self.places),
        ]


def read_desk() -> Desk:
    """Return the numbers of today."""
    fewest = Organisation.current().floor

    def told(number: int) -> str:
        return band(number).replace("-", "–") if number >= fewest else ""

    together = MentorPair.objects.filter(state=State.TOGETHER)
    wishes = MentorWish.objects.exclude(person__in=together.values("hire")).count()
    mentors = mentors_with_room()
    held = {one.offer.person_id: one.offer.room for one in mentors}
    for mentor in together.values_list("mentor", flat=True):
        if mentor in held:
            held[mentor] -= 1
    free = sum(max(0, left) for left in held.values())
    missing = -(-max(0, wishes - free) // ROOM_OF_ONE_MORE)
    waiting = told(wishes)
    return Desk(
        told(together.count()),
        waiting,
        told(len(mentors)),
        told(free),
        bool(waiting) and missing > 0,
        told(missing) if waiting else "",
        fewest,
    )
