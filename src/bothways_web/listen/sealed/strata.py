"""Which people share a ballot box, and which units may be shown: decided at launch, by who is invited."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bothways.errors import InputError, PeriodError
from bothways.privacy import UnitTree, make_tree
from bothways.privacy.rounds import SealedState, open_sealed, read_sealed
from bothways.privacy.rounds.sealed import SealedRound
from bothways.privacy.rounds.sealed import Stratum as Box
from bothways_web.listen.invitations import choose_invited
from bothways_web.listen.models import Invitation, Pulse, Round, Sealing, Stratum
from bothways_web.listen.question_sets import questions_of
from bothways_web.listen.same_questions import refuse_other_way
from bothways_web.listen.sealed.readiness import refuse_unfit, refuse_unready
from bothways_web.people.models import Organisation, Post
from bothways_web.people.units import part_of_tree, today, tree_on


@dataclass(frozen=True)
class Plan:
    """What a launch decides: the state after it, the boxes, and the fewest people of a box."""

    state: SealedState
    opened: SealedRound
    least: int


def plan_strata(pulse: Pulse, posts: Sequence[Post], tree: UnitTree, *, floor: int, day: dt.date) -> Plan:
    """Decide who shares a box, against every sealed round of the same questions.

    Raises
    ------
    InputError
        Where the last one opened less than three months ago, or too few people are invited.
    """
    before = last_state(pulse)
    least = max(before.k, floor)
    roster = {post.person.pk.int: post.unit.code for post in posts}
    try:
        state, opened = open_sealed(replace(before, k=least), month_of(day), roster, tree=tree)
    except PeriodError as problem:
        raise InputError(
            "The last sealed round of these questions opened less than three months ago.",
            remedy="Wait until three months have passed since then.",
        ) from problem
    return Plan(state, opened, least)


def last_state(pulse: Pulse) -> SealedState:
    """Return what the sealed rounds of the same questions remember."""
    same = Sealing.objects.filter(round__pulse__instrument=pulse.instrument)
    last = same.order_by("-month", "-pk").first()
    return read_sealed(last.state) if last else SealedState(k=5)


def month_of(day: dt.date) -> int:
    """Return the month of the calendar, counted on."""
    return 12 * day.year + day.month - 1


def seal(asked: Round, posts: Sequence[Post], *, day: dt.date) -> None:
    """Write down boxes and invitations of a round that was launched; mails follow when its keys are there."""
    plan = plan_strata(asked.pulse, posts, tree_of(asked), floor=asked.floor, day=day)
    asked.floor = plan.least
    asked.save(update_fields=["floor"])
    sealing = Sealing.objects.create(
        round=asked,
        name=f"{asked.pk}-{secrets.token_hex(4)}",
        least=plan.least,
        month=plan.opened.month,
        state=plan.state.to_json(),
        units=[list(units) for units in plan.opened.units],
    )
    boxes = [
        Stratum(
            sealing=sealing, name=f"s{number}", units=list(one.units), rest=one.rest, invited=len(one.people)
        )
        for number, one in enumerate(plan.opened.strata, start=1)
    ]
    Stratum.objects.bulk_create(boxes, batch_size=500)
    named = zip(boxes, plan.opened.strata, strict=True)
    box_of = {person: row.name for row, one in named for person in one.people}
    Invitation.objects.bulk_create(
        [
            Invitation(
                round=asked,
                person=post.person,
                respondent=post.person.pk,
                unit=post.unit.code,
                address=post.person.email,
                stratum=box_of[post.person.pk.int],
            )
            for post in posts
        ],
        batch_size=500,
    )


def tree_of(asked: Round) -> UnitTree:
    """Return the units of a round as they were at its launch."""
    units, parents, names = zip(*asked.tree, strict=True)
    return make_tree(units, parents, names)


def opened_of(sealing: Sealing) -> SealedRound:
    """Return what was decided at the launch, as the library takes it; people are numbers."""
    boxes = [Box(tuple(one.units), one.rest, tuple(range(one.invited))) for one in sealing.strata.all()]
    return SealedRound(sealing.month, tuple(boxes), tuple(tuple(units) for units in sealing.units))


@dataclass(frozen=True)
class Preview:
    """What a launch would decide.

    Attributes
    ----------
    boxes : int
    joined : tuple of str
        Names of teams that share a box.
    withheld : tuple of str
        Names of teams that count in units above only, as too few came or went.
    above : tuple of str
        Names of units whose people count in units above only, as they are too few.
    whole : bool
        Whether the whole audience may be shown.
    least : int
    """

    boxes: int
    joined: tuple[str, ...]
    withheld: tuple[str, ...]
    above: tuple[str, ...]
    whole: bool
    least: int


def look_ahead(pulse: Pulse) -> dict[str, object]:
    """Return what the page of a launch says: the boxes of a launch today, or why there can be none."""
    day = today()
    tree, floor = tree_on(day), floor_of(pulse)
    try:
        refuse_other_way(pulse)
        refuse_unready()
        refuse_unfit(pulse)
        posts = choose_invited(pulse, day, random.Random(0))  # everybody who had their rest: nothing is drawn
        if tree is None or len(posts) < floor:
            return {}
        return {
            "preview": _preview(pulse, posts, part_of_tree(tree, pulse.audience.code), floor=floor, day=day)
        }
    except InputError as problem:
        return {"obstacle": str(problem)}


def floor_of(pulse: Pulse) -> int:
    """Return the fewest people behind a number of a pulse."""
    return max([Organisation.current().floor, *(metric.floor for metric in questions_of(pulse).metrics)])


def _preview(pulse: Pulse, posts: Sequence[Post], tree: UnitTree, *, floor: int, day: dt.date) -> Preview:
    """Return what a launch on a day would decide."""
    plan = plan_strata(pulse, posts, tree, floor=floor, day=day)
    own = [one.units for one in plan.opened.strata if not one.rest]
    boxed = {unit for units in own for unit in units}
    ends = {unit for unit in {post.unit.code for post in posts} - boxed if len(tree.below(unit)) == 1}
    return Preview(
        boxes=len(plan.opened.strata),
        joined=tuple(names_of(units, tree) for units in own if len(units) > 1),
        withheld=tuple(names_of(units, tree) for units in own if units not in plan.opened.units),
        above=tuple(names_of([unit], tree) for unit in tree.units if unit in ends),
        whole=() in plan.opened.units,
        least=plan.least,
    )


def names_of(units: Sequence[str], tree: UnitTree) -> str:
    """Return the names of the units of a box; of the topmost unit where it belongs to all."""
    names = dict(zip(tree.units, tree.names, strict=True))
    return " + ".join(names[unit] for unit in units or tree.roots)
