"""Everything that the welcome stores about somebody, for that person alone."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q

from bothways_web.act.models import BuddyTalk, MentorNote, MentorPair
from bothways_web.act.welcome.offers import offer_of, wish_of
from bothways_web.act.welcome.ticks import ticked
from bothways_web.people.models import Person


def own_file(person: Person) -> bytes:
    """Return it as JSON: what they ticked, offered and wished for, their pairs, the shared lines, and their own notes.

    What the other one of a pair wrote is theirs; so is whom they were suggested to without hearing of it.
    """
    told = {
        "ticked": sorted(ticked(person)),
        "offer": _said(offer_of(person), "room", "topics", "languages", "changed_on"),
        "wish": _said(wish_of(person), "topics", "languages", "since"),
        "pairs": [_pair(one, person) for one in _pairs_known_to(person)],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str).encode()


def _pairs_known_to(person: Person) -> list[MentorPair]:
    mine = MentorPair.objects.filter(Q(hire=person) | Q(mentor=person, together_on__isnull=False))
    asked = MentorPair.objects.filter(mentor=person, state=MentorPair.State.ASKED)
    return list((mine | asked).select_related("hire", "mentor").distinct().order_by("pk"))


def _pair(pair: MentorPair, person: Person) -> dict[str, Any]:
    as_hire = pair.hire_id == person.pk
    talks = BuddyTalk.objects.filter(pair=pair).order_by("after")
    notes = MentorNote.objects.filter(pair=pair, by=person).order_by("pk")
    return {
        "with": str(pair.mentor if as_hire else pair.hire),
        "as": "new colleague" if as_hire else "mentor",
        "state": pair.state,
        "since": pair.since,
        "together_on": pair.together_on,
        "talks": [{"after": one.after, "talked_on": one.talked_on, "line": one.line} for one in talks],
        "notes": [{"day": one.day, "text": one.text} for one in notes],
    }


def _said(row: Any, *names: str) -> dict[str, Any] | None:
    return {name: getattr(row, name) for name in names} if row is not None else None
