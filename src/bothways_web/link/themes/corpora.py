"""What was written: a round that is asked about, rounds before it, reviews and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from bothways_web.link.themes.runs import speaks_for_all
from bothways_web.listen.models import Pulse, Review, ReviewImport, Round, VoiceNote
from bothways_web.listen.written import Written, written_in

if TYPE_CHECKING:
    import pandas as pd

#: Rounds of each voice that themes are found in, the newest first.
MOST_ROUNDS = 12
#: A voice brings at most so many times the texts of the other one, or this many where that is silent: else the many
#: would be all that is heard. Reviews and notes bring at most as many texts as surveys do.
TIMES, FEWEST = 4, 500
_SIDES = {Pulse.Side.EMPLOYEES: "employee", Pulse.Side.CUSTOMERS: "customer"}
#: Text, side, unit, respondent.
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Corpus:
    """All that was written by both voices, the round that is asked about first.

    Attributes
    ----------
    frame : pandas.DataFrame
        ``text, side, unit, respondent``.
    asked : Written
        Its rows are the first ones of the frame.
    """

    frame: pd.DataFrame
    asked: Written


def gather(asked: Round) -> Corpus:
    """Return what was written in a round, and before it by both voices; what it takes of reviews stays from now on."""
    import pandas as pd

    first = written_in(asked)
    own = [row for row in _rows(asked, first) if row[0]]
    other = next(side for side in _SIDES if side != asked.pulse.side)
    theirs = list(_before(asked, other, most=max(TIMES * len(own), FEWEST)))
    own += _before(asked, Pulse.Side(asked.pulse.side), most=max(TIMES * len(theirs), FEWEST))
    said = len(own) + len(theirs)
    rows = [*_rows(asked, first), *own[sum(map(bool, first.texts)) :], *theirs, *_elsewhere(most=said)]
    return Corpus(pd.DataFrame(rows, columns=["text", "side", "unit", "respondent"]), first)


def _before(asked: Round, side: Pulse.Side, *, most: int) -> list[Row]:
    """Return what a voice wrote in rounds before one, the newest first."""
    before = Round.objects.filter(state=Round.State.RELEASED, pulse__side=side, pk__lt=asked.pk)
    rounds = before.select_related("pulse__audience").order_by("-pk")[:MOST_ROUNDS]
    rows: list[Row] = []
    for one in rounds:
        if len(rows) < most and speaks_for_all(one):
            rows += [row for row in _rows(one, written_in(one)) if row[0]]
    return rows[:most]


def _rows(asked: Round, written: Written) -> list[Row]:
    side = _SIDES[Pulse.Side(asked.pulse.side)]
    return list(zip(written.texts, [side] * len(written.texts), written.units, written.people, strict=True))


def _elsewhere(*, most: int) -> Iterator[Row]:
    """Yield the newest reviews, tickets and notes of talks, each of somebody else."""
    imports = ReviewImport.objects.filter(state=ReviewImport.State.IMPORTED)
    imports.filter(used_at__isnull=True).update(used_at=timezone.now())
    reviews = Review.objects.filter(of__in=imports).order_by("-day", "-pk")
    notes = VoiceNote.objects.order_by("-held_on", "-pk")
    for kind, there in (("review", reviews), ("note", notes)):
        for key, text, unit in there.values_list("pk", "text", "unit")[: most // 2]:
            yield text, "customer", unit, f"{kind} {key}"
