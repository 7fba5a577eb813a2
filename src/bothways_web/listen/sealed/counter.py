"""The counters of a sealed round: one gives a token to whoever holds an invitation, one takes ballots from nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bothways_web.listen.answering.asking import choices
from bothways_web.listen.answering.responses import is_open
from bothways_web.listen.models import Invitation, Round, Stratum
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.sealed import files

if TYPE_CHECKING:
    from bothways.privacy.ballots import BallotKey, SealedRound

#: Longest request for a token, and longest ballot, that anybody's client sends.
LONGEST_REQUEST, LONGEST_BALLOT = 512, 64 * 1024


def issue(invitation: Invitation, blinded: bytes) -> bytes:
    """Sign the blinded token of an invitation, once; the same request again gets the same bytes.

    Raises
    ------
    BallotRefused
        "closed", "already issued", "malformed".
    """
    from bothways.privacy.ballots import BallotRefused, issue_token

    stratum = Stratum.objects.select_related("sealing").get(
        sealing=invitation.round_id, name=invitation.stratum
    )
    if not is_open(invitation.round):
        raise BallotRefused("closed", "The round is closed.")
    try:
        key = files.load_key(stratum.sealing.name, stratum.name)
    except FileNotFoundError:
        raise BallotRefused("closed", "The round is closed.") from None
    return issue_token(
        blinded,
        sealed=_sealed(stratum, key),
        stratum=stratum.name,
        person=str(invitation.pk),
        register=files.register(),
    )


def cast(stratum: Stratum, sent: bytes, headers: Mapping[str, str]) -> str:
    """Store a ballot exactly once; returns "stored" or "already stored".

    Raises
    ------
    BallotRefused
        As the library does; also where an answer is not on the scale of its question.
    """
    from bothways.privacy.ballots import cast_ballot, read_public_key

    asked, box = stratum.sealing.round, files.box()
    if not is_open(asked) and not box.state(stratum.sealing.name)[1]:
        box.close(stratum.sealing.name)
    _refuse_off_scale(asked, sent)
    return cast_ballot(
        sent,
        sealed=_sealed(stratum, read_public_key(bytes(stratum.public or b""))),
        stratum=stratum.name,
        items=[item.id for item in items_of(asked)],
        box=box,
        headers=headers,
    )


def find_stratum(name: str, stratum: str) -> Stratum | None:
    """Return a box of a round that was opened; ``None`` where there is none."""
    found = Stratum.objects.select_related("sealing__round").filter(sealing__name=name, name=stratum)
    return found.exclude(public=None).first()


def _sealed(stratum: Stratum, key: BallotKey) -> SealedRound:
    """Return the round as one box of it needs it."""
    from bothways.privacy.ballots import SealedRound

    return SealedRound(stratum.sealing.name, stratum.sealing.least, {stratum.name: key})


def _refuse_off_scale(asked: Round, sent: bytes) -> None:
    """Refuse a ballot with words, or numbers that no button of the page gives: they could mark it."""
    from bothways.privacy.ballots import BallotRefused
    from bothways.privacy.ballots.ballot import read_answers, read_ballot

    scales = {item.id: {value for value, _words in choices(item, "en")} for item in items_of(asked)}
    for item, value in read_answers(read_ballot(sent).answers).items():
        known = item not in scales or value is None or (type(value) is int and value in scales[item])
        if not known:
            raise BallotRefused("malformed", "An answer is not on the scale of its question.")
