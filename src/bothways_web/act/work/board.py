"""The board of a unit: what waits, what is proposed, taken, done lately, and not done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import WorkItem
from bothways_web.act.work.reach import FIRST_DUE, TIES, Actor
from bothways_web.act.work.sources import Source, sources_of
from bothways_web.link.team_places import Place
from bothways_web.listen.problems.units import unit_names
from bothways_web.people.units import below, current_tree, today

State = WorkItem.State
#: Days that done and dropped pieces stay on the board; older ones are on the list of all done ones.
LATELY = 30
#: Pieces shown in one column; the column leads to all of them.
MOST_IN_COLUMN = 15
LABELS = {
    State.POOL: _("Waits"), State.PROPOSED: _("Proposed"), State.TAKEN: _("Taken"), State.DONE: _("Done"),
    State.DROPPED: _("Not done"),
}  # fmt: skip
SOURCES = {
    "problem": _("A problem"), "plan": _("A plan"), "huddle": _("A huddle"), "case": _("A customer’s case"),
}  # fmt: skip
MOVES = {
    "take": _("Taken: I volunteer"), "back": _("Waits: I hand it back"), "put_back": _("Waits: back to the pool"),
    "done": _("Done"), "drop": _("Not done, with a reason"), "reopen": _("Open again"),
}  # fmt: skip


CHOOSE = _("Choose where to move it first.")


@dataclass(frozen=True)
class Search:
    """What the board is searched for; blank is everything."""

    text: str = ""
    skill: str = ""
    source: str = ""
    state: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return any(vars(self).values())


@dataclass(frozen=True)
class Card:
    """One piece on a board, as one viewer meets it."""

    item: WorkItem
    sources: tuple[Source, ...]
    moves: tuple[tuple[str, str], ...]
    unit_name: str = ""
    late: bool = False


@dataclass(frozen=True)
class Column:
    """One state with its pieces; ``more`` is how many are not shown, ``query`` finds them all."""

    state: str
    label: str
    cards: tuple[Card, ...]
    more: int = 0
    query: str = ""


def with_counts(units: Sequence[Place]) -> list[tuple[Place, dict[str, int]]]:
    """Return units with how many of their own pieces wait, are proposed and are taken."""
    codes = [one.code for one in units]
    rows = WorkItem.objects.filter(unit__code__in=codes, state__in=(State.POOL, State.PROPOSED, State.TAKEN))
    counts: dict[str, dict[str, int]] = {code: {} for code in codes}
    for code, state, n in rows.order_by().values_list("unit__code", "state").annotate(n=Count("pk")):
        counts[code][state] = n
    return [(one, counts[one.code]) for one in units]


def find_work(unit: str, search: Search) -> QuerySet[WorkItem]:
    """Return the work of a unit and of those below it."""
    found = WorkItem.objects.filter(unit__code__in=below(current_tree(), unit))
    found = found.select_related(*TIES).order_by(*FIRST_DUE)
    if search.text:
        found = found.filter(Q(title__icontains=search.text) | Q(text__icontains=search.text))
    if search.source in SOURCES:
        found = found.filter(**{f"{search.source}__isnull": False})
    if search.skill:  # as text: not every database looks into lists
        found = found.filter(pk__in=[one.pk for one in found if search.skill.casefold() in one.skills])
    return found.filter(state=search.state) if search.state else found


def listed(unit: str, search: Search) -> QuerySet[WorkItem]:
    """Return the work of one state as a list: what is due first, or what was done or dropped last."""
    found = find_work(unit, search)
    return found.order_by("-since", "-pk") if search.state in (State.DONE, State.DROPPED) else found


def columns_of(unit: str, search: Search, actor: Actor) -> list[Column]:
    """Return the columns of a board; of done and dropped work what was so lately."""
    found = find_work(unit, search)
    shown = {state: _shown(found.filter(state=state), state) for state in State}
    cards = cards_of([one for items in shown.values() for one in items], actor, unit)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    columns = []
    for state in State:
        here = tuple(card for card in cards if card.item.state == state)
        asked = {"q": search.text, "skill": search.skill, "from": search.source, "state": state.value}
        more = counts.get(state, 0) - len(here)
        columns.append(Column(state.value, str(LABELS[state]), here, more, urlencode(asked)))
    return columns


def _shown(found: QuerySet[WorkItem], state: str) -> list[WorkItem]:
    """Return the pieces of one column: those that are due first, or those that were done last."""
    if state not in (State.DONE, State.DROPPED):
        return list(found[:MOST_IN_COLUMN])
    since = today() - dt.timedelta(days=LATELY)
    return list(found.filter(since__gte=since).order_by("-since", "-pk")[:MOST_IN_COLUMN])


def cards_of(items: Iterable[WorkItem], actor: Actor, unit: str = "") -> list[Card]:
    """Return pieces as cards; the name of a piece's unit is said where it is not the one of the board."""
    given, names, day = list(items), unit_names(), today()
    sources = sources_of(given, actor.viewer)
    return [
        Card(
            one, sources[one.pk], moves_of(one, actor),
            "" if one.unit.code == unit else names.get(one.unit.code, one.unit.code),
            bool(one.is_open and one.due_on and one.due_on < day),
        )
        for one in given
    ]  # fmt: skip


def moves_of(item: WorkItem, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return where somebody may move a piece."""
    names = [*_of_owner(item, actor), *_of_lead(item, actor)]
    return tuple((name, str(MOVES[name])) for name in dict.fromkeys(names))


def _of_owner(item: WorkItem, actor: Actor) -> Sequence[str]:
    if item.state == State.POOL and actor.may_take(item):
        return ("take",)
    if not actor.owns(item):
        return ()
    steps = {State.PROPOSED: ("take", "back"), State.TAKEN: ("done", "back"), State.DONE: ("reopen",)}
    return steps.get(State(item.state), ())


def _of_lead(item: WorkItem, actor: Actor) -> Sequence[str]:
    if not actor.may_change(item):
        return ()
    if item.state in (State.DONE, State.DROPPED):
        return ("reopen",)
    mine = actor.owns(item)
    return {
        State.POOL: ("drop",),
        State.PROPOSED: ("drop",) if mine else ("put_back", "drop"),
        State.TAKEN: ("drop",) if mine else ("done", "put_back", "drop"),
    }.get(State(item.state), ())
