"""Who looks after a case: a fair proposal, handing over and back, and what happens when somebody leaves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bothways.allocation import Sharer, Task, carried_lately, share_out
from bothways.errors import InputError
from bothways.privacy import UnitTree
from bothways_web.act.cases.locking import LOOKED_AFTER, changed, locked_case
from bothways_web.act.models import Case, CaseDesk, CaseStep
from bothways_web.people.access import Right
from bothways_web.people.changes import record
from bothways_web.people.models import Grant, Role, User
from bothways_web.people.units import above, current_tree, today
from bothways_web.people.viewers import viewer_of

USUAL, HALF_LIFE = 10, 60
#: Closed cases are looked back at so far: after it less than one in fifty counts.
LOOK_BACK = dt.timedelta(days=6 * HALF_LIFE)
#: So many new cases are given to somebody at each turn of the clock.
AT_ONCE = 50


@dataclass
class Desks:
    """Everybody who may look after cases today, with what they have."""

    tree: UnitTree | None
    managers: dict[str, list[int]]
    leads: list[int]
    away: frozenset[int]
    at_once: dict[int, int]
    open_now: dict[int, int]
    lately: dict[str, float] = field(default_factory=dict)

    def groups(self, unit: str) -> Iterator[list[int]]:
        """Yield who is asked, group by group: those who lead the unit, those above, CX leads where nobody does."""
        known = (unit, *above(self.tree, unit)) if self.tree and unit in self.tree.places else ()
        led = [self.managers[code] for code in known if self.managers.get(code)]
        yield from led or [self.leads]

    def choose(self, case: Case) -> int | None:
        """Return who has most room for a case in the nearest group where anybody has; ``None`` for nobody."""
        for group in self.groups(case.unit.code):
            sharers = [self._sharer(one) for one in group if one not in self.away]
            [share] = share_out([Task(f"case {case.pk}", 1)], sharers, seed=case.pk)
            if share.sharer is not None:
                return int(share.sharer)
        return None

    def _sharer(self, user: int) -> Sharer:
        open_now, key = self.open_now.get(user, 0), str(user)
        return Sharer(
            key, self.at_once.get(user, USUAL), carried=open_now + self.lately.get(key, 0.0), taken=open_now
        )


def desks() -> Desks:
    """Return everybody who may look after cases today."""
    day = today()
    # Who never signed in would not see the case.
    there = {"user__is_active": True, "user__last_login__isnull": False}
    grants = Grant.objects.filter(role__in=[Role.MANAGER, Role.CX_LEAD], **there).order_by("user")
    managers: dict[str, list[int]] = defaultdict(list)
    leads: list[int] = []
    for user, role, unit in grants.values_list("user", "role", "unit__code"):
        (leads if role == Role.CX_LEAD else managers[unit]).append(user)
    rows = list(CaseDesk.objects.values_list("user", "at_once", "away_until"))
    mine = Case.objects.filter(owner__isnull=False).order_by()
    closed = mine.filter(state=Case.State.CLOSED, closed_on__gte=day - LOOK_BACK)
    events = [(str(user), on, 1.0) for user, on in closed.values_list("owner", "closed_on") if on]
    counts = mine.filter(state__in=LOOKED_AFTER).values_list("owner").annotate(n=Count("pk"))
    return Desks(
        current_tree(), managers, leads, frozenset(user for user, _most, away in rows if away and away >= day),
        {user: most for user, most, _away in rows}, dict(counts),
        carried_lately(events, today=day, half_life_days=HALF_LIFE),
    )  # fmt: skip


def assign(cases: Iterable[Case]) -> int:
    """Give cases that nobody has to whoever has most room; returns how many found somebody."""
    given, found = 0, desks()
    for case in cases:
        owner = found.choose(case)
        if owner is None:
            continue
        with transaction.atomic():
            mine = Case.objects.filter(pk=case.pk, owner=None, state__in=LOOKED_AFTER)
            if not mine.update(owner=owner, version=F("version") + 1):
                continue  # somebody was quicker
            _note(case, User.objects.get(pk=owner), by=None)
        found.open_now[owner] = found.open_now.get(owner, 0) + 1
        given += 1
    return given


def assign_new(most: int = AT_ONCE) -> int:
    """Give new cases to somebody, the newest first. What was handed back waits for those who lead."""
    had = CaseStep.objects.filter(case=OuterRef("pk"), kind=CaseStep.Kind.ASSIGNED)
    new = Case.objects.filter(~Exists(had), owner=None, state=Case.State.OPEN)
    found = list(new.select_related("unit").order_by("-pk")[:most])
    return assign(reversed(found)) if found else 0


def may_own(user: User, case: Case) -> bool:
    """Return whether somebody may see the cases of a unit, and is here."""
    return user.is_active and viewer_of(user).reaches(Right.CASES, [case.unit.code])


def possible_owners(case: Case) -> list[User]:
    """Return everybody whom a case can be given to, by name."""
    units = [case.unit.code, *above(current_tree(), case.unit.code)]
    # All others would be looked at in vain.
    near = Q(role=Role.MANAGER, unit__code__in=units) | Q(role=Role.CX_LEAD)
    held = Grant.objects.filter(near).values("user")
    found = User.objects.filter(pk__in=held, is_active=True, last_login__isnull=False)
    return sorted((one for one in found if may_own(one, case)), key=lambda one: (str(one).casefold(), one.pk))


@transaction.atomic
def give(case: Case, to: User, *, seen: int, by: User) -> None:
    """Give a case to somebody who may see it.

    Raises
    ------
    InputError
        Where they may not, or somebody else has changed the case since ``seen``.
    """
    locked = locked_case(case, seen)
    if not may_own(to, locked):
        raise InputError(_("This person may not see the case."), remedy=_("Choose somebody from the list."))
    if locked.owner_id != to.pk:
        locked.owner = to
        changed(locked, "owner")
        _note(locked, to, by=by)
        record(by, "gave case to somebody", locked)


@transaction.atomic
def hand_back(case: Case, *, seen: int, by: User) -> None:
    """Put a case back onto the list of those who lead customer experience; no reason is asked."""
    locked = locked_case(case, seen)
    if locked.owner_id is not None:
        locked.owner = None
        changed(locked, "owner")
        _note(locked, None, by=by)
        record(by, "handed case back", locked)


def put_back_lost() -> int:
    """Put back the cases of whoever left, or may not see them any more; returns how many."""
    lost = 0
    owners = User.objects.in_bulk(_owned().order_by().values_list("owner", flat=True).distinct())
    viewers = {number: viewer_of(user) for number, user in owners.items() if user.is_active}
    for case in _owned().select_related("unit"):
        viewer = viewers.get(case.owner_id)
        if viewer is not None and viewer.reaches(Right.CASES, [case.unit.code]):
            continue
        with transaction.atomic():
            mine = Case.objects.filter(pk=case.pk, owner=case.owner_id, state__in=LOOKED_AFTER)
            if mine.update(owner=None, version=F("version") + 1):
                _note(case, None, by=None)
                record(None, "handed case back", case)
                lost += 1
    return lost


def set_desk(user: User, *, at_once: int, away_until: dt.date | None) -> None:
    """Say how many cases somebody looks after at once, and until when they are away."""
    with transaction.atomic():
        CaseDesk.objects.update_or_create(user=user, defaults={"at_once": at_once, "away_until": away_until})
        record(user, "changed case desk", user)


def _owned() -> QuerySet[Case]:
    return Case.objects.filter(state__in=LOOKED_AFTER, owner__isnull=False)


def _note(case: Case, to: User | None, *, by: User | None) -> None:
    """Write the step: the name of who has it now, blank for nobody."""
    name = str(to) if to else ""
    CaseStep.objects.create(case=case, kind=CaseStep.Kind.ASSIGNED, day=today(), text=name, by=by)
