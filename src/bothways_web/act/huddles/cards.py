"""Ideas written in silence: who wrote which, and when, is stored nowhere; writing one is in no log."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.huddles.capture import locked_open
from bothways_web.act.models import Card, Huddle
from bothways_web.listen import allowance
from bothways_web.listen.channels.guard import HOUR, network_of
from bothways_web.listen.problems.private_codes import ALPHABET, number_from
from bothways_web.listen.problems.reporting import mask
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, User

LONGEST = 280
#: Fewer would show who wrote them; more where the floor of the organisation is higher.
FEWEST = 5
#: So many cards of one huddle, and so many sends an hour from one network: a room shares one.
MOST, MOST_BY_ADDRESS = 200, 120
#: Seconds between two tries to lay cards open: whoever tries all the time would see whose card comes last.
TRY_AGAIN = 60
_SALT = "bothways.huddle card"
#: What is easily misread is read as what was meant.
_MISREAD = str.maketrans("OILU", "011V")


class Kept(StrEnum):
    """What became of a card."""

    STORED = "stored"
    OVER = "over"
    FULL = "full"
    OFTEN = "often"


def card_code(huddle: Huddle) -> str:
    """Return what stands in the address for writing cards: eight letters and digits that nobody confuses."""
    drawn = int.from_bytes(salted_hmac(_SALT, huddle.card_key.hex, algorithm="sha256").digest(), "big")
    letters = "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def card_link(huddle: Huddle) -> str:
    """Return the whole address at which cards for a huddle are written: short enough to be typed."""
    return settings.BASE_URL + reverse("huddle_card", args=[card_code(huddle)])


def huddle_behind(code: str) -> Huddle | None:
    """Return the huddle of an address, for a day after it was opened; ``None`` where the code is made up.

    A code leads to a page for writing and to nothing that can be read, so eight letters are enough.
    """
    wanted = code[:20].upper().translate(_MISREAD)
    lately = Huddle.objects.filter(opened_at__gte=timezone.now() - dt.timedelta(days=1))
    lately = lately.only(
        "card_key", "state", "cards_open"
    ).order_by()  # strangers may ask: nothing more is read
    return next((one for one in lately if constant_time_compare(card_code(one), wanted)), None)


def fewest_cards() -> int:
    """Return how many cards there must be, and how many people in the room."""
    return max(FEWEST, Organisation.current().floor)


def takes_cards(huddle: Huddle) -> bool:
    """Return whether cards can be written: until they are laid open."""
    return huddle.state == Huddle.State.OPEN and not huddle.cards_open


def add_card(huddle: Huddle, text: str, key: bytes, *, address: str) -> Kept:
    """Store a card once a form, masked; nothing of who wrote it or when is kept.

    Parameters
    ----------
    huddle : Huddle
    text : str
    key : bytes
        Of the form, see :mod:`bothways_web.listen.problems.private_codes`.
    address : str
        Of the network; counted in memory alone.
    """
    number = number_from(key, "card")
    if Card.objects.filter(pk=number, huddle=huddle).exists():
        return Kept.STORED
    if not allowance.take("card", network_of(address), most=MOST_BY_ADDRESS, seconds=HOUR):
        return Kept.OFTEN
    masked = mask(text)
    with transaction.atomic():
        locked = Huddle.objects.select_for_update().get(pk=huddle.pk)
        if not takes_cards(locked):
            return Kept.OVER
        if locked.cards.count() >= MOST:
            return Kept.FULL
        try:
            with transaction.atomic():
                Card.objects.create(pk=number, huddle=locked, masked=masked)
        except IntegrityError:  # the same form, sent twice at once
            return Kept.STORED
    return Kept.STORED


@transaction.atomic
def lay_open(huddle: Huddle, *, enough_there: bool, by: User) -> None:
    """Lay all cards open; from then on none is added.

    Raises
    ------
    InputError
        Where there are fewer cards than needed, nobody has said that as many people are in the room (one person may
        write several cards), or somebody tried less than a minute ago.
    """
    locked = locked_open(huddle)
    if locked.cards_open:
        return
    needed = {"fewest": fewest_cards()}
    if not enough_there:
        raise InputError(
            _("One person may write several cards, so enough cards are not enough people."),
            remedy=_("Count the people in the room, and say that there are %(fewest)s or more.") % needed,
        )
    if not allowance.take("lay open", locked.card_key, most=1, seconds=TRY_AGAIN):
        raise InputError(
            _("Somebody tried to lay the cards open a moment ago."),
            remedy=_("Try again in a minute: at once it would show who wrote the card that was missing."),
        )
    if locked.cards.count() < needed["fewest"]:
        raise InputError(
            _("There are fewer than %(fewest)s cards, and so few would show who wrote them.") % needed,
            remedy=_("Wait for more, or talk instead."),
        )
    locked.cards_open = True
    locked.save(update_fields=["cards_open"])
    record(by, "laid cards open", locked, unit=locked.unit.code)


def cards_of(huddle: Huddle) -> list[Card]:
    """Return the cards that are laid open, by their random numbers."""
    return list(huddle.cards.order_by("pk")) if huddle.cards_open else []
