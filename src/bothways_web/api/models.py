"""Tokens of programs, and what is remembered of their requests."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bothways_web.api.scim.models import (
    FeedDepartment,
    FeedGrant,
    FeedGroup,
    FeedMember,
    FeedPerson,
    FeedSettings,
    FeedTrouble,
)

__all__ = [
    "Allowance",
    "FeedDepartment",
    "FeedGrant",
    "FeedGroup",
    "FeedMember",
    "FeedPerson",
    "FeedSettings",
    "FeedTrouble",
    "KeptAnswer",
    "Token",
]


class Token(models.Model):
    """The right of a program to use the API in somebody's name; of its secret only a hash is kept."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    scopes = models.JSONField(_("may"))
    digest = models.CharField(max_length=64, unique=True)
    #: The first letters of the secret, by which people tell their tokens apart.
    start = models.CharField(max_length=12)
    made_on = models.DateField(auto_now_add=True)
    expires_on = models.DateField(_("works until"))
    last_used_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["revoked_on", "-pk"]

    def __str__(self) -> str:
        return self.name

    def works_on(self, day: dt.date) -> bool:
        """Return whether it can be used on a day."""
        return self.revoked_on is None and day <= self.expires_on


class KeptAnswer(models.Model):
    """What a request with an idempotency key was answered, so that the same one is answered the same.

    Neither the moment nor the order of requests is kept: they would tell when somebody's answers came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="kept")
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    day = models.DateField(default=timezone.localdate, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="a_key_is_used_once")]


class Allowance(models.Model):
    """How many requests of a token came in the minute that runs."""

    token = models.OneToOneField(Token, on_delete=models.CASCADE, related_name="allowance")
    minute = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
