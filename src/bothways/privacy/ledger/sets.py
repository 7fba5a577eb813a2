"""One set of respondents of a round, and the groups of it that are offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bothways.privacy.ledger.digest import set_digest
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.ledger.record import Offer, RoundRecord, SetRecord

IntArray = npt.NDArray[np.int64]


def offer_set(
    one: RoundRecord,
    answers: RoundAnswers,
    people: IntArray,
    *,
    asked: int,
    by: Sequence[str],
    units_only: bool,
    key: bytes,
    whole_only: bool = False,
    mark: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[RoundRecord, str]:
    """Decide on the groups of a set of respondents, continuing what was decided before.

    ``whole_only`` offers the whole organisation and nothing below; ``mark`` keeps sets apart that are decided in
    different ways.

    Returns
    -------
    (RoundRecord, str)
        The round, and the number of the set in it. The same respondents, asked for the same floor, are one
        set. One whose floor was raised since takes new groups only if all its old ones satisfy the new floor.
    """
    from bothways.privacy.ledger.offers import decide

    check = ("whole:" if whole_only else "") + mark + set_digest(key, answers, people)
    wanted, floor = (check, units_only, asked), max(one.floor, asked)
    same = (
        number for number, each in one.sets.items() if (each.check, each.units_only, each.asked) == wanted
    )
    number = next(same, str(len(one.sets) + 1))
    known: tuple[Offer, ...] = one.sets[number].offers if number in one.sets else ()
    offers = decide(
        answers.roster.part(people),
        floor=floor,
        by=by,
        known=known,
        whole_only=whole_only or not answers.one_each,
        offered=answers.offered,
        progress=progress,
    )
    made = SetRecord(floor, asked, units_only, check, offers)
    return replace(one, sets={**one.sets, number: made}), number
