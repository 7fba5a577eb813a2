"""What holds for the whole organisation, and its first administrator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.account_mails import send_text
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Grant, Organisation, Role, User
from bothways_web.people.notifications import kinds
from bothways_web.people.secrets_once import made_once
from bothways_web.people.units import today

CHANGEABLE = {
    "name", "time_zone", "language", "support", "quiet_from", "quiet_to", "working_days", "rest_days",
    "answer_days", "most_asks", "asks_days",
}  # fmt: skip


def change_organisation(*, by: User, **fields: Any) -> Organisation:
    """Change what holds for the whole organisation; the privacy floor has a way of its own.

    Raises
    ------
    ValueError
        Where a field cannot be changed here.
    """
    if strange := fields.keys() - CHANGEABLE:
        raise ValueError(f"{sorted(strange)} cannot be changed here.")
    with transaction.atomic():
        one_at_a_time()
        organisation = Organisation.current()
        before = {name: getattr(organisation, name) for name in fields}
        for name, value in fields.items():
            setattr(organisation, name, value)
        if "time_zone" in fields:
            organisation.zone_chosen = True
        organisation.save(update_fields=[*fields, "zone_chosen"])
        changed = {
            name: [str(before[name]), str(fields[name])] for name in fields if before[name] != fields[name]
        }
        record(by, "changed organisation", organisation, **changed)
    return organisation


def send_test_mail(*, by: User) -> bool:
    """Send a mail to oneself; return whether the mail server took it."""
    organisation = Organisation.current()
    subject = _("A test from %(organisation)s") % {"organisation": organisation}
    text = _("This mail came through. Invitations and surveys will, too.")
    taken = send_text(kinds.TEST_MAIL, subject, text + "\n", by.email)
    record(by, "sent test mail", by, taken=taken)
    return taken


def first_run_code() -> str | None:
    """Return the code with which the first administrator comes in; ``None`` once there is an account.

    The server prints it at its start. It lies in the home folder, for those who may read that anyway.
    """
    path = _code_path()
    if User.objects.exists():
        path.unlink(missing_ok=True)
        return None
    return made_once(path, size=24)


def make_first_administrator(code: str, *, email: str, password: str, name: str, organisation: str) -> User:
    """Make the first account, an administrator's.

    Raises
    ------
    InputError
        Where the code is another one, or there is an account.
    """
    with transaction.atomic():
        one_at_a_time()
        expected = first_run_code()
        if expected is None:
            raise InputError(_("There is an account already."), remedy=_("Sign in."))
        if not constant_time_compare(code.strip(), expected):
            raise InputError(_("This is not the code."), remedy=_("Copy it from first-run.code once more."))
        user = User.objects.create_user(email, password, name=name.strip())
        Grant.objects.create(user=user, role=Role.ADMIN)
        found = Organisation.current()
        found.name, found.set_up_on = organisation.strip(), today()
        found.save(update_fields=["name", "set_up_on"])
        record(user, "made first administrator", user)
    _code_path().unlink(missing_ok=True)
    return user


def _code_path() -> Path:
    return Path(settings.HOME) / "first-run.code"
