"""Looking for mentors for everybody who waits, all at once: whoever waits longest first, then what fits."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bothways.allocation import MentorProposal, pair_mentors
from bothways.allocation.working_hours import known_zones
from bothways_web.act.models import MentorOffer, MentorPair, MentorWish
from bothways_web.act.reminders import remind
from bothways_web.act.welcome.lines import Lines
from bothways_web.act.welcome.newcomers import EXPERIENCED_DAYS, Newcomer, begun_on, here, newcomers
from bothways_web.act.welcome.nobody import REASONS
from bothways_web.act.welcome.why import facts_of
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Organisation, Person, Post, User
from bothways_web.people.units import current_tree, today

State, Nobody = MentorPair.State, MentorWish.Nobody
OPEN = (State.SUGGESTED, State.ASKED, State.TOGETHER)
#: Two with whom it did not come about are never suggested to each other again.
NEVER_AGAIN = (State.PASSED, State.DECLINED, State.ENDED)
#: New colleagues who are looked after at once; who waits shorter waits for the next time.
MOST_AT_ONCE = 200
Row = dict[str, Any]


@dataclass(frozen=True)
class Mentor:
    """Somebody who offers, with the places that are left."""

    offer: MentorOffer
    post: Post
    left: int


def match_waiting(*, by: User | None = None) -> int:
    """Suggest mentors to everybody who waits for one and has nothing open; return to how many.

    Who waits longest comes first, those of one day by lot; what fits decides who is suggested to whom. Whoever finds
    nobody is told why.
    """
    with transaction.atomic():
        one_at_a_time()
        wishes = waiting_wishes()
        found = _match(wishes) if wishes else []
        if by is not None:
            record(by, "looked for mentors", "mentors")
    for person in found:
        if person.user is not None:
            remind(person.user)
    return len(found)


def waiting_wishes() -> list[MentorWish]:
    """Return the wishes of those who are new and have nothing open, those who wait longest first."""
    having = MentorPair.objects.filter(state__in=OPEN).values("hire")
    found = MentorWish.objects.filter(person__user__is_active=True).exclude(person__in=having)
    return list(found.select_related("person__user").order_by("since", "person__code")[:MOST_AT_ONCE])


def mentors_with_room() -> list[Mentor]:
    """Return everybody who offers, is here and is long enough, with the places that are left; by code."""
    tree = current_tree()
    offers = (
        MentorOffer.objects.filter(person__in=here()).select_related("person__user").order_by("person__code")
    )
    taken = places_taken()
    found = []
    for offer in offers:
        begun, post = begun_on(offer.person), _post_of(offer.person)
        long_enough = begun is not None and (today() - begun).days >= EXPERIENCED_DAYS
        if long_enough and post is not None and tree is not None and post.unit.code in tree.places:
            found.append(Mentor(offer, post, max(0, offer.room - taken[offer.person_id])))
    return found


def places_taken(*, but: MentorPair | None = None) -> Counter[uuid.UUID]:
    """Return how many places of each mentor are taken: by pairs, by whom was asked, by first suggestions."""
    pairs = MentorPair.objects.filter(state__in=OPEN)
    rows = (pairs.exclude(pk=but.pk) if but else pairs).values_list("mentor", "state", "keeps_place")
    return Counter(mentor for mentor, state, keeps in rows if state != State.SUGGESTED or keeps)


def _match(wishes: Sequence[MentorWish]) -> list[Person]:
    """Suggest what can be suggested, and say to all others why nobody; return to whom somebody was suggested."""
    new = {one.person.pk: one for one in newcomers([wish.person for wish in wishes])}
    placed = [wish for wish in wishes if wish.person_id in new and new[wish.person_id].unit]
    _say_nobody(
        [wish for wish in wishes if wish.person_id in new and not new[wish.person_id].unit], Nobody.NO_UNIT
    )
    mentors = mentors_with_room()
    free = [one for one in mentors if one.left]
    if not free or not placed:
        _say_nobody(placed, Nobody.FULL if mentors else Nobody.UNWILLING)
        return []
    hire_rows = {str(wish.person_id): _hire_row(wish, new[wish.person_id]) for wish in placed}
    mentor_rows = {str(one.offer.person_id): _mentor_row(one) for one in free}
    pairing = _pair(placed, free, hire_rows, mentor_rows)
    found = []
    for wish, proposal in zip(placed, pairing, strict=True):
        if proposal.reason is None:
            _suggest(wish, proposal, hire_rows, mentor_rows)
            found.append(wish.person)
        else:
            _say_nobody([wish], REASONS[proposal.reason])
    return found


def _pair(
    wishes: Sequence[MentorWish],
    free: Sequence[Mentor],
    hire_rows: dict[str, Row],
    mentor_rows: dict[str, Row],
) -> tuple[MentorProposal, ...]:
    import pandas as pd

    day = today()
    return pair_mentors(
        pd.DataFrame([_told(hire_rows[str(wish.person_id)], "asks") for wish in wishes]),
        pd.DataFrame([_told(mentor_rows[str(one.offer.person_id)], "offers") for one in free]),
        current_tree(),
        on=day,
        seed=day.toordinal(),
        declined=barred([one.person for one in wishes], [one.offer.person for one in free]),
        waiting_since={str(wish.person_id): wish.since for wish in wishes},
    ).proposals


def barred(hires: Sequence[Person], mentors: Sequence[Person]) -> set[tuple[str, str]]:
    """Return who is never suggested to whom: in one's own line, or it did not come about before."""
    lines = Lines([*hires, *mentors])
    over = MentorPair.objects.filter(state__in=NEVER_AGAIN, hire__in=list(hires)).values_list(
        "hire", "mentor"
    )
    found = {(str(hire), str(mentor)) for hire, mentor in over}
    return found | {
        (str(hire.pk), str(mentor.pk)) for hire in hires for mentor in mentors if lines.in_line(hire, mentor)
    }


