"""Whether sealed rounds can be run here at all, and whether a pulse may be one."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

from django.conf import settings

from bothways.errors import InputError
from bothways.measures.instrument import SCORED_KINDS
from bothways_web.listen.models import Pulse
from bothways_web.listen.question_sets import instrument_of

NEAR = {"localhost", "127.0.0.1", "::1"}
NEEDED = ("cryptography", "gmpy2")
CADENCES = (Pulse.Cadence.ONCE, Pulse.Cadence.QUARTERLY)


def refuse_unready() -> None:
    """Refuse sealed rounds where browsers would not seal, or the server could not sign.

    Raises
    ------
    InputError
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"Sealed rounds need the package {missing[0]}, which is not installed here.",
            remedy="Ask whoever runs the server for: pip install 'bothways[sealed]'.",
        )
    if not is_secure(settings.BASE_URL):
        raise InputError(
            f"Sealed rounds need HTTPS, and people open this site at {settings.BASE_URL}: their browsers would refuse "
            "to seal a ballot there.",
            remedy="Ask whoever runs the server to give it a certificate and to set BOTHWAYS_URL to the https address.",
        )


def is_secure(url: str) -> bool:
    """Return whether browsers take pages of an address for a secure context.

    Examples
    --------
    >>> [is_secure(url) for url in ("https://voices.example", "http://localhost:8000", "http://voices.example")]
    [True, True, False]
    """
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in NEAR


def refuse_unfit(pulse: Pulse) -> None:
    """Refuse what a sealed round cannot carry.

    Raises
    ------
    InputError
    """
    if pulse.cadence not in CADENCES:
        raise InputError(
            "A sealed round is asked once or every quarter: more often, its numbers could be told apart by person.",
            remedy="Change how often the pulse is asked.",
        )
    if pulse.comment:
        raise InputError(
            "A sealed round asks for no comment: the way of writing would give people away.",
            remedy="Take the comment out.",
        )
    asked = instrument_of(pulse).items if pulse.form == Pulse.Form.FULL else ()
    told = [one for one in asked if one.scale.kind != "open_text"]  # those are left out, as a comment is
    if any(one.scale.kind not in SCORED_KINDS or one.ask_if or one.grid or one.pipes for one in told):
        raise InputError(
            "A sealed round asks questions on scales alone, all of everybody: choices, numbers, days, tables, "
            "questions that only some are asked and repeated answers would tell too much of one ballot.",
            remedy="Take them out of the question set, or ask it in a confidential round.",
        )
    if pulse.share < 100:
        raise InputError(
            "A sealed round is asked of everybody: a part of the people would be another part each time.",
            remedy="Ask 100 per cent.",
        )
