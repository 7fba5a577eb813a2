"""Against spam on an open survey, without puzzles: a field nobody sees, a clock, and counting in memory alone."""

from __future__ import annotations

import time
from enum import StrEnum

from bothways_web.listen import allowance
from bothways_web.listen.channels.visits import Mark
from bothways_web.listen.models import Pulse
from bothways_web.people.network import network_of as network_of

#: The field that people do not see.
TRAP = "website"
#: Nobody answers faster, and no page is answered later.
FEWEST_SECONDS, MOST_SECONDS = 3, 24 * 3600
HOUR = 3600
#: So many sends an hour: by one network address, and to one survey.
MOST_BY_ADDRESS, MOST_TO_SURVEY = 30, 3000


class Why(StrEnum):
    """Why a send is refused."""

    TRAP = "trap"
    FAST = "fast"
    OLD = "old"
    ADDRESS = "address"
    SURVEY = "survey"


def why_not(pulse: Pulse, mark: Mark, *, address: str | None) -> Why | None:
    """Return why what is sent is not taken; counts it where nothing else is in the way.

    Parameters
    ----------
    pulse : Pulse
    mark : Mark
    address : str or None
        Of the network; ``None`` at a kiosk, where many people share one.
    """
    seconds = time.time() - mark.begun
    if seconds < FEWEST_SECONDS:
        return Why.FAST
    if seconds > MOST_SECONDS:
        return Why.OLD
    by_address = address is None or allowance.take(
        "open", network_of(address), most=MOST_BY_ADDRESS, seconds=HOUR
    )
    if not by_address:
        return Why.ADDRESS
    to_survey = allowance.take("open survey", pulse.pk, most=MOST_TO_SURVEY, seconds=HOUR)
    return None if to_survey else Why.SURVEY
