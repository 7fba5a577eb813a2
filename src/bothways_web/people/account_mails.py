"""Mails about accounts: plain text, calm, with one link that works once."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bothways_web.people.models import Organisation, User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.kinds import Kind
from bothways_web.people.notifications.readers import at_address

SALT = "bothways_web.people.invitation"
DAYS = 7
log = logging.getLogger(__name__)


def invitation_token(user: User) -> str:
    """Return the right to choose the first password; it ends with the first use, or after seven days."""
    return signing.dumps([user.pk, _state(user)], salt=SALT)


def invited_by(token: str) -> User | None:
    """Return the account of an invitation; ``None`` where it is used, too old or mangled."""
    try:
        key, state = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None or user.has_usable_password():
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return user if any(_state(user, key) == state for key in keys) else None


def send_invitation(user: User) -> bool:
    """Send the invitation; return whether the mail server took it."""
    organisation = Organisation.current()
    with translation.override(language_of_account(user)):
        link = settings.BASE_URL + reverse("welcome", args=[invitation_token(user)])
        if organisation.only_sign_on:
            link = settings.BASE_URL + reverse("account_login")
        words = {"user": user, "organisation": organisation, "link": link, "days": DAYS}
        text = render_to_string("people/mail/invitation.txt", words)
        subject = _("Your account at %(organisation)s") % {"organisation": organisation}
    return send_text(kinds.ACCOUNT_INVITATION, subject, text, user.email)


def tell_owner(user: User, what: str, *, to: str = "", provider: str = "") -> bool:
    """Tell the owner of an account what was changed about it; return whether the mail server took it."""
    organisation = Organisation.current()
    with translation.override(language_of_account(user)):
        sentences = {
            "address": _("An administrator has changed the address of your account."),
            "second factor": _("An administrator has removed the second factor of your account."),
            "sign-on": _("Your account was opened by signing on at %(provider)s, for the first time.")
            % {"provider": provider},
        }
        words = {"what": sentences[what], "organisation": organisation}
        text = render_to_string("people/mail/changed.txt", words)
        subject = _("A change to your account at %(organisation)s") % {"organisation": organisation}
    return send_text(kinds.ACCOUNT_CHANGED, subject, text, to or user.email)


def language_of_account(user: User) -> str:
    """Return the language in which somebody is written to about the account."""
    person = getattr(user, "person", None)
    return str((person.language if person else "") or Organisation.current().language)


def send_text(kind: Kind, subject: str, text: str, to: str) -> bool:
    """Send a mail that does not wait; return whether the mail server took it."""
    headers = {"Auto-Submitted": "auto-generated"}
    try:
        door.send(kind, door.Letter(subject, text, headers), at_address(to))
    except door.Unsent as problem:
        log.warning("a mail was not taken: %s", problem)
        return False
    return True


def _state(user: User, key: str | None = None) -> str:
    """Return what changes with the first password, and with a new address."""
    return salted_hmac(SALT, f"{user.password}{user.email}", secret=key).hexdigest()[:20]
