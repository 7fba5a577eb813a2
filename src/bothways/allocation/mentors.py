"""New hires paired with mentors: proposals, each with why these two, and why somebody finds nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bothways.allocation.hours import lot
from bothways.allocation.mentor_case import MentorCase, read_case, read_declined
from bothways.allocation.mentor_fit import Bar, FitWeights, measure_terms, tell_why
from bothways.allocation.mentor_proposals import MentorChoice, MentorPairing, MentorProposal, WithoutMentor
from bothways.allocation.mentor_turns import Waiting, choose_by_waiting, read_waiting
from bothways.allocation.pair import pair

if TYPE_CHECKING:
    from bothways.privacy.tree import UnitTree

#: Mentors that are put before one new hire, at most: the one they are paired with, and others.
MOST_CHOICES = 3


def pair_mentors(
    hires: Any,
    mentors: Any,
    units: UnitTree | Any,
    *,
    on: dt.date,
    seed: int,
    weights: FitWeights | None = None,
    later: float = 0.05,
    declined: Iterable[tuple[str, str]] = (),
    waiting_since: Waiting | None = None,
) -> MentorPairing:
    """Propose a mentor to each new hire: as many pairs as there can be, then the most total fit.

    The total is ``sum of fit - later * (0 + 1 + ... )`` over the pairs of each mentor, so that mentors who
    fit about as well share the new hires evenly. Nobody is paired who is not willing, with more than they
    have room for, with somebody who stands above or below them, without a shared language where both state
    any, or with whom it was declined. These are proposals: a pair holds when both say yes.

    Parameters
    ----------
    hires : path or table
        CSV, XLSX, Parquet or a frame, one row a new hire: ``person, unit, site, role, time_zone``, and any of
        ``languages, asks, leads, manager``. Lists stand between semicolons (languages and topics also commas).
    mentors : path or table
        The same, with ``offers`` in place of ``asks``, and ``leads`` (units they lead; blank for none),
        ``willing`` (yes or no; blank is no) and, if known, ``room``: how many more new hires they take, 0 to
        5; 2 where blank.
    units : UnitTree, path or table
        The tree of units, as in :func:`bothways.privacy.read_units`; of a file, the units valid on the day.
    on : datetime.date
        The day whose clocks count for working hours.
    seed : int
        Settles ties. Whoever knows it and the tables can pair again and see that nothing was arranged.
    weights : FitWeights, optional
    later : float
        What a mentor's second new hire costs, in units of fit; the third costs it twice, and so on. 0 or more.
    declined : iterable of (str, str), optional
        New hire and mentor who are never proposed to each other (again). Names of nobody here are passed over.
    waiting_since : mapping of str to datetime.date, optional
        Since when new hires wait. Where places are too few, those who wait longest find a mentor first, those
        of the same day by lot, those not named last; fit then decides who goes with whom, and never who stays
        without. There are as many pairs as without it. Without it, fit decides that, too.

    Returns
    -------
    MentorPairing
        Blank sites, roles and topics count nothing for a pair. The order of rows changes nothing.

    Raises
    ------
    CellError
        A person is blank, there twice or in both tables; a unit or time zone is blank or unknown; ``willing``
        is neither yes nor no; ``room`` is no whole number from 0 to 5: names file, row and column.
    ColumnError
        A column is missing or could be two.
    FileError
        A table cannot be read or has no rows.
    InputError
        ``declined`` holds something else than pairs, ``waiting_since`` something else than days, ``later`` is
        negative, ``on`` is no date from 1950 to 2100, or there are too many to pair at once (about a thousand).

    Notes
    -----
    The assignment is :func:`pair`: linear sum assignment on one column a place. That a pair is made at all
    goes before how well others fit: it can happen that a sum over fewer pairs would have been larger.

    Examples
    --------
    >>> import datetime as dt
    >>> import pandas as pd
    >>> units = pd.DataFrame({"unit": ["all", "shop", "web"], "parent": ["", "all", "all"]})
    >>> both = {"site": "Bonn", "time_zone": "Europe/Berlin"}
    >>> hires = pd.DataFrame([{"person": "ana", "unit": "shop", "role": "sales", "asks": "returns"} | both])
    >>> mentor = {"unit": "web", "role": "sales", "offers": "returns; refunds", "leads": "", "willing": "yes"}
    >>> mentors = pd.DataFrame([{"person": "eva"} | mentor | both])
    >>> one = pair_mentors(hires, mentors, units, on=dt.date(2026, 3, 2), seed=7).proposals[0]
    >>> one.mentor, round(one.choices[0].fit, 2), one.choices[0].why[0]
    ('eva', 0.91, 'Offers what is asked for: returns (1 of 1 topics).')
    """
    case = read_case(hires, mentors, units, weights or FitWeights(), on, read_declined(declined))
    waiting = read_waiting(waiting_since)
    rows = list(range(len(case.hires))) if waiting is None else choose_by_waiting(case, waiting, seed)
    made = pair(
        [case.hires[row].key for row in rows],
        [one.key for one in case.mentors],
        1 - case.fits[rows],
        forbidden={(case.hires[row].key, case.mentors[at].key) for row, at in case.bars},
        at_most=[one.room for one in case.mentors],
        later=later,
        seed=seed,
    )
    places = {one.key: at for at, one in enumerate(case.mentors)}
    found = {one.left: places[one.right] for one in made if one.right is not None}
    chosen = [found.get(one.key) for one in case.hires]
    taken = Counter(at for at in chosen if at is not None)
    left = [one.room - taken[at] for at, one in enumerate(case.mentors)]
    proposals = tuple(_propose(case, row, at, left, seed) for row, at in enumerate(chosen))
    return MentorPairing(proposals, case.weights, on, seed, case.declined)


def _propose(
    case: MentorCase, row: int, chosen: int | None, left: Sequence[int], seed: int
) -> MentorProposal:
    """Return what is proposed to one new hire; ``left`` holds the places that mentors still have."""
    hire = case.hires[row]
    if chosen is None:
        reason, sentence = _tell_why_nobody(case, row)
        return MentorProposal(hire.key, (), reason, sentence)
    others = [
        at for at in range(len(case.mentors)) if at != chosen and left[at] > 0 and (row, at) not in case.bars
    ]
    others.sort(key=lambda at: (-case.fits[row, at], lot(seed, "choice", hire.key, case.mentors[at].key)))
    choices = tuple(_choose(case, row, at) for at in (chosen, *others[: MOST_CHOICES - 1]))
    return MentorProposal(hire.key, choices, None, " ".join(choices[0].why))


def _choose(case: MentorCase, row: int, at: int) -> MentorChoice:
    hire, mentor = case.hires[row], case.mentors[at]
    return MentorChoice(
        mentor.key,
        float(case.fits[row, at]),
        measure_terms(hire, mentor, case.lines, case.on),
        tell_why(hire, mentor, case.lines, case.on, case.weights),
    )


def _tell_why_nobody(case: MentorCase, row: int) -> tuple[WithoutMentor, str]:
    mentors = len(case.mentors)
    if not case.willing:
        return "nobody is willing", "No mentor is willing."
    if not mentors:
        return "nobody has room", "No willing mentor has room for another new hire."
    bars = Counter(case.bars[row, at] for at in range(mentors) if (row, at) in case.bars)
    told: dict[Bar, str] = {
        "own line": "in their own line",
        "no shared language": "without a shared language",
        "declined": "declined",
    }
    parts = [f"{bars[bar]} {words}" for bar, words in told.items() if bars[bar]]
    listed = f" Of {mentors} willing mentors with room: {', '.join(parts)}." if parts else ""
    if bars.total() == mentors:
        return "nobody may", f"No mentor may be proposed.{listed}"
    return "no place is left", f"Others took the places of the mentors who may be proposed.{listed}"
