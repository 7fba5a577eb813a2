"""What an administrator says that departments and groups of the directory mean, and how the feed is doing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django_tasks import task

from bothways.errors import InputError
from bothways_web.api.models import Token
from bothways_web.api.scim.accounts import GIVEN
from bothways_web.api.scim.contact import note_trouble
from bothways_web.api.scim.groups import settle_people
from bothways_web.api.scim.models import FeedDepartment, FeedGroup, FeedMember, FeedPerson, FeedSettings
from bothways_web.api.scim.places import SOURCE
from bothways_web.api.scim.units import departments, unit_of_department, without_place
from bothways_web.api.scopes import Scope
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Role, Unit, User
from bothways_web.people.units import today

#: So many people are brought in line while the page waits; more are by the worker.
AT_ONCE = 100
_PART = 100


@dataclass(frozen=True)
class Connection:
    """How the feed is doing: counts of people by what the directory says, never by an answer."""

    active: int
    left: int
    groups: int
    departments: int
    unmatched: int
    unplaced: int
    tokens: tuple[Token, ...]


def connection() -> Connection:
    """Return how the feed is doing."""
    named = list(departments())
    tokens = [
        one
        for one in Token.objects.filter(revoked_on=None).select_related("owner")
        if Scope.SCIM in one.scopes and one.works_on(today())
    ]
    return Connection(
        active=FeedPerson.objects.filter(active=True).count(),
        left=FeedPerson.objects.filter(active=False).count(),
        groups=FeedGroup.objects.count(),
        departments=len(named),
        unmatched=sum(unit_of_department(one) is None for one in named),
        unplaced=without_place().count(),
        tokens=tuple(tokens),
    )


def change_settings(*, gives_accounts: bool, by: User) -> None:
    """Say whether everybody who joins gets an account; who is here already gets one with the next message."""
    with transaction.atomic():
        FeedSettings.objects.update_or_create(pk=1, defaults={"gives_accounts": gives_accounts})
        record(by, "changed people feed", SOURCE, gives_accounts=gives_accounts)


def choose_unit(department: FeedDepartment, unit: Unit | None, *, by: User) -> bool:
    """Say which unit a department is, ``None``: by its code or name; return whether all is done already."""
    with transaction.atomic():
        FeedDepartment.objects.filter(pk=department.pk).update(unit=unit)
        record(by, "said which unit a department is", department, unit=unit.code if unit else "")
    people = department.people.values_list("pk", flat=True)
    return _bring_in_line(list(people), by=by)


def say_meaning(group: FeedGroup, use: str, *, unit: Unit | None, role: str, by: User) -> bool:
    """Say what being in a group means; return whether all is done already.

    Raises
    ------
    InputError
        Where a unit or a role is missing, or the role is none that a group may give.
    """
    if use == FeedGroup.Use.UNIT and unit is None:
        raise InputError("No unit was chosen.", remedy="Choose the unit that the group is.")
    if use == FeedGroup.Use.ROLE and role not in GIVEN:
        raise InputError("This role is not given by a group.", remedy="Choose another role.")
    if use == FeedGroup.Use.ROLE and (role == Role.MANAGER) != (unit is not None):
        raise InputError(
            "A manager leads a unit; the other roles hold for the whole organisation.",
            remedy="Choose a unit for a manager, and none for another role.",
        )
    given = {
        "use": use,
        "unit": unit if use != FeedGroup.Use.NOTHING else None,
        "role": role if use == FeedGroup.Use.ROLE else "",
    }
    with transaction.atomic():
        one_at_a_time()
        FeedGroup.objects.filter(pk=group.pk).update(**given)
        told = {"role": role} if given["role"] else {}
        unit_code = unit.code if unit and given["unit"] else ""
        record(by, "said what a group means", group, use=use, unit=unit_code, **told)
    people = FeedMember.objects.filter(group=group).values_list("person_id", flat=True)
    return _bring_in_line(list(people), by=by)


def place_again(*, by: User) -> bool:
    """Look again for the units of those who have none; return whether all is done already."""
    return _bring_in_line(list(without_place().values_list("pk", flat=True)), by=by)


def _bring_in_line(people: list[uuid.UUID], *, by: User) -> bool:
    """Bring people in line with what the feed says: at once where they are few, else by the worker."""
    few = len(people) <= AT_ONCE
    run = bring_in_line.call if few else bring_in_line.enqueue
    run([str(one) for one in people], by.pk)
    return few


@task()
def bring_in_line(people: list[str], by_id: int) -> None:
    """Bring people in line, some at a time; a second time changes nothing."""
    by = User.objects.get(pk=by_id)
    for start in range(0, len(people), _PART):
        with transaction.atomic():
            one_at_a_time()
            part = [uuid.UUID(one) for one in people[start : start + _PART]]
            trouble = settle_people(part, by=by)
        for sentence in trouble:
            note_trouble("", "", 200, sentence)
