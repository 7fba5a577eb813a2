"""How long kinds of data are kept: proposals, and what went in which night."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class RetentionProposal(models.Model):
    """Another time for one kind of data: one administrator asks for it and another one confirms."""

    kind = models.CharField(max_length=30)
    days = models.PositiveIntegerField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_on = models.DateField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField(null=True, blank=True)
    #: From this day on the nightly job follows it.
    holds_from = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


class RetentionNight(models.Model):
    """One night in which it was looked what is to go; the first one says since when the times are followed."""

    day = models.DateField(unique=True)
    #: Kind -> how many went.
    gone: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
