"""Why a sealed ballot, or the request for a token, is turned away."""

from __future__ import annotations

from typing import Literal, get_args

from bothways.errors import InputError

#: One word for each cause; the same for everybody, so that it can be translated and counted.
RefusalReason = Literal[
    "already issued",
    "closed",
    "malformed",
    "not invited",
    "other ballot",
    "signature",
    "too few invited",
    "traceable",
    "unknown question",
    "wrong round or stratum",
]
REMEDIES: dict[RefusalReason, str] = {
    "already issued": "Send the same request again, or answer from the device that asked first.",
    "closed": "The round takes no more ballots.",
    "malformed": "Build it with client.mjs and send it unaltered.",
    "not invited": "Ask whoever runs the survey whether this person belongs to the stratum.",
    "other ballot": "One token carries one ballot; the first one stays.",
    "signature": "Build it with client.mjs and send it unaltered.",
    "too few invited": "Merge the stratum with a neighbour, or run a confidential round.",
    "traceable": "Send the ballot without session: no cookies, no credentials, no referrer.",
    "unknown question": "A sealed ballot carries answers to the instrument's questions and nothing else.",
    "wrong round or stratum": "Cast it in the round and stratum whose key signed it.",
}


class BallotRefused(InputError):
    """A ballot, or the request for a token, is turned away; nothing was stored.

    Parameters
    ----------
    reason : RefusalReason
        The cause in one word, for the page and for counting.
    what : str
        What is wrong, as a sentence. Never a name, an answer or a token.

    Attributes
    ----------
    reason : RefusalReason

    Examples
    --------
    >>> str(BallotRefused("closed", "The round is closed."))
    'The round is closed. The round takes no more ballots.'
    """

    def __init__(self, reason: RefusalReason, what: str) -> None:
        self.reason = reason
        super().__init__(what, remedy=REMEDIES[reason])


if set(REMEDIES) != set(
    get_args(RefusalReason)
):  # a reason without a remedy would fail only when it is needed
    raise RuntimeError("Each reason for refusing a ballot needs a remedy.")
