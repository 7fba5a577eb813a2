"""What whoever runs the server does with accounts: the verbs of the pages, by address, for a command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.people import sessions, users
from bothways_web.people.account_mails import invitation_token, send_invitation, tell_owner
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.forms.choices import GIVEN_ROLES
from bothways_web.people.models import Grant, Person, Role, Unit, User
from bothways_web.people.sign_on.emergencies import keep_one


@dataclass(frozen=True)
class Account:
    """An account as a list tells of it: nothing of what somebody answered, and not when they came."""

    email: str
    name: str
    state: str
    second_factor: bool
    for_emergencies: bool
    roles: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it in plain values."""
        return asdict(self)


def accounts(text: str = "", role: str = "") -> Iterator[Account]:
    """Give the accounts by address, of a text in address or name, and with a role, where given.

    Raises
    ------
    InputError
        Where there is no such role.
    """
    if role:
        _check_role(role)
    second = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    found = User.objects.annotate(has_second=second).prefetch_related("grants__unit").order_by("email")
    for one in found:
        given = tuple(sorted(_role_text(grant) for grant in one.grants.all()))
        fits = text.casefold() in f"{one.email} {one.name}".casefold()
        if fits and (not role or any(each.split(":")[0] == role for each in given)):
            yield Account(one.email, one.name, _state(one), one.has_second, one.for_emergencies, given)


def find_account(email: str) -> User:
    """Return the account of an address.

    Raises
    ------
    InputError
        Where there is none.
    """
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise InputError("There is no account with this address.", remedy="See: bothways users list.")
    return found


def invite(email: str, *, name: str = "", role: str = "", unit: str = "") -> tuple[User, bool]:
    """Invite somebody, with a role or none, all or nothing; return the account, and whether the mail went."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email.strip())
    except ValidationError:
        raise InputError("This is no e-mail address.", remedy="Write it like name@company.example.") from None
    with transaction.atomic():
        made = users.invite_user(email, name=name, by=None)
        if role:
            grant(made, role, unit)
    return made, send_invitation(made)


def grant(user: User, role: str, unit: str = "") -> None:
    """Give a role; a manager's with the code of a unit."""
    _check_role(role)
    users.grant_role(user, role, _unit(unit), by=None)


def revoke(user: User, role: str, unit: str = "") -> None:
    """Take a role away.

    Raises
    ------
    InputError
        Where the account does not have it, or nobody would be left to administer.
    """
    found = Grant.objects.filter(user=user, role=role, unit=_unit(unit)).first()
    if found is None:
        raise InputError(
            "This account does not have this role.",
            remedy="See: bothways users list. A manager's goes with --unit.",
        )
    users.revoke_role(found, by=None)


def switch_off(user: User) -> None:
    """Keep somebody from signing in; sessions end."""
    users.switch_off(user, by=None)


def switch_on(user: User) -> None:
    """Let somebody sign in again."""
    users.switch_on(user, by=None)


def unlock(user: User) -> None:
    """Let somebody try again who gave a wrong password too often."""
    users.unlock(user, by=None)


def sign_out(user: User) -> None:
    """End every session of an account."""
    sessions.end_for(user, by=None)


def reset_second_factor(user: User) -> None:
    """Take the second factor off, and tell the owner."""
    users.remove_second_factor(user, by=None)
    tell_owner(user, "second factor")


def reset_password(user: User) -> bool:
    """Take the password away, end all sessions, and send a link that chooses a new one; return whether it went.

    The last administrator is not refused: the link, or ``way_in``, is how they come back.

    Raises
    ------
    InputError
        Where the account is switched off, or is the last one for emergencies that works.
    """
    if not user.is_active:
        raise InputError("This account is switched off.", remedy="Switch it on first: bothways users enable.")
    with transaction.atomic():
        one_at_a_time()
        keep_one(user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        sessions.end_sessions(user)
        record(None, "took password away", user)
    return send_invitation(user)


def way_in(user: User) -> str:
    """Return the link that chooses the first password, for a site whose mail does not work.

    Raises
    ------
    InputError
        Where the account is more than an administrator's: through it somebody else could see results.
    """
    roles = set(user.grants.values_list("role", flat=True))
    if roles != {Role.ADMIN} or Person.objects.filter(user=user).exists():
        raise InputError(
            "A link is shown only for an account that administers and is nothing else: others see results, and have to "
            "be written to.",
            remedy="Set up mail (BOTHWAYS_SMTP), or invite an account for administration alone.",
        )
    if user.has_usable_password() or not user.is_active:
        raise InputError(
            "This account has a password, or is switched off.", remedy="See: bothways users list."
        )
    return settings.BASE_URL + reverse("welcome", args=[invitation_token(user)])


def _role_text(given: Grant) -> str:
    return f"{given.role}:{given.unit.code}" if given.unit else given.role


def _state(user: User) -> str:
    if not user.is_active:
        return "off"
    return "active" if user.has_usable_password() else "no password"


def _check_role(role: str) -> None:
    given = [str(value) for value, _words in GIVEN_ROLES]
    if role not in given:
        raise InputError(f"There is no role {role!r}.", remedy=f"Roles are: {', '.join(given)}.")


def _unit(code: str) -> Unit | None:
    if not code:
        return None
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise InputError(f"There is no unit {code!r}.", remedy="Write its code as in the records.")
    return found
