"""What the page about mentors shows: suggestions with why, pairs, who asks, and one's own offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bothways_web.act.models import MentorPair
from bothways_web.act.welcome.offers import offer_of
from bothways_web.act.welcome.pairs import asking, pairs_of, suggestions_for
from bothways_web.act.welcome.talks import Talk, talks_of
from bothways_web.act.welcome.topics import language_words, topic_words
from bothways_web.act.welcome.why import tell_why
from bothways_web.link.team_places import names_of
from bothways_web.people.models import Person, Post
from bothways_web.people.units import today

State = MentorPair.State


@dataclass(frozen=True)
class Other:
    """The other one of two: a name, a role, the name of a unit; the last two blank where they are not known."""

    name: str
    role: str
    unit: str


@dataclass(frozen=True)
class ShownMentor:
    """A mentor who is suggested, and why; or a new colleague who asks, and about what."""

    pair: MentorPair
    other: Other
    why: list[str]


@dataclass(frozen=True)
class ShownPair:
    """A pair as one of the two sees it."""

    pair: MentorPair
    other: Other
    as_hire: bool
    holds: bool
    next_talk: Talk | None


def shown_suggestions(person: Person) -> list[ShownMentor]:
    """Return who is suggested to a new colleague, and why."""
    return [ShownMentor(one, other_of(one.mentor), tell_why(one.why)) for one in suggestions_for(person)]


def shown_askers(person: Person) -> list[ShownMentor]:
    """Return who would like somebody as a mentor, and what they would like to talk about."""
    found = []
    for one in asking(person):
        wish = getattr(one.hire, "mentor_wish", None)
        found.append(ShownMentor(one, other_of(one.hire), topic_words(wish.topics) if wish else []))
    return found


def shown_pairs(person: Person) -> list[ShownPair]:
    """Return the pairs of somebody, as mentor or as new colleague, those that hold first."""
    found = [shown_pair(one, person) for one in pairs_of(person)]
    return sorted(found, key=lambda one: not one.holds)


def shown_pair(pair: MentorPair, person: Person) -> ShownPair:
    """Return a pair as one of the two sees it."""
    as_hire, holds = pair.hire_id == person.pk, pair.state == State.TOGETHER
    waiting = (one for one in talks_of(pair) if one.talked_on is None)
    return ShownPair(
        pair,
        other_of(pair.mentor if as_hire else pair.hire),
        as_hire,
        holds,
        next(waiting, None) if holds else None,
    )


def shown_offer(person: Person) -> dict[str, Any] | None:
    """Return what somebody offers, in words."""
    offer = offer_of(person)
    if offer is None:
        return None
    return {
        "room": offer.room,
        "topics": topic_words(offer.topics),
        "languages": language_words(offer.languages),
    }


def other_of(person: Person) -> Other:
    """Return somebody as the other one of two sees them."""
    post = _post(person)
    unit = names_of([post.unit.code]).get(post.unit.code, "") if post else ""
    return Other(str(person), post.role if post else "", unit)


def _post(person: Person) -> Post | None:
    open_posts = person.posts.exclude(end__lt=today()).select_related("unit")
    return open_posts.order_by("start").first()
