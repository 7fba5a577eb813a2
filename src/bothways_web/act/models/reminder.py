"""Mails that say that something waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    """A mail to one person that something waits for them: at most one a week, without a word of what it is."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="reminder"
    )
    #: Empty: nothing is to be sent.
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_sent_on = models.DateField(null=True, blank=True)
    #: Whether this person wants such mails.
    wanted = models.BooleanField(default=True)

    def __str__(self) -> str:
        return "reminder"
