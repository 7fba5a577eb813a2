"""The way out of a mail without signing in: a link that is the right to ask for it."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from bothways_web.people.models import User

#: As in links that were sent when these mails were reminders alone: they work still.
_signer = signing.Signer(salt="bothways.reminders", sep=".")


def stop_link(user: User) -> str:
    """Return the whole address by which somebody wants no more of the mail that says what is new."""
    return settings.BASE_URL + reverse("stop_mails", args=[stop_token(user)])


def stop_token(user: User) -> str:
    """Return what stands in that address."""
    return _signer.sign(str(user.pk))


def user_of_token(token: str) -> User | None:
    """Return whose address it is; ``None`` where it is mangled, made up, or the account is gone."""
    try:
        number = _signer.unsign(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=int(number)).first()
