"""What administrators do with accounts: invite, give roles, take them away, switch off, unlock."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.accounts import link_people
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Grant, Organisation, Role, SignOnProvider, Unit, User
from bothways_web.people.sessions import end_sessions
from bothways_web.people.sign_on.emergencies import keep_one

#: What the change log says of an account; rooms that keep something about it listen for these.
SWITCHED_OFF, SWITCHED_ON = "switched account off", "switched account on"


def invite_user(email: str, *, name: str = "", by: User | None) -> User:
    """Make an account that nobody can sign in to until a password was chosen.

    Raises
    ------
    InputError
        Where there is one with this address.
    """
    with transaction.atomic():
        one_at_a_time()
        address = email.strip().lower()
        if User.objects.filter(email=address).exists():
            raise InputError(
                _("There is an account with this address."), remedy=_("Look for it in the list.")
            )
        made = User.objects.create_user(address, name=name.strip())
        link_people()
        record(by, "invited account", made)
    return made


def accept_invitation(user: User, password: str) -> None:
    """Set the first password."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(user, "accepted invitation", user)


def grant_role(user: User, role: str, unit: Unit | None = None, *, by: User | None) -> Grant:
    """Give a role; a manager's goes with a unit.

    Raises
    ------
    InputError
        Where the unit is missing or too many, or the role was given before.
    """
    if (role == Role.MANAGER) != (unit is not None):
        raise InputError(
            _("A manager leads a unit; the other roles hold for the whole organisation."),
            remedy=_("Choose a unit for a manager, and none for another role."),
        )
    with transaction.atomic():
        grant, new = Grant.objects.get_or_create(user=user, role=role, unit=unit)
        if not new:
            raise InputError(
                _("This account has this role already."), remedy=_("Choose another role or unit.")
            )
        record(by, "gave role", user, role=role, unit=unit.code if unit else "")
    return grant


def revoke_role(grant: Grant, *, by: User | None) -> None:
    """Take a role away.

    Raises
    ------
    InputError
        Where nobody would be left to administer.
    """
    with transaction.atomic():
        one_at_a_time()
        if grant.role == Role.ADMIN:
            keep_an_administrator(grant.user)
            keep_one(grant.user)
        code = grant.unit.code if grant.unit else ""
        record(by, "took role away", grant.user, role=grant.role, unit=code)
        grant.delete()


def change_account(user: User, *, name: str, email: str, by: User) -> str:
    """Change the name and the address of an account; return the address before, whose owner should be told.

    Raises
    ------
    InputError
        Where another account has the address.
    """
    address, before = email.strip().lower(), user.email
    with transaction.atomic():
        one_at_a_time()
        if User.objects.filter(email=address).exclude(pk=user.pk).exists():
            raise InputError(_("There is an account with this address."), remedy=_("Choose another address."))
        changed = [
            field
            for field, text in (("name", name.strip()), ("email", address))
            if getattr(user, field) != text
        ]
        user.name, user.email = name.strip(), address
        user.save(update_fields=["name", "email"])
        link_people()
        record(by, "changed account", user, fields=changed)
    return before


def switch_off(user: User, *, by: User | None) -> None:
    """Keep somebody from signing in and end the sessions; what they did stays in the change log.

    Raises
    ------
    InputError
        Where nobody would be left to administer.
    """
    with transaction.atomic():
        one_at_a_time()
        if user.grants.filter(role=Role.ADMIN).exists():
            keep_an_administrator(user)
            keep_one(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
        record(by, SWITCHED_OFF, user)


def switch_on(user: User, *, by: User | None) -> None:
    """Let somebody sign in again."""
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(by, SWITCHED_ON, user)


def unlock(user: User, *, by: User | None) -> None:
    """Let somebody try again who gave a wrong password too often."""
    with transaction.atomic():
        AccessAttempt.objects.filter(username__iexact=user.email).delete()
        record(by, "unlocked account", user)


def remove_second_factor(user: User, *, by: User | None) -> None:
    """Let somebody sign in with the password alone, who has lost the phone; they set up a new one afterwards.

    Raises
    ------
    InputError
        Where it is the last account for emergencies that works.
    """
    with transaction.atomic():
        one_at_a_time()
        keep_one(user)
        Authenticator.objects.filter(user=user).delete()
        record(by, "removed second factor", user)


def administrators(besides: User | None = None) -> int:
    """Return how many can sign in and administer, with a password or at a provider that is switched on."""
    slugs = SignOnProvider.objects.filter(is_on=True).values("slug")
    tied = Exists(SocialAccount.objects.filter(user=OuterRef("pk"), provider__in=slugs))
    password = ~Q(password__startswith="!")
    if Organisation.current().only_sign_on:
        password &= Q(for_emergencies=True)
    found = User.objects.filter(is_active=True, grants__role=Role.ADMIN).filter(password | tied).distinct()
    return (found.exclude(pk=besides.pk) if besides else found).count()


def keep_an_administrator(user: User) -> None:
    """Refuse to lose the last administrator who can sign in.

    Raises
    ------
    InputError
    """
    if not administrators(besides=user):
        raise InputError(
            _("This is the last administrator who can sign in."),
            remedy=_("Invite another one first, and wait until they have chosen a password."),
        )
