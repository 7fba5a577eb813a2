"""One visit to an open survey: a random number and two times, signed, which only the page carries."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace

from django.core import signing

from bothways_web.listen.channels.links import Door
from bothways_web.listen.models import Invitation, Round

#: The field of a page that carries the visit.
FIELD = "visit"
#: A kiosk starts anew when nobody has touched it for so many seconds, and says so that many before.
REST_SECONDS, WARN_SECONDS = 60, 15
#: A kiosk without scripts goes back to its start after so many seconds; a screen that is older was somebody else's.
KIOSK_SECONDS = 120
_LATE = 30


@dataclass(frozen=True)
class Mark:
    """What tells one visit from another.

    Attributes
    ----------
    key : UUID
        Random; becomes the key of what is stored, so that a visit is stored once.
    begun, shown : int
        When the visit began, and when the last screen was shown, in seconds. Never stored.
    """

    key: uuid.UUID
    begun: int
    shown: int


def new_mark() -> Mark:
    """Return the mark of a visit that begins now."""
    now = int(time.time())
    return Mark(uuid.uuid4(), now, now)


def sign_mark(mark: Mark, asked: Round, door: Door) -> str:
    """Return a mark as the page carries it, shown now."""
    carried = [mark.key.hex, mark.begun, int(time.time())]
    return signing.dumps(carried, salt=_salt(asked, door))


def read_mark(text: str, asked: Round, door: Door) -> Mark | None:
    """Return the mark of a page; ``None`` where it is made up, or of another round or door."""
    try:
        key, begun, shown = signing.loads(text, salt=_salt(asked, door))
        return Mark(uuid.UUID(key), int(begun), int(shown))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def is_left(mark: Mark, *, awake: bool) -> bool:
    """Return whether a screen of a kiosk was left: older than it may be, unless a script saw somebody there."""
    return not awake and time.time() - mark.shown > KIOSK_SECONDS + _LATE


def begin_anew(mark: Mark) -> Mark:
    """Return a mark of the same person that begins now."""
    return replace(new_mark(), shown=mark.shown)


def unsaved_invitation(asked: Round, mark: Mark) -> Invitation:
    """Return what a visit is stored under once it is sent: nobody's, of the whole audience."""
    return Invitation(
        pk=mark.key, round=asked, respondent=uuid.uuid4(), unit=asked.pulse.audience.code, attributes={}
    )


def _salt(asked: Round, door: Door) -> str:
    return f"bothways.visit.{door}.{asked.pk}"
