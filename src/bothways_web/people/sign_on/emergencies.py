"""Only by sign-on, and the accounts that get in with a password all the same: an emergency must not lock a site."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.account_mails import language_of_account, send_text
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Organisation, Role, User
from bothways_web.people.notifications import kinds
from bothways_web.people.sign_on.providers import offered

CODES = Authenticator.Type.TOTP


def ready_accounts(besides: User | None = None) -> QuerySet[User]:
    """Return the administrators who are named for emergencies and have all that it takes."""
    second = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=CODES))
    found = User.objects.filter(second, for_emergencies=True, is_active=True, grants__role=Role.ADMIN)
    found = found.exclude(password__startswith="!")
    return found.exclude(pk=besides.pk) if besides else found


def passwords_open(user: User) -> bool:
    """Return whether a password lets somebody in today."""
    if not Organisation.current().only_sign_on:
        return True
    return bool(user.for_emergencies and ready_accounts().filter(pk=user.pk).exists())


def name_for_emergencies(user: User, *, by: User) -> None:
    """Let an administrator in with password and second factor, whatever holds for others.

    Raises
    ------
    InputError
        Where the account lacks something.
    """
    with transaction.atomic():
        one_at_a_time()
        is_admin = user.grants.filter(role=Role.ADMIN).exists()
        if not (user.is_active and is_admin and user.has_usable_password() and has_codes(user)):
            raise InputError(
                _("Only an administrator with a password and a second factor can be named for emergencies."),
                remedy=_("Let them choose both under “What is stored about you” first."),
            )
        user.for_emergencies = True
        user.save(update_fields=["for_emergencies"])
        record(by, "named account for emergencies", user)


def take_off(user: User, *, by: User) -> None:
    """Let the account in no more in emergencies.

    Raises
    ------
    InputError
        Where nobody would be left while passwords open nothing else.
    """
    with transaction.atomic():
        one_at_a_time()
        keep_one(user)
        user.for_emergencies = False
        user.save(update_fields=["for_emergencies"])
        record(by, "took account off those for emergencies", user)


def keep_one(user: User) -> None:
    """Refuse to lose the last account that is ready for emergencies, while only sign-on opens the rest.

    Raises
    ------
    InputError
    """
    last = ready_accounts().filter(pk=user.pk).exists() and not ready_accounts(besides=user).exists()
    if Organisation.current().only_sign_on and last:
        raise InputError(
            _("This is the last account that gets in if the provider fails."),
            remedy=_("Name another administrator for emergencies first, or allow passwords again."),
        )


def has_codes(user: User) -> bool:
    """Return whether somebody has set up codes from an app."""
    return bool(Authenticator.objects.filter(user=user, type=CODES).exists())


def choose_only(only: bool, *, by: User) -> None:
    """Let people in by sign-on alone, or by password as well.

    Raises
    ------
    InputError
        Where no provider is on or nobody is ready for emergencies.
    """
    with transaction.atomic():
        one_at_a_time()
        if only and not offered().exists():
            raise InputError(_("No provider is switched on."), remedy=_("Switch one on first."))
        if only and not ready_accounts().exists():
            raise InputError(
                _("Nobody could get in if the provider fails."),
                remedy=_("Name an administrator with password and second factor for emergencies first."),
            )
        organisation = Organisation.current()
        organisation.only_sign_on = only
        organisation.save(update_fields=["only_sign_on"])
        record(by, "allowed sign-on alone" if only else "allowed passwords again", organisation)


def note_use(user: User) -> None:
    """Write down that somebody came in by the way for emergencies, and tell all administrators."""
    record(user, "came in by the way for emergencies", user)
    organisation = Organisation.current()
    told = User.objects.filter(is_active=True, grants__role=Role.ADMIN).distinct()
    for one in told:
        with translation.override(language_of_account(one)):
            words = _(
                "%(who)s has just signed in to %(organisation)s with a password, by the way for emergencies. If nobody"
                " knows why, end the sessions of that account and look into the change log."
            ) % {"who": user, "organisation": organisation}
            subject = _("The way for emergencies was used at %(organisation)s") % {
                "organisation": organisation
            }
        send_text(kinds.EMERGENCY, subject, words + "\n", one.email)
