"""Who is behind a request of the API, whether the token may do this, and whether it asks too often."""

from __future__ import annotations

import time

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from ninja.security import HttpBearer

from bothways_web.api.models import Allowance, Token
from bothways_web.api.problems import Problem
from bothways_web.api.scopes import Scope, scopes_of
from bothways_web.api.tokens import find_token
from bothways_web.people.viewers import viewer_of

#: Requests that a token has a minute, over all processes.
A_MINUTE = 300


class TokenRequest(HttpRequest):
    """A request as operations get it: with the token."""

    auth: Token


class Bearer(HttpBearer):
    """Take a token that works and has a scope, or one of several; cookies open nothing here."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = frozenset(scopes)

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token, or refuse."""
        found = find_token(token)
        if found is None:
            return None
        count(found)
        if not self.scopes & set(found.scopes) & set(scopes_of(viewer_of(found.owner))):
            needed = " or ".join(sorted(self.scopes))
            raise Problem(
                403,
                "scope",
                f"This token may not do that: it needs {needed}, and an owner whose roles give it.",
            )
        return found


def count(token: Token, *, most: int | None = None) -> None:
    """Count a request, or refuse it where the minute is used up: ``most``, or as many as the API has."""
    most = A_MINUTE if most is None else most
    now = int(time.time())
    minute = now // 60
    with transaction.atomic():
        Allowance.objects.get_or_create(token=token)
        fresh = Allowance.objects.filter(token=token).exclude(minute=minute)
        if not fresh.update(minute=minute, used=1):
            Allowance.objects.filter(token=token).update(used=F("used") + 1)
        used = Allowance.objects.values_list("used", flat=True).get(token=token)
    if used > most:
        raise Problem(
            429, "too_many", f"A token has {most} requests a minute. Wait, then go on.",
            Retry_After=str(60 - now % 60),
        )  # fmt: skip