def _suggest(
    wish: MentorWish, proposal: MentorProposal, hire_rows: dict[str, Row], mentor_rows: dict[str, Row]
) -> None:
    day = today()
    MentorPair.objects.bulk_create(
        [
            MentorPair(
                hire_id=wish.person_id, mentor_id=uuid.UUID(one.mentor), since=day, keeps_place=place == 0,
                why=facts_of(hire_rows[proposal.hire], mentor_rows[one.mentor], one.terms),
            )
            for place, one in enumerate(proposal.choices)
        ]
    )  # fmt: skip
    _say_nobody([wish], "")


def _say_nobody(wishes: Iterable[MentorWish], reason: str) -> None:
    MentorWish.objects.filter(pk__in=[one.pk for one in wishes]).update(nobody=reason, looked_on=today())


def _hire_row(wish: MentorWish, new: Newcomer) -> Row:
    return _row(wish.person, new.post, new.unit) | {"topics": wish.topics, "languages": wish.languages}


def _mentor_row(one: Mentor) -> Row:
    row = _row(one.offer.person, one.post, one.post.unit.code)
    said = {"topics": one.offer.topics, "languages": one.offer.languages}
    return row | said | {"willing": "yes", "room": one.left, "leads": ""}


def _row(person: Person, post: Post | None, unit: str) -> Row:
    zone = person.time_zone or Organisation.current().time_zone
    return {
        "person": str(person.pk), "unit": unit, "role": post.role if post else "", "site": post.site if post else "",
        "time_zone": zone if zone in known_zones() else "UTC",
    }  # fmt: skip


def _told(row: Row, topics: str) -> Row:
    """Return a row as the library reads it: lists between semicolons."""
    plain = {name: value for name, value in row.items() if name not in ("topics", "languages")}
    return plain | {topics: "; ".join(row["topics"]), "languages": "; ".join(row["languages"])}


def _post_of(person: Person) -> Post | None:
    day = today()
    there = person.posts.filter(start__lte=day).exclude(end__lt=day).select_related("unit")
    return there.order_by("-start").first()
