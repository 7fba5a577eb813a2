"""Idempotency keys: the same request with the same key is done once and answered the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from bothways_web.api.models import KeptAnswer, Token
from bothways_web.api.problems import Problem

#: How long an answer is kept.
KEPT = dt.timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{8,64}")
Answer = tuple[int, dict[str, Any]]


def once(token: Token, key: str | None, request: bytes, do: Callable[[], Answer]) -> Answer:
    """Do something, unless a request with this key was answered before: then return that answer.

    The doing and the remembering are one transaction: neither is there without the other.

    Raises
    ------
    Problem
        Where the key is none, or came with another request.
    """
    if key is None:
        return do()
    if not _KEY.fullmatch(key):
        raise Problem(422, "key", "An Idempotency-Key has 8 to 64 printable characters without blanks.")
    digest = _digest(token, request)
    for _try in range(2):
        before = KeptAnswer.objects.filter(token=token, key=key).first()
        if before is not None:
            if not hmac.compare_digest(before.request, digest):
                raise Problem(
                    409, "key_reused", "This Idempotency-Key came with another request. Take a new one."
                )
            return before.status, dict(before.body)
        try:
            with transaction.atomic():
                status, body = do()
                KeptAnswer.objects.create(token=token, key=key, request=digest, status=status, body=body)
                return status, body
        except IntegrityError:  # somebody was quicker with the same key: what was done here is undone
            continue
    raise Problem(409, "busy", "Another request with this Idempotency-Key is being answered. Send it again.")


def forget_old(today: dt.date | None = None) -> None:
    """Forget answers that were kept long enough: at least a day, at most two."""
    KeptAnswer.objects.filter(day__lt=(today or timezone.localdate()) - KEPT).delete()


def _digest(token: Token, request: bytes) -> str:
    """Return what is kept of a request: it tells the same one from another, and without the secret nothing else."""
    key = settings.SECRET_KEY.encode() + b"bothways.api.kept" + token.digest.encode()
    return hmac.new(key, hashlib.sha256(request).digest(), hashlib.sha256).hexdigest()
