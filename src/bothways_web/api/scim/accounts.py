"""Accounts and roles by what the feed says: never an address, never an administrator, nothing by a name alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from bothways.errors import InputError
from bothways_web.api.scim.models import FeedGrant, FeedGroup, FeedPerson, FeedSettings
from bothways_web.people.account_mails import send_invitation
from bothways_web.people.models import Grant, Person, Role, User
from bothways_web.people.users import (
    SWITCHED_OFF,
    SWITCHED_ON,
    grant_role,
    invite_user,
    revoke_role,
    switch_off,
    switch_on,
)

#: What a group may mean. Administrators are named by administrators, and the committee is drawn.
GIVEN = (Role.MANAGER, Role.PEOPLE_LEAD, Role.CX_LEAD, Role.EXECUTIVE, Role.ANALYST)


def settle_account(fed: FeedPerson, *, by: User) -> list[str]:
    """Give, switch on or off the account of somebody; return sentences on what could not be done."""
    person = fed.person
    person.refresh_from_db(fields=["user", "email"])
    if fed.active:
        if person.user is None and person.email and FeedSettings.current().gives_accounts:
            return _invite(fed, by=by)
        if person.user is not None and not person.user.is_active and fed.switched_off:
            switch_on(person.user, by=by)
            fed.switched_off = False
        return []
    if person.user is None or not person.user.is_active:
        return []
    try:
        switch_off(person.user, by=by)
    except InputError as error:
        return [f"The account of {person.code} stays on. {error}"]
    fed.switched_off = True  # after the switch, of which the feed is told as of any other
    FeedPerson.objects.filter(pk=fed.pk).update(switched_off=True)
    return []


def on_record(verb: str, about: object) -> None:
    """Let the feed switch on no account that somebody else has switched since: it lies with whoever did it last."""
    if verb in (SWITCHED_OFF, SWITCHED_ON) and isinstance(about, User):
        FeedPerson.objects.filter(person__user=about, switched_off=True).update(switched_off=False)


def settle_roles(users: Iterable[int | None], *, by: User) -> None:
    """Give accounts the roles that their groups mean; take away those that the feed gave and no group means."""
    for user in User.objects.filter(pk__in={one for one in users if one is not None}):
        wanted = _wanted(user)
        held = {(one.grant.role, one.grant.unit_id): one.grant for one in _fed_grants(user)}
        for what in held.keys() - wanted.keys():
            revoke_role(held[what], by=by)
        for what in wanted.keys() - held.keys():
            if Grant.objects.filter(user=user, role=what[0], unit=what[1]).exists():
                continue  # given by an administrator: the feed leaves it alone
            grant = grant_role(user, what[0], wanted[what].unit if what[1] else None, by=by)
            FeedGrant.objects.create(grant=grant)


def _wanted(user: User) -> dict[tuple[str, int | None], FeedGroup]:
    """Return the roles that the groups of an account mean: role and unit -> a group."""
    groups = FeedGroup.objects.filter(
        Q(role=Role.MANAGER, unit__isnull=False) | Q(role__in=[one for one in GIVEN if one != Role.MANAGER]),
        use=FeedGroup.Use.ROLE, members__person__active=True, members__person__person__user=user,
    )  # fmt: skip
    return {
        (group.role, group.unit_id if group.role == Role.MANAGER else None): group
        for group in groups.select_related("unit").distinct()
    }


def _fed_grants(user: User) -> Iterable[FeedGrant]:
    return FeedGrant.objects.filter(grant__user=user).select_related("grant", "grant__unit", "grant__user")


def _invite(fed: FeedPerson, *, by: User) -> list[str]:
    """Make an account for somebody who joins, and send the invitation once all is written."""
    person = fed.person
    if Person.objects.filter(email__iexact=person.email).count() > 1:
        return [f"{person.code} got no account: several people have this e-mail address. Correct it."]
    try:
        number = invite_user(person.email, name=person.name, by=by).pk
    except InputError as error:
        return [f"{person.code} got no account. {error}"]
    transaction.on_commit(lambda: send_fed_invitation.enqueue(number))
    return []


@task()
def send_fed_invitation(user_id: int) -> None:
    """Send the invitation of an account that the feed made, if it still waits for its first password."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None and not user.has_usable_password():
        send_invitation(user)
