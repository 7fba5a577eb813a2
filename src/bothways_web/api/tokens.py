"""Making, finding and revoking tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.api.models import Token
from bothways_web.api.scopes import scopes_of
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.viewers import viewer_of

#: How long a token works where nothing else is asked for, and at most.
USUAL_DAYS, LONGEST_DAYS = 365, 730
#: So that a token that leaked into a file is recognised, by people and by scanners.
MARK = "bothways_"
_TOKENS_OF_ONE = 50


@transaction.atomic
def make_token(
    owner: User, name: str, scopes: Collection[str], *, days: int = USUAL_DAYS
) -> tuple[Token, str]:
    """Make a token and return it with its secret, which nobody can be told again.

    Raises
    ------
    InputError
        Where a scope is none of those that the owner may give, none is asked for, or the time is out of range.
    """
    offered = {str(scope) for scope in scopes_of(viewer_of(owner))}
    if not scopes or not set(scopes) <= offered:
        raise InputError(
            "A token needs at least one scope, all among your own.", remedy="Choose from the list."
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(f"A token works for 1 to {LONGEST_DAYS} days.", remedy="Choose a number in between.")
    if Token.objects.filter(owner=owner, revoked_on=None).count() >= _TOKENS_OF_ONE:
        raise InputError(f"You have {_TOKENS_OF_ONE} tokens.", remedy="Revoke one that is not used any more.")
    secret = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        owner=owner, name=name, scopes=sorted(set(scopes)), digest=_digest(secret),
        start=secret[len(MARK):][:6], expires_on=timezone.localdate() + dt.timedelta(days=days),
    )  # fmt: skip
    record(owner, "made token", token, scopes=", ".join(token.scopes))
    return token, secret


def find_token(secret: str) -> Token | None:
    """Return the token of a secret, if it works today and its owner can sign in; else ``None``."""
    if not secret.startswith(MARK):
        return None
    token = Token.objects.select_related("owner").filter(digest=_digest(secret)).first()
    today = timezone.localdate()
    if token is None or not token.works_on(today) or not token.owner.is_active:
        return None
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> bool:
    """Make a token useless for good; return whether this call did it."""
    done = Token.objects.filter(pk=token.pk, revoked_on=None).update(revoked_on=timezone.localdate())
    if done:
        record(by, "revoked token", token)
    return bool(done)


def _digest(secret: str) -> str:
    """Return what is stored of a secret: it has 256 random bits, so that nobody can guess it from this."""
    return hashlib.sha256(secret.encode()).hexdigest()
